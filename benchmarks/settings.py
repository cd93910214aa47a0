"""What every benchmark can be told, and the libraries it measures on: made once under build/benchmarks, then kept."""

from __future__ import annotations

import argparse
import hashlib
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
    """What a benchmark was told.

    sizes: numbers of cases; None leaves them to the benchmark. rounds: how often short commands run. records: what
    cases say; None generates it. quick: only to see it work.
    """

    sizes: tuple[int, ...] | None
    rounds: int
    records: Path | None
    quick: bool

    def chosen(self, sizes: tuple[int, ...]) -> tuple[int, ...]:
        """Return the sizes to measure, `sizes` being the benchmark's own."""
        return self.sizes or (QUICK if self.quick else sizes)


def parser(doc: str | None) -> argparse.ArgumentParser:
    """Return the options of every benchmark; `doc` is the help of one."""
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sizes", type=_numbers, help="numbers of cases, between commas")
    made.add_argument("--rounds", type=int, help="how often each short command runs [default: 15]")
    made.add_argument(
        "--records",
        type=Path,
        help=f"one JSON object a line; else {PROSE} below ${LOADS}, else generated English",
    )
    made.add_argument("--quick", action="store_true", help=f"{QUICK[0]} cases and 5 rounds, to see it work")
    return made


def settings(given: argparse.Namespace) -> Settings:
    """Return what the options say."""
    loads = os.environ.get(LOADS)
    records = given.records or (Path(loads) / PROSE if loads else None)
    return Settings(given.sizes, given.rounds or (5 if given.quick else 15), records, given.quick)


def library(given: Settings, size: int, records: Path | None = None) -> Path:
    """Return the folder of a library of this size, made where it is not there. records: other than those of `given`."""
    source = records or given.records
    name = "-".join(source.parts[-2:]).split(".")[0] if source else "generated"
    folder = LIBRARIES / f"{name}-{size}"
    stamp, made_of = folder / "made-of.txt", _made_of(source)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        libraries.make(folder, size, source)
        stamp.write_text(made_of, encoding="utf-8")
    return folder


def _made_of(records: Path | None) -> str:
    """Return a digest of what a library is made of: the cases it is shaped by, the records, and the code."""
    digest = hashlib.sha256(f"{records} {records.stat().st_size if records else 0}".encode())
    code = [Path(__file__).with_name(f"{name}.py") for name in ("libraries", "loads", "prose")]
    for path in [*sorted(path for path in libraries.OWN.rglob("*") if path.is_file()), *code]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))
