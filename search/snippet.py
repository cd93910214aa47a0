"""The best passage of a case for a query, with the words marked. Deterministic; search-library.js follows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from indexer.analysis import WORD, Word, normal, spec, surface, word
from indexer.concepts import Labels, longest
from indexer.record import Record

WIDTH = 36
LEAD = 6
ASCII_WORD = re.compile(r"[0-9A-Za-z]+(?:'[0-9A-Za-z]+)*")  # as WORD, and faster
OUTSIDE = re.compile(r"(?<![0-9A-Za-z])'|'(?![0-9A-Za-z])")  # an apostrophe that is not inside a word
BREAKS = bytes(code if chr(code).isalnum() or chr(code) == "'" else 32 for code in range(128)).ljust(256)
SHOWN = ("body", "summary")
UNLIKE = (("dying", "die"), ("lying", "lie"), ("tying", "tie"))  # Snowball: they begin unlike their stems


class Passage(Record):
    """A stretch of text, the marked places in it, and the fields of the case that matched."""

    text: str
    marks: tuple[tuple[int, int], ...]
    fields: tuple[str, ...]


class Asked(dict[str, "Word | None"]):
    """What is looked for in texts: a word as it stands -> what may be marked of it, None where nothing is.

    Filled as the texts bring their words, since most of them come again.
    """

    def __init__(self, stems: Mapping[str, int], concepts: Collection[str], labels: Mapping[str, Labels]) -> None:
        """stems: stem -> weight. concepts: their keys. labels: by which these are found, under their first stems."""
        super().__init__()
        self.stems, self.concepts, self.labels = stems, concepts, labels.get
        self._heads = _heads((*stems, *labels))

    def __missing__(self, one: str) -> Word | None:
        head = one[:2].lower()
        plain = head.isascii() and head.isalnum()  # words that begin with other letters need no analysis
        found = None if plain and head not in self._heads else word(one)
        if found and found.stem not in self.stems and self.labels(found.stem) is None:
            found = None
        self[one] = found
        return found


def _heads(stems: Collection[str]) -> frozenset[str]:
    """Return the two letters with which a word with one of these stems can begin.

    A word begins as its stem does, but for the spec's and Snowball's exceptions; tests/test_analysis.py holds every
    word of the corpus to that.
    """
    exceptions = (*spec().spelling.items(), *spec().stems.items(), *UNLIKE)
    letters = {stem[:2] for stem in stems}
    return frozenset(letters | {form[:2] for form, to in exceptions if to[:2] in letters})


def best(text: Sequence[Sequence[str]], asked: Asked, countries: Sequence[str]) -> Passage:
    """Return the passage with the most, and the rarest, of the words and concepts asked for.

    text: [field, text] pairs. countries: the case's own.
    """
    fields: list[str] = []
    top: tuple[int, int, str, dict[int, str]] | None = None
    for name, raw in text:
        shown = normal(raw)
        lit = _lit(_raw_words(shown), asked, countries)
        if lit and name not in fields:
            fields.append(name)
        if name not in SHOWN or not shown:
            continue
        if top is not None and _worth(lit.values(), asked.stems) <= top[0]:
            continue
        start, worth = _window(lit, asked.stems)
        if top is None or worth > top[0]:
            top = (worth, start, shown, lit)
    if top is None:
        return Passage("", (), tuple(fields))
    _, start, shown, lit = top
    return Passage(*_cut(shown, lit, start), tuple(fields))


def _raw_words(shown: str) -> list[str]:
    """Return the words of a text as `_words` finds them, by a quicker way where that is sure to be the same."""
    if not shown.isascii():
        return [one for one in WORD.findall(shown) if one.isascii() or surface(one)]
    if "'" in shown and OUTSIDE.search(shown):
        return ASCII_WORD.findall(shown)
    return shown.encode().translate(BREAKS).decode().split()


def _lit(raw: Sequence[str], asked: Asked, countries: Sequence[str]) -> dict[int, str]:
    """Return number -> stem of the words to mark."""
    lit: dict[int, str] = {}
    reached = 0
    for n, found in enumerate(map(asked.__getitem__, raw)):
        if found is None:
            continue
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
        worth = _worth((stem for n, stem in lit.items() if start <= n < start + WIDTH), stems)
        if worth > best_worth:
            best_start, best_worth = start, worth
    return best_start, best_worth


def _worth(lit: Iterable[str], stems: Mapping[str, int]) -> int:
    return sum(stems.get(stem, 1) for stem in set(lit))


def _cut(shown: str, lit: Mapping[int, str], start: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    places = [match.span() for match in islice(_words(shown), start + WIDTH + 1)]
    end = min(len(places), start + WIDTH)
    begin = 0 if start == 0 else places[start][0]
    stop = len(shown) if end == len(places) else places[end - 1][1]
    lead, tail = ("" if begin == 0 else "… "), ("" if stop == len(shown) else " …")
    shift = len(lead) - begin
    marks: list[tuple[int, int]] = []
    for n in sorted(lit):
        if start <= n < end:
            first, last = places[n]
            mark = (first + shift, last + shift)
            if marks and n - 1 in lit and shown[marks[-1][1] - shift : first].strip() == "":
                mark = (marks.pop()[0], mark[1])
            marks.append(mark)
    return lead + shown[begin:stop] + tail, tuple(marks)


def _words(shown: str) -> Iterator[re.Match[str]]:
    """Yield the places of the words that `_raw_words` returns."""
    if shown.isascii():
        return ASCII_WORD.finditer(shown)
    return (match for match in WORD.finditer(shown) if match.group().isascii() or surface(match.group()))
