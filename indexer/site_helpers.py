"""Further processes that make the files of cases. Each reads the cases it is given from what was kept of the scan.

They begin from nothing and are handed orders, not cases, so that no case is held twice and no library's threads are
copied half.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

from indexer import library, locking, questions, site_cases, vocabulary
from indexer.cache import Cache
from indexer.cache import setup_digest as setup
from indexer.corpus import Corpus
from indexer.site_catalogue import Catalogue
from indexer.site_notes import Written
from indexer.site_rendering import Order, Page
from indexer.site_writing import write_page

BATCH = 12
MANY = 200  # files from which on it pays to start them


class File(NamedTuple):
    """One file to make: its path, its template and the digest of its inputs."""

    path: str
    template: str
    inputs: str


class Helpers:
    """Processes that take orders; started with the first.

    root: the library. kept: the file where the scan keeps what it read. processes: how many. held: as in
    `locking.help_writer`.
    """

    def __init__(self, root: Path, kept: Path, processes: int, held: Path | None = None) -> None:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            multiprocessing.set_forkserver_preload([__name__])
        self._pool = ProcessPoolExecutor(processes, context, _open, (root, kept, held))
        self._futures: list[Future[list[tuple[str, Written]]]] = []

    def take(self, pages: Sequence[Page], folder: Path) -> list[Page]:
        """Take pages that have orders, to be written to a folder, if they are many. Returns those not taken."""
        if sum(page.order is not None for page in pages) < MANY:
            return list(pages)
        orders: dict[str, tuple[Order, list[File]]] = {}
        for page in pages:
            if page.order:
                held = orders.setdefault(page.order.path, (page.order, []))
                held[1].append(File(page.path, page.template, page.inputs))
        every = list(orders.values())
        for start in range(0, len(every), BATCH):
            self._futures.append(self._pool.submit(_make, every[start : start + BATCH], folder))
        return [page for page in pages if page.order is None]

    def results(self) -> Iterator[tuple[str, Written]]:
        """Yield what was written, as it comes."""
        for future in as_completed(self._futures):
            yield from future.result()
        self._futures.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._pool.shutdown(cancel_futures=True)


class _Shop:
    """What one process needs for making files of cases."""

    def __init__(self, root: Path, kept: Path) -> None:
        settings = library.load(root)
        words = vocabulary.load(settings.corpus / "vocabulary.yaml")
        laws, _ = questions.load_laws(settings.corpus, words)
        self._cases = Cache(kept, setup(settings.corpus))
        self._corpus = Corpus(settings, words, (), (), laws)
        self._catalogue: Catalogue | None = None

    def make(self, order: Order, files: Sequence[File], folder: Path) -> Iterator[tuple[str, Written]]:
        """Write the files of one case."""
        case, _ = self._cases.found(order.path)
        if case is None:
            raise ValueError(f"{order.path} changed while the site was written")
        if self._catalogue is None or self._catalogue.site != order.site:
            self._catalogue = Catalogue(self._corpus, order.site, all_held=True)
        for path, template, inputs in files:
            page = Page(path, template, partial(site_cases.context, self._catalogue, case, order.around, path), inputs)
            yield path, write_page(page, folder)


_shops: list[_Shop] = []


def _open(root: Path, kept: Path, held: Path | None) -> None:
    locking.help_writer(held)
    _shops[:] = [_Shop(root, kept)]


def _make(orders: Sequence[tuple[Order, Sequence[File]]], folder: Path) -> list[tuple[str, Written]]:
    return [made for order, files in orders for made in _shops[0].make(order, files, folder)]
