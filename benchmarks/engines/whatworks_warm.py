"""Queries through WhatWorks's own doors in one process: rank|hits|search LIBRARY QUERIES."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from search import Library
from search.evaluate import rank


def answering(how: str, library: Library) -> Callable[[str], object]:
    """Return what is timed: the ranking alone, ten hits with their snippets, or all of a search."""
    ways: dict[str, Callable[[str], object]] = {
        "rank": lambda text: rank(library, text, 10),
        "hits": lambda text: library.search(text, facets=()),
        "search": library.search,
    }
    return ways[how]


def main(how: str, folder: str, queries: str) -> None:
    """Print the seconds of every query as JSON."""
    took: dict[str, list[float]] = {}
    with Library.open(folder) as library:
        answer = answering(how, library)
        for name, texts in json.loads(Path(queries).read_text(encoding="utf-8")).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                answer(text)
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
