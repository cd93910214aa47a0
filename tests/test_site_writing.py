"""Writing a site again: only what changed, the same bytes as from nothing, and never without a good site."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from indexer import corpus, manifest, parts, scanning, site, site_helpers, site_notes, site_writing
from indexer.errors import Busy, OutputRefused
from indexer.locking import lock
from indexer.site_helpers import Helpers
from indexer.site_notes import Notes, Options
from indexer.site_rendering import Page
from indexer.site_views import FileText
from search import publishing

Folder = dict[str, bytes]
CASE = "lead-agency-collapse"
LAW = """format: 1
laws:
  - key: homes-only-by-the-state
    title: Homes are run by the state alone
    date: 2025-10-01
    jurisdiction: [US]
    needs: [failing-service]
    text: "Since this day only the state runs homes."
    source: {title: "Homes act", publisher: The state, url: "https://www.example.org/act"}
"""
STEPS = {"open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}


def content(folder: Path) -> Folder:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def publish(root: Path, out: Path, build: Path, options: Options | None = None) -> Notes:
    """Write the site of a library as the command does; return the notes taken."""
    options = options or Options()
    notes = site_notes.of(root, build, out, options)
    with scanning.scan(root, cache=build / "cache.sqlite", counted=True) as found:
        publishing.publish(found, out, options, notes=notes)
    return notes


# -- changes ----------------------------------------------------------------------------------------------------------


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def say_more(cases: list[Path], rng: Random) -> None:
    path = rng.choice(cases)
    path.write_text(path.read_text(encoding="utf-8") + f"\nOne more line, {rng.random()}.\n", encoding="utf-8")


def retitle(cases: list[Path], rng: Random) -> None:
    rewrite(rng.choice(cases), "title: ", f"title: Number {rng.randrange(99)} of ")


def add(cases: list[Path], rng: Random) -> None:
    number = rng.randrange(10**6)
    text = rng.choice(cases).read_text(encoding="utf-8").replace("aliases:", f"aliases: [alias-{number}] #")
    lines = [line for line in text.split("\n") if not line.startswith("checked:")]
    head = [lines[0], f"checked: 2027-01-{rng.randrange(10, 28)}", *lines[1:]]
    (cases[0].parent / f"added-{number}.md").write_text("\n".join(head), encoding="utf-8")


def remove(cases: list[Path], rng: Random) -> None:
    rng.choice(cases).unlink()


def break_one(cases: list[Path], rng: Random) -> None:
    rewrite(rng.choice(cases), "---", "----")


def rename_library(cases: list[Path], rng: Random) -> None:
    rewrite(cases[0].parent.parent / "library.toml", 'promise = "', f'promise = "{rng.randrange(9)} ')


def explain(cases: list[Path], rng: Random) -> None:
    rewrite(cases[0].parent.parent / "vocabulary.yaml", "means: ", f"means: {rng.randrange(9)} ")


CHANGES = (say_more, retitle, add, remove, break_one, rename_library, explain)


def test_after_any_changes_the_site_is_as_if_made_from_nothing(library_folder: Path, tmp_path: Path) -> None:
    rng = Random(os.environ.get("WHATWORKS_SEED", "8"))
    out, build = tmp_path / "site", tmp_path / "build"
    publish(library_folder, out, build)
    for change in rng.sample(CHANGES, len(CHANGES)):
        cases = sorted((library_folder / "corpus" / "cases").glob("*.md"))
        change(cases, rng)
        publish(library_folder, out, build)
        publish(library_folder, tmp_path / "cold" / "site", tmp_path / "cold" / "build")
        assert content(out) == content(tmp_path / "cold" / "site"), change.__name__
        shutil.rmtree(tmp_path / "cold")


def test_a_changed_sentence_makes_only_the_pages_that_show_its_case(library_folder: Path, tmp_path: Path) -> None:
    out, build = tmp_path / "site", tmp_path / "build"
    publish(library_folder, out, build)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*")}
    say_more([library_folder / "corpus" / "cases" / f"{CASE}.md"], Random(1))
    publish(library_folder, out, build)
    made = {p.relative_to(out).as_posix() for p, time in before.items() if p.stat().st_mtime_ns != time}
    assert "data/head.js" in made
    of_the_case = {f"case/{CASE}.{end}" for end in ("html", "json", "ris")}
    whole = {manifest.NAME, site_writing.MARKER, "data/cases.json"}
    assert {path for path in made if not path.endswith(".js")} == of_the_case | whole


def test_files_of_all_cases_are_those_of_each_case_one_after_the_other(library_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(library_folder, out, tmp_path / "build")
    cases = sorted((out / "case").glob("*.json"))
    every = json.loads((out / "data" / "cases.json").read_text(encoding="utf-8"))
    assert every["cases"] == [json.loads(path.read_text(encoding="utf-8")) for path in cases]
    assert every["format_version"] == 1 and every["cases"][0]["body"]
    records = b"".join(path.with_suffix(".ris").read_bytes() for path in cases)
    assert (out / "data" / "cases.ris").read_bytes() == records


def test_that_nothing_changed_is_known_without_reading_a_case(library_folder: Path, tmp_path: Path) -> None:
    out, build = tmp_path / "site", tmp_path / "build"
    assert site_notes.of(library_folder, build, out, Options()).current(out) is None
    publish(library_folder, out, build)
    assert site_notes.of(library_folder, build, out, Options()).current(out) == len(content(out))
    assert site_notes.of(library_folder, build, out, Options(drafts=True)).current(out) is None
    (out / "index.html").write_text("spoilt")
    assert site_notes.of(library_folder, build, out, Options()).current(out) is None
    good = content(out)
    publish(library_folder, out, build)
    assert content(out) != good and content(out)["index.html"].startswith(b"<!doctype html>")


def test_notes_of_another_program_count_for_nothing(library_folder: Path, tmp_path: Path) -> None:
    notes = publish(library_folder, tmp_path / "site", tmp_path / "build")
    assert notes.files()
    other = Notes(notes.path, "another program", notes.state)
    assert not other.files() and other.current(tmp_path / "site") is None


def test_two_processes_and_drives_without_hard_links_give_the_same_site(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_helpers, "MANY", 1)
    library, _ = corpus.load(library_folder)
    out, notes = tmp_path / "site", Notes(tmp_path / "notes.json", "program", "state")
    kept = tmp_path / "cache.sqlite"
    with scanning.scan(library_folder, cache=kept, counted=True), Helpers(library_folder, kept, 2) as helpers:
        site.write(site.pages(library), out, library="x", helpers=helpers, notes=notes)
    site.write(site.pages(library), tmp_path / "alone", library="x")
    assert content(out) == content(tmp_path / "alone")

    def refuse(source: Path, target: Path) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    times = site_notes.stats(out)
    site.write(site.pages(library), out, library="x", notes=notes)
    assert content(out) == content(tmp_path / "alone")
    assert {path for path, stat in site_notes.stats(out).items() if times[path] != stat} == {site_writing.MARKER}


def test_the_site_of_a_large_library_which_saves_memory_is_the_same(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MANY", 1)
    kept, out = tmp_path / "cache.sqlite", tmp_path / "site"
    for number in range(2):  # the second time with what was noted of the first
        say_more(sorted((library_folder / "corpus" / "cases").glob("*.md")), Random(number))
        notes = site_notes.of(library_folder, tmp_path, out, Options())
        with monkeypatch.context() as large, scanning.scan(library_folder, cache=kept, counted=True) as found:
            large.setattr(corpus, "LARGE", 1)
            publishing.publish(found, out, Options(), notes=notes, kept=kept, processes=2)
        with scanning.scan(library_folder, counted=True) as found:
            publishing.publish(found, tmp_path / "alone", Options())
        assert content(out) == content(tmp_path / "alone")


# -- stops ------------------------------------------------------------------------------------------------------------


def small(word: str) -> Iterator[Page]:
    """Yield a site of a few pages, some of which `word` changes."""
    for name in ("same/one.html", "same/two.html"):
        yield Page(name, "", lambda: FileText(("same",)), "same")
    for name in ("index.html", f"only/{word}.html"):
        yield Page(name, "", lambda: FileText((word,)), word)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do work in a process that ends without a word at a step that changes the disk. Tell whether it came so far."""
    child = os.fork()
    if child == 0:
        left = [step]

        def count(event: str, arguments: object) -> None:
            left[0] -= event in STEPS
            if left[0] == 0:
                os._exit(9)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_kill_at_any_step_leaves_a_good_site_or_one_that_the_next_run_restores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_writing, "static", lambda: iter([("static/x.css", b"x")]))  # the shortener has threads
    out, notes = tmp_path / "site", Notes(tmp_path / "notes.json", "program", "state")

    def write(word: str) -> None:
        site.write(small(word), out, library="x", notes=notes)

    write("new")
    new = content(out)
    write("old")
    old = content(out)
    step = 1
    while killed_at(step, lambda: write("new")):
        if out.exists():
            assert content(out) in (old, new), step
        write("old")
        assert content(out) == old, step
        assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.json", "site"], step
        step += 1
    assert step > 30
    assert content(out) == new


def test_neighbouring_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".site.next").mkdir()
    (tmp_path / ".site.next" / "dear.txt").write_text("mine")
    with pytest.raises(OutputRefused):
        site.write(small("new"), tmp_path / "site", library="x")
    assert (tmp_path / ".site.next" / "dear.txt").read_text() == "mine"


def test_a_second_writer_of_the_same_site_is_kept_out(library_folder: Path, tmp_path: Path) -> None:
    out, build = tmp_path / "site", tmp_path / "build"
    with lock(site_notes.of(library_folder, build, out, Options()).lock), pytest.raises(Busy):
        publish(library_folder, out, build)


def test_a_page_made_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        site.write([*small("new"), *small("new")], tmp_path / "site", library="x")
    assert not (tmp_path / "site").exists()


def test_what_was_kept_makes_the_site_of_a_fresh_run(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MANY", 1)
    out, build, cases = tmp_path / "site", tmp_path / "build", library_folder / "corpus" / "cases"

    def published() -> set[str]:
        """Bring the site up to date and return which files are other ones; all must be as a fresh run makes them."""
        before = content(out) if out.exists() else {}
        kept = build / "cache.sqlite"
        notes = site_notes.of(library_folder, build, out, Options())
        monkeypatch.setattr(parts, "SIZE", 2)
        with scanning.scan(library_folder, cache=kept, counted=True) as found:
            publishing.publish(found, out, Options(), notes=notes, kept=kept, processes=2)
        monkeypatch.setattr(parts, "SIZE", 1 << 40)
        with scanning.scan(library_folder, counted=True) as found:
            publishing.publish(found, tmp_path / "fresh", Options())
        assert content(out) == content(tmp_path / "fresh")
        now = content(out)
        return {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}

    assert published()
    one = cases / "kin-navigators.md"
    one.write_text(one.read_text("utf-8").replace("Haste.", "Great haste."), "utf-8")
    changed = published()
    assert "data/texts/kin-navigators.js" in changed and len([p for p in changed if "texts/" in p]) == 1
    assert "data/outcomes.csv" not in changed
    one.write_text(re.sub("(?m)^place: .*", "place: Elsewhere", one.read_text("utf-8")), "utf-8")
    assert "data/cases.csv" in published()
    text = re.sub(r"(?m)^aliases:.*\n", "", one.read_text("utf-8"))
    (cases / "a-new-one.md").write_text(text, "utf-8")
    assert "case/a-new-one.html" in published()
    one.unlink()
    assert "data/cases.csv" in published()
    (library_folder / "corpus" / "law.yaml").write_text(LAW, "utf-8")
    assert "data/cases.js" in published()
