"""What a search costs on the terminal, against other engines: python benchmarks/terminal.py [--sizes 1000,10000]

Cold: the whole process of `whatworks search "three plain words"`, snippets and facet counts printed, against `python
-c "import click"`, a Whoosh script as its documentation has it, scripts on Tantivy and SQLite FTS5 without click, and
the front door of `whatworks` answered by Tantivy. Warm: many queries in one process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import front_door
import measuring
import peers
from measuring import Cost, Run
from settings import Settings, library, settings

WARM_PEERS = ("whoosh", "fts5", "tantivy", "bm25s")
COLD_PEERS = ("whoosh", "tantivy", "fts5")
WARM_QUERIES = 60
COLD_QUERIES = 5
LENGTHS = (3, 8)
PLAIN = "abcdefghijklmnopqrstuvwxyz"
CLICK = 'python -c "import click"'


def queries(documents: Path, words: int, number: int) -> list[str]:
    """Return queries of plain words, drawn from the bodies of documents as often as they stand there."""
    rng = Random(words)
    bodies = [json.loads(line)["body"].split() for line in documents.read_text(encoding="utf-8").splitlines()[:500]]
    made: list[str] = []
    while len(made) < number:
        plain = [word for word in rng.choice(bodies) if len(word) > 3 and set(word) <= set(PLAIN)]
        if len(set(plain)) >= words:
            made.append(" ".join(rng.sample(sorted(set(plain)), words)))
    return made


def indexed(folder: Path) -> None:
    """Index a library with `whatworks` and with every peer, where that is not done yet."""
    peers.whatworks(folder, "index").cost()
    for name in WARM_PEERS:
        if not (folder / "build" / name).is_dir():
            peers.engine(name, "build", folder / "documents.jsonl", folder / "build" / name).cost()


def cold(folder: Path, texts: Sequence[str], rounds: int) -> dict[str, Cost]:
    """Return what a search costs as a process of its own, by program."""
    program = front_door.write(peers.PEERS / "front_door")
    runs = {
        "python -c pass": [Run([sys.executable, "-c", "pass"])],
        CLICK: [Run([sys.executable, "-c", "import click"])],
        "**whatworks search**": [peers.whatworks(folder, "search", text) for text in texts],
        "the same front door on Tantivy": [
            Run([sys.executable, program, "--library", folder, "search", text], peers.python("tantivy"))
            for text in texts
        ],
    }
    for name in COLD_PEERS:
        runs[f"script on {name}"] = [peers.engine(name, "search", folder / "build" / name, text) for text in texts]
    return measuring.interleaved(runs, rounds)


def cold_rows(costs: Mapping[str, Cost], size: int, words: int) -> Iterator[list[object]]:
    """Yield a row for every program, with its ratio to `import click` and to the front door on Tantivy."""
    base, door = costs[CLICK], costs["the same front door on Tantivy"]
    for name, cost in costs.items():
        yield [
            f"{size:,} cases, {words} words: {name}",
            measuring.ms(cost.cpu),
            measuring.ms(cost.wall),
            measuring.times(cost.cpu, base.cpu),
            measuring.times(cost.wall, base.wall),
            measuring.times(cost.cpu, door.cpu),
        ]


def warm(folder: Path) -> Iterator[list[object]]:
    """Yield a row for every engine: p50 and p95 of queries in one process, in milliseconds."""
    asked = {f"{words} words": queries(folder / "documents.jsonl", words, WARM_QUERIES) for words in LENGTHS}
    path = folder / "build" / "queries.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    ours = Path(__file__).parent / "engines" / "whatworks_warm.py"
    runs = {
        "**whatworks**, ranking alone": Run([sys.executable, ours, "rank", folder, path]),
        "**whatworks**, snippets and facet counts too": Run([sys.executable, ours, "search", folder, path]),
    }
    for name in WARM_PEERS:
        runs[name] = peers.engine(name, "warm", folder / "build" / name, path)
    for name, run in runs.items():
        took = json.loads(run.output())
        yield [name, *(measuring.ms(measuring.percentile(took[key], share)) for key in asked for share in (0.5, 0.95))]


def main(given: Settings) -> None:
    """Print the tables."""
    rows: list[list[object]] = []
    for size in given.sizes:
        folder = library(given, size)
        indexed(folder)
        for words in LENGTHS:
            texts = queries(folder / "documents.jsonl", words, COLD_QUERIES)
            rows += cold_rows(cold(folder, texts, given.rounds), size, words)
    print(
        f"### A search as a process of its own (medians of {given.rounds} interleaved rounds, {COLD_QUERIES} queries)\n"
    )
    head = ["what", "CPU ms", "wall ms", "CPU to `import click`", "wall to it", "CPU to the front door on Tantivy"]
    print(measuring.table(head, rows))
    size = max(given.sizes)
    print(f"\n### {WARM_QUERIES} queries in one process, {size:,} cases, ms; ten titles and summaries fetched\n")
    head = ["engine", *(f"{words} words, {name}" for words in LENGTHS for name in ("p50", "p95"))]
    print(measuring.table(head, warm(library(given, size))))


if __name__ == "__main__":
    main(settings(__doc__, sizes=(1_000, 10_000)))
