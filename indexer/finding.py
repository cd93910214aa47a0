"""Where a library lies: the nearest folder that holds its settings. Light, since every command asks."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import CorpusNotFound


def find(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds corpus/library.toml.

    Raises CorpusNotFound where there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "corpus" / "library.toml").is_file():
            return folder
    raise CorpusNotFound(start)
