"""What must hold between fields, as data: `check` and the form on the site both go by this list.

A test is a list whose first item names it; PLAIN says what each means, static/form-check.js reads the same lists.
Names may lead into a record: `verified.by`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
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


@dataclass(frozen=True)
class _Scene:
    """What a test may look at besides its record: the head, the vocabulary, and the records above in the same list."""

    head: Map
    vocabulary: Vocabulary
    above: Sequence[Map] = ()


Made = Callable[[Map, _Scene], bool]


def broken_conditions(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C114, C301, C304 to C311: what must hold between fields."""
    whole = _Scene(draft.head, vocabulary)
    for condition, wrong in _made():
        if not condition.each:
            if wrong(draft.head, whole):
                yield _problem(draft, condition, draft.head)
            continue
        for name in condition.each:
            group = draft.head.maps(name)
            for number, record in enumerate(group):
                if wrong(record, _Scene(draft.head, vocabulary, group[:number])):
                    yield _problem(draft, condition, record)


def _problem(draft: Draft, condition: Condition, record: Map) -> Problem:
    said = {name: record.text(name) or "" for name in record.entries}
    line = record.lines.get(condition.at, record.line)
    return Problem(draft.path, line, condition.code, condition.message.format_map(said), condition.fix)


@cache
def _made() -> tuple[tuple[Condition, Made], ...]:
    """Return the conditions with their tests made into functions, once: every record asks them."""
    return tuple((condition, made(condition.wrong)) for condition in CONDITIONS)


def made(test: Test) -> Made:
    """Return a test as a function of a record and its scene. Raises ValueError for one that nobody has defined."""
    name, *given = test
    if name in ("and", "or", "not"):
        inner = [made(part) for part in given]
        if name == "not":
            return lambda record, scene: not inner[0](record, scene)
        join = all if name == "and" else any
        return lambda record, scene: join(part(record, scene) for part in inner)
    if name == "head":
        of_head = made(given[0])
        return lambda record, scene: of_head(scene.head, scene)
    if name == "any":
        of_item = made(given[1])
        return lambda record, scene: any(of_item(item, scene) for item in scene.head.maps(given[0]))
    if name not in PLAIN:
        raise ValueError(f"there is no test called {name!r}")
    return partial(PLAIN[name], given)


def _there(given: list[Any], record: Map, scene: _Scene) -> bool:
    inner, field = _inner(record, given[0])
    return inner is not None and field in inner.entries


def _filled(given: list[Any], record: Map, scene: _Scene) -> bool:
    return bool(_first(record, given[0]))


def _in(given: list[Any], record: Map, scene: _Scene) -> bool:
    return _first(record, given[0]) in given[1:]


def _begins(given: list[Any], record: Map, scene: _Scene) -> bool:
    return _first(record, given[0]).startswith(given[1])


def _key_has(given: list[Any], record: Map, scene: _Scene) -> bool:
    section, field, extra = given
    return bool(scene.vocabulary.extra(section, _first(record, field), extra))


def _cites(given: list[Any], record: Map, scene: _Scene) -> bool:
    kinds = {source.text("id"): source.text("kind") or "" for source in scene.head.maps("sources")}
    found = (kinds.get(key, "") for key in record.texts("source"))
    return any(scene.vocabulary.extra("source_kinds", kind, given[0]) == given[1] for kind in found)


def _is_before(given: list[Any], record: Map, scene: _Scene) -> bool:
    return _before(record.text(given[0]), record.text(given[1]))


def _is_before_earlier(given: list[Any], record: Map, scene: _Scene) -> bool:
    starts = [text for item in scene.above if (text := item.text(given[0]))]
    return bool(starts) and _before(record.text(given[0]), starts[-1])


# there: the field stands in the record. filled: it holds something. in: its text is one of these. begins: its text
# begins so. key-has: its key has a property in the vocabulary. cites: a source of the record is of a kind with such a
# property. before: a date is before another. before-earlier: a date is before that of the record above.
PLAIN: dict[str, Callable[[list[Any], Map, _Scene], bool]] = {
    "there": _there,
    "filled": _filled,
    "in": _in,
    "begins": _begins,
    "key-has": _key_has,
    "cites": _cites,
    "before": _is_before,
    "before-earlier": _is_before_earlier,
}


def _before(one: str | None, other: str | None) -> bool:
    """Tell whether a date is before another, as far as it is written out. A slot is no date yet."""
    return bool(one and other and one[0].isdigit() and other[0].isdigit() and one < other[: len(one)])


def _inner(record: Map, path: str) -> tuple[Map | None, str]:
    *way, field = path.split(".")
    inner: object = record
    for name in way:
        inner = inner.entries.get(name) if isinstance(inner, Map) else None
    return (inner if isinstance(inner, Map) else None), field


def _first(record: Map, path: str) -> str:
    """Return the first text of a field, or an empty one."""
    if "." in path:
        inner, path = _inner(record, path)
        if inner is None:
            return ""
        record = inner
    return record.text(path) or next(iter(record.texts(path)), "")
