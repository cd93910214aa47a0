"""The index: Whoosh, brought up to date by the digests of the cases, then exported as the compiled index."""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer import compiled, concepts, locking, parts, shard_file
from indexer.cache import Cache, Entry
from indexer.compiled import Compiled
from indexer.corpus import Corpus
from indexer.documents import Document, Maker
from indexer.freshness import forget_note, read_note, write_note
from indexer.scanning import Scan

Progress = Callable[[str, int, int], None]
MANY = 200  # changed cases from which on Whoosh is written by several processes, while the export is made
WRITERS = 2  # processes that write Whoosh
IN_SEGMENT = 2_500  # cases in a segment of Whoosh, at most
LARGE = 2_000  # cases from which on a few changes go to Whoosh alone, and the export waits for a run without any


@dataclass(frozen=True)
class Built:
    """What a run of `index` did: numbers of cases, and whether Whoosh answers until a run makes the export."""

    added: int
    updated: int
    removed: int
    unchanged: int
    postponed: bool = False

    @property
    def cases(self) -> int:
        """How many cases the index holds."""
        return self.added + self.updated + self.unchanged


def build(
    found: Scan, folder: Path, *, drafts: bool = False, rebuild: bool = False, progress: Progress | None = None
) -> Built:
    """Bring the index in `folder` up to date with a corpus.

    found: the corpus, looked over with its words counted. drafts: take drafts in too. rebuild: begin anew.
    progress: called with (stage, done, all).
    A stop at any moment leaves the last good index: Whoosh commits at once, and the export is swapped in whole.
    In a library of LARGE cases or more a few changes go to Whoosh alone, which then answers, at once and with the same
    scores but slower; the next run that finds no change makes the export.
    Raises Busy where another run is writing.
    """
    with locking.lock(folder / "lock"):
        run = _Run(found, folder, drafts, progress or (lambda stage, done, whole: None))
        if rebuild or read_note(folder, "whoosh").get("setup") != run.setup:
            forget_note(folder, "whoosh")  # first, for until the new one is written the last export must answer
            shutil.rmtree(folder / "whoosh", ignore_errors=True)
        known = _known(folder)
        gone = [slug for slug in known if slug not in run.digests]
        changed = {slug: digest for slug, digest in run.digests.items() if known.get(slug) != digest}
        exported = run.exported()
        postponed = False
        if len(changed) >= MANY and found.cache.path:
            run.write_all(gone, changed)
        else:
            if gone or changed:
                run.write_whoosh(gone, changed)
                postponed = bool(exported) and len(run.chosen) >= LARGE and not rebuild
            run.note("whoosh")
            if not postponed and (rebuild or exported != run.content):
                shard_file.write(run.compile(), folder / "compiled")
        if not postponed:
            run.note("compiled")
    updated = sum(slug in known for slug in changed)
    return Built(len(changed) - updated, updated, len(gone), len(run.chosen) - len(changed), postponed)


def _known(folder: Path) -> dict[str, str]:
    """Return slug -> digest of what the Whoosh index holds; one that cannot be read is taken away."""
    from indexer import whoosh_writer

    try:
        return whoosh_writer.known(folder / "whoosh")
    except Exception:  # whatever it comes upon in spoilt files
        forget_note(folder, "whoosh")
        shutil.rmtree(folder / "whoosh")
        return {}


class _Run:
    """One run of `index`: what it writes, from what, and where to."""

    def __init__(self, found: Scan, folder: Path, drafts: bool, progress: Progress) -> None:
        chosen = found.chosen(drafts=drafts)
        self._found = found
        self._folder = folder
        self._drafts = drafts
        self._progress = progress
        self._stat = found.looked
        self.chosen = chosen
        self.digests = digests(chosen)
        self._paths = {entry.slug: entry.path for entry in chosen}
        self.setup = found.cache.setup
        self.content = hashlib.sha256(repr((self.setup, *self.digests.items())).encode()).hexdigest()

    def exported(self) -> str:
        """Return what the export that is there was made of, as `content` says it; empty where there is none."""
        there = (self._folder / "compiled" / "head.json").is_file()
        return str(read_note(self._folder, "compiled").get("content", "")) if there else ""

    def write_whoosh(self, gone: Sequence[str], changed: Mapping[str, str]) -> None:
        """Bring Whoosh up to date."""
        from indexer import whoosh_writer

        with whoosh_writer.Writer(self._folder / "whoosh", gone, changed) as writer:
            for done, document in enumerate(self._documents(changed), 1):
                writer.add(document)
                self._progress("indexing", done, len(changed))

    def write_all(self, gone: Sequence[str], changed: Mapping[str, str]) -> None:
        """Bring Whoosh up to date with many changes in processes of its own, and make the export meanwhile."""
        import multiprocessing  # and what follows, for which a few changes need not wait
        from concurrent.futures import ProcessPoolExecutor, as_completed

        from indexer import whoosh_writer

        folder, kept = self._folder / "whoosh", self._found.cache.path
        assert kept  # what the processes read
        context, helpers = multiprocessing.get_context("spawn"), locking.helpers_of(self._folder / "lock")
        with (
            whoosh_writer.Writer(folder, gone, changed) as writer,
            ProcessPoolExecutor(WRITERS, context, locking.help_writer, (helpers,)) as pool,
        ):
            try:
                shares = [{self._paths[slug]: changed[slug] for slug in share} for share in _shares(list(changed))]
                work = [pool.submit(_segment, folder, kept, self.setup, share) for share in shares]
                export = self.compile()
                done = 0
                for written in as_completed(work):
                    segment, number = written.result()
                    writer.take(segment)
                    done += number
                    self._progress("indexing", done, len(changed))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self.note("whoosh")
        shard_file.write(export, self._folder / "compiled")

    def compile(self) -> Compiled:
        """Return the compiled index."""
        return compile_chosen(
            self._found, self.chosen, lambda done: self._progress("compiling", done, len(self.chosen))
        )

    def note(self, name: str) -> None:
        """Note that Whoosh or the export is finished."""
        if name == "whoosh":
            self._note_names()
        note: dict[str, Any] = {
            "setup": self.setup,
            "content": self.content,
            "stat": self._stat,
            "drafts": self._drafts,
            "as_of": as_of(self.chosen),
        }
        write_note(self._folder, name, note)

    def _note_names(self) -> None:
        """Note what queries need besides Whoosh, where vocabulary, settings or program changed."""
        if read_note(self._folder, "names").get("setup") != self.setup:
            names = self._names()
            labels = {stem: held.plain() for stem, held in names["all_labels"].items()}
            held = {"setup": self.setup, "head": names["head"], "concepts": names["concepts"], "labels": labels}
            write_note(self._folder, "names", held)

    def _names(self) -> dict[str, Any]:
        return names_of(self._found, self.chosen)

    def _documents(self, slugs: Iterable[str]) -> Iterator[Document]:
        return self._found.cache.documents(self._paths[slug] for slug in slugs)


def _shares(slugs: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield slugs in shares of equal size, one for each process at the least."""
    size = math.ceil(len(slugs) / max(WRITERS, math.ceil(len(slugs) / IN_SEGMENT)))
    for start in range(0, len(slugs), size):
        yield slugs[start : start + size]


def _segment(folder: Path, kept: Path, setup: str, digests: Mapping[str, str]) -> tuple[Any, int]:
    """Write cases, path -> digest, as a segment of Whoosh, in a process of its own; return it and how many they are."""
    from indexer import whoosh_writer

    with closing(Cache(kept, setup)) as cache:
        return whoosh_writer.write_segment(folder, cache.documents(digests), digests.values()), len(digests)


def digests(chosen: Iterable[Entry]) -> dict[str, str]:
    """Return slug -> digest of the chosen cases, as the index keeps them."""
    return {entry.slug: f"{entry.digest}{'-private' * entry.private}" for entry in chosen}


def as_of(chosen: Iterable[Entry]) -> str:
    """Return the newest date of the chosen cases."""
    return max((entry.newest for entry in chosen), default="")


def names_of(found: Scan, chosen: Iterable[Entry]) -> dict[str, Any]:
    """Return what queries need besides the chosen documents."""
    names: dict[str, Any] = found.cache.made("names", lambda: compiled.names(found.library, found.vocabulary, ""))
    names["head"]["library"]["as_of"] = as_of(chosen)
    return names


def compile_scan(found: Scan, *, drafts: bool = False, local: bool = True) -> Compiled:
    """Return the compiled index of a looked-over corpus, its words counted, without Whoosh and without a disk."""
    return compile_chosen(found, found.chosen(drafts=drafts, local=local))


def compile_chosen(found: Scan, chosen: Sequence[Entry], progress: Callable[[int], None] | None = None) -> Compiled:
    """Return the compiled index of chosen cases of a corpus. progress: called with how many are taken in."""
    return compiled.compile_parts(parts.kept(found.cache, chosen), names_of(found, chosen), progress)


def compile_corpus(corpus: Corpus) -> Compiled:
    """Return the compiled index of a corpus, its words counted now."""
    maker = Maker(corpus.library, corpus.vocabulary, concepts.matcher(corpus.vocabulary))
    made = parts.unkept(map(maker.document, corpus.cases))
    return compiled.compile_parts(made, compiled.names(corpus.library, corpus.vocabulary, corpus.as_of))
