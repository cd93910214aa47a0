"""What is derived from a case and never written in it: comparison, how we know, context score, current status."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.case import CONTEXT_FACTS, Case, Outcome
from indexer.vocabulary import Vocabulary

KNOWN_ORDER = ("official", "independent", "commissioner", "provider", "press")
NO_RESULT = ("not-known", "not-applicable")
UNFILLED = ("not-reported", "not-checked")


def level(outcome: Outcome, vocabulary: Vocabulary) -> int | None:
    """Return an outcome's level on the Maryland Scientific Methods Scale (1 to 5), or None where it is not scored.

    The design gives the ceiling; each stated downgrade lowers it by one, never below 1.
    Scale: Sherman et al., Preventing Crime (1997); What Works Centre for Local Economic Growth, scoring guide.
    """
    design = outcome.reviews if outcome.design == "systematic-review" else outcome.design
    ceiling = vocabulary.extra("designs", design or "", "level")
    if ceiling is None:
        return None
    return max(1, int(str(ceiling)) - len(outcome.downgrade))


def comparison_of(outcome: Outcome, vocabulary: Vocabulary) -> str:
    """Return an outcome's comparison: strong, some, before-after or none."""
    found = level(outcome, vocabulary)
    if found is None:
        return "none"
    return "strong" if found >= 4 else "some" if found == 3 else "before-after"


def comparison(case: Case, vocabulary: Vocabulary) -> str:
    """Return the strongest comparison among a case's outcomes: strong, some, before-after or none.

    An outcome whose direction is unclear (a trial not yet published, say) compares nothing.
    """
    order = ("strong", "some", "before-after", "none")
    found = [comparison_of(outcome, vocabulary) for outcome in case.outcomes if outcome.direction != "unclear"]
    return min(found, key=order.index, default="none")


def known_of(outcome: Outcome, kinds: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return how we know one outcome: who measured it, never better than where it was read.

    kinds: the source kinds behind the outcome. A newspaper's report of an audit counts as press.
    """
    measured = str(vocabulary.extra("measured_by", outcome.measured_by, "known"))
    read_in = [str(vocabulary.extra("source_kinds", kind, "known")) for kind in kinds]
    if read_in and all(place == "press" for place in read_in):
        return measured if measured in ("provider", "commissioner") else "press"
    return measured


def known(case: Case, vocabulary: Vocabulary) -> str:
    """Return how we know a case's result: the strongest account among its outcomes, else not-known."""
    kinds = {source.id: source.kind for source in case.sources}
    found = [known_of(outcome, (kinds[key] for key in outcome.source), vocabulary) for outcome in case.outcomes]
    return min(found, key=KNOWN_ORDER.index, default="not-known")


def failed(case: Case, vocabulary: Vocabulary) -> bool:
    """Tell whether `--result failed` covers a case: a failed result or an arrangement that failed."""
    if vocabulary.extra("results", case.result, "failed"):
        return True
    return any(vocabulary.extra("ended_how", how, "failed") for how in case.ended_how)


def reversed_stages(case: Case) -> bool:
    """Tell whether any arrangement of a case has ended."""
    return any(stage.ended_how for stage in case.arrangement)


def context(case: Case) -> dict[str, str]:
    """Return the nine context facts of a case, each its text, `not-reported` or `not-checked`.

    What is held elsewhere (place, commissioner, provider, participants, staff, cost) is taken from there.
    """
    written = dict(case.context)
    held = {
        "participants": case.tested_on or next((outcome.n for outcome in case.outcomes if outcome.n), None),
        "place": case.place,
        "commissioner": next((s.commissioner for s in case.arrangement if s.commissioner), None),
        "provider": next((s.provider for s in case.arrangement if s.provider), None),
        "staff": dict(case.to_run_it).get("staff"),
        "cost": "See what it cost" if case.costs else "not-reported" if case.cost_note else None,
    }
    facts = {}
    for fact in CONTEXT_FACTS:
        text = held.get(fact)
        if text and text.strip().lower().rstrip(".") == "not reported":
            text = "not-reported"
        facts[fact] = (text if text not in (None, *UNFILLED) else None) or written.get(fact) or text or "not-checked"
    return facts


def context_score(case: Case) -> int:
    """Return how many of the nine context facts are filled (0 to 9)."""
    return sum(text not in UNFILLED for text in context(case).values())


def current_stage(case: Case) -> str | None:
    """Return who runs it now (a delivery key), or None where the last arrangement has ended or none is known."""
    if not case.arrangement or case.arrangement[-1].ended_how or case.arrangement[-1].end:
        return None
    return case.arrangement[-1].delivery


def has_cost(case: Case) -> str:
    """Return the cost facet of a case: published or not-published."""
    return "published" if case.costs else "not-published"


def derived(case: Case, vocabulary: Vocabulary) -> dict[str, object]:
    """Return all that is derived from a case, as plain data for its JSON."""
    return {
        "year": case.year,
        "comparison": comparison(case, vocabulary),
        "known": known(case, vocabulary),
        "failed": failed(case, vocabulary),
        "context": context(case),
        "context_score": context_score(case),
        "run_now_by": current_stage(case),
    }
