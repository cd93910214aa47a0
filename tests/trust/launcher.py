"""A process that runs commands in forks of itself, and kills them at a moment: with everything loaded, every moment is
one of work. It reads an order a line (JSON) and answers each with a line.

Order: {"arguments": [...], "seconds": kill after so long, "event": or at the n-th touch of the file system,
"large": work with several processes, as for a large library}.
Answer: {"status": exit code, negative for the signal, "seconds": how long, "events": how many touches if it ended}.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any

TOUCHES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "shutil.rmtree", "os.chmod"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Counter:
    """Counts touches of the file system that can change it; kills its own process at a given one."""

    def __init__(self, last: int | None) -> None:
        self.count = 0
        self._last = last
        self._process = os.getpid()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        if not opened and event not in TOUCHES:
            return
        self.count += 1
        if self.count == self._last and os.getpid() == self._process:
            os.kill(os.getpid(), signal.SIGKILL)


def child(order: dict[str, Any], answer: int) -> None:
    """Run a command in this fork and write how many touches it made."""
    from indexer import index
    from search import publishing
    from whatworks import main

    if order.get("large"):
        publishing.MANY = index.MANY = 1
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    counter = Counter(order.get("event"))
    sys.addaudithook(counter)
    code = 0
    try:
        main(order["arguments"], prog_name="whatworks", standalone_mode=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    os.write(answer, str(counter.count).encode())
    os._exit(code)


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Run one order in a fork, kill it when its time has come, and wait for it."""
    come, go = os.pipe()
    started = time.monotonic()
    process = os.fork()
    if process == 0:
        os.close(come)
        os.setpgid(0, 0)
        child(order, go)
    os.close(go)
    timer = threading.Timer(order["seconds"], os.kill, (process, signal.SIGKILL)) if order.get("seconds") else None
    if timer:
        timer.start()
    _, status = os.waitpid(process, 0)
    seconds = time.monotonic() - started
    if timer:
        timer.cancel()
        timer.join()
    os.set_blocking(come, False)  # a helper of the killed process may still hold the other end
    try:
        events = os.read(come, 20)
    except BlockingIOError:
        events = b""
    os.close(come)
    return {"status": os.waitstatus_to_exitcode(status), "seconds": seconds, "events": int(events or 0)}


def main() -> None:
    """Load what the commands need, then take orders until there are none."""
    import search.publishing
    import whatworks
    from indexer import adding, corpus, extract, index, mending, scanning, site, sources, whoosh_writer  # noqa: F401

    assert search.publishing and whatworks
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
