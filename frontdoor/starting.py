"""A run of the program as a process of its own: nothing is done that a search would wait for in vain."""

from __future__ import annotations

import gc
import os
import sys


def run() -> None:
    """Run the command line and end the process."""
    gc.set_threshold(100_000)  # a short run makes little rubbish; looking for it costs a tenth of a search
    from whatworks import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # a pipe that nobody reads any more
            code = code or 1
    os._exit(code or 0)  # without taking every module down first
