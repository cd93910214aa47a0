"""Where a search reads from: the interface that the compiled index and Whoosh both answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from indexer.concepts import Labels
    from indexer.shards import Postings
    from search.facet import Facet


class Source(Protocol):
    """Postings, places, facets and cards of numbered documents; numbers follow the order of slugs."""

    size: int
    head: Mapping[str, Any]

    @property
    def slugs(self) -> Sequence[str]:
        """Every document's slug."""

    @property
    def years(self) -> Sequence[int]:
        """Every document's first year, 0 where it has none."""

    @property
    def titles(self) -> Sequence[int]:
        """Every document's place in the order of titles."""

    def word(self, stem: str) -> Postings:
        """Return (documents, impacts) of a stem, by document."""

    def near(self, stem: str) -> Sequence[int]:
        """Return where a stem stands in the fields whose neighbours count: document << PLACE_BITS | place."""

    def asked(self, stem: str) -> Sequence[int]:
        """Return which everyday questions a stem stands in: document << QUESTION_BITS | number."""

    def labels(self, stem: str) -> Labels | None:
        """Return the labels of concepts that can begin with a stem."""

    def concept(self, key: str) -> Postings:
        """Return (documents, impacts) of a concept, by document."""

    def idea(self, key: str) -> Mapping[str, Any]:
        """Return a concept's `labels` as shown, its `tags`, and its `marks`, by which it is found in a text."""

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem, in the blocks of `indexer.scoring`."""

    def forms(self, beginning: str) -> Iterable[tuple[str, str]]:
        """Return (surface form, stem) of every surface form with a beginning, in order."""

    def facet(self, name: str) -> Facet:
        """Return a facet."""

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""

    def close(self) -> None:
        """Let go of files."""


class Store(Protocol):
    """Where the shards come from: a file, or memory."""

    head: Any

    def shard(self, kind: str, number: int) -> bytes:
        """Return one shard."""

    def count(self, kind: str) -> int:
        """Return how many shards of a kind there are."""

    def holding(self, kind: str, key: str) -> int:
        """Return the number of the shard that holds a key if any does; -1 where the kind is empty."""

    def close(self) -> None:
        """Let go of files."""
