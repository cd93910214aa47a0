"""The arrangement of a case as a line in time: who ran it, from when to when, and how each stretch ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup

from indexer import drawings
from indexer.case import Case, Stage
from indexer.site_catalogue import Catalogue
from indexer.site_views import Ref, StageRow, Word
from indexer.wording import moment, span

Refs = Callable[[Iterable[str]], tuple[Ref, ...]]
Words = Callable[[str, str], Word]


def ends(case: Case) -> tuple[str, str]:
    """Return the first and the last year of the line, empty where there is none."""
    return (case.arrangement[0].start[:4], _last(case)[:4]) if case.arrangement else ("", "")


def stages(catalogue: Catalogue, case: Case, refs: Refs, word: Words) -> tuple[StageRow, ...]:
    """Return the stretches of an arrangement.

    refs: gives the numbered references of source ids. word: gives a value of a section in words.
    """
    if not case.arrangement:
        return ()
    first = min(int(stage.start[:4]) for stage in case.arrangement)
    last = max(moment(_last(case), end=True), first + 1)
    return tuple(
        _stage(catalogue, stage, refs(stage.source), word, _bar(catalogue, case, stage, (float(first), last)))
        for stage in case.arrangement
    )


def _last(case: Case) -> str:
    known = [date for stage in case.arrangement for date in (stage.start, stage.end) if date]
    going = any(not stage.end and not stage.ended_how for stage in case.arrangement)
    return max([*known, *([case.status_checked] if going else [])])


def _failed(catalogue: Catalogue, stage: Stage) -> bool:
    return bool(stage.ended_how and catalogue.words.extra("ended_how", stage.ended_how, "failed"))


def _bar(catalogue: Catalogue, case: Case, stage: Stage, years: tuple[float, float]) -> Markup:
    first, last = years
    return drawings.stage_bar(
        moment(stage.start),
        _end(case, stage, last),
        first,
        last,
        delivery=stage.delivery,
        ended=stage.ended_how or "",
        failed=_failed(catalogue, stage),
        end_known=bool(stage.end or not stage.ended_how),
    )


def _end(case: Case, stage: Stage, last: float) -> float:
    """Return where a stretch ends on the line; what ended at an unknown date had ended when the next one began."""
    if stage.end:
        return min(moment(stage.end, end=True), last)
    later = [moment(other.start) for other in case.arrangement if other.start > stage.start]
    return min(later, default=last) if stage.ended_how else last


def _stage(catalogue: Catalogue, stage: Stage, refs: tuple[Ref, ...], word: Words, bar: Markup) -> StageRow:
    return StageRow(
        span(stage.start, stage.end, open_words="an unknown date" if stage.ended_how else "now"),
        catalogue.link("delivery", stage.delivery),
        stage.commissioner or "",
        stage.provider or "",
        word("contracts", stage.contract) if stage.contract else Word(""),
        word("ended_how", stage.ended_how) if stage.ended_how else Word(""),
        _failed(catalogue, stage),
        stage.why or "",
        refs,
        bar,
    )
