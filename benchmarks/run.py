"""Every benchmark in one run: python benchmarks/run.py [--quick] [--only terminal,indexing,browser,sites]

Prints the machine, a table of each benchmark, and last what is promised with what was measured. Sizes are each
benchmark's own unless given; cases say what the records below $WHATWORKS_LOADS say, or generated English. Peers are
installed under build/peers (Hugo comes from the system's packages). Ratios within a run are what counts.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable

import browser
import indexing
import measuring
import peers
import sites
import terminal
from claims import Claim, claims_table
from settings import Settings, parser, settings

BENCHMARKS: dict[str, Callable[[Settings], list[Claim]]] = {
    "terminal": terminal.main,
    "indexing": indexing.main,
    "browser": browser.main,
    "sites": sites.main,
}
OWN_PACKAGES = ("click", "whoosh3", "jinja2", "PyStemmer", "playwright")


def versions() -> str:
    """Name the other programs with their versions."""
    pinned = [requirement for found in peers.PYTHON.values() for requirement in found]
    node = [f"{name} {version}" for name, version in peers.NODE.items()]
    said = (
        subprocess.run([path, how], capture_output=True, text=True, check=False).stdout
        for path, how in ((shutil.which("hugo"), "version"), (shutil.which("chromium"), "--version"))
        if path
    )
    return ", ".join(
        [*pinned, *node, f"SQLite {sqlite3.sqlite_version}", *(" ".join(text.split()[:2]) for text in said)]
    )


def main(arguments: list[str]) -> int:
    """Run the chosen benchmarks. Returns 1 where a promise does not hold."""
    options = parser(__doc__)
    options.add_argument("--only", default=",".join(BENCHMARKS), help="which, between commas [default: all]")
    given = options.parse_args(arguments)
    chosen = given.only.split(",")
    unknown = set(chosen) - set(BENCHMARKS)
    if unknown:
        options.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    print(f"{measuring.machine(OWN_PACKAGES)}\n\nAgainst {versions()}\n", flush=True)
    claims: list[Claim] = []
    for name in chosen:
        claims += BENCHMARKS[name](settings(given))
        print(flush=True)
    print(f"### What is promised\n\n{claims_table(claims)}")
    return 0 if all(claim.holds for claim in claims) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (measuring.Failed, peers.PeerMissing, ValueError) as error:
        sys.exit(f"Error: {error}")
