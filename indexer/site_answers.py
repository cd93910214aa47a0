"""Answer pages: a commissioning question answered in sentences that are counted from its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from indexer import site_breakeven
from indexer.case import Case
from indexer.questions import Question
from indexer.site_catalogue import COMPARISON_ORDER, Catalogue, newest_first
from indexer.site_glance import glance
from indexer.site_lists import MOST, NOTHING_NEW
from indexer.site_pages import QuestionPage
from indexer.site_terms import SCRIPT
from indexer.site_views import Row, Said
from indexer.wording import count, listed, lower_first, small

GOOD_FIRST = {"strong": 0, "some": 1, "before-after": 2, "none": 3}
PHRASES = {
    "improved": "outcomes improved in {}",
    "mixed": "results were mixed in {}",
    "no-difference": "{} found no difference",
    "worse": "things got worse in {}",
    "not-delivered": "{} {were} not delivered as planned",
    "not-known": "the result of {} is not known",
    "not-applicable": "{} {have} no single result to judge",
}

WITH_COMPARISON = {
    "improved": "{} improved outcomes",
    "mixed": "{} had mixed results",
    "no-difference": "{} found no difference",
    "worse": "{} made things worse",
    "not-delivered": "{} not delivered as planned",
    "not-known": "{} without a known result",
    "not-applicable": "{} without a single result to judge",
}


def answered(catalogue: Catalogue) -> Iterator[tuple[Question, tuple[Case, ...]]]:
    """Yield each question that any case speaks to, with its cases."""
    for question in catalogue.corpus.questions:
        cases = catalogue.covered(question)
        if cases:
            yield question, cases


def page(catalogue: Catalogue, question: Question, cases: Sequence[Case]) -> QuestionPage:
    """Return the answer to one question from the cases that belong to it."""
    endings = [ending for _, ending in catalogue.endings(cases)]
    first = question.key == catalogue.corpus.questions[0].key
    breakeven = site_breakeven.of_question(catalogue, cases) if first else None
    frame = catalogue.frame(
        f"question/{question.key}.html",
        question.short,
        f"{question.question} {catalogue.tally(cases).sentence}.",
        scripts=(SCRIPT, *(site_breakeven.SCRIPTS if breakeven else ())),
    )
    mark = catalogue.glossary.on(frame.root, catalogue.corpus.library.home)
    return QuestionPage(
        frame,
        question.question,
        mark(question.answer),
        (_counts(catalogue, cases), _strongest(catalogue, cases), _money(cases)),
        catalogue.tally(cases),
        glance(catalogue, cases),
        breakeven,
        ordered(catalogue, cases),
        tuple(endings[:MOST]),
        tuple(islice(_failures(catalogue, cases), MOST)),
        tuple(mark(text) for text in _unknown(catalogue, question, cases)),
        tuple(catalogue.link("need", key) for key in question.needs),
        question.search or question.short,
    )


def ordered(catalogue: Catalogue, cases: Sequence[Case]) -> tuple[Row, ...]:
    """Order options by how fair their comparison is, then by result as the vocabulary lists it; no more than MOST."""
    results = catalogue.words.keys("results")
    order = {key: place for place, key in enumerate(results)}
    found = sorted(newest_first(cases), key=lambda case: (GOOD_FIRST[catalogue.comparison(case)], order[case.result]))
    return tuple(catalogue.row(case) for case in found[:MOST])


def _counts(catalogue: Catalogue, cases: Sequence[Case]) -> str:
    parts = []
    for key in catalogue.words.keys("results"):
        number = sum(case.result == key for case in cases)
        if number:
            phrase = PHRASES.get(key, "{} " + lower_first(catalogue.label("results", key)))
            parts.append(
                phrase.format(
                    small(number), were="was" if number == 1 else "were", have="has" if number == 1 else "have"
                )
            )
    return f"We found {count(len(cases), 'case')}: {listed(parts)}."


def _strongest(catalogue: Catalogue, cases: Sequence[Case]) -> str:
    by_level = {key: [c for c in cases if catalogue.comparison(c) == key] for key in COMPARISON_ORDER}
    best = next(key for key in COMPARISON_ORDER if by_level[key])
    found = by_level[best]
    if best == "none":
        return "None of them compares outcomes with anything, so none can show an effect."
    results = [
        WITH_COMPARISON.get(key, "{} " + lower_first(catalogue.label("results", key))).format(small(n))
        for key in catalogue.words.keys("results")
        if (n := sum(case.result == key for case in found))
    ]
    kind = {
        "strong": "a strong comparison (a randomised trial or natural experiment)",
        "some": "some comparison (a similar group)",
        "before-after": "only a before-and-after count",
    }[best]
    who = f"{small(len(found)).capitalize()} of them {'rests' if len(found) == 1 else 'rest'} on {kind}"
    return f"{who}: {listed(results)}." if best != "before-after" else f"{who}, and none on anything stronger."


def _money(cases: Sequence[Case]) -> str:
    with_cost = sum(bool(case.costs) for case in cases)
    running, ended = (sum(case.status == key for case in cases) for key in ("running", "ended"))
    verb = "publishes" if with_cost == 1 else "publish"
    some = f"{small(with_cost).capitalize()} of {small(len(cases))} {verb} a cost"
    said = some if with_cost else "None publishes a cost"
    still, over = (small(number) if number else "none" for number in (running, ended))
    return f"{said}; {still} {'is' if running == 1 else 'are'} still running and {over} ended."


def _failures(catalogue: Catalogue, cases: Sequence[Case]) -> Iterator[Said]:
    for case in newest_first(cases):
        if case.result in NOTHING_NEW or (case.status == "ended" and case.failure_reason):
            why = listed([lower_first(catalogue.label("failure_reasons", key)) for key in case.failure_reason])
            yield Said(
                case.title,
                case.summary,
                why,
                catalogue.now(case),
                f"case/{case.slug}.html",
                badge=catalogue.badge("results", case.result),
            )


def _unknown(catalogue: Catalogue, question: Question, cases: Sequence[Case]) -> Iterator[str]:
    if question.unknown:
        yield question.unknown
    not_scored = sum(catalogue.comparison(case) in ("none", "before-after") for case in cases)
    if not_scored:
        yield (
            f"Whether the change was due to what was done: {small(not_scored)} of {small(len(cases))} "
            f"{'has' if not_scored == 1 else 'have'} no comparison group."
        )
    no_cost = sum(not case.costs for case in cases)
    if no_cost:
        yield f"What it cost in {small(no_cost)} of {small(len(cases))}: we looked, and no cost is published."
    silent = sum(not case.voice for case in cases)
    if silent:
        who = catalogue.corpus.library.words.served_views
        yield f"What {who} thought in {small(silent)} of {small(len(cases))}: nothing we read says."
    if not any(catalogue.corpus.at_home(case) for case in cases):
        yield f"Whether it would work at home: no case is from {catalogue.corpus.library.home_words}."
