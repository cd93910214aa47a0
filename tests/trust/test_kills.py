"""Killed at any moment, a command loses nothing: case files are whole, and the last good index and site are there or
come back with the next command. Half of the kills come at a random time, half at a random touch of the file system.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import manifest, reading, vocabulary
from search.library import Library
from tests.trust.conftest import KILLS, Launcher

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kills by signal"),
    pytest.mark.usefixtures("without_concepts"),
]

OUR_OWN = "Workers helped relatives number {number} to find money and support."
FAULTY = "checked: 2026-01-01\n", "checked: 1 January 2026\n"
SOURCE = "Family hubs in Leeds\n\n" + "The council opened four family hubs in 2019 for parents and children. " * 30


LARGE_TOO = pytest.mark.parametrize("large", [False, True], ids=["one process", "as a large library"])
OF_LARGE = max(2, KILLS // 8)  # kills of a run with several processes, which takes longer


class Trial:
    """One command killed again and again, with what must hold after each kill."""

    def __init__(
        self, launcher: Launcher, library: Path, command: tuple[str, ...], seed: int, *, large: bool = False
    ) -> None:
        self.launcher = launcher
        self.library = library
        self.command = command
        self.chance = random.Random(seed)
        self.killed = 0
        self.large = large

    def run(self, *arguments: str, **kill: float) -> int:
        """Run a command of the library and return how it ended."""
        return int(self._answer(arguments, kill)["status"])

    def _answer(self, arguments: tuple[str, ...], kill: dict[str, float]) -> dict[str, Any]:
        return self.launcher.run("--library", str(self.library), *arguments, large=self.large, **kill)

    def kills(self, before: Callable[[int], None], after: Callable[[int], None], number_of: int = KILLS) -> None:
        """Kill the command so many times at random moments. before: what changes first. after: what must hold.

        A run that ends before its moment is no kill; another takes its place.
        """
        before(0)
        whole = self._answer(self.command, {})
        assert whole["status"] == 0 and whole["events"] > 0
        after(0)
        number = 0
        while self.killed < number_of:
            number += 1
            before(number)
            at_touch = number % 2
            kill = (
                {"event": self.chance.randint(1, whole["events"])}
                if at_touch
                else {"seconds": self.chance.uniform(0.001, whole["seconds"])}
            )
            status = self.run(*self.command, **kill)
            assert status in (0, -9), (number, kill, status)
            self.killed += status == -9
            after(number)


def change(library: Path, number: int) -> bytes:
    """Change one case of a library and return its bytes."""
    path = library / "corpus" / "cases" / "kin-navigators.md"
    lines = path.read_text("utf-8").split("\n")
    lines[2] = "summary: " + OUR_OWN.format(number=number) + " More children stayed with kin."
    path.write_text("\n".join(lines), "utf-8")
    return path.read_bytes()


def keep_count(figures: Counter[str], now: dict[str, bytes], *allowed: dict[str, bytes]) -> None:
    """Count the bytes of case files that are in none of their allowed states, which must be none."""
    lost = sum(len(allowed[0][name]) for name in allowed[0] if now.get(name) not in [state[name] for state in allowed])
    figures["bytes of case files lost"] += lost
    assert lost == 0
    assert now.keys() == allowed[0].keys()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


@LARGE_TOO
def test_index(launcher: Launcher, library_folder: Path, figures: Counter[str], large: bool) -> None:
    trial = Trial(launcher, library_folder, ("index",), 1, large=large)
    held: dict[str, bytes] = {}

    def before(number: int) -> None:
        change(library_folder, number)
        if number % 3 == 0:  # a segment more or less, so that Whoosh merges
            extra = library_folder / "corpus" / "cases" / "one-more.md"
            if extra.exists():
                extra.unlink()
            else:
                shutil.copy(library_folder / "corpus" / "cases" / "hvb-hem-priser.md", extra)
        if number % 20 == 0:
            with (library_folder / "corpus" / "vocabulary.yaml").open("a", encoding="utf-8") as words:
                words.write(f"# change {number}\n")
        held.clear()
        held.update(contents(library_folder / "corpus" / "cases"))

    def after(number: int) -> None:
        keep_count(figures, contents(library_folder / "corpus" / "cases"), held)
        with Library.open(library_folder) as library:
            assert library.search("relatives").total > 0
        assert trial.run("index") == 0
        with Library.open(library_folder) as library:
            assert library.search(f'"relatives number {number}"').total == 1
            assert library.source.size == len(held)

    trial.kills(before, after, OF_LARGE if large else KILLS)
    assert trial.run("verify") == 0
    figures[f"kills of index{' with several processes' * large} survived"] += trial.killed


@LARGE_TOO
def test_site(launcher: Launcher, library_folder: Path, figures: Counter[str], large: bool) -> None:
    trial = Trial(launcher, library_folder, ("site",), 2, large=large)
    site = library_folder / "build" / "site"
    page = site / "case" / "kin-navigators.html"
    held: dict[str, bytes] = {}

    def before(number: int) -> None:
        change(library_folder, number)
        if number % 8 == 0:  # every page is made anew
            shutil.rmtree(library_folder / "build" / "sites", ignore_errors=True)
        held.clear()
        held.update(contents(library_folder / "corpus" / "cases"))

    def after(number: int) -> None:
        keep_count(figures, contents(library_folder / "corpus" / "cases"), held)
        if site.exists():  # the last one or the new one, and whole
            assert manifest.differences(site) == []
        else:
            assert manifest.differences(site.with_name(".site.last")) == []
        assert trial.run("site") == 0
        assert manifest.differences(site) == []
        assert OUR_OWN.format(number=number) in page.read_text("utf-8")
        assert [path.name for path in site.parent.iterdir() if path.name.startswith(".")] == []

    trial.kills(before, after, OF_LARGE if large else KILLS)
    assert trial.run("verify") == 0
    figures[f"kills of site{' with several processes' * large} survived"] += trial.killed


def test_add(launcher: Launcher, library_folder: Path, figures: Counter[str], tmp_path: Path) -> None:
    source = tmp_path / "report.txt"
    source.write_text(SOURCE, encoding="utf-8")
    cases = library_folder / "corpus" / "cases"
    made = cases / "family-hubs-leeds.md"
    command = (
        "add",
        str(source),
        "--no-input",
        "--even-so",
        "--name",
        made.stem,
        "--set",
        "title=Family hubs in Leeds",
    )
    trial = Trial(launcher, library_folder, command, 3)
    held = contents(cases)
    whole: list[bytes] = []

    def before(number: int) -> None:
        made.unlink(missing_ok=True)

    def after(number: int) -> None:
        if number == 0:
            whole.append(made.read_bytes())
        now = contents(cases)
        assert now.pop(made.name, whole[0]) == whole[0]
        keep_count(figures, now, held)

    trial.kills(before, after)
    made.unlink(missing_ok=True)
    assert trial.run(*command) == 0
    assert made.read_bytes() == whole[0]
    assert [path.name for path in cases.iterdir() if path.name.startswith(".")] == []
    figures["kills of add survived"] += trial.killed


def test_check_fix(launcher: Launcher, library_folder: Path, figures: Counter[str]) -> None:
    cases = library_folder / "corpus" / "cases"
    trial = Trial(launcher, library_folder, ("check", "--fix"), 4)
    good = contents(cases)
    right, wrong = (line.encode() for line in FAULTY)
    bad = {name: data.replace(right, wrong) for name, data in good.items()}
    assert sum(bad[name] != good[name] for name in good) == len(good)

    def before(number: int) -> None:
        for name, data in bad.items():
            (cases / name).write_bytes(data)

    def after(number: int) -> None:
        now = contents(cases)
        keep_count(figures, now, good, bad)
        if number == 0:
            assert now == good

    trial.kills(before, after)
    assert trial.run("check", "--fix") == 0
    assert contents(cases) == good
    assert [path.name for path in cases.iterdir() if path.name.startswith(".")] == []
    words = vocabulary.load(library_folder / "corpus" / "vocabulary.yaml")
    assert all(reading.read_case(path, library_folder, words)[0] for path in reading.files(library_folder / "corpus"))
    figures["kills of check --fix survived"] += trial.killed
