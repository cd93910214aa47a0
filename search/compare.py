"""Cases side by side: the same rows for each, with the rows that differ marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer import evidence
from indexer.case import Case, Cost, Outcome
from indexer.corpus import Corpus
from indexer.vocabulary import Vocabulary

SYMBOLS = {"GBP": "£", "USD": "US$", "EUR": "€", "AUD": "A$", "NZD": "NZ$", "CAD": "C$"}


@dataclass(frozen=True)
class Row:
    """One line of a comparison: a cell per case."""

    name: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Tell whether the cells are not all alike."""
        return len(set(self.cells)) > 1


def compare(cases: Sequence[Case], corpus: Corpus) -> list[Row]:
    """Return the rows of a comparison."""
    words = corpus.vocabulary
    return [
        Row("Case", tuple(case.title for case in cases)),
        Row("Where", tuple(f"{case.place}, {labels(words, 'countries', case.country)}" for case in cases)),
        Row("Kind", tuple(words.label("kinds", case.kind) for case in cases)),
        Row("Problem", tuple(labels(words, "needs", case.need) for case in cases)),
        Row("Service", tuple(labels(words, "services", case.service) for case in cases)),
        Row("Ages", tuple(case.ages or "Not known" for case in cases)),
        Row("From", tuple(case.started for case in cases)),
        Row("Now", tuple(words.label("statuses", case.status) for case in cases)),
        Row("What happened here", tuple(words.label("results", case.result) for case in cases)),
        Row("How we know", tuple(words.label("known", evidence.known(case, words)) for case in cases)),
        Row("Comparison", tuple(words.label("comparisons", evidence.comparison(case, words)) for case in cases)),
        Row(
            "Main outcomes",
            tuple("; ".join(outcome_line(o, words) for o in case.outcomes[:3]) or "None published" for case in cases),
        ),
        Row("Cost", tuple(cost_line(case) for case in cases)),
        Row("Who ran it", tuple(labels(words, "deliveries", case.delivery) or "Not known" for case in cases)),
        Row(
            "How it ended",
            tuple(labels(words, "ended_how", case.ended_how) or "Not ended, or not known" for case in cases),
        ),
        Row("What made the difference", tuple(reasons(case.factors, words, "factors") for case in cases)),
        Row("What to avoid", tuple(reasons(case.pitfalls, words, "pitfalls") for case in cases)),
        Row("Context facts known", tuple(f"{evidence.context_score(case)} of 9" for case in cases)),
        Row(
            "Checked", tuple(f"{case.checked}, {words.label('checked_by', case.checked_by).lower()}" for case in cases)
        ),
    ]


def labels(words: Vocabulary, section: str, keys: Sequence[str]) -> str:
    """Return keys as their labels, joined."""
    return ", ".join(words.label(section, key) for key in keys)


def outcome_line(outcome: Outcome, words: Vocabulary) -> str:
    """Return an outcome in a line: measure, direction, figure, against what."""
    figure = f", {outcome.figure}" if outcome.figure else ""
    against = f", against {outcome.compared_with}" if outcome.compared_with else ""
    return f"{outcome.measure}: {words.label('directions', outcome.direction).lower()}{figure}{against}"


def cost_line(case: Case) -> str:
    """Return a case's costs in a line, or the note that there are none."""
    return "; ".join(money(cost) for cost in case.costs) or case.cost_note or "Not known"


def money(cost: Cost) -> str:
    """Return a cost as text: amount, per what, price year."""
    symbol = SYMBOLS.get(cost.currency, cost.currency + " ")
    amount = " to ".join(
        f"{symbol}{part:,.0f}" if part == int(part) else f"{symbol}{part:,.2f}" for part in cost.amount
    )
    basis = "" if cost.price_year_basis == "stated" else ", year assumed"
    return f"{amount}{' per ' + cost.per.removeprefix('per ') if cost.per else ''} ({cost.price_year} prices{basis})"


def reasons(items: Sequence[object], words: Vocabulary, section: str) -> str:
    """Return factors or pitfalls as labels, contradicted ones said to be so."""
    parts = []
    for item in items:
        label = words.label(section, getattr(item, "key", ""))
        parts.append(label if getattr(item, "stance", "") == "supports" else f"{label} (contradicted)")
    return "; ".join(parts) or "None noted"
