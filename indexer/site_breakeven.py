"""The break-even sum: what one family costs against what one avoided placement costs, beside what was fairly compared.

The sum itself is done in the browser with the reader's own numbers (static/breakeven.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer import evidence
from indexer.case import Case, Cost, Outcome
from indexer.site_catalogue import COMPARISON_ORDER, Catalogue
from indexer.site_views import Badge, Link
from indexer.wording import SIGNS, sum_of_money

MOST = 3
SCRIPTS = ("static/breakeven.js",)


@dataclass(frozen=True)
class Effect:
    """One fairly compared outcome."""

    link: Link
    direction: Badge
    comparison: str
    text: str


@dataclass(frozen=True)
class BreakEven:
    """What the box is given: words, a cost to begin with (or none), and effects (or a sentence that there is none)."""

    one: str
    many: str
    avoided: str
    sign: str
    amount: str
    amount_from: str
    effects: tuple[Effect, ...]
    said: str


def of_case(catalogue: Catalogue, case: Case) -> BreakEven | None:
    """Return the box of a case that bears a cost, where the library has words for it."""
    spent = [cost for cost in case.costs if cost.what != "saving"]
    if not spent or not catalogue.corpus.library.words.avoided:
        return None
    first = next((cost for cost in spent if _for_one(catalogue, cost)), None)
    effects = tuple(_effect(catalogue, case, outcome, named=False) for outcome in fair(catalogue, case)[:1])
    said = "" if effects else "No outcome of this case was compared with a similar group. Nothing here says how many "
    return _box(catalogue, first, effects, said and said + f"{catalogue.corpus.library.words.many} would avoid it.")


def of_question(catalogue: Catalogue, cases: Sequence[Case]) -> BreakEven | None:
    """Return the box of a question: the fairest comparisons among its cases, good news and bad."""
    if not catalogue.corpus.library.words.avoided:
        return None
    compared = [(fair(catalogue, case)[0], case) for case in cases if fair(catalogue, case)]
    compared.sort(key=lambda pair: (_rank(catalogue, pair[0]), -pair[1].year, pair[1].slug))
    effects = tuple(_effect(catalogue, case, outcome, named=True) for outcome, case in compared[:MOST])
    if not effects:
        return _box(catalogue, None, (), "None of these cases compares an outcome with a similar group.")
    told = catalogue.tally([case for _, case in compared]).sentence
    return _box(catalogue, None, effects, f"Fairly compared in all: {told}.")


def fair(catalogue: Catalogue, case: Case) -> list[Outcome]:
    """Return the outcomes with a strong or some comparison, the fairest first; never a before-and-after one."""
    found = [o for o in case.outcomes if o.compared_with and o.direction != "unclear" and _rank(catalogue, o) < 2]
    return sorted(found, key=lambda outcome: _rank(catalogue, outcome))


def _rank(catalogue: Catalogue, outcome: Outcome) -> int:
    return COMPARISON_ORDER.index(evidence.comparison_of(outcome, catalogue.words))


def _box(catalogue: Catalogue, cost: Cost | None, effects: Iterable[Effect], said: str) -> BreakEven:
    words = catalogue.corpus.library.words
    amount = f"{cost.amount[-1]:.10g}" if cost else ""
    told = f"{sum_of_money(cost.amount, cost.currency)}, {cost.per}, {cost.price_year} prices" if cost else ""
    sign = SIGNS.get(words.currency, words.currency + " ")
    one = (cost and _for_one(catalogue, cost)) or words.one
    return BreakEven(one, words.many, words.avoided, sign, amount, told, tuple(effects), said)


def _for_one(catalogue: Catalogue, cost: Cost) -> str:
    """Return whom a cost is for, where that is one person or group as a whole: `child`, but nothing for `child a week`.

    Only for unit costs in the library's own currency.
    """
    words = catalogue.corpus.library.words
    if cost.what != "unit" or cost.currency != words.currency or not cost.per:
        return ""
    names = "|".join(re.escape(name.strip()) for name in (words.one, *words.units.split(",")) if name.strip())
    found = re.match(rf"(?:an? |one |each |per )?({names})(?:$|,)", cost.per.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


def _effect(catalogue: Catalogue, case: Case, outcome: Outcome, *, named: bool) -> Effect:
    text = f"{outcome.measure}: {outcome.figure or 'no figure given'}, compared with {outcome.compared_with}"
    more = f" ({outcome.horizon})" if outcome.horizon else ""
    fairness = catalogue.label("comparisons", evidence.comparison_of(outcome, catalogue.words))
    link = Link(case.title, f"case/{case.slug}.html") if named else Link("", "#outcomes")
    return Effect(link, catalogue.badge("directions", outcome.direction), fairness, text + more)
