"""What a site costs, against other generators: python benchmarks/sites.py [--sizes 2000,10000]

A cold build, one with nothing changed and one with a sentence added to one case: wall time, CPU time and memory. The
others build article pages, an index and tag pages of the same texts, and no search; `whatworks site` reads and checks
the cases, writes all its pages and the search. Then one case is added, until the site has its page.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import generators
import libraries
import measuring
from claims import Claim, claims_table
from generators import OURS, Generator
from measuring import Cost, Failed
from settings import Settings, library, parser, settings

REPEATED, LARGE = 3, 5_000
WORD = "Zyxwoquat"
BASE = "Hugo"
SIZES = (2_000, 10_000)
KINDS = ("cold", "nothing changed", "one text changed")
MOST_TO_HUGO = dict(zip(KINDS, (4.0, 0.25, 1.0), strict=True))
MOST_MB, MOST_ADDED = 500, 15
Costs = dict[str, dict[str, Cost]]


def measured(programs: list[Generator], rounds: int) -> Costs:
    """Return for every program what the three kinds of build cost, programs taking turns."""
    found: dict[str, dict[str, list[Cost]]] = {program.name: {} for program in programs}
    for number in range(rounds):
        for program in programs:
            costs = found[program.name]
            program.forget()
            costs.setdefault(KINDS[0], []).append(program.run.cost(watch=True))
            costs.setdefault(KINDS[1], []).append(program.run.cost())
            with program.text.open("a", encoding="utf-8") as text:
                text.write(f"\nOne sentence more, number {number}.\n")
            costs.setdefault(KINDS[2], []).append(program.run.cost())
    return {name: {kind: measuring.median(costs) for kind, costs in kinds.items()} for name, kinds in found.items()}


def compared(folder: Path, size: int) -> tuple[Costs, Cost]:
    """Return what the builds of a library's site cost by program, and what one case more costs ours."""
    made = folder / "sites"
    shutil.rmtree(made, ignore_errors=True)
    ours = generators.whatworks(folder, made)
    programs = [ours, generators.hugo(folder, made), generators.eleventy(folder, made)]
    programs += [generators.pelican(folder, made, cached=cached) for cached in (False, True)]
    before = ours.text.read_bytes()
    try:
        costs = measured(programs, 1 if size > LARGE else REPEATED)
    finally:
        ours.text.write_bytes(before)
    more = added(folder, made, ours)
    shutil.rmtree(made)
    return costs, more


def added(folder: Path, made: Path, ours: Generator) -> Cost:
    """Return what it costs until the site has a case just added, and take the case away again.

    Raises Failed where the site lacks it.
    """
    ours.run.cost()
    case, document = libraries.one_more(folder, WORD)
    try:
        cost = ours.run.cost()
        if not (made / "whatworks" / "site" / "case" / f"{case.stem}.html").is_file():
            raise Failed("the site lacks the case just added")
        return cost
    finally:
        case.unlink()
        document.unlink()


def rows(costs: Costs, more: Cost, size: int) -> Iterator[list[object]]:
    """Yield a row for every program."""
    for name, found in costs.items():
        yield [
            f"{size:,} cases: {name}",
            *(_both(cost) for cost in found.values()),
            measuring.mb(found["cold"].memory),
            *(measuring.times(cost.cpu, costs[BASE][kind].cpu) for kind, cost in found.items()),
        ]
    yield [f"{size:,} cases: {OURS}, one case more", "", "", _both(more), "", "", "", ""]


def _both(cost: Cost) -> str:
    return f"{measuring.seconds(cost.wall)} / {measuring.seconds(cost.cpu)}"


def claimed(costs: Costs, more: Cost, size: int) -> Iterator[Claim]:
    """Yield what is promised of a site."""
    ours, hugo = costs[OURS], costs[BASE]
    if size <= LARGE:
        for kind, most in MOST_TO_HUGO.items():
            yield Claim(f"CPU of a site of {size:,}, {kind}, to Hugo", ours[kind].cpu / hugo[kind].cpu, most, "x")
        ratio = ours["cold"].cpu / costs["Pelican"]["cold"].cpu
        yield Claim(f"CPU of a site of {size:,}, cold, to Pelican", ratio, 1, "x")
    else:
        yield Claim(f"memory of a site of {size:,}", ours["cold"].memory / 1e6, MOST_MB, "MB")
        yield Claim(f"one case more until the site of {size:,} shows it", more.wall, MOST_ADDED, "s")


def main(given: Settings) -> list[Claim]:
    """Print the table and return what is promised."""
    found: list[list[object]] = []
    claims: list[Claim] = []
    for size in given.chosen(SIZES):
        costs, more = compared(library(given, size), size)
        found += rows(costs, more, size)
        claims += claimed(costs, more, size)
    print(f"### A site: wall / CPU seconds (medians of {REPEATED} up to {LARGE:,} cases, once beyond)\n")
    head = ["what", *KINDS, "peak MB, cold", *(f"CPU to Hugo, {kind}" for kind in KINDS)]
    print(measuring.table(head, found))
    return claims


if __name__ == "__main__":
    print("\n" + claims_table(main(settings(parser(__doc__).parse_args()))))
