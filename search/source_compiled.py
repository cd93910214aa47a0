"""Reading the compiled index. Imports nothing heavy: this is what a search on the terminal waits for."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from indexer.facets import FACETS
from indexer.shards import NOTHING, Table, read_ascending, read_count, read_numbers, read_places, read_postings
from search.facet import Facet

if TYPE_CHECKING:
    from indexer.compiled import Compiled
    from indexer.concepts import Labels
    from indexer.shards import Postings
    from search.source import Store


BETWEEN_CARDS = b'},{"slug":'  # never within one: quotes in texts are escaped
HELD = 500  # terms and shards of cards that stay at hand: more than a search needs, and nothing beside a library


class Memory:
    """A compiled index that was not written to a disk."""

    def __init__(self, compiled: Compiled) -> None:
        self.head = {**compiled.head, "generation": compiled.generation}
        self._shards: dict[str, list[bytes]] = {}
        self._firsts: dict[str, list[str]] = {}
        for shard in compiled.shards:
            self._shards.setdefault(shard.kind, []).append(shard.data)
            self._firsts.setdefault(shard.kind, []).append(shard.first)

    def shard(self, kind: str, number: int) -> bytes:
        """Return one shard."""
        return self._shards[kind][number]

    def count(self, kind: str) -> int:
        """Return how many shards of a kind there are."""
        return len(self._shards.get(kind, ()))

    def holding(self, kind: str, key: str) -> int:
        """Return the number of the shard that holds a key if any does; -1 where the kind is empty."""
        firsts = self._firsts.get(kind, ())
        return max(bisect_right(firsts, key) - 1, 0 if firsts else -1)

    def close(self) -> None:
        """Let go of files: there are none."""


class CompiledSource:
    """A compiled index as a source."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.head: Mapping[str, Any] = store.head
        self.size: int = store.head["size"]
        self._tables: dict[tuple[str, int], Table] = {}
        self._terms: dict[str, tuple[Postings, bytes, int]] = {}
        self._cards: dict[int, Sequence[bytes]] = {}
        self._facets: dict[str, Facet] = {}

    @cached_property
    def slugs(self) -> Sequence[str]:
        """Every document's slug."""
        return self.store.shard("slugs", 0).decode().split("\n") if self.size else []

    @cached_property
    def years(self) -> Sequence[int]:
        """Every document's first year, 0 where it has none."""
        return read_numbers(self.store.shard("years", 0), 0, self.size)[0]

    @cached_property
    def titles(self) -> Sequence[int]:
        """Every document's place in the order of titles."""
        return read_numbers(self.store.shard("titles", 0), 0, self.size)[0]

    def word(self, stem: str) -> Postings:
        """Return (documents, impacts) of a stem."""
        return self._term(stem)[0]

    def near(self, stem: str) -> Sequence[int]:
        """Return where a stem stands in the fields whose neighbours count."""
        _, data, at = self._term(stem)
        return read_ascending(data, at + 4, read_count(data, at))[0] if data else ()

    def asked(self, stem: str) -> Sequence[int]:
        """Return which everyday questions a stem stands in."""
        _, data, at = self._term(stem)
        at = _after(data, at) if data else at
        return read_ascending(data, at + 4, read_count(data, at))[0] if data else ()

    def labels(self, stem: str) -> Labels | None:
        """Return the labels of concepts that can begin with a stem."""
        _, data, at = self._term(stem)
        if not data:
            return None
        end = _after(data, _after(data, at))
        if end >= len(data):
            return None
        from indexer.concepts import labels_of

        return labels_of(json.loads(data[end:]))

    def concept(self, key: str) -> Postings:
        """Return (documents, impacts) of a concept."""
        data = self._record("concepts", key)
        return read_postings(data)[0] if data else NOTHING

    def idea(self, key: str) -> Mapping[str, Any]:
        """Return a concept's `labels`, `tags` and `marks`."""
        data = self._record("concepts", key)
        found: Mapping[str, Any] = json.loads(data[read_postings(data)[1] :]) if data else {}
        return found

    def places(self, stem: str) -> Mapping[int, Sequence[int]]:
        """Return document -> places of a stem."""
        data = self._record("places", stem)
        return read_places(data, self.word(stem)[0]) if data else {}

    def forms(self, beginning: str) -> Iterator[tuple[str, str]]:
        """Yield (surface form, stem) of every surface form with a beginning, in order."""
        number = self.store.holding("forms", beginning)
        while 0 <= number < self.store.count("forms"):
            lines = self.store.shard("forms", number).decode().split("\n")
            for line in lines[max(0, bisect_left(lines, beginning)) :]:
                if not line.startswith(beginning):
                    return
                yield _form(line)
            number += 1

    def facet(self, name: str) -> Facet:
        """Return a facet."""
        if name not in self._facets:
            number = FACETS.index(name) if name in FACETS else self.store.count("facets")
            there = number < self.store.count("facets")
            self._facets[name] = _facet(self.store.shard("facets", number), self.size) if there else Facet((), ())
        return self._facets[name]

    def card(self, document: int) -> Mapping[str, Any]:
        """Return a document's card."""
        each = self.head["cards"]
        number = document // each
        if number not in self._cards:
            if len(self._cards) >= HELD:
                self._cards.clear()
            self._cards[number] = self.store.shard("cards", number)[1:-1].split(BETWEEN_CARDS)
        parts, place = self._cards[number], document % each
        begin, end = b'{"slug":' * (place > 0), b"}" * (place < len(parts) - 1)
        card: Mapping[str, Any] = json.loads(begin + parts[place] + end)
        return card

    def text(self, document: int) -> Sequence[Sequence[str]]:
        """Return a document's [field, text] pairs."""
        import zlib

        found: Sequence[Sequence[str]] = json.loads(zlib.decompress(self.store.shard("texts", document)))
        return found

    def close(self) -> None:
        """Let go of files."""
        self.store.close()

    def _term(self, stem: str) -> tuple[Postings, bytes, int]:
        """Return a stem's postings, its record, and where the rest of the record begins."""
        if stem not in self._terms:
            if len(self._terms) >= HELD:
                self._terms.clear()
            data = self._record("terms", stem) or b""
            found, at = read_postings(data) if data else (NOTHING, 0)
            self._terms[stem] = found, data, at
        return self._terms[stem]

    def _record(self, kind: str, key: str) -> bytes | None:
        number = self.store.holding(kind, key)
        if number < 0:
            return None
        held = self._tables.get((kind, number))
        if held is None:
            held = self._tables[kind, number] = Table(self.store.shard(kind, number))
        return held.get(key)


def _after(data: bytes, at: int) -> int:
    """Return the place after a count and as many numbers."""
    return at + 5 + data[at + 4] * read_count(data, at)


def _form(line: str) -> tuple[str, str]:
    """Return (surface form, stem) of a line: the form, how much of its end goes, and what comes instead."""
    form, _, change = line.partition(" ")
    digits = len(change) - len(change.lstrip("0123456789"))
    return form, form[: len(form) - int(change[:digits] or 0)] + change[digits:]


def _facet(data: bytes, size: int) -> Facet:
    end = 4 + read_count(data, 0)
    values = json.loads(data[4:end])
    planes, at = [], end + 1
    for _ in range(data[end]):
        plane, at = read_numbers(data, at, size)
        planes.append(plane)
    return Facet(values, planes)
