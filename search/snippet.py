"""The best passage of a case for a query, with the words marked. Deterministic; search-passage.js follows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis import WORD, normal, spec, surface, tokens, word
from indexer.concepts import Finder, longest

WIDTH = 36
LEAD = 6
SHOWN = ("body", "summary")
UNLIKE = (("dying", "die"), ("lying", "lie"), ("tying", "tie"))  # Snowball: they begin unlike their stems


class Passage(NamedTuple):
    """A stretch of text, the marked places in it, and the fields of the case that matched."""

    text: str
    marks: tuple[tuple[int, int], ...]
    fields: tuple[str, ...]


class Asked(NamedTuple):
    """What is looked for in texts. stems: stem -> weight. concepts: their keys. labels: how these are found."""

    stems: Mapping[str, int]
    concepts: Collection[str]
    labels: Finder

    def heads(self, firsts: Collection[str]) -> frozenset[str]:
        """Return the two letters with which a word that is looked for can begin.

        firsts: the stems with which labels begin. A word begins as its stem does, but for the spec's and Snowball's
        exceptions; tests/test_analysis.py holds every word of the corpus to that.
        """
        exceptions = (*spec().spelling.items(), *spec().stems.items(), *UNLIKE)
        letters = {stem[:2] for stem in (*self.stems, *firsts)}
        return frozenset(letters | {form[:2] for form, to in exceptions if to[:2] in letters})


def best(text: Sequence[Sequence[str]], asked: Asked, heads: frozenset[str], countries: Sequence[str]) -> Passage:
    """Return the passage with the most, and the rarest, of the words and concepts asked for.

    text: [field, text] pairs. heads: from `Asked.heads`. countries: the case's own.
    """
    fields: list[str] = []
    top: tuple[int, int, str, dict[int, str]] | None = None
    for name, raw in text:
        shown = normal(raw)
        lit = _lit(_raw_words(shown), asked, heads, countries)
        if lit and name not in fields:
            fields.append(name)
        if name not in SHOWN or not shown:
            continue
        start, worth = _window(lit, asked.stems)
        if top is None or worth > top[0]:
            top = (worth, start, shown, lit)
    if top is None:
        return Passage("", (), tuple(fields))
    _, start, shown, lit = top
    return Passage(*_cut(shown, lit, start), tuple(fields))


def _raw_words(shown: str) -> list[str]:
    raw = WORD.findall(shown)
    return raw if shown.isascii() else [one for one in raw if one.isascii() or surface(one)]


def _lit(raw: Sequence[str], asked: Asked, heads: frozenset[str], countries: Sequence[str]) -> dict[int, str]:
    """Return number -> stem of the words to mark. Words that begin with another letter need no analysis."""
    lit: dict[int, str] = {}
    reached = 0
    for n, one in enumerate(raw):
        head = one[:2].lower()
        if head not in heads and head.isascii() and head.isalnum():
            continue
        found = word(one)
        if found.stem in asked.stems:
            lit[n] = found.stem
        labels = asked.labels(found.stem)
        if labels is None:
            continue
        length, entry = longest(labels, [word(other) for other in raw[n : n + max(1, labels.longest)]])
        if entry is None or n + length <= reached:
            continue
        reached = n + length
        if not set(entry.meant(countries)).isdisjoint(asked.concepts):
            lit.update((m, word(raw[m]).stem) for m in range(n, n + length))
    return lit


def _window(lit: Mapping[int, str], stems: Mapping[str, int]) -> tuple[int, int]:
    """Return (first word, worth) of the best stretch of WIDTH words: each different word counts once."""
    best_start, best_worth = 0, -1
    for start in sorted({max(0, n - LEAD) for n in lit} | {0}):
        inside = {stem for n, stem in lit.items() if start <= n < start + WIDTH}
        worth = sum(stems.get(stem, 1) for stem in inside)
        if worth > best_worth:
            best_start, best_worth = start, worth
    return best_start, best_worth


def _cut(shown: str, lit: Mapping[int, str], start: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    words = tokens(shown)
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
