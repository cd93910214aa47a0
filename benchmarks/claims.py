"""What is promised about speed and size, each with what was measured in this very run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measuring import table


@dataclass(frozen=True)
class Claim:
    """A promise. ours: as measured. most: what it may be at most, in the same unit (x: times a peer's in this run)."""

    what: str
    ours: float
    most: float
    unit: str

    @property
    def holds(self) -> bool:
        """Tell whether the promise is kept."""
        return self.ours <= self.most


def claims_table(claims: Iterable[Claim]) -> str:
    """Return the promises as a Markdown table."""
    rows = [
        [claim.what, _shown(claim.ours, claim.unit), _shown(claim.most, claim.unit), "yes" if claim.holds else "**no**"]
        for claim in claims
    ]
    return table(["what", "ours", "at most", "holds"], rows)


def _shown(value: float, unit: str) -> str:
    return f"{value:.2f}x" if unit == "x" else f"{value:,.1f} {unit}" if value < 100 else f"{value:,.0f} {unit}"
