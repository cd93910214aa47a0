"""A suggestion with its passage, and counting which of several values a text speaks for most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """A value that words of a source suggest, and the passage. It asserts nothing."""

    value: str
    passage: str


class Votes:
    """Weights by value; the first passage that spoke for a value is kept."""

    def __init__(self) -> None:
        self.weights: dict[str, float] = defaultdict(float)
        self.passages: dict[str, str] = {}

    def add(self, value: str, passage: str, weight: float = 1) -> None:
        """Count a passage for a value."""
        self.weights[value] += weight
        self.passages.setdefault(value, passage)

    def top(self, most: int, *, share: float = 0, least: float = 0) -> tuple[Suggestion, ...]:
        """Return the values with most weight, equal ones in order of first mention.

        share: of the best one's weight that another must have. least: what any must have.
        """
        order = list(self.passages)
        ranked = sorted(self.weights.items(), key=lambda item: (-item[1], order.index(item[0])))
        floor = max(least, share * ranked[0][1]) if ranked else 0
        return tuple(Suggestion(value, self.passages[value]) for value, weight in ranked[:most] if weight >= floor)
