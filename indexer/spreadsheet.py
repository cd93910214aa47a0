"""Tables as CSV that a spreadsheet may open: lists joined, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

# What a spreadsheet takes for the beginning of a formula, wide letters and signs that it passes over included.
FORMULA = re.compile(r"[\s\x00-\x1f\ufeff]*+[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d[\d.,]*+(?:\s?%)?")


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, ending: str = "\n") -> str:
    """Return rows as CSV with a head.

    columns: the keys of a row, in order; a missing one is an empty cell. ending: of lines, "\\r\\n" for files.
    """
    return head(columns, ending=ending) + "".join(lines(rows, columns, ending=ending))


def head(columns: Sequence[str], *, ending: str = "\n") -> str:
    """Return the first line of such a table. Arguments as of `as_csv`."""
    line = _Line()
    csv.writer(line, lineterminator=ending).writerow(columns)
    return line.text


def lines(rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, ending: str = "\n") -> Iterator[str]:
    """Yield the lines of such a table below its head. Arguments as of `as_csv`."""
    line = _Line()
    writer = csv.writer(line, lineterminator=ending)
    for row in rows:
        values = [row.get(column) for column in columns]
        # Most cells are words: nothing to join, and nothing that a spreadsheet would run.
        writer.writerow([value if type(value) is str and value[:1].isalnum() else cell(value) for value in values])
        yield line.text


class _Line:
    """Takes what a csv writer writes: a line at a time."""

    text = ""

    def write(self, text: str) -> None:
        """Keep a line until it is asked for."""
        self.text = text


def cell(value: object) -> str:
    """Return a value as the text of a cell; one that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, tuple | list):
        text = "; ".join([cell(item) for item in value])
    elif isinstance(value, dict):
        text = "; ".join(f"{key}: {item}" for key, item in value.items())
    elif isinstance(value, float):
        text = f"{value:.10g}"
    else:
        text = "" if value is None else str(value)
    return "'" + text if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
