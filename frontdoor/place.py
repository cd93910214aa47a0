"""Where the library and its build are, and what is opened there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indexer.corpus import Corpus
    from search.library import Library


class Place:
    """Where the library and its build are; looked up when first needed."""

    def __init__(self, root: Path | None, build: Path | None) -> None:
        self._root = root
        self._build = build

    @property
    def root(self) -> Path:
        """The library's folder."""
        from indexer import finding

        return finding.find(self._root or Path.cwd())

    @property
    def build(self) -> Path:
        """The folder for index and site."""
        return self._build or self.root / "build"

    @property
    def cache(self) -> Path:
        """The file where what was read from the corpus is kept."""
        return self.build / "cache.sqlite"

    def searcher(self) -> Library:
        """Return the opened library; warn where the corpus changed since."""
        from search.library import Library
        from search.opening import is_stale

        root = self.root
        found = Library.open(root, self.build)
        if is_stale(root, self.build):
            click.secho(
                "Warning: the corpus changed since the index was built. Bring it up to date with: whatworks index",
                fg="yellow",
                err=True,
            )
        return found

    def corpus(self, **options: bool) -> Corpus:
        """Return the corpus of the good cases; say how many are left out."""
        from frontdoor.progress import Progress
        from indexer import corpus, scanning
        from indexer.problems import errors

        with Progress("Reading") as step:
            found, problems = corpus.load(
                self.root,
                cache=self.cache,
                processes=scanning.cores(),
                progress=lambda done, whole: step("cases", done, whole),
                **options,
            )
        warn_of_errors(len({problem.path for problem in errors(problems)}))
        return found


def warn_of_errors(files: int) -> None:
    """Say that some files are left out."""
    if files:
        click.secho(f"Warning: {files} files have errors; see them with: whatworks check", fg="yellow", err=True)
