"""What must hold between fields, as data: `check` and the form on the site both go by this list.

A test is a list whose first item names it; `holds` says what each means, static/form-check.js reads the same lists.
Names may lead into a record: `verified.by`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from indexer.head import Map
from indexer.problems import Problem
from indexer.reader import Draft
from indexer.rules_shape import SLOT
from indexer.vocabulary import Vocabulary

Test = tuple[Any, ...]


@dataclass(frozen=True)
class Condition:
    """A problem where `wrong` holds.

    each: lists of records to look at one by one, () for the head itself. at: the field whose line is shown, or ""
    for the record's own. message and fix may name fields in braces.
    """

    code: str
    each: tuple[str, ...]
    wrong: Test
    at: str
    message: str
    fix: str


NO_FINDING = ("in", "result", "not-known", "not-applicable")
FAILED = ("in", "result", "no-difference", "worse", "not-delivered", "mixed")
REVIEW = ("in", "design", "systematic-review")

CONDITIONS = (
    Condition(
        "C114",
        ("arrangement",),
        ("before", "to", "from"),
        "to",
        "the end {to} is before the start {from}",
        "correct one of the two",
    ),
    Condition(
        "C301",
        (),
        (
            "and",
            ("filled", "result"),
            ("not", NO_FINDING),
            ("not", ("begins", "result", SLOT)),
            (
                "not",
                (
                    "any",
                    "outcomes",
                    (
                        "or",
                        ("filled", "compared_with"),
                        ("key-has", "designs", "design", "official"),
                        ("cites", "known", "official"),
                    ),
                ),
            ),
        ),
        "result",
        "nothing carries the result '{result}'",
        "add an outcome that says what it was compared with or rests on an official finding, "
        "or write `result: not-known`",
    ),
    Condition(
        "C304",
        (),
        (
            "and",
            ("filled", "cost_note"),
            ("not", ("begins", "cost_note", "Cost not published")),
            ("not", ("begins", "cost_note", SLOT)),
        ),
        "cost_note",
        "the note on cost does not say so plainly",
        "begin it with `Cost not published` and say where you looked",
    ),
    Condition(
        "C304",
        (),
        ("and", ("not", ("filled", "cost_note")), ("not", ("any", "costs", ("and",)))),
        "costs",
        "there is neither a cost nor a note on it",
        'add costs, or `cost_note: "Cost not published: we looked in ..."`',
    ),
    Condition(
        "C305",
        ("outcomes", "costs"),
        (
            "and",
            ("head", ("in", "checked_by", "person")),
            ("there", "verified.by"),
            ("not", ("in", "verified.by", "person")),
        ),
        "verified",
        "the entry says a person checked it, this figure says a program did",
        "write `checked_by: automated`, or have a person compare the figure",
    ),
    Condition(
        "C306",
        (),
        (
            "and",
            ("filled", "failure_reason"),
            ("not", FAILED),
            ("not", ("any", "arrangement", ("filled", "ended_how"))),
        ),
        "failure_reason",
        "there is a reason for a failure, but nothing failed",
        "take the field out, or say in result or ended_how what failed",
    ),
    Condition(
        "C307",
        ("outcomes",),
        ("and", REVIEW, ("not", ("there", "reviews"))),
        "",
        "a systematic review must say what it reviews",
        "add `reviews: rct` (or another design)",
    ),
    Condition(
        "C307",
        ("outcomes",),
        ("and", ("not", REVIEW), ("there", "reviews")),
        "",
        "`reviews` stands without the design systematic-review",
        "take it out",
    ),
    Condition(
        "C308",
        ("arrangement",),
        ("before-earlier", "from"),
        "",
        "this stretch starts {from}, before the one above it",
        "put the stretches in order of time",
    ),
    Condition(
        "C309",
        (),
        (
            "and",
            ("in", "status", "running"),
            ("any", "arrangement", ("and",)),
            ("not", ("any", "arrangement", ("not", ("or", ("filled", "ended_how"), ("filled", "to"))))),
        ),
        "status",
        "the case still runs, but every stretch has ended",
        "add the stretch that runs now, or write `status: ended`",
    ),
    Condition(
        "C310",
        ("costs",),
        ("and", ("there", "cashable"), ("not", ("in", "what", "saving"))),
        "cashable",
        "`cashable` stands with a cost that is no saving",
        "take it out",
    ),
    Condition(
        "C311",
        ("factors", "pitfalls"),
        ("and", ("in", "basis", "source"), ("filled", "stance"), ("not", ("filled", "source"))),
        "",
        "`basis: source` names no source",
        "add `source: [id]`, or write `basis: editors`",
    ),
)


def broken_conditions(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C114, C301, C304 to C311: what must hold between fields."""
    for condition in CONDITIONS:
        lists = [draft.head.maps(name) for name in condition.each] if condition.each else [[draft.head]]
        for group in map(tuple, lists):
            for number, record in enumerate(group):
                scene = _Scene(draft.head, vocabulary, group[:number])
                if scene.holds(condition.wrong, record):
                    yield _problem(draft, condition, record)


def _problem(draft: Draft, condition: Condition, record: Map) -> Problem:
    said = {name: record.text(name) or "" for name in record.entries}
    line = record.lines.get(condition.at, record.line)
    return Problem(draft.path, line, condition.code, condition.message.format_map(said), condition.fix)


@dataclass(frozen=True)
class _Scene:
    """What a test may look at besides its record: the head, the vocabulary, and the records above in the same list."""

    head: Map
    vocabulary: Vocabulary
    above: tuple[Map, ...]

    def holds(self, test: Test, record: Map) -> bool:
        """Tell whether a test holds for a record. Raises ValueError for a test that nobody has defined."""
        name, *given = test
        if name == "and":
            return all(self.holds(part, record) for part in given)
        if name == "or":
            return any(self.holds(part, record) for part in given)
        if name == "not":
            return not self.holds(given[0], record)
        if name == "head":
            return self.holds(given[0], self.head)
        if name == "any":
            return any(self.holds(given[1], item) for item in self.head.maps(given[0]))
        return self._plain(name, given, record)

    def _plain(self, name: str, given: list[Any], record: Map) -> bool:
        if name == "there":
            inner, field = _inner(record, given[0])
            return inner is not None and field in inner.entries
        if name == "filled":
            return bool(_texts(record, given[0]))
        if name == "in":
            return any(text in given[1:] for text in _texts(record, given[0])[:1])
        if name == "begins":
            return any(text.startswith(given[1]) for text in _texts(record, given[0])[:1])
        if name == "key-has":
            section, field, extra = given
            return any(self.vocabulary.extra(section, key, extra) for key in _texts(record, field)[:1])
        if name == "cites":
            kinds = {source.text("id"): source.text("kind") or "" for source in self.head.maps("sources")}
            found = (kinds.get(key, "") for key in record.texts("source"))
            return any(self.vocabulary.extra("source_kinds", kind, given[0]) == given[1] for kind in found)
        if name == "before":
            return _before(record.text(given[0]), record.text(given[1]))
        if name == "before-earlier":
            starts = [text for item in self.above if (text := item.text(given[0]))]
            return bool(starts) and _before(record.text(given[0]), starts[-1])
        raise ValueError(f"there is no test called {name!r}")


def _before(one: str | None, other: str | None) -> bool:
    """Tell whether a date is before another, as far as it is written out. A slot is no date yet."""
    return bool(one and other and one[0].isdigit() and other[0].isdigit() and one < other[: len(one)])


def _inner(record: Map, path: str) -> tuple[Map | None, str]:
    *way, field = path.split(".")
    inner: object = record
    for name in way:
        inner = inner.entries.get(name) if isinstance(inner, Map) else None
    return (inner if isinstance(inner, Map) else None), field


def _texts(record: Map, path: str) -> tuple[str, ...]:
    inner, field = _inner(record, path)
    return inner.texts(field) if inner else ()
