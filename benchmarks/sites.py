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
import peers
from generators import Generator
from measuring import Cost
from settings import Settings, library, settings

REPEATED, LARGE = 3, 5_000
WORD = "Zyxwoquat"
BASE = "Hugo"
Costs = dict[str, dict[str, Cost]]


def measured(programs: list[Generator], rounds: int) -> Costs:
    """Return for every program what the three kinds of build cost, programs taking turns."""
    found: dict[str, dict[str, list[Cost]]] = {program.name: {} for program in programs}
    for number in range(rounds):
        for program in programs:
            costs = found[program.name]
            program.forget()
            costs.setdefault("cold", []).append(program.run.cost(watch=True))
            costs.setdefault("same", []).append(program.run.cost())
            with program.text.open("a", encoding="utf-8") as text:
                text.write(f"\nOne sentence more, number {number}.\n")
            costs.setdefault("changed", []).append(program.run.cost())
    return {name: {kind: measuring.median(costs) for kind, costs in kinds.items()} for name, kinds in found.items()}


def rows(folder: Path, size: int) -> Iterator[list[object]]:
    """Yield a row for every program."""
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
    for name, found in costs.items():
        yield [
            f"{size:,} cases: {name}",
            *(f"{measuring.seconds(cost.wall)} / {measuring.seconds(cost.cpu)}" for cost in found.values()),
            measuring.mb(found["cold"].memory),
            *(measuring.times(cost.cpu, costs[BASE][kind].cpu) for kind, cost in found.items()),
        ]
    yield [f"{size:,} cases: {generators.OURS}, one case more", "", "", added(folder, made, ours), "", "", "", ""]
    shutil.rmtree(made)


def added(folder: Path, made: Path, ours: Generator) -> str:
    """Return wall and CPU seconds until the site has a case just added, and take the case away again.

    Raises Failed where the site lacks it.
    """
    peers.whatworks(folder, "--build", str(made / "whatworks"), "site").cost()
    case, document = libraries.one_more(folder, WORD)
    try:
        cost = ours.run.cost()
        if not (made / "whatworks" / "site" / "case" / f"{case.stem}.html").is_file():
            raise measuring.Failed("the site lacks the case just added")
        return f"{measuring.seconds(cost.wall)} / {measuring.seconds(cost.cpu)}"
    finally:
        case.unlink()
        document.unlink()


def main(given: Settings) -> None:
    """Print the table."""
    found = [row for size in given.sizes for row in rows(library(given, size), size)]
    print(f"### A site: wall / CPU seconds (medians of {REPEATED} up to {LARGE:,} cases, once beyond)\n")
    head = ["what", "cold", "nothing changed", "one text changed", "peak MB, cold"]
    head += [f"CPU to Hugo, {kind}" for kind in ("cold", "nothing changed", "one changed")]
    print(measuring.table(head, found))


if __name__ == "__main__":
    main(settings(__doc__, sizes=(2_000, 10_000)))
