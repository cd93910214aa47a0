"""What an index costs, against other engines: python benchmarks/indexing.py [--sizes 100,1000,10000]

Wall time, CPU time and peak memory of all processes for a whole index of the same cases, and for one case more.
`whatworks index` reads and checks the case files and makes the index of the terminal and of the browser; the others
are given the finished texts in one file (Pagefind: pages). With loads, 27,132 records of World Bank projects come last.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import libraries
import measuring
import pages
import peers
from claims import Claim, claims_table
from measuring import Cost, Run
from settings import LOADS, Settings, library, parser, settings

PROJECTS = Path("worldbank_projects/records.jsonl.gz")
PROJECTS_NUMBER = 27_132
ENGINES = ("whoosh", "tantivy", "bm25s", "fts5")
ADDABLE = ("whoosh", "tantivy", "fts5")
REPEATED, LARGE = 3, 5_000
WORD = "Zyxwoquat"
SIZES = (100, 1_000, 10_000)
MOST_TO_STOCK, MOST_MB, MOST_ADDED = 0.25, 600, 1
OURS, STOCK, SEARCH = "**whatworks index**", "whoosh", "**whatworks search**"


def runs(folder: Path, built: Path) -> dict[str, Run]:
    """Return the commands that index a library, by program."""
    found = {OURS: peers.whatworks(folder, "--build", str(built / "whatworks"), "index")}
    for name in ENGINES:
        found[name] = peers.engine(name, "build", folder / "documents.jsonl", built / name)
    site = folder / "pages"
    pages.write(folder, site)
    return found | {"pagefind": peers.pagefind(site, built / "pagefind")}


def added(folder: Path, built: Path) -> dict[str, Cost]:
    """Return what one case more costs, by program, and the search for it, and take it away again.

    Raises Failed where it is not found.
    """
    case, document = libraries.one_more(folder, WORD)
    try:
        ours = ("--build", str(built / "whatworks"))
        costs = {OURS: peers.whatworks(folder, *ours, "index").cost()}
        search = peers.whatworks(folder, *ours, "search", WORD)
        if case.stem not in search.output():
            raise measuring.Failed("the added case is not found")
        costs[SEARCH] = search.cost()
        return costs | {name: peers.engine(name, "add", document, built / name).cost() for name in ADDABLE}
    finally:
        case.unlink()
        document.unlink()


def measured(folder: Path, size: int) -> tuple[dict[str, Cost], dict[str, Cost]]:
    """Return what a whole index costs, and one case more, by program."""
    built = folder / "indexing"
    shutil.rmtree(built, ignore_errors=True)
    number = 1 if size > LARGE else REPEATED
    costs = {
        name: measuring.repeated(run, number, partial(_forget, built, name))
        for name, run in runs(folder, built).items()
    }
    more = added(folder, built)
    shutil.rmtree(built)
    return costs, more


def rows(costs: dict[str, Cost], more: dict[str, Cost], size: int) -> Iterator[list[object]]:
    """Yield a row for every program."""
    for name, cost in costs.items():
        yield [
            f"{size:,} cases: {name}",
            measuring.seconds(cost.wall),
            measuring.seconds(cost.cpu),
            measuring.mb(cost.memory),
            measuring.times(cost.wall, costs[STOCK].wall),
            f"{1000 * cost.cpu / size:.2f}",
            measuring.seconds(more[name].wall) if name in more else "all again",
        ]
    yield [f"{size:,} cases: the search for it", "", "", "", "", "", measuring.seconds(more[SEARCH].wall)]


def claimed(costs: dict[str, Cost], more: dict[str, Cost], size: int) -> Iterator[Claim]:
    """Yield what is promised of an index."""
    ratio = costs[OURS].wall / costs[STOCK].wall
    yield Claim(f"wall time of a whole index, {size:,} cases, to stock Whoosh", ratio, MOST_TO_STOCK, "x")
    yield Claim(f"memory of a whole index, {size:,} cases", costs[OURS].memory / 1e6, MOST_MB, "MB")
    yield Claim(f"one case more until the terminal finds it, {size:,} cases", more[OURS].wall, MOST_ADDED, "s")


def _forget(built: Path, name: str) -> None:
    shutil.rmtree(built / ("whatworks" if name == OURS else name), ignore_errors=True)


def main(given: Settings) -> list[Claim]:
    """Print the table and return what is promised."""
    found: list[list[object]] = []
    claims: list[Claim] = []
    for size in given.chosen(SIZES):
        costs, more = measured(library(given, size), size)
        found += rows(costs, more, size)
        claims = list(claimed(costs, more, size))
    if LOADS in os.environ and not given.quick and not given.sizes:
        projects = library(given, PROJECTS_NUMBER, Path(os.environ[LOADS]) / PROJECTS)
        found += rows(*measured(projects, PROJECTS_NUMBER), PROJECTS_NUMBER)
    print(f"### A whole index (median of {REPEATED} up to {LARGE:,} cases, once beyond) and one case more\n")
    head = ["what", "wall s", "CPU s", "peak MB", "wall to stock Whoosh", "CPU s per 1,000", "one case more, wall s"]
    print(measuring.table(head, found))
    return claims


if __name__ == "__main__":
    print("\n" + claims_table(main(settings(parser(__doc__).parse_args()))))
