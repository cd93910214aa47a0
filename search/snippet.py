"""The best passage of a case for a query, with the words marked. Deterministic; search-view.js follows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from indexer.analysis import Token, normal, tokens
from indexer.concepts import Matcher

WIDTH = 36
LEAD = 6
SHOWN = ("body", "summary")


@dataclass(frozen=True)
class Passage:
    """A stretch of text, the marked places in it, and the fields of the case that matched."""

    text: str
    marks: tuple[tuple[int, int], ...]
    fields: tuple[str, ...]


def best(
    text: Sequence[Sequence[str]],
    stems: Mapping[str, int],
    concepts: Collection[str],
    matcher: Matcher | None,
    countries: Sequence[str],
) -> Passage:
    """Return the passage with the most, and the rarest, of the words and concepts asked for.

    text: [field, text] pairs. stems: stem -> weight. concepts: keys asked for. countries: the case's own.
    """
    fields: list[str] = []
    top: tuple[int, int, str, list[Token], set[int]] | None = None
    for name, raw in text:
        shown = normal(raw)
        words = tokens(shown)
        lit = _lit(words, stems, concepts, matcher, countries)
        if lit and name not in fields:
            fields.append(name)
        if name not in SHOWN or not words:
            continue
        start, worth = _window(words, lit, stems)
        if top is None or worth > top[0]:
            top = (worth, start, shown, words, lit)
    if top is None:
        return Passage("", (), tuple(fields))
    _, start, shown, words, lit = top
    return Passage(*_cut(shown, words, lit, start), tuple(fields))


def _lit(
    words: Sequence[Token],
    stems: Mapping[str, int],
    concepts: Collection[str],
    matcher: Matcher | None,
    countries: Sequence[str],
) -> set[int]:
    lit = {n for n, word in enumerate(words) if word.stem in stems}
    if matcher and concepts:
        for match in matcher.find(words, countries):
            if not set(match.concepts).isdisjoint(concepts):
                lit.update(range(match.start, match.end))
    return lit


def _window(words: Sequence[Token], lit: set[int], stems: Mapping[str, int]) -> tuple[int, int]:
    """Return (first word, worth) of the best stretch of WIDTH words: each different word counts once."""
    best_start, best_worth = 0, -1
    for start in sorted({max(0, n - LEAD) for n in lit} | {0}):
        inside = {words[n].stem for n in lit if start <= n < start + WIDTH}
        worth = sum(stems.get(stem, 1) for stem in inside)
        if worth > best_worth:
            best_start, best_worth = start, worth
    return best_start, best_worth


def _cut(shown: str, words: Sequence[Token], lit: set[int], start: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    end = min(len(words), start + WIDTH)
    begin = 0 if start == 0 else words[start].start
    stop = len(shown) if end == len(words) else words[end - 1].end
    lead, tail = ("" if begin == 0 else "… "), ("" if stop == len(shown) else " …")
    shift = len(lead) - begin
    marks: list[tuple[int, int]] = []
    for n in sorted(lit):
        if start <= n < end:
            mark = (words[n].start + shift, words[n].end + shift)
            if marks and n - 1 in lit and shown[marks[-1][1] - shift : words[n].start].strip() == "":
                mark = (marks.pop()[0], mark[1])
            marks.append(mark)
    return lead + shown[begin:stop] + tail, tuple(marks)
