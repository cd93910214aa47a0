"""Queries through WhatWorks's own doors in one process: rank|search LIBRARY QUERIES."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from search import Library
from search.evaluate import rank


def main(how: str, folder: str, queries: str) -> None:
    """Print the seconds of every query as JSON."""
    took: dict[str, list[float]] = {}
    with Library.open(folder) as library:
        answer: Callable[[str], object] = (lambda text: rank(library, text, 10)) if how == "rank" else library.search
        for name, texts in json.loads(Path(queries).read_text(encoding="utf-8")).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                answer(text)
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
