"""Everything taken out of a library, as JSON or CSV, for other programs and for whoever comes after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer import evidence
from indexer.case import Case
from indexer.corpus import Corpus

COLUMNS = (
    "slug",
    "title",
    "summary",
    "country",
    "region",
    "place",
    "kind",
    "need",
    "service",
    "ages",
    "started",
    "status",
    "status_checked",
    "result",
    "comparison",
    "known",
    "delivery",
    "contract",
    "ended_how",
    "failure_reason",
    "factors",
    "pitfalls",
    "costs",
    "cost_note",
    "context_score",
    "sources",
    "review",
    "shelf",
    "checked",
    "checked_by",
    "added",
)


def rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield one flat row a case, with the columns of COLUMNS."""
    for case in corpus.cases:
        yield _row(case, corpus)


def _row(case: Case, corpus: Corpus) -> dict[str, Any]:
    derived = {
        "comparison": evidence.comparison(case, corpus.vocabulary),
        "known": evidence.known(case, corpus.vocabulary),
        "context_score": evidence.context_score(case),
        "factors": [f"{item.key}:{item.stance}" for item in case.factors],
        "pitfalls": [f"{item.key}:{item.stance}" for item in case.pitfalls],
        "costs": [
            f"{cost.what} {'-'.join(f'{part:g}' for part in cost.amount)} {cost.currency} {cost.price_year}"
            for cost in case.costs
        ],
        "sources": [source.url or source.title for source in case.sources],
    }
    return {name: derived[name] if name in derived else getattr(case, name) for name in COLUMNS}
