"""Whatever the text, the parsers answer with values: drafts, problems, tokens, distances."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import cast

from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer import markdown, reader, rules
from indexer.analysis import normal, stem, tokens
from indexer.corpus import Corpus
from indexer.count import plain_text
from indexer.head import HeadError, Map, compose
from search.source import Source
from search.spelling import distance, near_words

YAML_PARTS = st.sampled_from(
    [
        *(
            "---\n",
            "title: x\n",
            "- ",
            "a:\n",
            "  b: c\n",
            "[",
            "]",
            "{",
            "}",
            "&x ",
            "*x",
            "|\n",
            ">-\n",
            "#",
            '"',
            "'",
        ),
        *(": ", "\t", "\u2028", "é", "<REQUIRED: x>", "country: NO\n", "outcomes:\n", "## In brief\n", "[^a]", "\x00"),
        *("!!python/object:os.system ", "\r\n", "%YAML 1.2\n", "? ", "<<: "),
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(YAML_PARTS, max_size=25).map("".join) | st.text(max_size=200))
def test_any_text_is_a_draft_or_problems(real: Corpus, text: str) -> None:
    for name in ("x.md", "x.html"):
        draft, problems = reader.read_text(text, "x", name)
        found = problems if draft is None else rules.check(draft, real.vocabulary)
        assert found
        assert all(problem.line >= 1 and problem.message for problem in found)


@settings(max_examples=600, deadline=None)
@given(st.lists(YAML_PARTS, max_size=25).map("".join))
def test_composing_builds_nodes_or_says_where(text: str) -> None:
    try:
        assert isinstance(compose(text), Map)
    except HeadError as error:
        assert error.line >= 1


@settings(max_examples=600, deadline=None)
@given(st.text(max_size=200))
def test_words_lie_in_the_text_in_order(text: str) -> None:
    shown = normal(text)
    found = tokens(shown)

    assert all(0 <= word.start < word.end <= len(shown) for word in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(word.surface and word.stem for word in found)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200))
def test_plain_text_has_no_footnotes_left(text: str) -> None:
    assert "[^" not in plain_text(text)


def slow_distance(one: str, other: str) -> int:
    """Optimal string alignment, straight from its recurrence."""

    @cache
    def away(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        steps = [away(i - 1, j) + 1, away(i, j - 1) + 1, away(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            steps.append(away(i - 2, j - 2) + 1)
        return min(steps)

    return away(len(one), len(other))


@settings(max_examples=800, deadline=None)
@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(0, 3))
def test_the_distance_is_the_recurrences(one: str, other: str, limit: int) -> None:
    assert distance(one, other, limit) == min(slow_distance(one, other), limit + 1)


class Forms:
    """A source that holds nothing but words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def forms(self, beginning: str) -> Iterator[tuple[str, str]]:
        return ((word, stem(word)) for word in self.words if word.startswith(beginning))


def test_near_words_come_nearest_first() -> None:
    source = Forms("residentials", "residential", "president", "residence")
    found = near_words("resedential", cast(Source, source), 2)

    assert found == [("residential", "residenti", 1), ("residentials", "residenti", 2)]


SAID = st.sampled_from(
    ["a", "b ", "The ", "[^a]", "\n", "\n\n", " ", "& ", ">", '"', "“", "(", "\u00a0", "é", ": ", "12 "]
)
MARKED = st.sampled_from(
    ["[^zz]", "\n \n", "&amp;", "<", "*", "_x_", "1. ", "- ", "#", "===", "|", "\u2028", "\t", "  \n", "`", "![", "\\"]
)


@given(st.lists(st.one_of(SAID, SAID, SAID, SAID, MARKED), min_size=1, max_size=9).map("".join))
@example('The cat & "dog"\nof > 3 [^a].\n\n\nNext\u00a0one')
@settings(max_examples=300)
def test_plain_paragraphs_are_what_the_parser_makes_of_them(text: str) -> None:
    sources = {"a": (1, "A \"title\" & <more>\u00a0'here'")}
    assert markdown.render(text, sources) == markdown.parsed(text, sources)
