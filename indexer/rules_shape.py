"""The shape of the head: known fields, required ones, allowed values, dates, codes and addresses (C1xx)."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterator

from indexer.fields import CASE, Field
from indexer.head import Map, Node, Seq, Text
from indexer.problems import Problem
from indexer.reader import Draft
from indexer.vocabulary import Vocabulary

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
YEAR = re.compile(r"\d{4}\Z")
AGES = re.compile(r"(\d{1,2})-(\d{1,2})\Z")
AMOUNT = re.compile(r"\d+(\.\d+)?(-\d+(\.\d+)?)?\Z")
CURRENCY = re.compile(r"[A-Z]{3}\Z")
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}\Z")
# A scheme, a host with a dot in it and no name of a user before it, and then no sign that ends an address in a text.
URL = re.compile(
    r"https?://((?=[^\s/?#@:<>\"'`{}|\\^][^\s/?#@:<>\"'`{}|\\^.]*+\.[^\s/?#@:<>\"'`{}|\\^])[^\s/?#@:<>\"'`{}|\\^]++)"
    r"(:\d+)?([/?#][^\s<>\"'`{}|\\^]*+)?\Z",
    re.IGNORECASE,
)
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
SLOT = "<REQUIRED:"
EARLIEST, LATEST = "1600", "2100"

Wrong = tuple[str, str, str]


def shape(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C101 to C113: every field of the head against the list of fields."""
    countries = set(draft.head.texts("country"))
    yield from _record(draft, vocabulary, draft.head, CASE, "", countries)


def _record(
    draft: Draft, vocabulary: Vocabulary, record: Map, fields: tuple[Field, ...], inside: str, countries: set[str]
) -> Iterator[Problem]:
    names = {field.name: field for field in fields}
    where = f" in {inside}" if inside else ""
    for name, node in record.entries.items():
        line = record.lines[name]
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
            yield Problem(
                draft.path,
                line,
                "C102",
                f"unknown field {name!r}{where}",
                f"did you mean {near[0]!r}?" if near else "use one of: " + ", ".join(names),
            )
            continue
        if not _plainly_right(node, names[name], vocabulary):
            yield from _field(draft, vocabulary, node, names[name], line, countries)
    for field in fields:
        if field.required and field.name not in record.entries:
            yield Problem(
                draft.path,
                record.line,
                "C101",
                f"{field.name!r} is missing{where}",
                f"add `{field.name}:` ({field.means})",
            )


def _plainly_right(node: Node, field: Field, vocabulary: Vocabulary) -> bool:
    """Tell of written texts and allowed keys that nothing is wrong with them: nine fields in ten."""
    if isinstance(node, Text):
        items: tuple[Node, ...] = (node,)
    elif isinstance(node, Seq) and field.many and node.items:
        items = node.items
    else:
        return False
    allowed = vocabulary.sections.get(field.values, {}) if field.kind == "key" else None
    if allowed is None and field.kind not in ("text", "source"):
        return False
    for item in items:
        text = item.value.strip() if isinstance(item, Text) else ""
        if not text or SLOT in text or (allowed is not None and text not in allowed):
            return False
    return True


def _field(
    draft: Draft, vocabulary: Vocabulary, node: Node, field: Field, line: int, countries: set[str]
) -> Iterator[Problem]:
    if field.kind == "record":
        yield from _nested(draft, vocabulary, (node,), field, line, countries)
        return
    if field.kind == "records":
        if isinstance(node, Text) and not node.value.strip():
            yield Problem(draft.path, line, "C113", f"{field.name!r} is empty", "fill it, write [], or take it out")
        elif not isinstance(node, Seq):
            yield Problem(draft.path, line, "C104", f"{field.name!r} must be a list", "begin each entry with `- `")
        else:
            yield from _nested(draft, vocabulary, node.items, field, line, countries)
        return
    if field.kind == "verified":
        yield from _verified(draft, node, field, line)
        return
    if isinstance(node, Map) or (isinstance(node, Seq) and not field.many):
        yield Problem(draft.path, line, "C104", f"{field.name!r} must be one text", "write a single value")
        return
    items = node.items if isinstance(node, Seq) else (node,)
    if not items and field.required:
        yield Problem(draft.path, line, "C113", f"{field.name!r} is empty", f"name at least one ({field.means})")
    for item in items:
        if not isinstance(item, Text):
            yield Problem(
                draft.path, item.line, "C104", f"{field.name!r} must be a list of texts", "write plain values"
            )
        elif not item.value.strip():
            yield Problem(draft.path, item.line, "C113", f"{field.name!r} is empty", "fill it or take it out")
        elif SLOT not in item.value:
            wrong = WRONG[field.kind](item.value.strip(), field, vocabulary, countries)
            if wrong:
                code, message, fix = wrong
                yield Problem(draft.path, item.line, code, message, fix)


def _nested(
    draft: Draft, vocabulary: Vocabulary, items: tuple[Node, ...], field: Field, line: int, countries: set[str]
) -> Iterator[Problem]:
    for item in items:
        if isinstance(item, Map):
            yield from _record(draft, vocabulary, item, field.of, field.name, countries)
        else:
            yield Problem(
                draft.path,
                item.line or line,
                "C104",
                f"{field.name!r} must hold fields",
                "write `name: value` lines: " + ", ".join(f.name for f in field.of),
            )


def _verified(draft: Draft, node: Node, field: Field, line: int) -> Iterator[Problem]:
    fix = "write `verified: {date: YYYY-MM-DD, by: automated}` or `by: person`"
    if not isinstance(node, Map) or set(node.entries) != {"date", "by"}:
        yield Problem(draft.path, line, "C104", "'verified' must hold a date and by whom", fix)
        return
    if node.text("by") not in ("person", "automated"):
        yield Problem(draft.path, line, "C103", f"{node.text('by')!r} is not allowed for verified by", fix)
    if not real_date(node.text("date") or ""):
        yield Problem(draft.path, line, "C105", f"{node.text('date')!r} is not a date", fix)


def real_date(text: str) -> bool:
    """Tell whether a text is YYYY, YYYY-MM or YYYY-MM-DD and exists."""
    match = DATE.match(text)
    if not match or not EARLIEST <= text[:4] <= LATEST:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _text(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    return None


def _key(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if text in vocabulary.sections.get(field.values, ()):
        return None
    near = vocabulary.near(field.values, text)
    allowed = vocabulary.keys(field.values)
    listed = ", ".join(allowed) if len(allowed) <= 12 else ", ".join(allowed[:12]) + " ..."
    fix = "did you mean " + " or ".join(near) + "?" if near else f"use one of: {listed}"
    return "C103", f"{text!r} is not allowed for {field.name!r}", fix


def _date(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if real_date(text):
        return None
    return "C105", f"{text!r} is not a date", "write YYYY, YYYY-MM or YYYY-MM-DD"


def _year(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if YEAR.match(text) and real_date(text):
        return None
    return "C105", f"{text!r} is not a year", "write four digits, as in 2019"


def _ages(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    match = AGES.match(text)
    if match and int(match.group(1)) <= int(match.group(2)):
        return None
    return "C108", f"{text!r} is not a range of ages", "write `from-to` in years, as in 11-17"


def _country(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if text in vocabulary.keys("countries"):
        return None
    named = [
        key
        for key in vocabulary.keys("countries")
        if text.lower()
        in (
            vocabulary.label("countries", key).lower(),
            key.lower(),
            *(name.lower() for name in vocabulary.also("countries", key)),
        )
    ]
    return (
        "C106",
        f"{text!r} is not a country code",
        (f"did you mean {named[0]}?" if named else "write the two capital letters of ISO 3166-1, as in GB, US, NO"),
    )


def _region(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if REGION.match(text) and text[:2] in countries:
        return None
    return (
        "C107",
        f"{text!r} is not a region of {', '.join(sorted(countries)) or 'the country'}",
        ("write the ISO 3166-2 code, as in GB-WLS or US-NE, and name its country under `country`"),
    )


def _amount(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if AMOUNT.match(text):
        return None
    return "C111", f"{text!r} is not a plain number", "write 318400, 12.50 or 300000-320000, with no mark or sign"


def _currency(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if CURRENCY.match(text):
        return None
    return "C111", f"{text!r} is not a currency code", "write the three letters of ISO 4217, as in GBP or USD"


def _url(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if URL.match(text):
        return None
    return "C112", f"{text!r} is not a web address", "write the whole address, beginning with https://"


def _slug(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if ID.match(text):
        return None
    return "C104", f"{text!r} is not a name of a case", "write the file name without its ending"


def _id(text: str, field: Field, vocabulary: Vocabulary, countries: set[str]) -> Wrong | None:
    if ID.match(text):
        return None
    return "C104", f"{text!r} is not a source id", "use a-z, 0-9 and hyphens, as in ofsted-2022"


WRONG: dict[str, Callable[[str, Field, Vocabulary, set[str]], Wrong | None]] = {
    "text": _text,
    "source": _text,
    "key": _key,
    "date": _date,
    "year": _year,
    "ages": _ages,
    "country": _country,
    "region": _region,
    "amount": _amount,
    "currency": _currency,
    "url": _url,
    "slug": _slug,
    "id": _id,
}
