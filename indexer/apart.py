"""Reading in a process of its own, with limits on time and memory: a made-up or broken file can stop only that."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from indexer.errors import SourceUnreadable, WhatWorksError

SECONDS = 60
MEMORY = 3_000_000_000


class Apart:
    """A process that runs functions one after another; it is started when first needed and after it was stopped.

    Use: with Apart() as apart: apart.run(read, data). seconds: how long one run may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._context = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *failure: object) -> None:
        self._stop()

    def run(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Return what a module's function returns, or raise what it raises.

        Raises SourceUnreadable where it takes longer than the limit, needs more memory, or brings its process down.
        """
        pipe = self._pipe or self._start()
        pipe.send((function, arguments, named))
        if not pipe.poll(self.seconds):
            self._stop()
            raise SourceUnreadable(
                f"reading it took longer than {self.seconds:g} seconds, so it was stopped",
                "save its text as a plain text file, and add that",
            )
        try:
            done, value = pipe.recv()
        except (EOFError, OSError):
            self._stop()
            raise SourceUnreadable(
                "reading it failed: the file is broken or needs too much memory",
                "save its text as a plain text file, and add that",
            ) from None
        if done:
            return value
        raise value

    def _start(self) -> Connection:
        here, there = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(there,), daemon=True)
        self._process.start()
        there.close()
        self._pipe = here
        return here

    def _stop(self) -> None:
        if self._pipe:
            self._pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None


def _serve(pipe: Connection) -> None:
    _limit_memory()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            function, arguments, named = pipe.recv()
            try:
                pipe.send((True, function(*arguments, **named)))
            except WhatWorksError as error:
                pipe.send((False, error))
            except (MemoryError, RecursionError):
                return


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the one on time holds
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
