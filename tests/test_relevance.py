"""How good the ranking is: floors on the library's own judged queries, and on public collections where they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search.evaluate import collection, evaluate, judged, measure, rank
from search.library import Library

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "relevance"
COLLECTIONS = os.environ.get("WHATWORKS_COLLECTIONS")
FLOORS = json.loads((OWN / "floors.json").read_text(encoding="utf-8"))


def own_ndcg(library: Library, *, across: bool = False, exact: bool = False) -> float:
    """nDCG@10 of the library's own judged queries, or of its cross-country ones alone."""
    queries, qrels = judged(OWN)
    chosen = [row for row in queries if row["cross_country"] or not across]
    run = {
        row["id"]: {slug: -float(n) for n, (slug, _) in enumerate(rank(library, row["text"], exact=exact))}
        for row in chosen
    }
    return measure({row["id"]: qrels[row["id"]] for row in chosen}, run)["ndcg@10"]


def test_the_judgments_are_sound(real_library: Library) -> None:
    queries, qrels = judged(OWN)
    known = set(real_library.source.slugs)

    assert len(queries) >= 60
    assert len({row["text"] for row in queries}) == len(queries)
    assert sum(row["cross_country"] for row in queries) >= 20
    assert [slug for grades in qrels.values() for slug in grades if slug not in known] == []
    assert {grade for grades in qrels.values() for grade in grades.values()} <= {0, 1, 2, 3}


def test_the_librarys_own_queries_keep_their_floor(real_library: Library) -> None:
    assert own_ndcg(real_library) >= FLOORS["own"]


def test_queries_that_nobody_tuned_for_keep_their_floor(real_library: Library) -> None:
    queries, qrels = judged(OWN / "unseen")
    known = set(real_library.source.slugs)
    run = {
        row["id"]: {slug: -float(n) for n, (slug, _) in enumerate(rank(real_library, row["text"]))} for row in queries
    }

    assert [slug for grades in qrels.values() for slug in grades if slug not in known] == []
    assert measure(qrels, run)["ndcg@10"] >= FLOORS["own, unseen"]


def test_cross_country_queries_keep_their_floor_and_need_the_concepts(real_library: Library) -> None:
    found = own_ndcg(real_library, across=True)

    assert found >= FLOORS["own, cross-country"]
    assert found > own_ndcg(real_library, across=True, exact=True)


@pytest.mark.parametrize("name", sorted(name for name in FLOORS if not name.startswith("own")))
def test_public_collections_keep_their_floors(name: str) -> None:
    if not COLLECTIONS or not (Path(COLLECTIONS) / name / "qrels.tsv").is_file():
        pytest.skip(f"the collection {name} is not here: name its folder in WHATWORKS_COLLECTIONS")
    found = evaluate(Path(COLLECTIONS) / name)

    assert found["ndcg@10"] >= FLOORS[name]


def test_the_command_prints_the_measures_of_any_collection(tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text(
        '{"id": "a", "title": "Foster care", "text": "Carers and children."}\n'
        '{"id": "b", "title": "Trains", "text": "Rails and foster care once."}\n'
        '{"id": "c", "title": "Rain", "text": "Clouds."}\n',
        encoding="utf-8",
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"id": "1", "text": "foster care"}\n{"id": "2", "text": "\\"unclosed clouds"}\n{"id": "3", "text": "x"}\n',
        encoding="utf-8",
    )
    (tmp_path / "qrels.tsv").write_text("1\ta\t2\n1\tc\t0\n2\tc\t1\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "search.evaluate", str(tmp_path), "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == {"ndcg@10": 1.0, "map": 1.0, "recall@100": 1.0, "queries": 2}
    assert [slug for slug, _ in rank(collection(tmp_path), "foster care")] == ["a", "b"]


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "search.evaluate", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "queries.jsonl is missing" in done.stderr
