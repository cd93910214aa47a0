"""How text becomes words: the golden list on which Python and JavaScript (test_browser.py) are both tested.

`python tests/test_analysis.py` writes the list anew for the texts in it; look at the difference before you keep it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.analysis import normal, stem, surface, tokens, unified

GOLDEN = Path(__file__).parent / "golden" / "analysis.json"


def golden() -> dict[str, list[list[object]]]:
    """Return text -> [[stem, surface, start, end, stop]...]."""
    found: dict[str, list[list[object]]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return found


def cut(text: str) -> list[list[object]]:
    """Return the words of a text as the golden list holds them."""
    return [list(token) for token in tokens(normal(text))]


@pytest.mark.parametrize(("text", "words"), golden().items())
def test_golden_words(text: str, words: list[list[object]]) -> None:
    assert cut(text) == words


def test_the_golden_list_covers_what_goes_wrong() -> None:
    texts = " ".join(golden())
    assert len(golden()) >= 60
    for sign in "é’'-ø儿ש👍\u0301\u200d½":
        assert sign in texts


def test_offsets_mark_the_word_in_the_normal_text() -> None:
    for text in golden():
        for token in tokens(normal(text)):
            assert surface(normal(text)[token.start : token.end]) == token.surface


def test_spelling_of_one_word_in_two_countries_is_one_stem() -> None:
    for british, american in (
        ("organisation", "organization"),
        ("behaviour", "behavior"),
        ("programme", "program"),
        ("neighbourhoods", "neighborhoods"),
        ("centre", "center"),
    ):
        assert unified(british) == unified(american)
        assert stem(british) == stem(american)


def test_words_that_only_look_british_are_left_alone() -> None:
    for word in ("four", "rise", "raise", "hour"):
        assert unified(word) == word


def test_cutting_words_twice_changes_nothing() -> None:
    for text in golden():
        for token in tokens(normal(text)):
            assert surface(token.surface) == token.surface


def write_golden() -> None:
    """Write the golden list anew, a line a text."""
    pairs = ((json.dumps(text, ensure_ascii=False), json.dumps(cut(text), ensure_ascii=False)) for text in golden())
    lines = (f" {text}: {words}" for text, words in pairs)
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
