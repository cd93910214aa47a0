"""The query language on one screen, its errors with their places, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import QueryError
from search.library import Library
from search.query import parse


def read(text: str) -> list[str]:
    """A query in short: kind, field and text of each clause."""
    shown = []
    for clause in parse(text).clauses:
        terms = [f"{t.field + ':' if t.field else ''}{t.kind}<{t.text}>" for t in clause.terms]
        shown.append(("-" if clause.negative else "") + " OR ".join(terms))
    return shown


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("foster care", ["word<foster>", "word<care>"]),
        ('"foster care" cost', ["phrase<foster care>", "word<cost>"]),
        ("“foster care”", ["phrase<foster care>"]),
        ("-bond care", ["-word<bond>", "word<care>"]),
        ('-"social bond"', ["-phrase<social bond>"]),
        ("foster OR kinship", ["word<foster> OR word<kinship>"]),
        ("a OR b OR c", ["word<a> OR word<b> OR word<c>"]),
        ("foster or kinship", ["word<foster>", "word<or>", "word<kinship>"]),
        ("residen*", ["prefix<residen>"]),
        ("teenagr~", ["fuzzy<teenagr>"]),
        ("teenagr~1", ["fuzzy<teenagr>"]),
        ("title:foster", ["title:word<foster>"]),
        ('title:"foster care"', ["title:phrase<foster care>"]),
        ("country:US", ["country:facet<US>"]),
        ("country:US OR country:NO", ["country:facet<US> OR country:facet<NO>"]),
        ("-result:improved", ["-result:facet<improved>"]),
        ("ended_how:insolvent", ["ended-how:facet<insolvent>"]),
        ("year:2016", ["year:years<2016..2016>"]),
        ("year:2010..2015", ["year:years<2010..2015>"]),
        ("year:2010-2015", ["year:years<2010..2015>"]),
        ("year:2010..", ["year:years<2010..>"]),
        ("since:2010", ["year:years<2010..>"]),
        ("until:2015", ["year:years<..2015>"]),
        ("Slough: what went wrong", ["word<Slough:>", "word<what>", "word<went>", "word<wrong>"]),
        ("Sweden – for-profit homes", ["word<Sweden>", "word<for-profit>", "word<homes>"]),
        ("price - quality", ["word<price>", "word<quality>"]),
        ("https://example.org/x", ["word<https://example.org/x>"]),
        ("colour:blue", ["word<colour:blue>"]),
        ('""', []),
        ("   ", []),
        ("?!", []),
        ("(foster care)", ["word<(foster>", "word<care)>"]),
    ],
)
def test_how_a_query_is_read(text: str, clauses: list[str]) -> None:
    assert read(text) == clauses


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ('a "never closed', 2, 3),
        ("OR care", 0, 2),
        ("care OR", 5, 7),
        ("a OR OR b", 5, 7),
        ("a OR -b", 5, 7),
        ("year:soon", 0, 9),
        ("year:..", 0, 7),
        ("x*", 0, 2),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text: str, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)

    assert (caught.value.start, caught.value.end) == (start, end)
    assert caught.value.remedy


def test_an_unknown_field_is_searched_as_words_with_a_hint() -> None:
    assert "is not a field" in parse("colour:blue").hints[0]


def test_a_query_of_ten_thousand_letters_is_refused() -> None:
    with pytest.raises(QueryError, match="at most 2,000"):
        parse("a " * 5_000)


@settings(max_examples=1_500, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_query_or_a_query_error(small_library: Library, text: str) -> None:
    try:
        found = small_library.search(text)
    except QueryError as error:
        assert 0 <= error.start <= error.end
    else:
        assert 0 <= len(found.hits) <= 10


PARTS = st.sampled_from(
    [
        "foster",
        "care",
        '"',
        "-",
        "OR",
        "title:",
        "country:US",
        "year:2010..",
        "*",
        "~",
        "residen*",
        "teenagr~2",
        "(",
        ":",
        "é",
        "里親",
        "\u200f",
        "result:failed",
        "''",
        "a" * 70,
    ]
)


@settings(max_examples=1_500, deadline=None)
@given(st.lists(PARTS, max_size=12).map(" ".join) | st.lists(PARTS, max_size=12).map("".join))
def test_any_mixture_of_operators_is_a_query_or_a_query_error(small_library: Library, text: str) -> None:
    try:
        found = small_library.search(text)
    except QueryError as error:
        assert error.remedy
    else:
        assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
        for hit in found.hits:
            assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)
