"""What each part of the ranking is worth: python benchmarks/ranking.py [COLLECTION ...]

Measures the ranking as shipped, then with one part changed at a time, and stock Whoosh, on judged collections
(named, or all below $WHATWORKS_COLLECTIONS), on the library's own judged queries in tests/relevance, and on those that
nothing was chosen or written for, in tests/relevance/unseen.
Prints one row a variant: nDCG@10 of each collection; of the library's own also the cross-country queries alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer import analysis, count, scoring
from search import engine, evaluate, understand

OWN = Path(__file__).parent.parent / "tests" / "relevance"
UNSEEN = OWN / "unseen"
Row = dict[str, float]


@contextmanager
def changed(module: Any, **values: Any) -> Iterator[None]:
    """Hold attributes of a module at other values for a while."""
    before = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    forget()
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)
        forget()


def forget() -> None:
    """Let go of what was made of words by the analysis as it was."""
    analysis.word.cache_clear()
    analysis.stop_stems.cache_clear()


@contextmanager
def title_weight(weight: int) -> Iterator[None]:
    """Give the title another weight."""
    before = scoring.FIELD_WEIGHTS["title"]
    scoring.FIELD_WEIGHTS["title"] = weight
    try:
        with changed(count, BLOCK_WEIGHTS=tuple(scoring.FIELD_WEIGHTS.values())):
            yield
    finally:
        scoring.FIELD_WEIGHTS["title"] = before


@contextmanager
def words_once() -> Iterator[None]:
    """Count a word that the query repeats only once."""
    plan = understand.plan

    def once(*arguments: Any, **options: Any) -> understand.Plan:
        made = plan(*arguments, **options)
        for slot in made.slots:
            slot.times = 1
        return made

    with changed(evaluate, plan=once):
        yield


@contextmanager
def no_stop_words() -> Iterator[None]:
    """Treat stop words as words."""
    bare = analysis.Spec(**{**vars(analysis.spec()), "stop": frozenset()})
    with changed(analysis, spec=lambda: bare):
        yield


@contextmanager
def no_questions() -> Iterator[None]:
    """Leave out the questions that cases answer."""
    texts = count.texts
    with changed(count, texts=lambda *given: (pair for pair in texts(*given) if pair[0] != "asks")):
        yield


VARIANTS: dict[str, Callable[[], Any]] = {
    "as shipped": lambda: changed(engine),
    "no word pairs": lambda: changed(engine, PAIR_WEIGHT=0),
    "no pairs in questions": lambda: changed(engine, ASKED_WEIGHT=0),
    "k1 1.2, b 0.75": lambda: changed(scoring, K1=1.2, B=0.75),
    "title weight 1": lambda: title_weight(1),
    "title weight 2": lambda: title_weight(2),
    "repeated words once": words_once,
    "no stop words": no_stop_words,
    "no stemming": lambda: changed(analysis, _stemmed=lambda word: word),
    "no match rule": lambda: changed(engine, ALL_UP_TO=0, SHARE=0),
    "short queries not weighed": lambda: changed(engine, PART_SHARE=100),
    "nothing for what cases are filed under": lambda: changed(engine, TAG_WEIGHT=0),
    "without the questions that cases answer": no_questions,
    "all words must match": lambda: changed(engine, ALL_UP_TO=10_000, WHOLE_UP_TO=10_000, PART_SHARE=100),
    "concepts half": lambda: changed(engine, CONCEPT_WEIGHT=12),
    "concepts double": lambda: changed(engine, CONCEPT_WEIGHT=48),
}


def shipped(folder: Path, *, exact: bool = False) -> evaluate.Qrels | dict[str, dict[str, float]]:
    """Return the run of the ranking at hand: query -> document -> value."""
    library = own_library() if folder in (OWN, UNSEEN) else evaluate.collection(folder)
    queries, _ = evaluate.judged(folder)
    return {
        str(row["id"]): {
            slug: float(evaluate.DEPTH - place)
            for place, (slug, _) in enumerate(evaluate.rank(library, str(row["text"]), exact=exact))
        }
        for row in queries
    }


def own_library() -> Any:
    """Return the library's cases, compiled anew with the scoring at hand."""
    from indexer import corpus, index
    from search.library import Library
    from search.source_compiled import CompiledSource, Memory

    found, _ = corpus.load(OWN.parent.parent, local=False)
    return Library(CompiledSource(Memory(index.compile_corpus(found))))


def stock_whoosh(folder: Path) -> dict[str, dict[str, float]]:
    """Return the run of Whoosh as it comes: its stemming analyzer, BM25F, title twice, OR of all words."""
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser, OrGroup

    schema = Schema(
        id=ID(stored=True),
        title=TEXT(analyzer=StemmingAnalyzer(), field_boost=2.0),
        text=TEXT(analyzer=StemmingAnalyzer()),
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for row in documents(folder):
        writer.add_document(id=row["id"], title=row["title"], text=row["text"])
    writer.commit()
    parser = MultifieldParser(["title", "text"], schema, group=OrGroup, plugins=[])
    queries, _ = evaluate.judged(folder)
    with index.searcher() as searcher:
        return {
            str(row["id"]): {
                hit["id"]: float(evaluate.DEPTH - place)
                for place, hit in enumerate(searcher.search(parser.parse(str(row["text"])), limit=100))
            }
            for row in queries
        }


def documents(folder: Path) -> Iterator[dict[str, str]]:
    """Yield id, title and text of a collection's documents, or of the library's cases."""
    if folder not in (OWN, UNSEEN):
        for row in evaluate._rows(folder / "docs.jsonl"):
            yield {"id": str(row["id"]), "title": row.get("title") or "", "text": row.get("text") or ""}
        return
    from indexer import corpus

    found, _ = corpus.load(OWN.parent.parent, local=False)
    for case in found.cases:
        body = " ".join(count.plain_text(section.text) for section in case.sections)
        yield {"id": case.slug, "title": case.title, "text": f"{case.summary} {case.place} {body}"}


def row_of(runs: dict[Path, Any]) -> Row:
    """Return nDCG@10 of each collection's run."""
    row: Row = {}
    for folder, run in runs.items():
        queries, qrels = evaluate.judged(folder)
        row[folder.name] = evaluate.measure(qrels, run)["ndcg@10"]
        across = {str(query["id"]) for query in queries if query.get("cross_country")}
        if across:
            row[f"{folder.name}, cross-country"] = evaluate.measure(
                {key: qrels[key] for key in across}, {key: run[key] for key in across}
            )["ndcg@10"]
    return row


def main(arguments: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path, nargs="*")
    named = parser.parse_args(arguments).collection
    home = os.environ.get("WHATWORKS_COLLECTIONS")
    folders = named or (sorted(p for p in Path(home).iterdir() if (p / "qrels.tsv").is_file()) if home else [])
    folders += [OWN, UNSEEN]
    rows: dict[str, Row] = {"stock Whoosh": row_of({folder: stock_whoosh(folder) for folder in folders})}
    for name, variant in VARIANTS.items():
        with variant():
            rows[name] = row_of({folder: shipped(folder) for folder in folders})
        print(f"measured: {name}", file=sys.stderr)
    rows["no concepts (--exact)"] = row_of({folder: shipped(folder, exact=True) for folder in folders})
    columns = list(rows["as shipped"])
    print("| variant | " + " | ".join(columns) + " |\n|---|" + "--:|" * len(columns))
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(f"{row[column]:.3f}" for column in columns) + " |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
