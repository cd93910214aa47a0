"""What a search answers: hits, facets and how the query was understood, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.record import Record

FORMAT_VERSION = 1


class Hit(Record):
    """One result: its card, score, best passage with the marked places (code points), and what matched."""

    rank: int
    score: int
    card: Mapping[str, Any]
    snippet: str
    marks: tuple[tuple[int, int], ...]
    matched: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The case's slug."""
        return str(self.card["slug"])


class FacetValue(Record):
    """A value of a facet and how many results have it, the facet's own selection left out."""

    value: str
    label: str
    count: int


class Expanded(Record):
    """A concept that was searched besides the words typed, with labels it was searched under."""

    concept: str
    labels: tuple[str, ...]


class Results(Record):
    """The answer to a query. `total` counts before paging; `advice` says what would give results where none are."""

    query: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    expanded: tuple[Expanded, ...]
    suggestion: str | None
    hints: tuple[str, ...]
    advice: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    library: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the contract (DESIGN.md, "The JSON of a search")."""
        return {
            "format_version": FORMAT_VERSION,
            "query": self.query,
            "total": self.total,
            "took_ms": round(self.took_ms, 1),
            "expanded": [{"concept": item.concept, "labels": list(item.labels)} for item in self.expanded],
            "suggestion": self.suggestion,
            "facets": {
                name: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
                for name, values in self.facets.items()
            },
            "results": [self._hit(hit) for hit in self.hits],
        }

    def _hit(self, hit: Hit) -> dict[str, Any]:
        shown = ("slug", "title", "country", "place", "kind", "result", "comparison", "known", "year")
        return {
            "rank": hit.rank,
            **{key: hit.card[key] for key in shown},
            "score": hit.score,
            "snippet": hit.snippet,
            "marks": [list(mark) for mark in hit.marks],
            "matched": list(hit.matched),
        }
