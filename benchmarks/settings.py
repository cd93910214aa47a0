"""What every benchmark can be told, and the libraries it measures on: made once under build/benchmarks, then kept."""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import libraries

LIBRARIES = Path(__file__).parent.parent / "build" / "benchmarks"
LOADS = "WHATWORKS_LOADS"
QUICK = (150,)
PROSE = Path("prose/docs10000.jsonl.gz")


@dataclass(frozen=True)
class Settings:
    """sizes: numbers of cases. rounds: how often short commands run. records: what cases say; None generates it."""

    sizes: tuple[int, ...]
    rounds: int
    records: Path | None
    quick: bool = False


def settings(doc: str | None, *, sizes: tuple[int, ...], arguments: list[str] | None = None) -> Settings:
    """Read the options of a benchmark; `sizes` are its own sizes, `doc` its help."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, help="numbers of cases, between commas")
    parser.add_argument("--rounds", type=int, help="how often each short command runs [default: 15]")
    parser.add_argument(
        "--records",
        type=Path,
        help=f"one JSON object a line; else {PROSE} below ${LOADS}, else generated English",
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK[0]} cases and 5 rounds, to see it work")
    given = parser.parse_args(arguments)
    loads = os.environ.get(LOADS)
    return Settings(
        given.sizes or (QUICK if given.quick else sizes),
        given.rounds or (5 if given.quick else 15),
        given.records or (Path(loads) / PROSE if loads else None),
        given.quick,
    )


def library(given: Settings, size: int, records: Path | None = None, *, fresh: bool = False) -> Path:
    """Return the folder of a library of this size, made where it is not there.

    records: other than those of the settings. fresh: throw away what was built in it.
    """
    source = records or given.records
    name = "-".join(source.parts[-2:]).split(".")[0] if source else "generated"
    folder = LIBRARIES / f"{name}-{size}"
    if not (folder / "complete").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        libraries.make(folder, size, source)
        (folder / "complete").touch()
    if fresh:
        shutil.rmtree(folder / "build", ignore_errors=True)
    return folder


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))
