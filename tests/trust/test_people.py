"""Mistakes of people and of their computers: names, clocks, line ends, a slow drive, Ctrl-C at any stage."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result

from indexer import manifest, reading
from search.library import Library
from tests.trust.conftest import FULL, ROOT

Run = Callable[..., Result]
STOPS = 25 if FULL else 2


def case(library: Path, slug: str = "kin-navigators") -> Path:
    return library / "corpus" / "cases" / f"{slug}.md"


def slugs(library: Path) -> list[str]:
    with Library.open(library) as opened:
        return list(opened.source.slugs)


def built(run: Run) -> None:
    run("index")
    run("site")
    run("verify")


def test_a_case_renamed_deleted_and_moved(library_folder: Path, run: Run) -> None:
    built(run)
    case(library_folder).rename(case(library_folder, "kin-guides"))
    case(library_folder, "hvb-hem-priser").unlink()
    (library_folder / "corpus" / "local").mkdir()
    case(library_folder, "leaving-care-flats").rename(library_folder / "corpus" / "local" / "leaving-care-flats.md")
    assert "differences" in run("verify", code=1).stderr
    built(run)
    pages = {path.stem for path in (library_folder / "build" / "site" / "case").glob("*.html")}

    assert "kin-guides" in pages
    assert not pages & {"kin-navigators", "hvb-hem-priser", "leaving-care-flats"}
    assert "leaving-care-flats" in slugs(library_folder) and "hvb-hem-priser" not in slugs(library_folder)


def test_names_that_differ_only_in_case_or_are_of_no_case(library_folder: Path, run: Run) -> None:
    for name in ("Kin-Navigators.md", "con.md", "a b.md", "..md", '"><img src=x onerror=ran(1)>.md', "x" * 90 + ".md"):
        shutil.copy(case(library_folder), case(library_folder).with_name(name))
    said = run("check", code=1).stdout
    run("index")
    run("site")
    pages = sorted(path.name for path in (library_folder / "build" / "site" / "case").glob("*.html"))

    for name in ("Kin-Navigators.md", "con.md", "a b.md", "..md", "x" * 90 + ".md"):
        assert f"cases/{name}:1" in said, name
    assert pages == sorted(f"{path.stem}.html" for path in (ROOT / "tests/invented/corpus/cases").glob("*.md"))


def test_links_that_lead_out_are_left_aside(library_folder: Path, run: Run, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_bytes(case(library_folder).read_bytes().replace(b"title: Nav", b"title: Secret nav"))
    (case(library_folder).with_name("linked.md")).symlink_to(outside)
    (case(library_folder).with_name("dead.md")).symlink_to(tmp_path / "nothing.md")
    (case(library_folder).with_name("loop.md")).symlink_to(case(library_folder).with_name("loop.md"))
    built(run)
    before = outside.read_bytes()
    run("check", "--fix")

    assert "linked" not in slugs(library_folder)
    assert not any(b"Secret nav" in path.read_bytes() for path in (library_folder / "build" / "site").rglob("*.html"))
    assert outside.read_bytes() == before


def test_nothing_is_written_over_somebody_elses_folder(library_folder: Path, run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "photos"
    mine.mkdir()
    (mine / "a.jpg").write_bytes(b"x")
    assert "left alone" in run("site", "--out", str(mine), code=1).stderr
    (tmp_path / "link").symlink_to(mine)
    assert "left alone" in run("site", "--out", str(tmp_path / "link"), code=1).stderr

    assert (mine / "a.jpg").read_bytes() == b"x"


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str, library_folder: Path, run: Run) -> None:
    run("index")
    with Library.open(library_folder) as library:
        before = library.search("residential care").as_json()["results"]
    for path in case(library_folder).parent.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", ends.encode()))
    run("check")
    run("index")

    with Library.open(library_folder) as library:
        assert library.search("residential care").as_json()["results"] == before


def test_names_in_another_normal_form_of_unicode(library_folder: Path, run: Run) -> None:
    path = case(library_folder)
    text = path.read_text("utf-8").replace("place: Lake County", "place: Malmö")
    path.write_text(unicodedata.normalize("NFD", text), "utf-8")
    shutil.copy(path, path.with_name(unicodedata.normalize("NFD", "malmö.md")))
    run("index")

    with Library.open(library_folder) as library:
        for asked in ("Malmö", unicodedata.normalize("NFD", "Malmö"), "malmo"):
            assert [hit.slug for hit in library.search(asked).hits] == ["kin-navigators"]


@pytest.mark.parametrize("when", [0, 1_000_000_000, 4_000_000_000])
def test_a_clock_that_is_wrong(when: int, library_folder: Path, run: Run) -> None:
    built(run)
    path = case(library_folder)
    path.write_text(path.read_text("utf-8").replace("Haste.", "Haste zzyzx."), "utf-8")
    os.utime(path, (when, when))
    for note in (library_folder / "build").rglob("*.note.json"):
        os.utime(note, (when, when))
    built(run)

    with Library.open(library_folder) as library:
        assert [hit.slug for hit in library.search("zzyzx").hits] == ["kin-navigators"]


def test_verify_names_the_command_that_made_what_differs(library_folder: Path, run: Run, tmp_path: Path) -> None:
    stick = tmp_path / "the stick"
    run("index", "--drafts")
    run("site", "--drafts", "--as-of", "2026-11", "--out", str(stick))
    assert "no folder" in run("verify", "--out", str(stick) + "x", code=2).stderr
    (stick / "index.html").write_text("spoilt", encoding="utf-8")
    remedy = run("verify", "--out", str(stick), code=1).stderr.splitlines()[-1]
    assert remedy == f"To mend it: whatworks site --drafts --as-of 2026-11 --out '{stick}'"
    with (library_folder / "corpus" / "cases" / "kin-navigators.md").open("a", encoding="utf-8") as case:
        case.write("\nMore.\n")
    assert "whatworks index --rebuild --drafts and " in run("verify", "--out", str(stick), code=1).stderr


def test_a_date_to_show_must_be_one(run: Run) -> None:
    for date in ("2026-13-01", "next week", "27-11-2026"):
        assert "is not a date" in run("site", "--as-of", date, code=2).stderr


def test_a_change_that_leaves_size_and_time_is_found_by_verify(library_folder: Path, run: Run) -> None:
    built(run)
    path = case(library_folder)
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("Haste.", "Waste."), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert "kin-navigators" in run("verify", code=1).stdout


def test_a_library_of_one_case(library_folder: Path, run: Run) -> None:
    for path in case(library_folder).parent.iterdir():
        if path.stem != "kin-navigators":
            path.unlink()
    built(run)

    assert "kin-navigators" in run("search", "relatives").stdout
    assert manifest.differences(library_folder / "build" / "site") == []
    run("similar", "kin-navigators")
    run("stats")


def test_a_slow_drive_is_waited_for(library_folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at a file takes as long as on a network drive, and now and then one is refused for a moment."""
    slow = SimpleNamespace(looks=0)
    stat, chance = Path.stat, random.Random(3)

    def slow_stat(path: Path, **options: bool) -> os.stat_result:
        slow.looks += 1
        time.sleep(chance.uniform(0, 0.002))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", slow_stat)
    built(run)

    assert slow.looks > len(reading.files(library_folder / "corpus"))
    assert "kin-navigators" in run("search", "relatives").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("command", ["index", "site", "check", "verify", "stats"])
@pytest.mark.usefixtures("without_concepts")
def test_ctrl_c_is_one_line(command: str, library_folder: Path, figures: Counter[str]) -> None:
    """Stop at random moments as a terminal does, every process of the command at once."""
    chance = random.Random(command)
    code = "import whatworks\nfrom frontdoor import starting\nprint('it runs', flush=True)\nstarting.run()"
    arguments = [sys.executable, "-c", code, "--library", str(library_folder), command]
    for name in ("index", "site"):
        subprocess.run([*arguments[:-1], name], cwd=ROOT, check=True, capture_output=True)
    for _ in range(STOPS):
        path = case(library_folder)
        path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
        shutil.rmtree(library_folder / "build" / "sites", ignore_errors=True)
        process = subprocess.Popen(
            arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stdout
        assert process.stdout.readline() == "it runs\n"  # before, it is Python itself that is stopped
        time.sleep(chance.uniform(0, 1.2))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
        assert "Traceback" not in said, said
        assert process.returncode in (130, command == "verify")
        if process.returncode == 130:
            assert said.strip() == "Stopped.", said
            figures["stops by Ctrl-C in one line"] += 1
    with Library.open(library_folder) as library:
        assert library.search("relatives").total > 0
    site = library_folder / "build" / "site"
    assert manifest.differences(site if site.exists() else site.with_name(".site.last")) == []
