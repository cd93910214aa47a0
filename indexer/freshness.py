"""Whether an index is fresh: what the last run noted, and a cheap look at the corpus folders."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any


def stat_digest(root: Path) -> str:
    """Return a cheap digest of the corpus folders by names, sizes and times, to notice that an index is stale."""
    digest = hashlib.sha256()
    for folder in (root / "corpus", root / "corpus" / "cases", root / "corpus" / "local"):
        if not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_file():
                    stat = entry.stat()
                    digest.update(f"{entry.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return digest.hexdigest()


def read_note(folder: Path, name: str) -> dict[str, Any]:
    """Return what a finished run noted under a name (`whoosh` or `compiled`), or an empty dictionary."""
    try:
        state = json.loads((folder / f"{name}.note.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_note(folder: Path, name: str, note: dict[str, Any]) -> None:
    """Note a finished run, whole or not at all."""
    part = folder / f"{name}.note.part"
    part.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / f"{name}.note.json")
