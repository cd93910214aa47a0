"""Neighbours of a case: by shared facets, concepts and words; the same approach with another result comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search import engine
from search.library import Library
from search.query import Clause, Query, Term
from search.understand import plan

FACETS = ("need", "service", "kind", "delivery", "contract", "ended-how", "pitfall")
GOOD = ("improved",)
POOR = ("no-difference", "worse", "not-delivered")
WORD_SHARE = 0.6


@dataclass(frozen=True)
class Neighbour:
    """A similar case and why; `conflicting` marks the same approach with a result that points the other way."""

    slug: str
    title: str
    result: str
    why: tuple[str, ...]
    conflicting: bool
    score: float


def similar(library: Library, slug: str, limit: int = 6) -> list[Neighbour]:
    """Return the nearest cases of a case, conflicting results of the same approach first.

    Raises KeyError where the index has no such case.
    """
    source = library.source
    number = {name: n for n, name in enumerate(source.slugs)}[slug]
    words = _by_words(library, number)
    shared = _by_facets(library, number)
    linked = _linked(library, number)
    found = []
    for other in sorted({*words, *shared, *linked} - {number}):
        reasons, weight = shared.get(other, ([], 0.0))
        conflicting = other in linked and _conflict(library, number, other)
        card = source.card(other)
        why = (
            *(("same approach, another result",) if conflicting else ("same approach",) if other in linked else ()),
            *reasons[:3],
            *(("similar words",) if words.get(other, 0) > 0.25 else ()),
        )
        score = WORD_SHARE * words.get(other, 0) + (1 - WORD_SHARE) * weight + (2 if other in linked else 0)
        found.append(Neighbour(source.slugs[other], str(card["title"]), str(card["result"]), why, conflicting, score))
    found.sort(key=lambda item: (-item.conflicting, -item.score, item.slug))
    return found[:limit]


def _by_words(library: Library, number: int) -> dict[int, float]:
    card = library.source.card(number)
    text = f"{card['title']} {card['summary']}"
    query = Query(text, (Clause((Term("word", text, 0, len(text)),)),))
    scores = engine.find(plan(query, library.source, countries=card["country"]), library.source).scores
    own = scores.get(number, 0) or 1
    return {other: score / own for other, score in scores.items()}


def _by_facets(library: Library, number: int) -> dict[int, tuple[list[str], float]]:
    """Return other -> (labels shared, share of the case's own facet weight)."""
    source = library.source
    whole = 0.0
    shared: dict[int, list[tuple[float, str]]] = {}
    for facet in FACETS:
        for value in source.facet(facet).values:
            documents = source.facet(facet).documents(value)
            if number in documents:
                rare = float(engine.idf(len(documents), source.size))
                whole += rare
                label = library.values(facet).get(value, value)
                for other in documents:
                    shared.setdefault(other, []).append((rare, label))
    return {
        other: (
            [label for _, label in sorted(items, key=lambda pair: (-pair[0], pair[1]))],
            sum(rare for rare, _ in items) / whole,
        )
        for other, items in shared.items()
    }


def _linked(library: Library, number: int) -> set[int]:
    numbers = {name: n for n, name in enumerate(library.source.slugs)}
    own = library.source.slugs[number]
    forward = {numbers[name] for name in library.source.card(number).get("links", ()) if name in numbers}
    back = {n for n in range(library.source.size) if own in library.source.card(n).get("links", ())}
    return forward | back


def _conflict(library: Library, one: int, other: int) -> bool:
    results = {str(library.source.card(n)["result"]) for n in (one, other)}
    return bool(results & set(GOOD)) and bool(results & set(POOR))


def neighbours(library: Library, slugs: Sequence[str], limit: int = 5) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return slug -> (slug, why) of its nearest cases, for the pages of the site."""
    return {slug: tuple((item.slug, ", ".join(item.why)) for item in similar(library, slug, limit)) for slug in slugs}
