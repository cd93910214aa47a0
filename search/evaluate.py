"""How good the ranking is on a judged collection: python -m search.evaluate DIR

DIR holds queries.jsonl (id, text), qrels.tsv (query, document, grade) and docs.jsonl (id, title, text);
without docs.jsonl the cases of the library are the documents. Everything goes through the analysis, the compiled
index and the scoring that cases get. The measures are ir_measures' (pytrec_eval underneath).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer import count, parts
from indexer.compiled import compile_parts
from indexer.concepts import Matcher
from indexer.documents import Document
from indexer.errors import QueryError, WhatWorksError
from search.engine import find
from search.library import Library
from search.query import Clause, Query, Term, parse
from search.source_compiled import CompiledSource, Memory
from search.understand import plan

DEPTH = 1000
Qrels = dict[str, dict[str, int]]


def collection(folder: Path) -> Library:
    """Return the documents of a judged collection as a library, or the library at hand where it brings none."""
    path = folder / "docs.jsonl"
    if not path.is_file():
        return Library.open(folder)
    nothing = Matcher(lambda stem: None)

    def document(row: Mapping[str, Any]) -> Document:
        fields = iter((("title", row.get("title") or ""), ("body", row.get("text") or "")))
        return Document(count.count_fields(str(row["id"]), fields, nothing, None), {}, {}, b"")

    rows = sorted(_rows(path), key=lambda row: str(row["id"]))
    return Library(CompiledSource(Memory(compile_parts(parts.unkept(map(document, rows)), {}))))


def rank(library: Library, text: str, depth: int = DEPTH, *, exact: bool = False) -> list[tuple[str, int]]:
    """Return (slug, score) of the best documents for a text; one that is no query is taken as plain words."""
    try:
        query = parse(text)
    except QueryError:
        query = Query(text, (Clause((Term("word", text, 0, len(text)),)),))
    made = plan(query, library.source, exact=exact)
    scores = find(made, library.source).scores
    best = sorted(scores, key=lambda number: (-scores[number], number))[:depth]
    return [(library.source.slugs[number], scores[number]) for number in best]


def judged(folder: Path) -> tuple[list[dict[str, Any]], Qrels]:
    """Return the queries that have a relevant document, and the judgments."""
    qrels: Qrels = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        qrels.setdefault(query, {})[document] = int(grade)
    relevant = {query for query, grades in qrels.items() if max(grades.values()) > 0}
    return [row for row in _rows(folder / "queries.jsonl") if str(row["id"]) in relevant], {
        query: qrels[query] for query in relevant
    }


def evaluate(folder: Path, *, exact: bool = False) -> dict[str, float]:
    """Return ndcg@10, map, recall@100 and the number of queries of a judged collection.

    exact: search no concepts. Raises WhatWorksError where a file is missing.
    """
    for name in ("queries.jsonl", "qrels.tsv"):
        if not (folder / name).is_file():
            raise WhatWorksError(f"{folder / name} is missing.", "name a folder with queries.jsonl and qrels.tsv")
    library = collection(folder)
    queries, qrels = judged(folder)
    # ranks instead of scores: equal scores are in our order already, which the measures must keep
    run = {
        str(row["id"]): {
            slug: float(DEPTH - place) for place, (slug, _) in enumerate(rank(library, str(row["text"]), exact=exact))
        }
        for row in queries
    }
    return measure(qrels, run)


def measure(qrels: Qrels, run: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the measures of a run: query -> document -> value, higher is better."""
    import ir_measures
    from ir_measures import AP, R, nDCG

    found = ir_measures.calc_aggregate([nDCG @ 10, AP, R @ 100], qrels, run)
    return {
        "ndcg@10": round(found[nDCG @ 10], 4),
        "map": round(found[AP], 4),
        "recall@100": round(found[R @ 100], 4),
        "queries": len(qrels),
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def main(arguments: list[str]) -> int:
    """Print the measures of the folders named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m search.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="+", help="a judged collection")
    parser.add_argument("--format", choices=["text", "json"], default="json")
    parser.add_argument("--exact", action="store_true", help="search no concepts")
    options = parser.parse_args(arguments)
    try:
        for folder in options.folder:
            found = evaluate(folder, exact=options.exact)
            print(
                json.dumps(found)
                if options.format == "json"
                else f"{folder.name}: " + ", ".join(f"{name} {value}" for name, value in found.items())
            )
    except WhatWorksError as error:
        print(f"Error: {error.message} {error.remedy}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f"Error: {error.name} is not installed. `make relevance` installs what measuring needs.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
