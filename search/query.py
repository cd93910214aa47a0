"""The query language: words, "phrases", field:value, -not, OR, prefix*, fuzzy~, year ranges. Text to Query, no index.

The browser's parser (search-query.js) follows this one clause by clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.errors import QueryError
from indexer.facets import FACETS
from indexer.record import Record

MAX_LENGTH = 2_000
TEXT_FIELDS = ("title", "summary", "asks", "topic", "place", "organisation", "body")
FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):(?=[^\s:/])")
CHUNK = re.compile(r"[^\s\"]+")
YEARS = re.compile(r"([0-9]{4})?(?:(\.\.|-)([0-9]{4})?)?\Z")
FUZZY = re.compile(r"(.+?)~([12]?)\Z")
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


class Term(Record):
    """One thing to look for. kind: word, phrase, prefix, fuzzy, facet or years. Offsets are code points.

    text: the words, or the facet's value, or `since..until`. field: a text field or facet, or None.
    edits: for fuzzy, how many letters may differ; 0 leaves it to the word's length.
    """

    kind: str
    text: str
    start: int
    end: int
    field: str | None = None
    edits: int = 0


class Clause(Record):
    """Alternatives joined by OR, any of which satisfies it; a negative clause excludes."""

    terms: tuple[Term, ...]
    negative: bool = False


class Query(Record):
    """A parsed query and hints on how it was read."""

    text: str
    clauses: tuple[Clause, ...]
    hints: tuple[str, ...] = ()


def parse(text: str) -> Query:
    """Parse a query. Raises QueryError, with the place, on what cannot be read."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            text[:60] + "...",
            60,
            63,
            f"The query has {len(text):,} characters; at most {MAX_LENGTH:,} are read.",
            "Shorten it to the words that matter.",
        )
    hints: list[str] = []
    clauses: list[Clause] = []
    joining: int | None = None
    for clause, start, end in _clauses(text, hints):
        if clause is None:
            if not clauses or joining is not None:
                raise QueryError(
                    text,
                    start,
                    end,
                    "OR stands without something before it.",
                    "Write a OR b, or lower-case `or` for the word.",
                )
            joining = start
        elif joining is not None:
            if clause.negative or clauses[-1].negative:
                raise QueryError(
                    text, start, end, "OR and -not cannot be joined.", "Take out the minus sign or the OR."
                )
            clauses[-1] = Clause((*clauses[-1].terms, *clause.terms))
            joining = None
        else:
            clauses.append(clause)
    if joining is not None:
        raise QueryError(
            text,
            joining,
            joining + 2,
            "OR stands without something after it.",
            "Write a OR b, or lower-case `or` for the word.",
        )
    return Query(text, tuple(clauses), tuple(hints))


def _clauses(text: str, hints: list[str]) -> Iterator[tuple[Clause | None, int, int]]:
    """Yield (clause, start, end); None stands for OR."""
    plain = text.translate(QUOTES)
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        start = at
        negative = plain[at] == "-" and plain[at + 1 : at + 2] not in ("", "-") and not plain[at + 1].isspace()
        at += negative
        field, at = _field(plain, at, hints)
        if plain[at : at + 1] == '"':
            term, at = _phrase(plain, text, start, at, field)
        else:
            match = CHUNK.match(plain, at)
            if match is None:
                at += 1
                continue
            chunk, at = match.group(), match.end()
            if chunk == "OR" and not negative and field is None:
                yield None, start, at
                continue
            term = _term(text, chunk, start, at, field)
        if term:
            yield Clause((term,), negative), start, at


def _field(plain: str, at: int, hints: list[str]) -> tuple[str | None, int]:
    match = FIELD.match(plain, at)
    if not match:
        return None, at
    name = match.group(1).lower().replace("_", "-")
    if name in TEXT_FIELDS or name in FACETS or name in ("year", "since", "until"):
        return name, match.end()
    hints.append(
        f"“{match.group(1)}:” is not a field, so it was searched as a word. Fields: "
        + ", ".join((*TEXT_FIELDS, *FACETS, "year"))
    )
    return None, at


def _phrase(plain: str, text: str, start: int, at: int, field: str | None) -> tuple[Term | None, int]:
    close = plain.find('"', at + 1)
    if close < 0:
        raise QueryError(
            text, at, at + 1, "This quotation mark is never closed.", 'Close it with another ", or take it out.'
        )
    inner = plain[at + 1 : close].strip()
    end = close + 1
    if field in FACETS or field in ("year", "since", "until"):
        return _term(text, inner, start, end, field), end
    return (Term("phrase", inner, start, end, field) if inner else None), end


def _term(text: str, chunk: str, start: int, end: int, field: str | None) -> Term | None:
    if field in ("year", "since", "until"):
        return _years(text, chunk, start, end, field)
    if field in FACETS:
        return Term("facet", chunk.strip(",;"), start, end, field)
    word = chunk.rstrip(".,;:!?)")
    if word.endswith("*") and len(word.strip("*")) >= 1:
        stump = word.rstrip("*")
        if sum(c.isalnum() for c in stump) < 2:
            raise QueryError(
                text, start, end, "A prefix needs at least two letters before the *.", "Write more of the word."
            )
        return Term("prefix", stump, start, end, field)
    fuzzy = FUZZY.match(word)
    if fuzzy:
        return Term("fuzzy", fuzzy.group(1), start, end, field, int(fuzzy.group(2) or 0))
    return Term("word", chunk, start, end, field) if any(c.isalnum() for c in chunk) else None


def _years(text: str, chunk: str, start: int, end: int, field: str) -> Term:
    match = YEARS.match(chunk)
    first, dash, last = match.groups() if match else (None, None, None)
    if not match or not (first or last):
        raise QueryError(
            text,
            start,
            end,
            f"“{chunk}” is not a year or a range of years.",
            "Write year:2016, year:2010..2015, year:2010.. or year:..2015.",
        )
    if field == "since":
        return Term("years", f"{first or last}..", start, end, "year")
    if field == "until":
        return Term("years", f"..{last or first}", start, end, "year")
    return Term("years", f"{first or ''}..{last or ''}" if dash else f"{first}..{first}", start, end, "year")
