"""A changed result is never silent: the log of changes says so, and the feed with it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def case(library_folder: Path) -> Path:
    """A published case in a library that git knows."""
    git(library_folder, "init", "-q")
    git(library_folder, "add", "corpus")
    git(library_folder, "commit", "-q", "-m", "Before")
    return library_folder / "corpus" / "cases" / "kin-navigators.md"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_result_that_changes_in_silence_is_an_error(case: Path, run: Run) -> None:
    change(case, "result: improved", "result: mixed")

    assert "C403" in run("check", code=1).stdout
    assert "was: improved}" in run("check", str(case), code=1).stdout


def test_a_result_that_changes_with_a_line_in_the_log_is_fine_and_stands_in_the_feed(
    case: Path, run: Run, library_folder: Path
) -> None:
    change(
        case,
        "result: improved",
        "result: mixed\nchanges:\n  - {date: 2026-02-01, what: A second study was read., was: improved}",
    )
    run("check")
    run("site")
    site = library_folder / "build" / "site"

    for page in ("feed.xml", "changes.html", "case/kin-navigators.html"):
        text = (site / page).read_text(encoding="utf-8")
        assert "A second study was read." in text and "outcomes improved here" in text.lower(), page


def test_an_older_line_in_the_log_does_not_cover_a_new_change(case: Path, run: Run, library_folder: Path) -> None:
    change(case, "result: improved", "result: improved\nchanges:\n  - {date: 2026-02-01, what: Once., was: improved}")
    git(library_folder, "commit", "-q", "-am", "A line that says too much")
    change(case, "result: improved", "result: mixed")

    assert "C403" in run("check", code=1).stdout


def test_a_change_is_seen_across_commits_and_under_a_new_name(case: Path, run: Run, library_folder: Path) -> None:
    change(case, "result: improved", "result: mixed\naliases: [kin-navigators]")
    case.rename(case.with_name("kinship-navigators.md"))
    git(library_folder, "add", "corpus")
    assert "C403" in run("check", code=1).stdout
    git(library_folder, "commit", "-q", "-am", "Changed in silence")

    run("check")
    assert "C403" in run("check", "--since", "HEAD~1", code=1).stdout


def test_a_draft_may_change_its_result(case: Path, run: Run, library_folder: Path) -> None:
    change(case, "review: published", "review: draft")
    git(library_folder, "commit", "-q", "-am", "Back to draft")
    change(case, "result: improved", "result: mixed")

    run("check")


def test_without_git_nothing_is_said_and_an_unknown_commit_is_answered(run: Run) -> None:
    run("check")
    assert "is no commit" in run("check", "--since", "--output=x", code=1).stderr
