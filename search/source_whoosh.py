"""Reading Whoosh with the scores of the compiled index: for an export older than the index, and to hold both to one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.reading import IndexReader, TermNotFound

from indexer.analysis import stem
from indexer.errors import IndexMissing
from indexer.schema import facet_field
from indexer.scoring import BLOCKS, FIELD_WEIGHTS, PAIR_FIELDS, average_length, impact, pair_impact
from search.source import Postings


class WhooshSource:
    """A Whoosh index as a source; documents are renumbered in order of slug."""

    def __init__(self, reader: IndexReader, names: Mapping[str, Any]) -> None:
        self._reader = reader
        self.names = names
        stored = sorted((fields["slug"], number) for number, fields in reader.iter_docs())
        self.slugs: Sequence[str] = [slug for slug, _ in stored]
        self.size = len(stored)
        self._number = {number: new for new, (_, number) in enumerate(stored)}
        self._old = [number for _, number in stored]
        self._lengths = _column(reader, "length", self._old)
        self.years: Sequence[int | None] = _column(reader, "year", self._old)
        self._average = average_length(self._lengths)

    def word(self, stem: str) -> Postings:
        """Return (document, impact) of a stem, its fields weighted."""
        weighted: dict[int, int] = {}
        for name, weight in FIELD_WEIGHTS.items():
            for document, places in self._places(name, stem):
                weighted[document] = weighted.get(document, 0) + weight * len(places)
        return self._impacts(weighted)

    def pair(self, one: str, other: str) -> Postings:
        """Return (document, impact) of two stems side by side."""
        times: dict[int, int] = {}
        for name in PAIR_FIELDS:
            after = dict(self._places(name, other))
            for document, places in self._places(name, one):
                found = sum(place + 1 in after.get(document, ()) for place in places)
                times[document] = times.get(document, 0) + found
        return [(document, pair_impact(found)) for document, found in sorted(times.items()) if found]

    def concept(self, key: str) -> Postings:
        """Return (document, impact) of a concept."""
        weighted: dict[int, int] = {}
        matcher = self._matcher("concept", key)
        while matcher is not None and matcher.is_active():
            if matcher.id() in self._number:
                weighted[self._number[matcher.id()]] = matcher.value_as("frequency")
            matcher.next()
        return self._impacts(weighted)

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem, in the blocks of the compiled index."""
        found: dict[int, list[int]] = {}
        for name, block in BLOCKS.items():
            for document, places in self._places(name, stem):
                found.setdefault(document, []).extend(block + place for place in places)
        return found

    def surfaces(self) -> Mapping[str, str]:
        """Return every surface form with its stem."""
        return self._surfaces

    @cached_property
    def _surfaces(self) -> Mapping[str, str]:
        return {word: stem(word) for word in (term.decode() for term in self._reader.lexicon("surface"))}

    def facet(self, name: str) -> Mapping[str, Sequence[int]]:
        """Return value -> documents of a facet."""
        field = facet_field(name)
        found = {}
        for term in self._reader.lexicon(field):
            documents = self._documents(field, term.decode())
            if documents:
                found[term.decode()] = documents
        return found

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""
        card: Mapping[str, Any] = json.loads(self._reader.stored_fields(self._old[document])["card"])
        return card

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""
        text: Sequence[Sequence[str]] = json.loads(self._reader.stored_fields(self._old[document])["text"])
        return text

    def close(self) -> None:
        """Let go of the index's files."""
        self._reader.close()

    def _impacts(self, weighted: Mapping[int, int]) -> Postings:
        return [
            (document, impact(count, self._lengths[document], self._average))
            for document, count in sorted(weighted.items())
        ]

    def _matcher(self, field: str, term: str) -> Any:
        try:
            return self._reader.postings(field, term.encode())
        except TermNotFound:
            return None

    def _places(self, field: str, term: str) -> list[tuple[int, list[int]]]:
        matcher = self._matcher(field, term)
        found = []
        while matcher is not None and matcher.is_active():
            if matcher.id() in self._number:
                found.append((self._number[matcher.id()], matcher.value_as("positions")))
            matcher.next()
        return sorted(found)

    def _documents(self, field: str, term: str) -> list[int]:
        matcher = self._matcher(field, term)
        return sorted(self._number[n] for n in matcher.all_ids() if n in self._number) if matcher is not None else []


def _column(reader: IndexReader, name: str, numbers: list[int]) -> list[int]:
    column = reader.column_reader(name)
    values = [int(column[number]) for number in numbers]
    if hasattr(column, "close"):
        column.close()
    return values


def open_whoosh(folder: Path, names: Mapping[str, Any]) -> WhooshSource:
    """Open the Whoosh index of a build folder; `names` as `indexer.compiled.names` gives. Raises IndexMissing.

    The index holds a pickle: a local cache, never one from elsewhere.
    """
    if not whoosh_index.exists_in(folder):
        raise IndexMissing(folder.parent)
    return WhooshSource(whoosh_index.open_dir(folder).reader(), names)
