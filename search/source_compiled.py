"""Reading the compiled index. Imports nothing heavy: this is what a search on the terminal waits for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from indexer.errors import IndexMissing, IndexUnreadable
from search.source import Postings

FORMAT = 1


class CompiledSource:
    """The compiled index of a folder, or of plain data as `indexer.compiled.build` makes it."""

    def __init__(
        self, index: Mapping[str, Any], texts: Sequence[Any] | None = None, folder: Path | None = None
    ) -> None:
        self._index = index
        self._texts = texts
        self._folder = folder
        self.size: int = index["size"]
        self.slugs: Sequence[str] = index["slugs"]
        self.years: Sequence[int | None] = index["years"]
        self.names: Mapping[str, Any] = index

    def word(self, stem: str) -> Postings:
        """Return (document, impact) of a stem."""
        return _pairs(self._index["words"].get(stem, ()))

    def pair(self, one: str, other: str) -> Postings:
        """Return (document, impact) of two stems side by side."""
        return _pairs(self._index["pairs"].get(f"{one} {other}", ()))

    def concept(self, key: str) -> Postings:
        """Return (document, impact) of a concept."""
        return _pairs(self._index["concepts"].get(key, ()))

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem."""
        return {row[0]: row[1:] for row in self._index["places"].get(stem, ())}

    def surfaces(self) -> Mapping[str, str]:
        """Return every surface form with its stem."""
        found: Mapping[str, str] = self._index["surfaces"]
        return found

    def facet(self, name: str) -> Mapping[str, Sequence[int]]:
        """Return value -> documents of a facet."""
        found: Mapping[str, Sequence[int]] = self._index["facets"].get(name, {})
        return found

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""
        found: Mapping[str, Any] = self._index["cards"][document]
        return found

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""
        found: Sequence[Sequence[str]] = self._all_texts[document]
        return found

    def close(self) -> None:
        """Let go of files: none is held open."""

    @cached_property
    def _all_texts(self) -> Sequence[Any]:
        if self._texts is not None:
            return self._texts
        assert self._folder is not None
        data = _load(self._folder / "texts.json")
        if data.get("generation") != self._index["generation"]:
            raise IndexUnreadable(self._folder, "its parts are of different builds")
        texts: Sequence[Any] = data["texts"]
        return texts


def open_compiled(folder: Path) -> CompiledSource:
    """Open the compiled index in a folder. Raises IndexMissing, IndexUnreadable."""
    path = folder / "index.json"
    if not path.is_file():
        raise IndexMissing(folder.parent)
    index = _load(path)
    if index.get("format") != FORMAT:
        raise IndexUnreadable(path, f"it has format {index.get('format')!r}, this version reads {FORMAT}")
    return CompiledSource(index, folder=folder)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise IndexUnreadable(path, str(error)) from None
    if not isinstance(data, dict):
        raise IndexUnreadable(path, "it is not an index")
    return data


def _pairs(flat: Sequence[int]) -> Postings:
    return list(zip(flat[::2], flat[1::2], strict=True))
