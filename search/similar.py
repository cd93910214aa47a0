"""Neighbours of a case: by shared facets and words; the same approach with another result comes first.

Only cases that share something rare are looked at, so that the neighbours of all cases take time in proportion to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from indexer.analysis import normal, words
from search import engine
from search.library import Library

FACETS = ("need", "service", "kind", "delivery", "contract", "ended-how", "pitfall")
GOOD = ("improved",)
POOR = ("no-difference", "worse", "not-delivered")
WORD_SHARE = 0.6
WORDS = 12  # of a case's title and summary, the rarest
RARE = 400  # a word or value of more cases than this brings no candidates
LOOKED_AT = 60  # candidates by words and rare values together that are compared in full


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

    def of(self, slug: str, limit: int) -> list[Neighbour]:
        """Return the nearest cases of a case. Raises KeyError where the index has no such case."""
        number = self.numbers[slug]
        alike, linked = self._words(number), self._links[number]
        found = [self._neighbour(number, other, alike.get(other, 0.0)) for other in self._candidates(number, alike)]
        found += [self._neighbour(number, other, alike.get(other, 0.0)) for other in linked]
        found.sort(key=lambda item: (-item.conflicting, -item.score, item.slug))
        return found[:limit]

    def _candidates(self, number: int, alike: dict[int, float]) -> list[int]:
        """Return the cases that share most of what is rare, apart from those linked."""
        promise = {other: WORD_SHARE * share for other, share in alike.items()}
        whole = self._weight(self._values[number])
        for value in self._values[number]:
            if len(self._holders[value]) <= RARE:
                for other in self._holders[value]:
                    promise[other] = promise.get(other, 0.0) + (1 - WORD_SHARE) * self._rarity[value] / whole
        for other in (number, *self._links[number]):
            promise.pop(other, None)
        return sorted(promise, key=lambda other: (-promise[other], other))[:LOOKED_AT]

    def _neighbour(self, number: int, other: int, words_share: float) -> Neighbour:
        linked = other in self._links[number]
        conflicting = linked and self._conflict(number, other)
        own = self._values[number]
        shared = [value for value in own if value in self._sets[other]]
        why = (
            *(("same approach, another result",) if conflicting else ("same approach",) if linked else ()),
            *self._labels(shared)[:3],
            *(("similar words",) if words_share > 0.25 else ()),
        )
        share = self._weight(shared) / self._weight(own)
        score = WORD_SHARE * words_share + (1 - WORD_SHARE) * share + (2 if linked else 0)
        shown = self._shown[other]
        return Neighbour(self.source.slugs[other], shown.title, shown.result, why, conflicting, score)

    def _words(self, number: int) -> dict[int, float]:
        """Return other -> its share of the case's own score by the rarest words of its title and summary."""
        shown, size = self._shown[number], self.source.size
        stems = sorted({word.stem for word in words(normal(f"{shown.title} {shown.summary}")) if not word.stop})
        held = [posting for posting in map(self.source.word, stems) if 0 < len(posting[0]) <= RARE]
        held.sort(key=lambda posting: len(posting[0]))
        scores: dict[int, float] = {}
        for documents, impacts in held[:WORDS]:
            rare = engine.idf(len(documents), size)
            for document, impact in zip(documents, impacts, strict=True):
                scores[document] = scores.get(document, 0.0) + rare * impact
        own = scores.get(number) or 1.0
        return {other: min(1.0, score / own) for other, score in scores.items()}

    def _labels(self, values: Sequence[int]) -> list[str]:
        named = [(-self._rarity[value], self._names[value]) for value in values]
        return [label for _, label in sorted(named)]

    def _weight(self, values: Sequence[int]) -> float:
        return sum(self._rarity[value] for value in values) or 1.0

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
