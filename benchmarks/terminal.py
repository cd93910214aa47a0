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
from claims import Claim, claims_table
from measuring import Cost, Run
from settings import Settings, library, parser, settings

WARM_PEERS = ("whoosh", "fts5", "tantivy", "bm25s")
COLD_PEERS = ("whoosh", "tantivy", "fts5")
WARM_QUERIES = 60
WARM_ROUNDS = 5
COLD_QUERIES = 5
LENGTHS = (3, 8)
PLAIN = "abcdefghijklmnopqrstuvwxyz"
SHARES = (0.5, 0.95)
CLICK = 'python -c "import click"'
OURS = "**whatworks search**"
DOOR = "the same front door on Tantivy"
RANKED = "**whatworks**, ranking alone"
SIZES = (1_000, 10_000)
SMALL = 1_000
MOST = {(3, False): 1.4, (3, True): 1.6, (8, False): 1.8, (8, True): 1.8}  # by words, and whether beyond SMALL cases
MOST_TO_DOOR = 1.1


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
        OURS: [peers.whatworks(folder, "search", text) for text in texts],
        DOOR: [
            Run([sys.executable, program, "--library", folder, "search", text], peers.python("tantivy"))
            for text in texts
        ],
    }
    for name in COLD_PEERS:
        runs[f"script on {name}"] = [peers.engine(name, "search", folder / "build" / name, text) for text in texts]
    return measuring.interleaved(runs, rounds)


def cold_rows(costs: Mapping[str, Cost], size: int, words: int) -> Iterator[list[object]]:
    """Yield a row for every program, with its ratio to `import click` and to the front door on Tantivy."""
    base, door = costs[CLICK], costs[DOOR]
    for name, cost in costs.items():
        yield [
            f"{size:,} cases, {words} words: {name}",
            measuring.ms(cost.cpu),
            measuring.ms(cost.wall),
            measuring.times(cost.cpu, base.cpu),
            measuring.times(cost.wall, base.wall),
            measuring.times(cost.cpu, door.cpu),
        ]


def cold_claims(costs: Mapping[str, Cost], size: int, words: int) -> Iterator[Claim]:
    """Yield what is promised of a search as a process of its own."""
    most = MOST[words, size > SMALL]
    what = f"CPU of a search as a process, {size:,} cases, {words} words, to"
    yield Claim(f"{what} `import click`", costs[OURS].cpu / costs[CLICK].cpu, most, "x")
    if size <= SMALL and words == min(LENGTHS):
        yield Claim(f"{what} the same front door on Tantivy", costs[OURS].cpu / costs[DOOR].cpu, MOST_TO_DOOR, "x")


def warm(folder: Path) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of many queries in one process, each at its best, by engine and length of query."""
    asked = {f"{words} words": queries(folder / "documents.jsonl", words, WARM_QUERIES) for words in LENGTHS}
    path = folder / "build" / "queries.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    program = peers.ENGINES / "whatworks_warm.py"
    runs = {
        RANKED: Run([sys.executable, program, "rank", folder, path]),
        "**whatworks**, snippets too": Run([sys.executable, program, "hits", folder, path]),
        "**whatworks**, snippets and facet counts too": Run([sys.executable, program, "search", folder, path]),
    }
    for name in WARM_PEERS:
        runs[name] = peers.engine(name, "warm", folder / "build" / name, path)
    best: dict[str, dict[str, list[float]]] = {}
    for _ in range(WARM_ROUNDS):  # taking turns, for the machine is quicker at one time than at another
        for name, run in runs.items():
            took = json.loads(run.output())
            before = best.get(name, took)
            best[name] = {length: list(map(min, before[length], found)) for length, found in took.items()}
    return best


def warm_row(name: str, took: Mapping[str, Sequence[float]]) -> list[object]:
    """Return an engine's row: p50 and p95 for each length of query."""
    return [name, *(measuring.ms(measuring.percentile(found, share)) for found in took.values() for share in SHARES)]


def warm_claims(took: Mapping[str, Mapping[str, Sequence[float]]], size: int) -> Iterator[Claim]:
    """Yield what is promised of queries in one process."""
    for length, ours in took[RANKED].items():
        ratio = measuring.percentile(ours, 0.5) / measuring.percentile(took["fts5"][length], 0.5)
        yield Claim(f"a ranked query in one process, {size:,} cases, {length}, p50, to SQLite FTS5", ratio, 1, "x")


def main(given: Settings) -> list[Claim]:
    """Print the tables and return what is promised."""
    rows: list[list[object]] = []
    claims: list[Claim] = []
    sizes = given.chosen(SIZES)
    for size in sizes:
        folder = library(given, size)
        indexed(folder)
        for words in LENGTHS:
            costs = cold(folder, queries(folder / "documents.jsonl", words, COLD_QUERIES), given.rounds)
            rows += cold_rows(costs, size, words)
            claims += cold_claims(costs, size, words)
    how = f"medians of {given.rounds} interleaved rounds over {COLD_QUERIES} queries"
    print(f"### A search as a process of its own ({how})\n")
    head = ["what", "CPU ms", "wall ms", "CPU to `import click`", "wall to it", "CPU to the front door on Tantivy"]
    print(measuring.table(head, rows))
    took = warm(library(given, max(sizes)))
    how = f"ms, each query's best of {WARM_ROUNDS} interleaved rounds; ten titles and summaries fetched"
    print(f"\n### {WARM_QUERIES} queries in one process, {max(sizes):,} cases, {how}\n")
    head = ["engine", *(f"{words} words, p{share * 100:.0f}" for words in LENGTHS for share in SHARES)]
    print(measuring.table(head, [warm_row(name, found) for name, found in took.items()]))
    return [*claims, *warm_claims(took, max(sizes))]


if __name__ == "__main__":
    print("\n" + claims_table(main(settings(parser(__doc__).parse_args()))))
