"""Any query, of any length, with any filter, gives results or a query error, within bounds of time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import QueryError
from search.library import Filters, Library
from tests.trust import hostile
from tests.trust.conftest import FULL, ROOT

LONG = 60_000 if FULL else 8_000
# A part that is repeated to any length.
PARTS = (
    "a",
    "a ",
    "care ",
    "children in residential care ",
    '"',
    '"care ',
    '"residential care" ',
    '" "',
    "(",
    ")",
    "-",
    "- ",
    "-care ",
    "--",
    "OR ",
    "care OR ",
    "*",
    "a* ",
    "c*",
    "~",
    "care~ ",
    "resident~2 ",
    "x~3~",
    ":",
    "title:",
    "title:care ",
    "year:2010.. ",
    "year:1..9 ",
    "need:",
    "country:GB ",
    "nosuch:word ",
    "\u2028",
    "\x00",
    "\u0301",
    "a\u0301",
    "\U0001f9d2",
    "é",
    "\u05d0",
    "漢",
    "'",
    "’s ",
    "isation ",
    "\ud800",
    "\t\n ",
    "zz9 ",
    ".",
    "..",
    "\\",
)


def outcome(library: Library, text: str, filters: Filters | None = None) -> str:
    """Search and say what came of it; anything but results or a query error is raised."""
    try:
        found = library.search(text, filters=filters)
    except QueryError as error:
        assert error.message and error.remedy and 0 <= error.start <= error.end <= len(text) + 1
        return "error"
    assert all(0 <= start <= end <= len(hit.snippet) for hit in found.hits for start, end in hit.marks)
    return "results"


def cpu(work: Callable[[], object]) -> float:
    """Return the processor time of the quickest of three runs."""
    times = []
    for _ in range(3):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("part", PARTS, ids=ascii)
def test_a_query_twice_as_long_takes_at_most_about_twice_the_time(
    part: str, small_library: Library, figures: Counter[str]
) -> None:
    once, twice = (part * (length // len(part)) for length in (LONG, 2 * LONG))
    spent = [cpu(lambda text=text: outcome(small_library, text)) for text in (once, twice)]  # type: ignore[misc]

    assert spent[1] <= max(0.25, 3 * spent[0]), spent
    figures["long queries tried"] += 2


def test_vectors_as_queries_and_filters(small_library: Library, figures: Counter[str]) -> None:
    for vector in hostile.vectors():
        outcome(small_library, vector)
        outcome(small_library, f'"{vector}" -{vector} title:{vector} {vector}* {vector}~2')
        for name in ("need", "country", "nosuch", vector):
            outcome(small_library, "care", Filters({name: (vector,)}))
        figures["hostile queries tried"] += 6


@pytest.mark.skipif(sys.platform != "linux", reason="Linux")
def test_long_queries_stay_within_memory_and_a_sentence_on_a_terminal(library_folder: Path) -> None:
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))\n"
        "from whatworks import main\n"
        "main(sys.argv[1:], standalone_mode=True)\n"
    )
    base = [sys.executable, "-c", code, "--library", str(library_folder)]
    subprocess.run([*base, "index"], cwd=ROOT, check=True, capture_output=True)
    for part in ("a* ", "care OR ", '"residential care" ', "zz~2 ", "\U0001f9d2", "title:x "):
        text = part * (100_000 // len(part.encode()))
        done = subprocess.run([*base, "search", text], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr[-500:]
        assert "Traceback" not in done.stderr and "MemoryError" not in done.stderr
    for value in ("x" * 100_000, "__proto__", "'; DROP TABLE", "\n", "../../etc/passwd", "💥"):
        done = subprocess.run(
            [*base, "search", "care", "--need", value], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2 and "is not a value of --need" in done.stderr, done.stderr[-500:]
