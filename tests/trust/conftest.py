"""What the tests of trust share. `make trust` runs them in full (TRUST=full), `make test` a few of each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
FULL = os.environ.get("TRUST") == "full"
KILLS = int(os.environ.get("TRUST_KILLS", "200" if FULL else "5"))
FIGURES: Counter[str] = Counter()


class Launcher:
    """A running launcher: see launcher.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "launcher.py")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **kill: float) -> dict[str, Any]:
        """Run a command and return what became of it. kill: as in launcher.py, `seconds`, `event` and `large`."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"arguments": arguments, **kill}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """A launcher for the whole run."""
    started = Launcher()
    yield started
    started.close()


@pytest.fixture
def without_concepts(library_folder: Path) -> None:
    """Leave the concepts out of a library's vocabulary: they take most of a run's time, and no file of their own."""
    path = library_folder / "corpus" / "vocabulary.yaml"
    before, rest = path.read_text(encoding="utf-8").split("\nconcepts:\n")
    path.write_text(f"{before}\nconcepts: {{}}\n\n{rest[rest.index('false_friends:') :]}", encoding="utf-8")


@pytest.fixture
def figures() -> Counter[str]:
    """The figures that `make trust` prints."""
    return FIGURES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures."""
    if FIGURES:
        terminalreporter.section("trust")
        for name, number in FIGURES.items():
            terminalreporter.write_line(f"{number:8,}  {name}")
