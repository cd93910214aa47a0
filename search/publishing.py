"""The whole site of a corpus: pages from the indexer, neighbours from the search side, and the search data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexer import browser_data, corpus, index, locking, scanning, site, site_notes
from indexer.problems import Problem
from indexer.scanning import Scan
from indexer.site_notes import Notes, Options
from indexer.site_rendering import Page
from search import similar
from search.library import Library
from search.source_compiled import CompiledSource, Memory

Progress = Callable[[str, int, int], None]


def preview(root: Path, build: Path, options: Options) -> list[Problem]:
    """Bring the preview of a library up to date, in build/preview, and return the library's problems.

    Raises CorpusInvalid, EmptyCorpus, OutputRefused, Busy.
    """
    out = build / "preview"
    notes = site_notes.of(root, build, out, options)
    with scanning.scan(root, cache=build / "cache.sqlite", counted=True) as found:
        if notes.current(out) is None:
            publish(found, out, options, notes=notes)
        return corpus.of(found, drafts=True, local=options.include_local)[1]


def publish(
    found: Scan,
    out: Path,
    options: Options,
    *,
    notes: Notes | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> int:
    """Write the site of a looked-over corpus, its words counted, to a folder. Returns the number of files.

    notes: of the site, from before the corpus was looked over. processes: how many may make pages.
    progress: called with (stage, done, all).
    The search data are compiled from the very cases that get pages, so that the two never differ.
    Raises OutputRefused where the folder holds somebody's files, Busy where another run writes this site.
    """
    run = _Run(found, options)
    with locking.lock(notes.lock) if notes else nullcontext():
        return site.write(
            run.pages(),
            out,
            library=found.library.id,
            extra=run.search_data(),
            notes=notes,
            processes=processes,
            progress=partial(progress, "pages") if progress else None,
        )


@dataclass
class _Run:
    """One run: first the search data, which the neighbours come from, then pages; neither waits in memory for long."""

    found: Scan
    options: Options
    near: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def search_data(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the search; find the neighbours of all cases on the way."""
        content = index.compile_scan(self.found, drafts=self.options.drafts, local=self.options.include_local)
        library = Library(CompiledSource(Memory(content)))
        self.near.update(similar.neighbours(library, library.source.slugs))
        yield from browser_data.scripts(content)

    def pages(self) -> Iterator[Page]:
        """Yield the pages, once the search data were taken."""
        options = self.options
        shown, _ = corpus.of(self.found, drafts=options.drafts, local=options.include_local)
        yield from site.pages(shown, neighbours=self.near, as_of=options.as_of, include_local=options.include_local)
