"""One case as text and as data."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from indexer import evidence
from indexer.case import Case
from indexer.corpus import Corpus
from search.compare import labels, money, outcome_line

Style = Callable[..., str]
FOOTNOTE = re.compile(r"\[\^([^\]\[\s]++)\]")


def as_data(case: Case, corpus: Corpus) -> dict[str, Any]:
    """Return a case as plain data: what was written, and what is derived under `derived`."""
    data = {key: value for key, value in asdict(case).items() if key not in ("path", "digest")}
    data["derived"] = evidence.derived(case, corpus.vocabulary)
    return data


def as_text(case: Case, corpus: Corpus, style: Style, width: int) -> Iterator[str]:
    """Yield the lines of a case for a terminal."""
    words = corpus.vocabulary
    yield style(case.title, bold=True)
    yield (
        f"{case.place}, {labels(words, 'countries', case.country)} · {words.label('kinds', case.kind)} · "
        f"from {case.started} · {words.label('statuses', case.status)} (looked up {case.status_checked})"
    )
    yield ""
    yield from wrapped(case.summary, width)
    yield ""
    yield f"What happened here: {style(words.label('results', case.result), bold=True)}"
    known, comparison = evidence.known(case, words), evidence.comparison(case, words)
    yield (
        f"How we know:        {style(words.label('known', known), bold=True)}; "
        f"{words.label('comparisons', comparison).lower()}"
    )
    standing = [words.label("shelves", case.shelf)]
    if case.review != "published":
        standing.insert(0, f"NOT PUBLISHED ({words.label('reviews', case.review).lower()})")
    yield f"Shelf:              {', '.join(standing)}{', private' if case.private else ''}"
    yield style(
        f"Entry:              {words.label('checked_by', case.checked_by).lower()}, {case.checked}; "
        f"{evidence.context_score(case)} of 9 context facts known",
        dim=True,
    )
    yield from _list(
        "Outcomes",
        (
            outcome_line(o, words) + f" ({words.label('measured_by', o.measured_by).lower()})" + _cited(o.source)
            for o in case.outcomes
        ),
        style,
        width,
    )
    yield from _list(
        "Costs",
        (
            *(f"{words.label('cost_what', c.what)}: {money(c)}{_cited(c.source)}" for c in case.costs),
            *((case.cost_note,) if case.cost_note else ()),
        ),
        style,
        width,
    )
    yield from _list("Who ran it", (_stage_line(stage, corpus) for stage in case.arrangement), style, width)
    yield from _sections(case, style, width)
    yield from _list(
        "Replies and corrections",
        (f"{d.date}, {d.who}: {d.text}{_cited(d.source)}" for d in case.disputes),
        style,
        width,
    )
    yield from _list(
        "Sources",
        (
            f"[{s.id}] {s.title}. {s.publisher}, {s.year or 'no year'}. {s.url or ''} "
            f"({words.label('read', s.read).lower()}, {s.read_on})"
            for s in case.sources
        ),
        style,
        width,
    )


def _stage_line(stage: Any, corpus: Corpus) -> str:
    words = corpus.vocabulary
    ended = f"; {words.label('ended_how', stage.ended_how).lower()}" if stage.ended_how else ""
    who = f" ({stage.provider})" if stage.provider else ""
    why = f". {stage.why}" if stage.why else ""
    return f"{stage.start} to {stage.end or 'now'}: {words.label('deliveries', stage.delivery)}{who}{ended}{why}"


def _sections(case: Case, style: Style, width: int) -> Iterator[str]:
    for section in case.sections:
        yield ""
        yield style(section.heading, bold=True)
        for paragraph in section.text.strip().split("\n\n"):
            yield from wrapped(FOOTNOTE.sub(r" [\1]", paragraph).replace("** ", " "), width)


def _list(title: str, items: Any, style: Style, width: int) -> Iterator[str]:
    lines = list(items)
    if lines:
        yield ""
        yield style(title, bold=True)
        for line in lines:
            yield from textwrap.wrap(
                "- " + " ".join(line.split()),
                width,
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def _cited(ids: tuple[str, ...]) -> str:
    return "".join(f" [{name}]" for name in ids)


def wrapped(text: str, width: int) -> list[str]:
    """Return text in lines of a width."""
    return textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False)
