"""Files that are written whole or not at all: into a part beside the file, then in its place at once."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write(path: Path, data: bytes, *, instead_of: bytes | None = None) -> bool:
    """Put data in the place of a file at once, its rights kept; a symbolic link stays one. Returns whether it was done.

    instead_of: what the file must hold still; where somebody has changed it meanwhile, nothing is written.
    """
    path = path.resolve()
    if instead_of is not None and path.read_bytes() != instead_of:
        return False
    with _part(path, data) as part:
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
        part.replace(path)
    return True


def create(path: Path, data: bytes) -> None:
    """Write a new file whole. Raises FileExistsError where there is anything of that name, a dead link included."""
    with _part(path, data) as part:
        part.chmod(0o666 & ~_mask())
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a drive without links
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            part.rename(path)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """Open what comes in the place of a file at the end. For one writer alone; a failure leaves nothing of it."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove the parts that a killed writer left in a folder. Call it only where no other writer can be at work."""
    for part in folder.glob(".*-*.part"):
        with contextlib.suppress(OSError):
            part.unlink()


@contextmanager
def _part(path: Path, data: bytes) -> Iterator[Path]:
    """Write data beside a path, safely on the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _mask() -> int:
    """Return the process's mask of rights, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
