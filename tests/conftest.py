"""What tests share: an invented library of eight cases, the real one, indexes built once, and commands really run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer import corpus as corpora
from indexer import index as indexes
from indexer.corpus import Corpus
from search.library import Library
from search.source_compiled import CompiledSource, Memory
from whatworks import main

ROOT = Path(__file__).parent.parent
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
INVENTED = Path(__file__).parent / "invented"


@pytest.fixture(scope="session")
def real() -> Corpus:
    """The real corpus."""
    found, _ = corpora.load(ROOT, local=False)
    return found


@pytest.fixture(scope="session")
def real_library(real: Corpus) -> Library:
    """The real corpus, searched from memory."""
    return Library(CompiledSource(Memory(indexes.compile_corpus(real))))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, started once: Playwright's driver runs only once in a process."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    with sync.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The invented library, searched from memory: for thousands of queries."""
    found, _ = corpora.load(copy_of_invented(tmp_path_factory.mktemp("small") / "library"))
    return Library(CompiledSource(Memory(indexes.compile_corpus(found))))


@pytest.fixture
def library_folder(tmp_path: Path) -> Path:
    """A copy of the invented library that a test may change."""
    return copy_of_invented(tmp_path / "library")


def copy_of_invented(folder: Path) -> Path:
    """Copy the invented library to a folder, with the real vocabulary."""
    (folder / "corpus").mkdir(parents=True)
    shutil.copytree(INVENTED / "corpus" / "cases", folder / "corpus" / "cases")
    shutil.copy(INVENTED / "corpus" / "library.toml", folder / "corpus" / "library.toml")
    shutil.copy(ROOT / "corpus" / "vocabulary.yaml", folder / "corpus" / "vocabulary.yaml")
    return folder


@pytest.fixture(scope="session")
def indexed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented library with its index, for `indexed` to copy."""
    folder = copy_of_invented(tmp_path_factory.mktemp("indexed") / "library")
    assert CliRunner().invoke(main, ["--library", str(folder), "index"]).exit_code == 0
    return folder


@pytest.fixture
def run(library_folder: Path) -> Callable[..., Result]:
    """Run a command on the invented library and check its exit code."""

    def command(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--library", str(library_folder), *arguments])
        assert result.exit_code == code, f"{arguments}: exit {result.exit_code}\n{result.output}\n{result.exception!r}"
        return result

    return command
