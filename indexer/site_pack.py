"""What the comparison page and its decision pack are given: every case in short, with its costs and its caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256

from indexer import citation, evidence
from indexer.case import Case, Cost
from indexer.site_case import CONFLICTING
from indexer.site_catalogue import Catalogue
from indexer.site_views import FileText
from indexer.wording import count, day, lower_first, sum_of_money


def cases_script(catalogue: Catalogue) -> FileText:
    """Return the script that gives the comparison page its cases."""
    return FileText(_script(catalogue))


def _script(catalogue: Catalogue) -> Iterator[str]:
    head = {"library": catalogue.corpus.library.id, "as_of": catalogue.site.as_of}
    yield f'whatworks.register("cases", {citation.script_safe(head)[:-1]}, "cases": {{'
    laws = sha256(repr(catalogue.corpus.laws).encode()).hexdigest()
    for number, some in enumerate(catalogue.gathered(f"cases.js {laws}", partial(_cases, catalogue))):
        yield f",{some}" if number else some
    yield "}});\n"


def _cases(catalogue: Catalogue, cases: Iterable[Case]) -> str:
    said = [
        f"\n{citation.script_safe(case.slug)}: {citation.script_safe(_compared(case, catalogue))}" for case in cases
    ]
    return ",".join(said)


def _compared(case: Case, catalogue: Catalogue) -> dict[str, object]:
    row = catalogue.row(case)
    return {
        "title": case.title,
        "summary": case.summary,
        "place": f"{row.place}, {row.country}",
        "year": row.year,
        "kind": row.kind,
        "result": row.result.word,
        "resultKey": row.result.key,
        "known": row.known.word,
        "comparison": row.comparison.word,
        "effect": _effect(case, catalogue),
        "costs": [_cost(cost, catalogue) for cost in case.costs] or [case.cost_note or "Not published"],
        "now": row.now,
        "ages": case.ages.replace("-", " to ") if case.ages else "Not reported",
        "tested": case.tested_on or "Not reported",
        "needs": [catalogue.label("needs", key) for key in case.need],
        "services": [catalogue.label("services", key) for key in case.service],
        "delivery": [catalogue.label("deliveries", key) for key in case.delivery],
        "contract": [catalogue.label("contracts", key) for key in case.contract],
        "factors": _reasons(catalogue, "factors", case),
        "pitfalls": _reasons(catalogue, "pitfalls", case),
        "need_to_run": [text for _, text in case.to_run_it],
        "context": f"{evidence.context_score(case)} of 9",
        "checked": f"{catalogue.label('checked_by', case.checked_by)}, {day(case.checked)}",
        "caveats": list(_caveats(case, catalogue)),
        "sources": [f"{s.title}. {s.publisher}. {s.year or ''} {s.url or ''}".strip() for s in case.sources],
        "added": case.added,
    }


def _effect(case: Case, catalogue: Catalogue) -> str:
    best = catalogue.best(case)
    if best is None:
        return "No compared outcome"
    fair = lower_first(catalogue.label("comparisons", evidence.comparison_of(best, catalogue.words)))
    return f"{best.measure}: {best.figure or 'no figure'}, compared with {best.compared_with} ({fair})"


def _cost(cost: Cost, catalogue: Catalogue) -> str:
    parts = [
        f"{catalogue.label('cost_what', cost.what)} {sum_of_money(cost.amount, cost.currency)}",
        f", {cost.per}" if cost.per else "",
        f" ({cost.price_year} prices, {lower_first(catalogue.label('cost_basis', cost.basis))})",
        f"; includes {lower_first(cost.includes)}" if cost.includes else "",
    ]
    return "".join(parts)


def _caveats(case: Case, catalogue: Catalogue) -> Iterator[str]:
    """Say what must stand beside a case wherever it is quoted."""
    if catalogue.comparison(case) in ("none", "before-after"):
        yield "Nothing was compared with a similar group, so the change may have had other causes."
    for other in case.replications:
        if other.result in CONFLICTING.get(case.result, set()):
            result = lower_first(catalogue.label("results", other.result))
            yield f"It went differently elsewhere. {other.where}: {result}."
    if case.disputes:
        yield "There is a reply, appeal or correction; the case shows it."
    laws = sum(law.touches(case) for law in catalogue.corpus.laws)
    if laws:
        yield f"{count(laws, 'change')} of law or policy since it began."
    if case.checked_by == "automated":
        yield "Checked by a program only; no person has compared it with its sources."


def _reasons(catalogue: Catalogue, section: str, case: Case) -> list[str]:
    return [
        catalogue.label(section, r.key) + ("" if r.stance == "supports" else " (contradicted)")
        for r in getattr(case, section)
    ]
