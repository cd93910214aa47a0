"""Files that are written whole or not at all: into a part beside the file, then in its place at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: Path, data: bytes, *, instead_of: bytes | None = None) -> bool:
    """Put data in the place of a file at once, its rights kept; a symbolic link stays one. Returns whether it was done.

    instead_of: what the file must hold still; where somebody has changed it meanwhile, nothing is written.
    """
    path = path.resolve()
    if instead_of is not None and path.read_bytes() != instead_of:
        return False
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def _mask() -> int:
    """Return the process's mask of rights, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
