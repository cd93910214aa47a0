"""Near words: surface forms within a few letters of a mistyped one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.source import Source


def distance(one: str, other: str, limit: int) -> int:
    """Return the Damerau-Levenshtein distance (adjacent letters swapped count once), or limit + 1 where it is more.

    Optimal string alignment; rows are cut off once all of them exceed the limit.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return min(row[-1], limit + 1)


def near_words(word: str, source: Source, edits: int) -> list[tuple[str, str, int]]:
    """Return (surface form, stem, distance) within `edits` letters of a word, nearest first, then by alphabet.

    The first letter must agree, unless the two first are swapped: people rarely mistype it, and it keeps this fast.
    """
    found = [
        (form, stem, away)
        for head in dict.fromkeys(word[:2])
        for form, stem in source.forms(head)
        if abs(len(form) - len(word)) <= edits and (away := distance(word, form, edits)) <= edits and form != word
    ]
    return sorted(found, key=lambda row: (row[2], row[0]))
