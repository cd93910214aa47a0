"""Figures in a source: sums of money, percentages and years, each with the sentence that holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.passages import sentences
from indexer.wording import MONTHS

CODES = "GBP|EUR|USD|AUD|CAD|NZD|NOK|SEK|DKK|CHF|PLN|CZK|JPY|ISK"
MONEY = re.compile(
    rf"(?P<sign>US\$|AU?\$|NZ\$|CA?\$|[£€$]|\b(?:{CODES})\b)\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?P<unit>million|billion|thousand|m|bn|k)?(?![\w%])",
    re.IGNORECASE,
)
UNITS = {"million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "thousand": 1e3, "k": 1e3}
SIGNS = {"£": "GBP", "€": "EUR", "US$": "USD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "C$": "CAD", "CA$": "CAD"}
DOLLARS = {"AU": "AUD", "CA": "CAD", "NZ": "NZD"}
PERCENT = re.compile(
    r"(?<![\w.])(?<!\d,)[-+\u2212]?\d[\d,]*+(?:\.\d+)?\s?(?:%|per ?cent\b|percentage points?\b)", re.IGNORECASE
)
MONTH = "|".join(MONTHS)
VERBS = "since|from|began|begun|launched|started|introduced|established|set up|opened|created|founded|went live"
BEGAN = re.compile(
    rf"\b(?P<verb>{VERBS}|commissioned|in)\b[^.;]{{0,40}}?\b"
    rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{MONTH})?\s?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
WEIGHTS = {"in": 1, "from": 2, "commissioned": 2}  # other verbs have 4; a month adds 1
MOST = 8


@dataclass(frozen=True)
class Money:
    """A sum as a plain number with its currency, and the sentence it stands in."""

    amount: str
    currency: str
    passage: str


def money(text: Iterable[str], country: str | None = None) -> list[Money]:
    """Return the sums of money in paragraphs, each once, at most eight. country: whose dollar a bare $ is."""
    found: dict[tuple[str, str], Money] = {}
    for sentence in _each(text):
        for match in MONEY.finditer(sentence):
            sign = match["sign"].upper()
            currency = SIGNS.get(sign) or (DOLLARS.get(country or "", "USD") if sign == "$" else sign)
            amount = float(match["number"].replace(",", "")) * UNITS.get((match["unit"] or "").lower(), 1)
            key = (f"{amount:.2f}".removesuffix(".00"), currency)
            found.setdefault(key, Money(*key, sentence))
    return list(found.values())[:MOST]


def percentages(text: Iterable[str]) -> list[tuple[str, str]]:
    """Return percentages in paragraphs, each with its sentence: one entry a sentence, at most eight."""
    found: dict[str, str] = {}
    for sentence in _each(text):
        figures = [match.group().strip() for match in PERCENT.finditer(sentence)]
        if figures:
            found.setdefault(sentence, ", ".join(dict.fromkeys(figures)))
    return [(figures, sentence) for sentence, figures in found.items()][:MOST]


def beginnings(text: Iterable[str], latest: str) -> list[tuple[str, str]]:
    """Return when something began (YYYY or YYYY-MM), the likeliest first, each with its sentence.

    latest: today; later dates are plans and left out.
    """
    found: dict[str, tuple[int, str]] = {}
    for sentence in _each(text):
        for match in BEGAN.finditer(sentence):
            when = match["year"]
            if match["month"]:
                when += f"-{[m.lower() for m in MONTHS].index(match['month'].lower()) + 1:02d}"
            if when <= latest[: len(when)]:
                weight = WEIGHTS.get(match["verb"].lower(), 4) + bool(match["month"])
                known = found.get(when, (0, sentence))
                found[when] = (known[0] + weight, known[1] if known[0] >= weight else sentence)
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [(when, sentence) for when, (_, sentence) in ranked]


def _each(text: Iterable[str]) -> Iterator[str]:
    for paragraph in text:
        yield from sentences(paragraph)
