"""The index: incremental, complete, never half-written, and honest about being stale."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from indexer import compiled, locking, parts, scanning
from indexer import index as indexes
from indexer.cache import Cache
from indexer.corpus import Corpus
from indexer.errors import Busy, CacheUnusable, IndexMissing, IndexUnreadable
from indexer.freshness import stat_digest
from search.library import Library
from search.opening import is_stale, open_source
from search.source_compiled import CompiledSource, Memory
from search.source_whoosh import WhooshSource

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def build(folder: Path, **options: bool) -> indexes.Built:
    with scanning.scan(folder, cache=folder / "build" / "cache.sqlite", counted=True) as found:
        return indexes.build(found, folder / "build" / "index", **options)


def test_only_what_changed_is_indexed_again(library_folder: Path) -> None:
    cases = library_folder / "corpus" / "cases"

    assert build(library_folder) == indexes.Built(added=8, updated=0, removed=0, unchanged=0)
    assert build(library_folder) == indexes.Built(added=0, updated=0, removed=0, unchanged=8)
    path = cases / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("Haste.", "Great haste."), "utf-8")
    (cases / "hvb-hem-priser.md").rename(cases / "hvb-hem-prices.md")
    assert build(library_folder) == indexes.Built(added=1, updated=1, removed=1, unchanged=6)
    assert build(library_folder, rebuild=True) == indexes.Built(added=8, updated=0, removed=0, unchanged=0)


def test_a_changed_vocabulary_begins_anew(library_folder: Path) -> None:
    build(library_folder)
    with (library_folder / "corpus" / "vocabulary.yaml").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("# changed\n")

    assert build(library_folder).added == 8


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the spoilt file open
def test_a_spoilt_or_missing_index_is_made_anew(library_folder: Path) -> None:
    build(library_folder)
    toc = next((library_folder / "build" / "index" / "whoosh").glob("*.toc"))
    toc.write_bytes(toc.read_bytes()[:40])
    assert build(library_folder).added == 8
    shutil.rmtree(library_folder / "build" / "index" / "compiled")
    assert build(library_folder).unchanged == 8
    with Library.open(library_folder) as library:
        assert library.search("relatives").total > 0


def test_a_change_made_while_the_corpus_was_read_makes_the_index_stale(library_folder: Path) -> None:
    index = library_folder / "build" / "index"
    with scanning.scan(library_folder, cache=library_folder / "build" / "cache.sqlite", counted=True) as found:
        path = library_folder / "corpus" / "cases" / "kin-navigators.md"
        path.write_text(path.read_text("utf-8").replace("Haste.", "Great haste."), "utf-8")
        indexes.build(found, index)

    assert is_stale(library_folder, library_folder / "build")


def test_a_file_that_is_there_for_a_moment_is_passed_over(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = library_folder / "corpus" / "cases" / ".4913"
    moment.touch()
    stat = os.lstat

    def gone(path: str) -> os.stat_result:
        if path.endswith(moment.name):
            moment.unlink()
        return stat(path)

    monkeypatch.setattr(os, "lstat", gone)
    assert stat_digest(library_folder) and not moment.exists()


def test_a_run_that_another_with_other_words_overtakes_keeps_nothing(library_folder: Path) -> None:
    kept = library_folder / "build" / "cache.sqlite"
    with scanning.scan(library_folder, cache=kept, counted=True) as first:
        with (library_folder / "corpus" / "vocabulary.yaml").open("a", encoding="utf-8") as vocabulary:
            vocabulary.write("# changed\n")
        row = first.cache._data.execute("SELECT * FROM files").fetchone()
        scanning.scan(library_folder, cache=kept).close()
        with pytest.raises(CacheUnusable, match="another run"):
            first.cache.put([row])
        with pytest.raises(CacheUnusable, match="another run"):
            list(first.cache.documents([first.entries[0].path]))


def test_what_was_made_of_one_vocabulary_is_not_kept_for_another(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with closing(Cache(path, "old words")) as old:
        assert old.made("labels", lambda: "of the old") == "of the old"
        assert old.made("labels", lambda: "made again") == "of the old"
        with closing(Cache(path, "new words")) as new:
            assert old.made("labels", lambda: "of the old, late") == "of the old, late"
            assert new.made("labels", lambda: "of the new") == "of the new"
            assert old.made("labels", lambda: "of the old") == "of the old"


def test_two_builds_compile_to_the_same_bytes(library_folder: Path) -> None:
    build(library_folder)
    compiled = library_folder / "build" / "index" / "compiled"
    first = {path.name: path.read_bytes() for path in compiled.iterdir()}
    build(library_folder, rebuild=True)

    assert first == {path.name: path.read_bytes() for path in compiled.iterdir()}


def test_an_updated_index_scores_like_a_new_one(library_folder: Path) -> None:
    build(library_folder)
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("Something was done.", "Residential care was avoided."), "utf-8")
    build(library_folder)
    updated = Library.open(library_folder).search("residential care")
    build(library_folder, rebuild=True)
    anew = Library.open(library_folder).search("residential care")

    assert [(h.slug, h.score) for h in updated.hits] == [(h.slug, h.score) for h in anew.hits]
    assert "kin-navigators" in [h.slug for h in updated.hits]


def test_whoosh_answers_with_the_same_scores_while_the_export_is_older(library_folder: Path) -> None:
    build(library_folder)
    folder = library_folder / "build" / "index"
    expected = Library.open(library_folder).search("residential care")
    (folder / "compiled.note.json").write_text("{}", encoding="utf-8")
    past = time.time() - 100
    os.utime(folder / "compiled.note.json", (past, past))
    source = open_source(library_folder / "build")

    assert isinstance(source, WhooshSource)
    assert [(h.slug, h.score) for h in Library(source).search("residential care").hits] == [
        (h.slug, h.score) for h in expected.hits
    ]
    source.close()


def test_a_few_changes_to_a_large_library_are_found_at_once_and_exported_by_the_next_run(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    built = library_folder / "build"
    run("index")
    monkeypatch.setattr(indexes, "LARGE", 1)
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.with_name("kin-again.md").write_text(path.read_text("utf-8").replace("Haste.", "Zyxwoquat."), "utf-8")
    said = run("index").stderr

    assert "quick again: whatworks index" in said
    assert not is_stale(library_folder, built)
    with closing(open_source(built)) as waiting:
        assert isinstance(waiting, WhooshSource)
        found = Library(waiting).search("zyxwoquat relatives")
    assert [hit.slug for hit in found.hits][:1] == ["kin-again"]
    assert "quick again" not in run("index").stderr
    with closing(open_source(built)) as ready:
        assert isinstance(ready, CompiledSource)
        assert [(h.slug, h.score) for h in Library(ready).search("zyxwoquat relatives").hits] == [
            (h.slug, h.score) for h in found.hits
        ]


def test_several_processes_write_what_one_writes(library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(library_folder)
    folder = library_folder / "build" / "index"
    one = everything(folder)
    monkeypatch.setattr(indexes, "MANY", 1)
    build(library_folder, rebuild=True)
    several = everything(folder)

    assert several == one
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("Haste.", "Great haste."), "utf-8")
    build(library_folder)
    changed = everything(folder)
    build(library_folder, rebuild=True)
    assert everything(folder) == changed != one


def everything(folder: Path) -> dict[str, object]:
    """Return all that Whoosh holds, by slug, and that it holds nothing else."""
    from whoosh.index import open_dir

    index = open_dir(folder / "whoosh")
    with index.reader() as reader:
        live = [number for number in range(reader.doc_count_all()) if not reader.is_deleted(number)]
        columns = {name: reader.column_reader(name) for name in ("name", "digest", "title", "length", "year")}
        slugs = {number: columns["name"][number].decode() for number in live}
        found: dict[str, object] = {
            slugs[number]: (reader.stored_fields(number), [column[number] for column in columns.values()])
            for number in live
        }
        for field, term in reader.all_terms():
            matcher = reader.postings(field, term)
            while matcher.is_active():
                if matcher.id() in slugs:
                    at = f"{field}:{term.decode()} {slugs[matcher.id()]}"
                    found[at] = (matcher.weight(), matcher.value())
                matcher.next()
    index.close()
    return found


def test_a_stale_index_answers_with_a_warning(library_folder: Path, run: Run) -> None:
    run("index")
    assert not is_stale(library_folder, library_folder / "build")
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")

    assert is_stale(library_folder, library_folder / "build")
    result = run("search", "residential care")
    assert "the corpus changed" in result.stderr
    assert "3 cases" in result.stdout


def test_a_missing_index_says_how_to_build_it(library_folder: Path, run: Run) -> None:
    with pytest.raises(IndexMissing):
        Library.open(library_folder)
    assert "whatworks index" in run("search", "care", code=1).stderr


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', "\x00\xff"])
def test_a_broken_index_is_said_and_the_remedy_works(library_folder: Path, run: Run, content: str) -> None:
    run("index")
    (library_folder / "build" / "index" / "compiled" / "head.json").write_text(content, encoding="utf-8")

    assert "--rebuild" in run("search", "care", code=1).stderr
    run("index", "--rebuild")
    run("search", "care")


def test_shards_cut_short_are_refused(library_folder: Path, run: Run) -> None:
    run("index")
    (path,) = (library_folder / "build" / "index" / "compiled").glob("shards-*.bin")
    path.write_bytes(path.read_bytes()[:-4000])

    with pytest.raises(IndexUnreadable, match="cut short"):
        Library.open(library_folder).search("care")


def test_a_second_writer_is_told_who_writes(library_folder: Path, run: Run) -> None:
    folder = library_folder / "build" / "index"
    with locking.lock(folder / "lock"), pytest.raises(Busy, match=f"process {os.getpid()}"):
        build(library_folder)

    assert build(library_folder).cases == 8


def test_a_kill_at_any_moment_leaves_a_usable_index(library_folder: Path) -> None:
    """Kill `index` at different moments; after each, the old or the new index answers, and the next run completes."""
    build(library_folder)
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    original = path.read_text("utf-8")
    command = [sys.executable, "-m", "whatworks", "--library", str(library_folder), "index"]
    for number in range(12):
        path.write_text(original.replace("Haste.", f"Haste {number}."), "utf-8")
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.15 + number * 0.07)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with Library.open(library_folder) as library:
            assert library.search("relatives").total > 0
    path.write_text(original.replace("Haste.", "Haste zzyzx."), "utf-8")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    assert [hit.slug for hit in Library.open(library_folder).search("zzyzx").hits] == ["kin-navigators"]


def test_the_real_corpus_ranks_alike_through_whoosh(real: Corpus, real_library: Library, tmp_path: Path) -> None:
    from search.source_whoosh import open_whoosh

    with scanning.scan(ROOT, counted=True) as found:
        indexes.build(found, tmp_path)
    whoosh = Library(open_whoosh(tmp_path))
    for question in real.questions:
        one, other = real_library.search(question.search), whoosh.search(question.search)
        assert [(h.slug, h.score) for h in one.hits] == [(h.slug, h.score) for h in other.hits]
        assert one.total == other.total
    whoosh.close()


def test_a_card_is_found_among_others_whatever_stands_in_it(real: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "CARD_FILES", 2)
    title = 'One},{"slug":"two", "end"}]'
    cases = tuple(dataclasses.replace(case, title=title) if n % 3 else case for n, case in enumerate(real.cases[:7]))
    source = CompiledSource(Memory(indexes.compile_corpus(dataclasses.replace(real, cases=cases))))

    assert source.head["cards"] == 4
    assert [source.card(n)["title"] for n in range(7)] == [case.title for case in cases]


def test_parts_kept_from_earlier_runs_make_the_index_of_a_fresh_run_in_one_part(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, kept = library_folder / "corpus" / "cases", library_folder / "build" / "cache.sqlite"

    def generation(cache: Path | None) -> str:
        monkeypatch.setattr(parts, "SIZE", 3 if cache else 1 << 40)
        with scanning.scan(library_folder, cache=cache, counted=True) as found:
            assert (len(list(parts.groups(found.entries))) > 1) == bool(cache)
            return indexes.compile_scan(found).generation

    assert generation(kept) == generation(None)
    path = cases / "kin-navigators.md"
    for number in range(60):
        text = path.read_text("utf-8").replace("Haste.", f"Haste {number}.")
        (cases / f"{'abz'[number % 3]}-more-{number}.md").write_text(text, "utf-8")
    assert generation(kept) == generation(None)
    (cases / "b-more-1.md").unlink()
    path.write_text(path.read_text("utf-8").replace("Haste.", "Great haste."), "utf-8")
    (cases / "a-more-0.md").rename(cases / "z-more-0.md")
    assert generation(kept) == generation(None)


def test_parts_that_no_run_uses_any_more_are_forgotten(library_folder: Path) -> None:
    kept = library_folder / "build" / "cache.sqlite"
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"

    def kept_parts() -> int:
        with closing(sqlite3.connect(kept)) as data:
            (found,) = data.execute("SELECT count(DISTINCT digest) FROM parts").fetchone()
            return int(found)

    numbers = []
    for number in range(9):
        path.write_text(path.read_text("utf-8") + f"\nOnce more, {number}.\n", "utf-8")
        build(library_folder)
        numbers.append(kept_parts())

    assert numbers[0] < numbers[-1] == numbers[-2]
