"""Whether an index is fresh: what the last run noted, and a cheap look at the corpus folders."""

from __future__ import annotations

import json
import os
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ("vocabulary.yaml", "library.toml", "questions.yaml", "law.yaml")
FEW = 500


def stat_digest(root: Path) -> str:
    """Return a cheap digest of the corpus folders, to notice that an index is stale.

    Names, sizes and times of all files up to FEW; in larger folders only what the folder itself says, which misses a
    file changed in its place, for looking at ten thousand files, or only at their names, takes longer than a search.
    """
    seen = [f"{os.stat(root / 'corpus' / name).st_mtime_ns}" for name in SETTINGS if (root / "corpus" / name).exists()]
    for part in ("cases", "local"):
        folder = root / "corpus" / part
        if not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in islice(entries, FEW + 1))
        seen.append(f"{part} {len(names)} {os.stat(folder).st_mtime_ns}")
        for name in names if len(names) <= FEW else ():
            try:
                stat = os.lstat(f"{folder}/{name}")  # links may lead nowhere
            except FileNotFoundError:  # editors put files there for a moment
                continue
            seen.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return f"{len(seen)}-{zlib.crc32(';'.join(seen).encode()):08x}"


def read_note(folder: Path, name: str) -> dict[str, Any]:
    """Return what a finished run noted under a name (`whoosh` or `compiled`), or an empty dictionary."""
    try:
        state = json.loads((folder / f"{name}.note.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_note(folder: Path, name: str, note: dict[str, Any]) -> None:
    """Note a finished run, whole or not at all."""
    from indexer import whole_file

    with whole_file.replaced(folder / f"{name}.note.json") as out:
        out.write(json.dumps(note, ensure_ascii=False).encode())


def forget_note(folder: Path, name: str) -> None:
    """Take a note away, before what it stands for changes."""
    (folder / f"{name}.note.json").unlink(missing_ok=True)
