"""Tables as CSV that a spreadsheet may open: lists joined, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, ending: str = "\n") -> str:
    """Return rows as CSV with a head.

    columns: the keys of a row, in order; a missing one is an empty cell. ending: of lines, "\\r\\n" for files.
    """
    return "".join(lines(rows, columns, ending=ending))


def lines(rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, ending: str = "\n") -> Iterator[str]:
    """Yield the lines of such a table, its head first. Arguments as of `as_csv`."""
    line = _Line()
    writer = csv.writer(line, lineterminator=ending)
    writer.writerow(columns)
    yield line.text
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])
        yield line.text


class _Line:
    """Takes what a csv writer writes: a line at a time."""

    text = ""

    def write(self, text: str) -> None:
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
    risky = text[:1] in ("=", "@", "\t", "\r") or (text[:1] in ("+", "-") and not text[1:2].isdigit())
    return "'" + text if risky else text
