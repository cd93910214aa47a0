"""The whole site of a corpus: pages from the indexer, neighbours from the search side, and the search data."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexer import browser_data, corpus, index, library, locking, scanning, site, site_notes
from indexer.cache import Cache, Entry, setup_digest
from indexer.case import Case
from indexer.problems import Problem
from indexer.scanning import Scan
from indexer.site_helpers import Helpers
from indexer.site_notes import Notes, Options, Written
from indexer.site_rendering import Page
from indexer.site_writing import put_files
from search import similar
from search.library import Library
from search.source_compiled import CompiledSource, Memory

MANY = 5_000  # cases from which on the search data are made in a process of their own, to save memory
Near = dict[str, tuple[tuple[str, str], ...]]
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
    kept: Path | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> int:
    """Write the site of a looked-over corpus, its words counted, to a folder. Returns the number of files.

    notes: of the site, from before the corpus was looked over. kept: where the scan keeps what it read; with it, and
    where much has to be made, as many further processes as `processes` says make the files of cases.
    progress: called with (stage, done, all).
    The search data are compiled from the very cases that get pages, so that the two never differ.
    Raises OutputRefused where the folder holds somebody's files, Busy where another run writes this site.
    """
    return _Run(found, options).write(out, notes, kept, processes, progress)


def _search_files(
    root: Path, kept: Path, entries: Sequence[Entry], options: Options, out: Path, noted: Mapping[str, Written]
) -> tuple[dict[str, Written], Near]:
    """Write the files of the search of a scan's very entries; return what was written, and all neighbours."""
    settings = library.load(root)
    with Scan(settings, entries, Cache(kept, setup_digest(settings.corpus)), None) as found:
        run = _Run(found, options)
        return put_files(run.search_data(), out, noted), run.near


@dataclass
class _Run:
    """One run: the search data, which the neighbours come from, and the pages; neither waits in memory for long."""

    found: Scan
    options: Options
    near: Near = field(default_factory=dict)
    wait: Callable[[], object] = dict  # until the neighbours are found

    def write(
        self,
        out: Path,
        notes: Notes | None = None,
        kept: Path | None = None,
        processes: int = 1,
        progress: Progress | None = None,
    ) -> int:
        """Write the site and return the number of files; arguments and errors as of `publish`."""
        with ExitStack() as stack:
            if notes:
                stack.enter_context(locking.lock(notes.lock))
            held = notes.helpers if notes else None
            helpers = Helpers(self.found.library.root, kept, processes, held) if kept and processes > 1 else None
            large = helpers and len(self.found.entries) >= MANY
            written = site.write(
                self.pages(),
                out,
                library=self.found.library.id,
                extra=() if large else self.search_data(),
                apart=partial(self._search_apart, kept, out, held) if kept and large else None,
                notes=notes,
                helpers=stack.enter_context(helpers) if helpers else None,
                progress=partial(progress, "pages") if progress else None,
            )
            self.found.cache.forget_parts()
            return written

    def search_data(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the search; find the neighbours of all cases on the way."""
        content = index.compile_scan(self.found, drafts=self.options.drafts, local=self.options.include_local)
        opened = Library(CompiledSource(Memory(content)))
        self.near.update(similar.neighbours(opened, opened.source.slugs))
        del opened
        yield from browser_data.scripts(content)

    def _search_apart(
        self, kept: Path, out: Path, held: Path | None, noted: Mapping[str, Written]
    ) -> Callable[[], Mapping[str, Written]]:
        """Begin to write the files of the search in a process of its own, which gives back the memory that it took."""
        found = self.found
        pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), locking.help_writer, (held,))
        work = pool.submit(_search_files, found.library.root, kept, found.entries, self.options, out, noted)

        def written() -> Mapping[str, Written]:
            with pool:
                files, near = work.result()
            self.near.update(near)
            return files

        self.wait = written
        return written

    def _neighbours(self) -> Near:
        self.wait()
        return self.near

    def pages(self) -> Iterator[Page]:
        """Yield the pages; the files of cases, which come last, wait for the neighbours."""
        options = self.options
        slim, _ = corpus.of(self.found, drafts=options.drafts, local=options.include_local, bodies=False)
        yield from site.pages(
            slim,
            neighbours=self._neighbours,
            as_of=options.as_of,
            include_local=options.include_local,
            full=self._full,
            kept=self._kept if self.found.cache.path else None,
        )

    def _kept(self, name: str, cases: Sequence[Case], make: Callable[[Sequence[Case]], str]) -> str:
        """Return what is made of the heads of some cases, as it was kept, or made and kept now."""
        told = (name, [(case.slug, case.head_digest, case.private) for case in cases])
        return b"".join(self.found.cache.part(told, lambda: [make(cases).encode()])).decode()

    def _full(self, case: Case) -> Case:
        found, _ = self.found.cache.found(case.path)
        assert found is not None
        return found
