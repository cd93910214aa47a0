"""Reading Whoosh with the scores of the compiled index: for an export older than the index, and to hold both to one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import IndexReader, TermNotFound

from indexer.analysis import stop_stems
from indexer.compiled import title_ranks
from indexer.concepts import Labels, labels_of
from indexer.errors import IndexMissing
from indexer.freshness import read_note
from indexer.schema import FIRST, facet_field, read_surfaces
from indexer.scoring import PAIR_PLACES, average_length, impacts, in_block, question_of
from indexer.shards import NOTHING, PLACE_BITS, QUESTION_BITS, Postings, read_places
from search.facet import Facet


class WhooshSource:
    """A Whoosh index as a source; documents are renumbered in order of slug."""

    def __init__(self, reader: IndexReader, names: Mapping[str, Any]) -> None:
        """names: `head`, `concepts` and `labels`, as `indexer.index` notes them beside the index under `names`."""
        self._reader = reader
        self._names = names
        self._columns: dict[str, Any] = {}
        self.head: Mapping[str, Any] = names["head"]
        live = [number for number in range(reader.doc_count_all()) if not reader.is_deleted(number)]
        slugs = dict(zip(live, _column(reader, "name", live), strict=True))
        self._old = sorted(live, key=lambda number: slugs[number])
        self.slugs: Sequence[str] = [slugs[number].decode() for number in self._old]
        self.size = len(live)
        self._number = {number: new for new, number in enumerate(self._old)}
        self.years: Sequence[int] = [int(year) for year in _column(reader, "year", self._old)]
        lengths = [int(length) for length in _column(reader, "length", self._old)]
        self._impacts = impacts(lengths, average_length(lengths))

    @cached_property
    def titles(self) -> Sequence[int]:
        """Every document's place in the order of titles."""
        return title_ranks([title.decode() for title in _column(self._reader, "title", self._old)])

    def word(self, stem: str) -> Postings:
        """Return (documents, impacts) of a stem."""
        return self._weighted("word", stem)

    def near(self, stem: str) -> Sequence[int]:
        """Return where a stem stands in the fields whose neighbours count."""
        if stem in stop_stems():
            return ()
        return [
            document << PLACE_BITS | place
            for document, places in sorted(self.places(stem).items())
            for place in places
            if place < PAIR_PLACES
        ]

    def asked(self, stem: str) -> Sequence[int]:
        """Return which everyday questions a stem stands in."""
        if stem in stop_stems():
            return ()
        return sorted(
            {
                document << QUESTION_BITS | question_of(place)
                for document, places in self.places(stem).items()
                for place in places
                if in_block(place, "asks")
            }
        )

    def labels(self, stem: str) -> Labels | None:
        """Return the labels of concepts that can begin with a stem."""
        rows = self._names["labels"].get(stem)
        return labels_of(rows) if rows else None

    def concept(self, key: str) -> Postings:
        """Return (documents, impacts) of a concept."""
        return self._weighted("concept", key)

    def idea(self, key: str) -> Mapping[str, Any]:
        """Return a concept's `labels`, `tags` and `marks`."""
        found: Mapping[str, Any] = self._names["concepts"].get(key, {})
        return found

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem."""
        found: dict[int, Sequence[int]] = {}
        for document, matcher in self._matches("word", stem):
            found |= read_places(matcher.value(), (document,))
        return found

    def forms(self, beginning: str) -> Iterator[tuple[str, str]]:
        """Yield (surface form, stem) of every surface form with a beginning, in order."""
        return ((form, stem) for form, stem in self._forms if form.startswith(beginning))

    @cached_property
    def _forms(self) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for packed in _column(self._reader, "surfaces", self._old):
            found |= read_surfaces(packed)
        return sorted(found.items())

    def facet(self, name: str) -> Facet:
        """Return a facet."""
        field = facet_field(name)
        found: dict[str, list[tuple[int, bool]]] = {}
        for term in self._reader.lexicon(field):
            value = term.decode()
            having = [(document, matcher.weight() == FIRST) for document, matcher in self._matches(field, value)]
            if having:
                found[value] = having
        return Facet.of(found, self.size)

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""
        card: Mapping[str, Any] = json.loads(self._kept("card", document))
        return card

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""
        text: Sequence[Sequence[str]] = json.loads(zlib.decompress(self._kept("text", document)))
        return text

    def close(self) -> None:
        """Let go of the index's files."""
        for column in self._columns.values():
            _let_go(column)
        self._reader.close()

    def _kept(self, name: str, document: int) -> bytes:
        if name not in self._columns:
            self._columns[name] = self._reader.column_reader(name)
        found: bytes = self._columns[name][self._old[document]]
        return found

    def _weighted(self, field: str, term: str) -> Postings:
        found = sorted((document, int(matcher.weight())) for document, matcher in self._matches(field, term))
        if not found:
            return NOTHING
        documents, weighted = zip(*found, strict=True)
        return documents, self._impacts(documents, weighted)

    def _matches(self, field: str, term: str) -> Iterator[tuple[int, Any]]:
        """Yield (document, matcher standing at it) of the live documents that have a term."""
        try:
            matcher = self._reader.postings(field, term.encode())
        except TermNotFound:
            return
        while matcher.is_active():
            number = self._number.get(matcher.id())
            if number is not None:
                yield number, matcher
            matcher.next()


def _column(reader: IndexReader, name: str, numbers: list[int]) -> list[Any]:
    column = reader.column_reader(name)
    values = [column[number] for number in numbers]
    _let_go(column)
    return values


def _let_go(column: Any) -> None:
    if hasattr(column, "close"):
        column.close()


def open_whoosh(folder: Path) -> WhooshSource:
    """Open the Whoosh index in an index folder, with what is noted beside it. Raises IndexMissing.

    The index holds a pickle: a local cache, never one from elsewhere.
    """
    names, noted = read_note(folder, "names"), read_note(folder, "whoosh")
    if not whoosh_index.exists_in(folder / "whoosh") or not names:
        raise IndexMissing(folder)
    names["head"]["library"]["as_of"] = noted["as_of"]
    return WhooshSource(whoosh_index.open_dir(folder / "whoosh").reader(), names)
