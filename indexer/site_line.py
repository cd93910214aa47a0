"""The arrangement of a case as a line in time: who ran it, from when to when, and how each stretch ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
    return tuple(_stage(catalogue, stage, refs(stage.source), word, (float(first), last)) for stage in case.arrangement)


def _last(case: Case) -> str:
    found = [stage.end for stage in case.arrangement if stage.end]
    going = any(stage.end is None for stage in case.arrangement)
    return max([*found, *([case.status_checked] if going else []), case.arrangement[0].start])


def _stage(
    catalogue: Catalogue, stage: Stage, refs: tuple[Ref, ...], word: Words, years: tuple[float, float]
) -> StageRow:
    words, (first, last) = catalogue.words, years
    failed = bool(stage.ended_how and words.extra("ended_how", stage.ended_how, "failed"))
    return StageRow(
        span(stage.start, stage.end, open_words="an unknown date" if stage.ended_how else "now"),
        catalogue.link("delivery", stage.delivery),
        stage.commissioner or "",
        stage.provider or "",
        word("contracts", stage.contract) if stage.contract else Word(""),
        word("ended_how", stage.ended_how) if stage.ended_how else Word(""),
        failed,
        stage.why or "",
        refs,
        drawings.stage_bar(
            moment(stage.start),
            min(moment(stage.end, end=True) if stage.end else last, last),
            first,
            last,
            delivery=stage.delivery,
            ended=stage.ended_how or "",
            failed=failed,
        ),
    )
