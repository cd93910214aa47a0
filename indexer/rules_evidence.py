"""What a case claims and what carries it: result, costs, arrangement, checks (C114, C301, C304 to C310)."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.head import Map
from indexer.problems import Problem
from indexer.reader import Draft
from indexer.rules_shape import SLOT
from indexer.vocabulary import Vocabulary

NO_FINDING = ("not-known", "not-applicable")
FAILED_RESULTS = ("no-difference", "worse", "not-delivered", "mixed")


def result_rests_on_finding(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C301: a result needs an outcome with a comparison or a cited official finding."""
    result = draft.head.text("result")
    if not result or result in NO_FINDING or SLOT in result:
        return
    kinds = {source.text("id"): source.text("kind") or "" for source in draft.head.maps("sources")}
    for outcome in draft.head.maps("outcomes"):
        official = vocabulary.extra("designs", outcome.text("design") or "", "official") or any(
            vocabulary.extra("source_kinds", kinds.get(name, ""), "known") == "official"
            for name in outcome.texts("source")
        )
        if outcome.text("compared_with") or official:
            return
    yield Problem(
        draft.path,
        draft.line("result"),
        "C301",
        f"nothing carries the result {result!r}",
        "add an outcome that says what it was compared with or rests on an official finding, "
        "or write `result: not-known`",
    )


def cost_or_note(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C304: costs, or a note that says where we looked."""
    note = draft.head.text("cost_note")
    if note and not note.startswith("Cost not published") and SLOT not in note:
        yield Problem(
            draft.path,
            draft.line("cost_note"),
            "C304",
            "the note on cost does not say so plainly",
            "begin it with `Cost not published` and say where you looked",
        )
    if not note and not draft.head.maps("costs"):
        yield Problem(
            draft.path,
            draft.head.line,
            "C304",
            "there is neither a cost nor a note on it",
            'add costs, or `cost_note: "Cost not published: we looked in ..."`',
        )


def never_blur_who_checked(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C305: a person's check of the whole cannot rest on figures that only a program compared."""
    if draft.head.text("checked_by") != "person":
        return
    for name in ("outcomes", "costs"):
        for holder in draft.head.maps(name):
            verified = holder.entries.get("verified")
            if isinstance(verified, Map) and verified.text("by") != "person":
                yield Problem(
                    draft.path,
                    verified.line,
                    "C305",
                    "the entry says a person checked it, this figure says a program did",
                    "write `checked_by: automated`, or have a person compare the figure",
                )


def failure_needs_failing(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C306: a failure reason goes with a failed result or arrangement."""
    if "failure_reason" not in draft.head.entries or draft.head.text("result") in FAILED_RESULTS:
        return
    ended = (stage.text("ended_how") or "" for stage in draft.head.maps("arrangement"))
    if not any(ended):
        yield Problem(
            draft.path,
            draft.line("failure_reason"),
            "C306",
            "there is a reason for a failure, but nothing failed",
            "take the field out, or say in result or ended_how what failed",
        )


def reviews_with_review(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C307: `reviews` and the design systematic-review go together."""
    for outcome in draft.head.maps("outcomes"):
        is_review = outcome.text("design") == "systematic-review"
        if is_review != ("reviews" in outcome.entries):
            yield Problem(
                draft.path,
                outcome.line,
                "C307",
                "a systematic review must say what it reviews"
                if is_review
                else "`reviews` stands without the design systematic-review",
                "add `reviews: rct` (or another design)" if is_review else "take it out",
            )


def cashable_with_saving(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C310: only savings can be cashable."""
    for cost in draft.head.maps("costs"):
        if "cashable" in cost.entries and cost.text("what") != "saving":
            yield Problem(
                draft.path,
                cost.lines["cashable"],
                "C310",
                "`cashable` stands with a cost that is no saving",
                "take it out",
            )


def arrangement_in_time(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C114, C308, C309: stretches end after they begin and follow one another; a running case has an open end."""
    before = ""
    stages = draft.head.maps("arrangement")
    for stage in stages:
        start, end = stage.text("from") or "", stage.text("to") or ""
        if start and end and end < start[: len(end)]:
            yield Problem(
                draft.path,
                stage.lines["to"],
                "C114",
                f"the end {end} is before the start {start}",
                "correct one of the two",
            )
        if start and before and start < before[: len(start)]:
            yield Problem(
                draft.path,
                stage.line,
                "C308",
                f"this stretch starts {start}, before the one above it",
                "put the stretches in order of time",
            )
        before = start or before
    if (
        stages
        and draft.head.text("status") == "running"
        and all(stage.text("ended_how") or stage.text("to") for stage in stages)
    ):
        yield Problem(
            draft.path,
            draft.line("status"),
            "C309",
            "the case still runs, but every stretch has ended",
            "add the stretch that runs now, or write `status: ended`",
        )
