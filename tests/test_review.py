"""Drafts, shelves, private cases and what is due: nothing unfinished or private is shown unless it is asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from indexer import codes, due

Run = Callable[..., Result]
EXAMPLE = codes.EXAMPLE.read_text(encoding="utf-8")
TITLE = "Family coaching in Anytown"


@pytest.fixture
def add(library_folder: Path) -> Callable[..., Path]:
    """Put the example case into the library, under a review or as a private case."""

    def put(review: str = "published", folder: str = "cases", **changes: str) -> Path:
        text = EXAMPLE.replace("review: published", f"review: {review}")
        for name, value in changes.items():
            text = "\n".join(f"{name}: {value}" if line.startswith(f"{name}:") else line for line in text.split("\n"))
        path = library_folder / "corpus" / folder / "coaching.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


def pages_with(folder: Path, words: str) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and words in path.read_text(encoding="utf-8", errors="replace")
    }


@pytest.mark.parametrize("review", ["draft", "in-review"])
def test_what_is_not_published_is_in_neither_door_without_drafts(
    review: str, add: Callable[..., Path], run: Run, library_folder: Path
) -> None:
    add(review)
    site = library_folder / "build" / "site"
    run("index")
    run("site")
    assert json.loads(run("search", "coaching", "--format", "json").stdout)["total"] == 0
    assert pages_with(site, TITLE) == set()
    assert "--drafts" in run("show", "coaching", code=1).stderr
    assert "--drafts" in run("compare", "coaching", "kin-navigators", code=1).stderr
    cases = json.loads(run("stats", "--format", "json").stdout)["numbers"]["cases"]

    run("index", "--drafts")
    run("site", "--drafts")
    found = run("search", "coaching")
    assert TITLE in found.stdout and f"[{review}]" in found.stdout
    assert "NOT PUBLISHED" in run("show", "coaching", "--drafts").stdout
    run("compare", "coaching", "kin-navigators", "--drafts")
    assert json.loads(run("stats", "--drafts", "--format", "json").stdout)["numbers"]["cases"] == cases + 1
    label = "Draft" if review == "draft" else "In review"
    assert f"<b>{label}.</b> Not published" in (site / "case" / "coaching.html").read_text(encoding="utf-8")
    assert f'<span class="private">{label}</span>' in (site / "cases.html").read_text(encoding="utf-8")

    run("index")
    assert json.loads(run("search", "coaching", "--format", "json").stdout)["total"] == 0


def test_private_cases_are_found_on_a_terminal_and_never_in_a_site_unless_it_says_so(
    add: Callable[..., Path], run: Run, library_folder: Path
) -> None:
    add(folder="local")
    site = library_folder / "build" / "site"
    run("index")
    found = run("search", "coaching").stdout
    assert TITLE in found and "[private]" in found
    run("site")
    assert pages_with(site, TITLE) == set() and pages_with(site, "coaching.") == set()
    assert pages_with(site, "holds private cases") == set()

    run("site", "--include-local")
    html = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    moved = {name for name in html if 'http-equiv="refresh"' in (site / name).read_text(encoding="utf-8")}
    assert pages_with(site, "This copy holds private cases. Do not publish it.") == html - moved
    assert "case/coaching.html" in html
    run("site")
    assert pages_with(site, TITLE) == set()


def test_the_two_shelves_are_kept_apart(add: Callable[..., Path], run: Run, library_folder: Path) -> None:
    add(shelf="practice", started="2030")
    run("index")
    run("site")
    site = library_folder / "build" / "site"
    page = (site / "cases.html").read_text(encoding="utf-8")
    before, after = page.split("Practice (not reviewed): 1 more")

    assert TITLE not in before and TITLE in after
    assert after.count('<th scope="row">') == 1
    assert "<dt>Shelf</dt><dd>Practice (not reviewed)</dd>" in (site / "case" / "coaching.html").read_text("utf-8")
    assert "<dt>Shelf</dt><dd>Reviewed</dd>" in (site / "case" / "kin-navigators.html").read_text("utf-8")
    assert "[practice, not reviewed]" in run("search", "coaching").stdout
    assert "Practice (not reviewed)" in run("show", "coaching").stdout


def test_who_checked_is_never_blurred(add: Callable[..., Path], run: Run, library_folder: Path) -> None:
    assert "C305" in run("check", str(add(checked_by="person")), code=1).stdout
    add()
    run("site")
    page = (library_folder / "build" / "site" / "case" / "coaching.html").read_text(encoding="utf-8")

    assert "Checked by a program only" in page and "No person has yet compared" in page


LAW = """laws:
  - key: a-law
    title: The Coaching Act
    date: 2026-02-01
    jurisdiction: [GB-ENG]
    services: [family-support]
    text: Coaching is now a duty.
    source: {title: The act, url: https://example.org/act}
"""


def reasons(run: Run, *more: str) -> dict[tuple[str, str], str]:
    rows = json.loads(run("due", "--format", "json", *more).stdout)
    return {(row["slug"], row["reason"]): row["since"] for row in rows}


def test_what_is_older_than_two_years_is_due(add: Callable[..., Path], run: Run) -> None:
    add(checked="2024-02-29", status_checked="2025-06")

    assert ("coaching", "check") not in reasons(run, "--as-of", "2026-02-27")
    found = reasons(run, "--as-of", "2026-02-28")
    assert found["coaching", "check"] == "2026-02-28" and ("coaching", "status") not in found
    assert reasons(run, "--as-of", "2027-06-01")["coaching", "status"] == "2027-06-01"


def test_a_law_newer_than_the_check_is_due_once_it_holds(
    add: Callable[..., Path], run: Run, library_folder: Path
) -> None:
    (library_folder / "corpus" / "law.yaml").write_text(LAW, encoding="utf-8")
    add()

    assert ("coaching", "law") not in reasons(run, "--as-of", "2026-01-31")
    assert reasons(run, "--as-of", "2026-02-01")["coaching", "law"] == "2026-02-01"
    add(checked="2026-02-02")
    assert ("coaching", "law") not in reasons(run, "--as-of", "2026-03-01")


def test_entries_that_wait_are_due_even_with_slots(add: Callable[..., Path], run: Run) -> None:
    path = add("draft", place='"<REQUIRED: the area>"')
    assert reasons(run, "--as-of", "2026-01-20") == {("coaching", "draft"): "2026-01-15"}
    path.write_text(EXAMPLE.replace("review: published", "review: in-review"), encoding="utf-8")
    assert reasons(run, "--as-of", "2026-01-20") == {("coaching", "in-review"): "2026-01-15"}
    rows = list(csv.DictReader(io.StringIO(run("due", "--as-of", "2026-01-20", "--format", "csv").stdout)))

    assert [tuple(row) for row in rows] == [due.COLUMNS]
    assert "coaching" in run("due", "--as-of", "2026-01-20").stdout
    assert "1 things are due" in run("due", "--as-of", "2026-01-20").stderr


def test_the_longest_due_comes_first_and_a_wrong_day_is_refused(add: Callable[..., Path], run: Run) -> None:
    add(checked="2020-01-01")
    rows = json.loads(run("due", "--as-of", "2030-01-01", "--format", "json").stdout)

    assert [row["since"] for row in rows] == sorted(row["since"] for row in rows)
    assert rows[0]["slug"] == "coaching"
    run("due", "--as-of", "2030", code=2)
    run("due", "--as-of", "2030-02-30", code=2)
