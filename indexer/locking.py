"""One writer at a time: a lock that ends with its process, and helpers of a writer that end with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from indexer.errors import Busy

LOOK = 0.2  # seconds between two looks whether the writer is still there

_held: list[IO[str]] = []


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a writer's lock, its folder made where needed.

    The system lets go of it when the process ends, however it ends, so a dead process's lock is free at once.
    Raises Busy, with the process that holds it, and OSError where the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        try:
            _take(handle.fileno())
        except (BlockingIOError, PermissionError):
            handle.seek(0)
            raise Busy(path, handle.read().strip() or "unknown process") from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}")
        handle.flush()
        _held.append(handle)
        try:
            yield
        finally:
            _held.remove(handle)


def corpus_lock(build: Path) -> Path:
    """Return the lock of whoever writes into a library's corpus. build: the library's folder for what is built."""
    return build / "corpus.lock"


def _take(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _forked() -> None:
    """Give up what a forked helper was handed of the writer's locks, and end it when the writer ends.

    Without this a helper of a killed writer would wait for work for ever, and hold the lock as long.
    """
    if not _held:
        return
    for handle in _held:
        os.close(handle.fileno())
    writer = os.getppid()
    threading.Thread(target=_end_with, args=(writer,), daemon=True).start()


def help_writer() -> None:
    """Make this process a helper: Ctrl-C is the writer's to answer, and when the writer ends, so does the helper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(writer: int) -> None:
    while os.getppid() == writer:
        time.sleep(LOOK)
    os._exit(1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
