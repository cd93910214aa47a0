"""What an index costs, against other engines: python benchmarks/indexing.py [--sizes 100,1000,10000]

Wall time, CPU time and peak memory of all processes for a whole index of the same cases, and for one case more.
`whatworks index` reads and checks the case files and makes the index of the terminal and of the browser; the others
are given the finished texts in one file (Pagefind: pages). With loads, 27,132 records of World Bank projects come last.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import libraries
import measuring
import pages
import peers
from measuring import Cost, Run
from settings import LOADS, Settings, library, settings

PROJECTS = Path("worldbank_projects/records.jsonl.gz")
PROJECTS_NUMBER = 27_132
ENGINES = ("whoosh", "tantivy", "bm25s", "fts5")
ADDABLE = ("whoosh", "tantivy", "fts5")
REPEATED, LARGE = 3, 5_000
WORD = "Zyxwoquat"
OURS, STOCK = "**whatworks index**", "whoosh"


def runs(folder: Path, built: Path) -> dict[str, Run]:
    """Return the commands that index a library, by program."""
    found = {OURS: peers.whatworks(folder, "--build", str(built / "whatworks"), "index")}
    for name in ENGINES:
        found[name] = peers.engine(name, "build", folder / "documents.jsonl", built / name)
    site = folder / "pages"
    pages.write(folder, site)
    return found | {"pagefind": peers.pagefind(site, built / "pagefind")}


def added(folder: Path, built: Path) -> dict[str, Cost]:
    """Return what one case more costs, by program, and take it away again. Raises Failed where it is not found."""
    case, document = libraries.one_more(folder, WORD)
    try:
        ours = ("--build", str(built / "whatworks"))
        costs = {OURS: peers.whatworks(folder, *ours, "index").cost()}
        if case.stem not in peers.whatworks(folder, *ours, "search", WORD).output():
            raise measuring.Failed("the added case is not found")
        return costs | {name: peers.engine(name, "add", document, built / name).cost() for name in ADDABLE}
    finally:
        case.unlink()
        document.unlink()


def rows(folder: Path, size: int) -> Iterator[list[object]]:
    """Yield a row for every program."""
    built = folder / "indexing"
    shutil.rmtree(built, ignore_errors=True)
    number = 1 if size > LARGE else REPEATED
    costs = {
        name: measuring.repeated(run, number, lambda name=name: _forget(built, name))  # type: ignore[misc]
        for name, run in runs(folder, built).items()
    }
    more = added(folder, built)
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
    shutil.rmtree(built)


def _forget(built: Path, name: str) -> None:
    shutil.rmtree(built / ("whatworks" if name == OURS else name), ignore_errors=True)


def main(given: Settings) -> None:
    """Print the table."""
    found = [row for size in given.sizes for row in rows(library(given, size), size)]
    projects = Path(os.environ.get(LOADS, "")) / PROJECTS
    if LOADS in os.environ and not given.quick:
        found += rows(library(given, PROJECTS_NUMBER, projects), PROJECTS_NUMBER)
    print(f"### A whole index (median of {REPEATED} up to {LARGE:,} cases, once beyond) and one case more\n")
    head = ["what", "wall s", "CPU s", "peak MB", "wall to stock Whoosh", "CPU s per 1,000", "one case more, wall s"]
    print(measuring.table(head, found))


if __name__ == "__main__":
    main(settings(__doc__, sizes=(100, 1_000, 10_000)))
