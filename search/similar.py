"""Neighbours of a case: by shared facets and words; the same approach with another result comes first.

Only cases that share something rare are looked at, so that the neighbours of all cases take time in proportion to them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from indexer.analysis import normal, words
from indexer.shards import NOTHING, Postings
from search import engine
from search.library import Library

FACETS = ("need", "service", "kind", "delivery", "contract", "ended-how", "pitfall")
GOOD = ("improved",)
POOR = ("no-difference", "worse", "not-delivered")
WORD_SHARE = 0.6
WORDS = 12  # of a case's title and summary, the rarest
RARE = 120  # a word or value of more cases than this brings no candidates
LOOKED_AT = 30  # candidates by words and rare values together that are compared in full


@dataclass(frozen=True)
class Neighbour:
    """A similar case and why; `conflicting` marks the same approach with a result that points the other way."""

    slug: str
    title: str
    result: str
    why: tuple[str, ...]
    conflicting: bool
    score: float


class _Shown(NamedTuple):
    """What is asked of a case's card."""

    title: str
    summary: str
    result: str
    links: tuple[str, ...]


class Likeness:
    """Finds the neighbours of a library's cases; what all of them need is looked up once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.source = library.source
        self.numbers = {slug: number for number, slug in enumerate(self.source.slugs)}
        self._rare: dict[str, Postings] = {}

    def of(self, slug: str, limit: int) -> list[Neighbour]:
        """Return the nearest cases of a case. Raises KeyError where the index has no such case."""
        number = self.numbers[slug]
        words = self._words(number)
        linked = self._links[number]
        scored = [
            (self._score(number, other, words.get(other, 0.0)), other) for other in self._promising(number, words)
        ]
        scored += [(2 + self._score(number, other, words.get(other, 0.0)), other) for other in linked]
        found = [(-self._conflict(number, other) if other in linked else 0, -score, other) for score, other in scored]
        return [
            self._neighbour(number, other, words.get(other, 0.0), -score)
            for _, score, other in heapq.nsmallest(limit, found)
        ]

    def _promising(self, number: int, words: dict[int, float]) -> list[int]:
        """Return the cases that share most of what is rare, apart from those linked."""
        promise = {other: WORD_SHARE * share for other, share in words.items()}
        unit = (1 - WORD_SHARE) / self._whole[number]
        for value in self._values[number]:
            if len(self._holders[value]) <= RARE:
                part = unit * self._rarity[value]
                for other in self._holders[value]:
                    promise[other] = promise.get(other, 0.0) + part
        for other in (number, *self._links[number]):
            promise.pop(other, None)
        return [other for _, other in heapq.nsmallest(LOOKED_AT, [(-share, other) for other, share in promise.items()])]

    def _score(self, number: int, other: int, words: float) -> float:
        shared = self._sets[number] & self._sets[other]
        return WORD_SHARE * words + (1 - WORD_SHARE) * self._weight(shared) / self._whole[number]

    def _neighbour(self, number: int, other: int, words: float, score: float) -> Neighbour:
        linked = other in self._links[number]
        conflicting = linked and self._conflict(number, other)
        why = (
            *(("same approach, another result",) if conflicting else ("same approach",) if linked else ()),
            *self._labels(self._sets[number] & self._sets[other])[:3],
            *(("similar words",) if words > 0.25 else ()),
        )
        shown = self._shown[other]
        return Neighbour(self.source.slugs[other], shown.title, shown.result, why, conflicting, score)

    def _words(self, number: int) -> dict[int, float]:
        """Return other -> its share of the case's own score by the rarest words of its title and summary."""
        shown, size = self._shown[number], self.source.size
        stems = sorted({word.stem for word in words(normal(f"{shown.title} {shown.summary}")) if not word.stop})
        held = [posting for posting in map(self._postings, stems) if posting[0]]
        held.sort(key=lambda posting: len(posting[0]))
        scores: dict[int, float] = {}
        for documents, impacts in held[:WORDS]:
            rare = engine.idf(len(documents), size)
            for document, impact in zip(documents, impacts, strict=True):
                scores[document] = scores.get(document, 0.0) + rare * impact
        own = scores.get(number) or 1.0
        return {other: score / own for other, score in scores.items()}

    def _postings(self, stem: str) -> Postings:
        """Return the postings of a stem that some, but not too many cases share; of any other none."""
        if stem not in self._rare:
            found = self.source.word(stem)
            self._rare[stem] = found if 1 < len(found[0]) <= RARE else NOTHING
        return self._rare[stem]

    def _labels(self, values: Iterable[int]) -> list[str]:
        named = [(-self._rarity[value], self._names[value]) for value in values]
        return [label for _, label in sorted(named)]

    def _weight(self, values: Iterable[int]) -> float:
        """Return how rare values are together; sorted, as sums of floats depend on their order."""
        return sum([self._rarity[value] for value in sorted(values)])

    def _conflict(self, one: int, other: int) -> bool:
        results = {self._shown[one].result, self._shown[other].result}
        return bool(results & set(GOOD)) and bool(results & set(POOR))

    # -- what all cases need ------------------------------------------------------------------------------------------

    @cached_property
    def _shown(self) -> list[_Shown]:
        cards = map(self.source.card, range(self.source.size))
        return [_Shown(c["title"], c["summary"], c["result"], tuple(c.get("links", ()))) for c in cards]

    @cached_property
    def _links(self) -> list[tuple[int, ...]]:
        """The cases that each case names or is named by."""
        linked: list[set[int]] = [set() for _ in range(self.source.size)]
        for number, shown in enumerate(self._shown):
            for other in (self.numbers[slug] for slug in shown.links if slug in self.numbers):
                linked[number].add(other)
                linked[other].add(number)
        return [tuple(sorted(others - {number})) for number, others in enumerate(linked)]

    @cached_property
    def _facets(self) -> tuple[list[str], list[list[int]]]:
        """The labels of all values of all facets, and the values of each case by their place among them."""
        names: list[str] = []
        values: list[list[int]] = [[] for _ in range(self.source.size)]
        for name in FACETS:
            facet, labels = self.source.facet(name), self.library.values(name)
            for plane in facet.planes:
                for number, value in enumerate(plane):
                    if value:
                        values[number].append(len(names) + value - 1)
            names += [labels.get(value, value) for value in facet.values]
        return names, values

    @property
    def _names(self) -> list[str]:
        return self._facets[0]

    @property
    def _values(self) -> list[list[int]]:
        return self._facets[1]

    @cached_property
    def _sets(self) -> list[frozenset[int]]:
        return [frozenset(values) for values in self._values]

    @cached_property
    def _whole(self) -> list[float]:
        """How rare all values of each case are together; 1 where it has none."""
        return [self._weight(values) or 1.0 for values in self._values]

    @cached_property
    def _holders(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self._names]
        for number, values in enumerate(self._values):
            for value in values:
                found[value].append(number)
        return found

    @cached_property
    def _rarity(self) -> list[float]:
        return [float(engine.idf(len(held), self.source.size)) for held in self._holders]


def similar(library: Library, slug: str, limit: int = 6) -> list[Neighbour]:
    """Return the nearest cases of a case, conflicting results of the same approach first.

    Raises KeyError where the index has no such case.
    """
    return Likeness(library).of(slug, limit)


def neighbours(library: Library, slugs: Sequence[str], limit: int = 5) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return slug -> (slug, why) of its nearest cases, for the pages of the site."""
    likeness = Likeness(library)
    return {slug: tuple((item.slug, ", ".join(item.why)) for item in likeness.of(slug, limit)) for slug in slugs}
