"""One writer at a time: a lock that ends with its process, and helpers of a writer that end with it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from indexer.errors import Busy

SOON = 0.02, 10  # seconds between two looks whether the helpers of a dead writer are gone, and at most

_helping: list[IO[str]] = []


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a writer's lock, its folder made where needed.

    The system lets go of it when the process ends, however it ends, so a dead process's lock is free as soon as its
    helpers have ended too.
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
        without_helpers(helpers_of(path))
        yield


def helpers_of(lock: Path) -> Path:
    """Return the file that the helpers of a lock's writer hold together."""
    return lock.with_name(f"{lock.name}.helpers")


def corpus_lock(build: Path) -> Path:
    """Return the lock of whoever writes into a library's corpus. build: the library's folder for what is built."""
    return build / "corpus.lock"


def without_helpers(path: Path) -> None:
    """Wait until the helpers of a writer that was killed are gone, which they are at once: they write until then.

    path: the file that they hold, from `help_writer`. Raises Busy where they stay.
    """
    between, most = SOON
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + most
    with path.open("a", encoding="utf-8") as handle:
        while True:
            try:
                return _take(handle.fileno())
            except (BlockingIOError, PermissionError):
                if time.monotonic() > end:
                    raise Busy(path, "a process of a run that was killed") from None
            time.sleep(between)


def _take(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def help_writer(path: Path | None = None) -> None:
    """Make this process a helper: Ctrl-C is the writer's to answer, and when the writer ends, so does the helper.

    path: a file that it holds as long as it lives, together with other helpers, so that the next writer can wait.
    """
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if path:
        _hold_with_others(path)
    if writer := parent_process():
        if not writer.is_alive():
            os._exit(1)
        threading.Thread(target=_end_after, args=(writer,), daemon=True).start()


def _hold_with_others(path: Path) -> None:
    if os.name != "nt":  # where there are no shared locks, an open file keeps its folder from being removed
        import fcntl

        _helping.append(path.open("a", encoding="utf-8"))
        fcntl.flock(_helping[-1].fileno(), fcntl.LOCK_SH)


def _end_after(writer: Any) -> None:
    writer.join()
    os._exit(1)
