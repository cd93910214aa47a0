"""A facet of all documents: which values each has, and how many of some documents have each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress

Plane = Sequence[int]  # for each document a number of its value, 0 for none


class Facet:
    """values: in order; value n has the number n + 1. planes: the documents' first values, their second ones ..."""

    def __init__(self, values: Sequence[str], planes: Sequence[Plane]) -> None:
        self.values = values
        self.planes = planes
        self._number = {value: n for n, value in enumerate(values, 1)}

    @classmethod
    def of(cls, having: Mapping[str, Iterable[tuple[int, bool]]], size: int) -> Facet:
        """Return the facet with these (document, whether it is the first there) under each value."""
        values = sorted(having)
        planes: list[list[int]] = [[0] * size]
        for number, value in enumerate(values, 1):
            for document, first in having[value]:
                depth = 0 if first else next((n for n, p in enumerate(planes[1:], 1) if not p[document]), len(planes))
                if depth == len(planes):
                    planes.append([0] * size)
                planes[depth][document] = number
        return cls(values, planes)

    def __contains__(self, value: object) -> bool:
        return value in self._number

    def documents(self, value: str) -> list[int]:
        """Return the documents with a value; none where no document has it."""
        number = self._number.get(value, -1)
        found = [n for plane in self.planes for n, held in enumerate(plane) if held == number]
        return sorted(found) if len(self.planes) > 1 else found

    def first(self, value: str) -> set[int]:
        """Return the documents whose first value this is."""
        number = self._number.get(value, -1)
        return {n for n, held in enumerate(self.planes[0] if self.planes else ()) if held == number}

    def having(self, values: Iterable[str]) -> set[int]:
        """Return the documents with any of some values."""
        numbers = {self._number[value] for value in values if value in self._number}
        return {n for plane in self.planes for n, held in enumerate(plane) if held in numbers} if numbers else set()

    def counts(self, chosen: Sequence[int]) -> dict[str, int]:
        """Return value -> how many of the chosen documents have it.

        chosen: one number for each document, 1 where it is chosen, else 0.
        """
        counted: Counter[int] = Counter()
        for plane in self.planes:
            counted.update(compress(plane, chosen))
        return {value: counted[number] for value, number in self._number.items() if counted[number]}
