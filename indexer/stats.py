"""What is in a library, in numbers: its size, its lean and its gaps; and the floors it promises to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import mean

from indexer import evidence
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.count import plain_text
from indexer.problems import Problem
from indexer.reading_age import reading_age

BAD = ("no-difference", "worse", "not-delivered", "mixed")
THIN = 3


@dataclass(frozen=True)
class QuestionCount:
    """How well a commissioning question is covered."""

    key: str
    cases: int
    abroad: int
    bad: int
    costs: int


@dataclass(frozen=True)
class Stats:
    """A library in numbers. Shares are 0 to 1; `numbers` are what floors are compared with."""

    numbers: dict[str, float]
    results: dict[str, int]
    known: dict[str, int]
    comparisons: dict[str, int]
    countries: dict[str, int]
    questions: tuple[QuestionCount, ...]
    thin_needs: tuple[str, ...]
    as_of: str


def stats(corpus: Corpus) -> Stats:
    """Count a corpus."""
    words, cases = corpus.vocabulary, corpus.cases
    return Stats(
        numbers=_numbers(corpus),
        results=_ordered(Counter(case.result for case in cases), words.keys("results")),
        known=_ordered(Counter(evidence.known(case, words) for case in cases), words.keys("known")),
        comparisons=_ordered(Counter(evidence.comparison(case, words) for case in cases), words.keys("comparisons")),
        countries=dict(Counter(country for case in cases for country in case.country).most_common()),
        questions=tuple(_question(corpus, question.key) for question in corpus.questions),
        thin_needs=tuple(need for need in words.keys("needs") if sum(need in c.need for c in cases) < THIN),
        as_of=corpus.as_of,
    )


def bad_news(case: Case, corpus: Corpus) -> bool:
    """Tell whether a case brings mixed or bad news, or a reversal."""
    return case.result in BAD or evidence.failed(case, corpus.vocabulary) or "brought-in-house" in case.ended_how


def body_text(case: Case) -> str:
    """Return a case's body as plain text."""
    return " ".join(plain_text(section.text) for section in case.sections)


def body_words(case: Case) -> int:
    """Return the number of words in a case's body."""
    return len(body_text(case).split())


def _numbers(corpus: Corpus) -> dict[str, float]:
    cases = corpus.cases
    abroad = [case for case in cases if not corpus.at_home(case)]
    programmes = [case for case in cases if case.kind in ("programme", "practice-model")]
    verified = [figure.verified for case in cases for figures in (case.outcomes, case.costs) for figure in figures]
    return {
        "cases": len(cases),
        "abroad": len(abroad),
        "countries_abroad": len({c for case in abroad for c in case.country} - set(corpus.library.home)),
        "bad_news": sum(bad_news(case, corpus) for case in cases),
        "randomised": sum(any(o.design == "rct" for o in case.outcomes) for case in cases),
        "with_terms": sum(case.terms is not None for case in cases),
        "cost_share": _share(bool(case.costs) for case in cases),
        "cost_or_note_share": _share(bool(case.costs or case.cost_note) for case in cases),
        "context_mean": _mean(evidence.context_score(case) for case in cases),
        "to_run_it_share": _share(bool(case.to_run_it) for case in programmes),
        "body_words_least": min(map(body_words, cases), default=0),
        "body_words_mean": _mean(map(body_words, cases)),
        "reading_age_summaries": _mean(reading_age(case.summary) for case in cases),
        "reading_age_bodies": _mean(reading_age(body_text(case)) for case in cases),
        "sources_least": min((len(case.sources) for case in cases), default=0),
        "sources_mean": _mean(len(case.sources) for case in cases),
        "figures": len(verified),
        "figures_verified_share": _share(item is not None for item in verified),
        "checked_by_person": sum(case.checked_by == "person" for case in cases),
        "concepts": len(corpus.vocabulary.concepts),
        "questions": len(corpus.questions),
        "question_cases_least": min((q.cases for q in _all_questions(corpus)), default=0),
        "question_abroad_least": min((q.abroad for q in _all_questions(corpus)), default=0),
        "question_bad_least": min((q.bad for q in _all_questions(corpus)), default=0),
        "question_costs_least": min((q.costs for q in _all_questions(corpus)), default=0),
    }


def _all_questions(corpus: Corpus) -> list[QuestionCount]:
    return [_question(corpus, question.key) for question in corpus.questions]


def _question(corpus: Corpus, key: str) -> QuestionCount:
    question = next(question for question in corpus.questions if question.key == key)
    cases = [case for case in corpus.cases if question.covers(case)]
    return QuestionCount(
        key=key,
        cases=len(cases),
        abroad=sum(not corpus.at_home(case) for case in cases),
        bad=sum(_strictly_bad(case, corpus) for case in cases),
        costs=sum(bool(case.costs) for case in cases),
    )


def _strictly_bad(case: Case, corpus: Corpus) -> bool:
    return (bad_news(case, corpus) and case.result != "mixed") or evidence.reversed_stages(case)


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return round(sum(found) / len(found), 3) if found else 0.0


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(mean(found), 2) if found else 0.0


def _ordered(counts: Counter[str], keys: tuple[str, ...]) -> dict[str, int]:
    return {key: counts[key] for key in keys if counts[key]}


def floors(corpus: Corpus) -> list[Problem]:
    """Return a problem for every number of a library that is below its floor in library.toml."""
    numbers = _numbers(corpus)
    problems = []
    for name, floor in corpus.library.floors.items():
        if name not in numbers:
            problems.append(
                Problem(
                    "corpus/library.toml", 1, "C501", f"unknown floor {name!r}", "use one of: " + ", ".join(numbers)
                )
            )
        elif numbers[name] < floor:
            problems.append(
                Problem(
                    "corpus/library.toml",
                    1,
                    "C501",
                    f"{name} is {numbers[name]:g}, the floor is {floor:g}",
                    "add what is missing; a floor is not lowered to pass",
                )
            )
    return problems


def as_text(found: Stats, corpus: Corpus) -> Iterator[str]:
    """Yield a library's numbers as lines for a terminal."""
    words, numbers = corpus.vocabulary, found.numbers
    yield f"{corpus.library.title}, as of {found.as_of}"
    for name, number in numbers.items():
        floor = corpus.library.floors.get(name)
        yield f"  {name.replace('_', ' '):28} {number:>9g}" + (f"   (floor {floor:g})" if floor is not None else "")
    for title, section, counts in (
        ("What happened", "results", found.results),
        ("How we know", "known", found.known),
        ("Comparison", "comparisons", found.comparisons),
        ("Countries", "countries", found.countries),
    ):
        yield title
        yield from (f"  {words.label(section, key):44} {count:4}" for key, count in counts.items())
    if found.questions:
        yield "Questions" + " " * 37 + "cases abroad bad costs"
        for item in found.questions:
            yield f"  {item.key:44} {item.cases:4} {item.abroad:6} {item.bad:3} {item.costs:5}"
    if found.thin_needs:
        yield f"Problems with fewer than {THIN} cases: " + ", ".join(words.label("needs", n) for n in found.thin_needs)
