"""Where a search reads from: the interface that the compiled index and Whoosh both answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Postings = Sequence[tuple[int, int]]


class Source(Protocol):
    """Postings, places, facets and cards of numbered documents; numbers follow the order of slugs."""

    size: int
    slugs: Sequence[str]
    years: Sequence[int | None]
    names: Mapping[str, Any]

    def word(self, stem: str) -> Postings:
        """Return (document, impact) of a stem, by document."""

    def pair(self, one: str, other: str) -> Postings:
        """Return (document, impact) of two stems side by side."""

    def concept(self, key: str) -> Postings:
        """Return (document, impact) of a concept, by document."""

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem, in the blocks of the compiled index."""

    def surfaces(self) -> Mapping[str, str]:
        """Return every surface form with its stem."""

    def facet(self, name: str) -> Mapping[str, Sequence[int]]:
        """Return value -> documents of a facet."""

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""

    def close(self) -> None:
        """Let go of files."""
