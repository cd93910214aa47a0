"""Choosing what answers: the compiled index, or Whoosh where a case was just added and the export is older."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.freshness import read_note, stat_digest
from indexer.shard_file import ShardFile
from search.source_compiled import CompiledSource

if TYPE_CHECKING:
    from pathlib import Path

    from search.source import Source


def open_source(build: Path) -> Source:
    """Open the index of a build folder. Raises IndexMissing, IndexUnreadable."""
    folder = build / "index"
    written = {} if _is_newest(folder) else read_note(folder, "whoosh")
    if not written or written.get("content") == read_note(folder, "compiled").get("content"):
        return CompiledSource(ShardFile(folder / "compiled"))
    from search.source_whoosh import open_whoosh

    return open_whoosh(folder)


def _is_newest(folder: Path) -> bool:
    """Tell by time alone whether the export was noted after Whoosh: the usual case, which reads nothing more."""
    try:
        return (folder / "compiled.note.json").stat().st_mtime_ns >= (folder / "whoosh.note.json").stat().st_mtime_ns
    except OSError:
        return False


def is_stale(root: Path, build: Path) -> bool:
    """Tell whether the corpus changed since the index was built: a comparison of names, sizes and times."""
    now = stat_digest(root)
    return not any(read_note(build / "index", name).get("stat") == now for name in ("compiled", "whoosh"))
