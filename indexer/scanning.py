"""Looking over all case files: what is unchanged comes from the cache, the rest is read, on all cores if it is much."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from indexer import cache as caches
from indexer import concepts, documents, library, reading, vocabulary
from indexer.cache import Cache, Entry, Reading
from indexer.case import Case
from indexer.concepts import Plain
from indexer.errors import EmptyCorpus
from indexer.freshness import stat_digest
from indexer.library import Library
from indexer.problems import Problem
from indexer.vocabulary import Vocabulary

MANY = 64  # files from which on a second process pays
BATCH = 16

Progress = Callable[[int, int], None]


def cores() -> int:
    """Return how many processes may work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Scan:
    """A looked-over corpus: an entry for every file, and access to what was read. Close it after use.

    looked: the digest of the folders (`freshness.stat_digest`) from before the first file was read.
    """

    def __init__(
        self, settings: Library, entries: Iterable[Entry], cache: Cache, words: Vocabulary | None, looked: str = ""
    ) -> None:
        self.library = settings
        self.looked = looked
        self.entries = sorted(entries, key=lambda entry: (entry.slug, entry.path))
        self.cache = cache
        self._words = words

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The library's vocabulary, read when first needed."""
        return self._words or vocabulary.load(self.library.corpus / "vocabulary.yaml")

    def chosen(self, *, drafts: bool = False, local: bool = True) -> list[Entry]:
        """Return the entries that became cases, in order of slug, each name once."""
        taken: set[str] = set()
        kept = []
        for entry in self.entries:
            names = {name.lower() for name in (entry.slug, *entry.aliases)}
            wanted = entry.good and (drafts or entry.review == "published") and (local or not entry.private)
            if wanted and taken.isdisjoint(names):
                taken |= names
                kept.append(entry)
        return kept

    def read(self, entry: Entry, *, bodies: bool = True) -> tuple[Case | None, list[Problem]]:
        """Return the case and the problems of a file. bodies: as in `Cache.found`."""
        return self.cache.found(entry.path, bodies=bodies)

    def close(self) -> None:
        """Let go of the cache."""
        self.cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def scan(
    root: Path,
    *,
    cache: Path | None = None,
    counted: bool = False,
    anew: bool = False,
    processes: int = 1,
    progress: Progress | None = None,
) -> Scan:
    """Look over a corpus.

    root: the folder that holds corpus/. cache: the file where what was read is kept, None for memory alone.
    counted: make the documents that an index needs, too. anew: read every file again. processes: how many may read
    where there is much to read; a program that asks for more than one must be safe to import. progress: called with
    (done, all) of the files to read.
    Raises CorpusInvalid where vocabulary or settings cannot be used, EmptyCorpus without a single case file.
    """
    looked = stat_digest(root)
    settings = library.load(root)
    paths = reading.files(settings.corpus)
    if not paths:
        raise EmptyCorpus(settings.corpus / "cases")
    held = Cache(cache, caches.setup_digest(settings.corpus))
    if anew:
        held.forget()
    known = held.entries(counted=counted)
    stats = reading.looked_at(paths, root)
    held.drop(known.keys() - stats.keys())
    new = [
        path
        for shown, (path, stat) in stats.items()
        if shown not in known or (known[shown].size, known[shown].time) != (stat.st_size, stat.st_mtime_ns)
    ]
    words = held.made("vocabulary", partial(vocabulary.load, settings.corpus / "vocabulary.yaml")) if new else None
    done = 0
    for rows in _read(root, new, words, held if counted else None, processes) if words else ():
        held.put(rows)
        known |= {entry.path: entry for entry in map(caches.entry_of, rows)}
        done += len(rows)
        if progress:
            progress(done, len(new))
    return Scan(settings, [entry for path, entry in known.items() if path in stats], held, words, looked)


def _read(
    root: Path, new: Sequence[Path], words: Vocabulary, counted: Cache | None, processes: int
) -> Iterator[list[tuple[object, ...]]]:
    """Yield rows for the cache, some files at a time. counted: with documents; where the labels for them are kept."""
    batches = [new[n : n + BATCH] for n in range(0, len(new), BATCH)]
    labels = counted.made("labels", partial(concepts.plain_labels, words)) if counted else None
    if len(new) < MANY or processes < 2:
        yield from map(Work(root, words, labels).rows, batches)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _begin, (root, labels)) as pool:
        yield from pool.imap_unordered(_rows, batches)


class Work:
    """Reads files, with what all of them need. labels: of all concepts, as plain data, to make documents too."""

    def __init__(self, root: Path, words: Vocabulary, labels: Plain | None) -> None:
        self._root = root
        self._words = words
        matcher = concepts.matcher_of(labels) if labels is not None else None
        self._documents = documents.Maker(library.load(root), words, matcher) if matcher else None

    def rows(self, paths: Iterable[Path]) -> list[tuple[object, ...]]:
        """Return the cache's rows of some files."""
        return [self._reading(path).row() for path in paths]

    def _reading(self, path: Path) -> Reading:
        stat = path.stat()
        private = path.parent.name == "local"
        case, problems = reading.read_case(path, self._root, self._words, private=private)
        entry = Entry(
            path=reading.shown(path, self._root),
            size=stat.st_size,
            time=stat.st_mtime_ns,
            digest=case.digest if case else _digest(path),
            slug=path.stem,
            aliases=case.aliases if case else (),
            review=case.review if case else "",
            newest=case.newest if case else "",
            private=private,
            good=case is not None,
        )
        return Reading(entry, case, problems, self._documents.document(case) if case and self._documents else None)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # which is among the problems of the file
        return ""


_work: list[Work] = []


def _begin(root: Path, labels: Plain | None) -> None:
    """Get a process ready to read."""
    _work[:] = [Work(root, vocabulary.load(root / "corpus" / "vocabulary.yaml"), labels)]


def _rows(paths: Iterable[Path]) -> list[tuple[object, ...]]:
    return _work[0].rows(paths)
