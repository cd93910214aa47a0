"""Runs: what is merged from the disk is what was put in, however little fits into memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.runs import Runs

POSTINGS = st.lists(st.tuples(st.text(max_size=3), st.lists(st.binary(max_size=4), max_size=3)), max_size=40)


@given(POSTINGS, st.integers(1, 50))
def test_merged_runs_hold_what_was_added_in_order_of_word(postings: list[tuple[str, list[bytes]]], most: int) -> None:
    runs = Runs(most)
    expected: dict[str, list[bytes]] = {}
    for word, values in postings:
        runs.add(word, values)
        runs.rest()
        expected.setdefault(word, []).extend(values)

    assert list(runs.merged()) == sorted(expected.items())
