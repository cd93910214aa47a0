"""How dates, sums and counts are said in English on pages. Knows no case and no vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SIGNS = {"GBP": "£", "EUR": "€", "USD": "US$", "AUD": "A$", "CAD": "C$", "NZD": "NZ$"}
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@lru_cache(maxsize=4096)
def day(text: str) -> str:
    """Say YYYY, YYYY-MM or YYYY-MM-DD in words: `22 November 2026`."""
    parts = text.split("-")
    if len(parts) == 1:
        return text
    month = MONTHS[int(parts[1]) - 1]
    return f"{int(parts[2])} {month} {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"


def span(start: str, end: str | None, *, open_words: str = "now") -> str:
    """Say a stretch of time: `March 2009 to now`."""
    return f"{day(start)} to {day(end) if end else open_words}"


def moment(text: str, *, end: bool = False) -> float:
    """Return a date as a point on a line of years; as an end it is the end of what it names."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return parts[0] + (1.0 if end else 0.0)
    month = parts[1] - 1 + ((parts[2] / 31) if len(parts) == 3 else (1.0 if end else 0.0))
    return parts[0] + month / 12


def sum_of_money(amount: Sequence[float], currency: str) -> str:
    """Say one sum or a range: `£4.8 million`, `US$300,000 to US$320,000`."""
    return " to ".join(_sum(one, currency) for one in amount)


def _sum(amount: float, currency: str) -> str:
    sign = SIGNS.get(currency, currency + "\u00a0")
    minus = "\u2212" if amount < 0 else ""
    size = abs(amount)
    for unit, word in ((1e9, "billion"), (1e6, "million")):
        scaled = round(size / unit, 6)
        if size >= unit and round(scaled, 3) == scaled:
            return f"{minus}{sign}{scaled:,.3f}".rstrip("0").rstrip(".") + f"\u00a0{word}"
    return f"{minus}{sign}{size:,.0f}" if size == int(size) else f"{minus}{sign}{size:,.2f}"


def count(number: int, thing: str, things: str = "") -> str:
    """Say a number of things: `1 case`, `14 cases`."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def small(number: int) -> str:
    """Say a number from nought to ten in words, others in figures."""
    return SMALL[number] if 0 <= number < len(SMALL) else f"{number:,}"


def listed(items: Sequence[str]) -> str:
    """Join: `a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def lower_first(text: str) -> str:
    """Begin with a small letter, unless the first word is a name in capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
