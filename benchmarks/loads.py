"""What the cases of a load say: from records in a file, or generated.

Records are one JSON object a line, in a .gz file or not, with `title` and any of `summary`, `country`, `year` (or
`approved`), and `body` or `text`. Other fields that hold text or a number are told as sentences, so that a record
without a body still says all that it knows and nothing else.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from prose import REFUSED, Prose, sentences

BODY_WORDS = 900
SUMMARY_WORDS = 45
TOLD_ALREADY = {"id", "url", "title", "summary", "body", "text", "country", "year", "date", "extra"}


@dataclass(frozen=True)
class Subject:
    """What one case says. `country` is a name in words; None leaves country and year to the case's pattern."""

    title: str
    summary: str
    country: str | None
    year: int | None
    sentences: tuple[str, ...]


def records(path: Path) -> Iterator[Subject]:
    """Yield the records of a file, in its order."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            yield _subject(json.loads(line))


def generated(texts: list[str], seed: int) -> Iterator[Subject]:
    """Yield invented subjects without end, in words taken from `texts`."""
    prose = Prose(texts, seed)
    rng = Random(seed)
    while True:
        said, words = [], 0
        while words < BODY_WORDS:
            said.append(prose.sentence(rng))
            words += said[-1].count(" ") + 1
        title = f"{prose.name(rng)}: {_cut(prose.sentence(rng), rng.randint(6, 12)).rstrip('.,;:')}"
        yield Subject(title, _summary([prose.sentence(rng), prose.sentence(rng)]), None, None, tuple(said))


def take(path: Path | None, number: int, texts: list[str], seed: int) -> list[Subject]:
    """Return the first `number` records of a file, or as many generated subjects where there is none.

    Raises ValueError where the file holds fewer.
    """
    found = list(islice(records(path) if path else generated(texts, seed), number))
    if len(found) < number:
        raise ValueError(f"{path} holds {len(found):,} records, and {number:,} are asked for")
    return found


def _subject(record: dict[str, Any]) -> Subject:
    body = sentences(_clean(record.get("body") or record.get("text") or ""))
    told = [
        said
        for name, value in record.items()
        if name not in TOLD_ALREADY and isinstance(value, str | int | float)
        for said in sentences(f"{name.replace('_', ' ').capitalize()}: {_clean(str(value))}.")
    ]
    title = REFUSED.sub(lambda match: match[0].lower(), _clean(record["title"]))
    year = str(record.get("year") or record.get("approved") or "")[:4]
    return Subject(
        title=title,
        summary=_summary(sentences(_clean(record.get("summary") or "")) or body or [f"{title}."]),
        country=record.get("country"),
        year=int(year) if year.isdigit() else None,
        sentences=(*body, *told),
    )


def _clean(text: str) -> str:
    """Take out what YAML cannot hold; all other odd characters stay."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _summary(said: list[str]) -> str:
    return _cut(" ".join(said[:2]), SUMMARY_WORDS)


def _cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
