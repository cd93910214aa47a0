"""The index: Whoosh, brought up to date by the digests of the cases, then exported as the compiled index."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer import analysis, card, compiled, concepts, count, scoring
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.errors import Busy
from indexer.freshness import read_note, stat_digest, write_note

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Built:
    """What a run of `index` did: numbers of cases."""

    added: int
    updated: int
    removed: int
    unchanged: int

    @property
    def cases(self) -> int:
        """How many cases the index holds."""
        return self.added + self.updated + self.unchanged


def setup_digest(corpus: Corpus) -> str:
    """Return the digest of all that shapes every entry: vocabulary, analysis, fields and formats."""
    from indexer import schema

    words = (corpus.library.corpus / "vocabulary.yaml").read_bytes()
    settings = (corpus.library.corpus / "library.toml").read_bytes()
    shape = json.dumps(
        [schema.VERSION, compiled.FORMAT, analysis.spec().digest, scoring.FIELD_WEIGHTS, scoring.RANKING]
    )
    return hashlib.sha256(words + settings + shape.encode()).hexdigest()


def build(corpus: Corpus, folder: Path, *, rebuild: bool = False, progress: Progress | None = None) -> Built:
    """Bring the index in `folder` up to date with a corpus.

    rebuild: begin anew. progress: called with (stage, done, all).
    A stop at any moment leaves the last good index: Whoosh commits at once, and the export is swapped in whole.
    Raises Busy where another run is writing.
    """
    from indexer import whoosh_writer

    folder.mkdir(parents=True, exist_ok=True)
    stat = stat_digest(corpus.library.root)
    with lock(folder / "lock"):
        setup = setup_digest(corpus)
        if rebuild or read_note(folder, "whoosh").get("setup") != setup:
            shutil.rmtree(folder / "whoosh", ignore_errors=True)
        matcher = concepts.matcher(corpus.vocabulary)
        names = compiled.names(corpus, matcher)
        built = whoosh_writer.update(corpus, folder / "whoosh", matcher, progress)
        content = content_digest(corpus, setup)
        write_note(folder, "whoosh", {"setup": setup, "content": content, "stat": stat, "names": names})
        compiled.write(_compile(corpus, matcher, names, progress), folder / "compiled")
        write_note(folder, "compiled", {"content": content, "stat": stat})
    return built


def content_digest(corpus: Corpus, setup: str) -> str:
    """Return the digest of all cases and of what shapes them."""
    return hashlib.sha256("".join((setup, *(case.slug + case.digest for case in corpus.cases))).encode()).hexdigest()


def compile_corpus(corpus: Corpus, progress: Progress | None = None) -> dict[str, Any]:
    """Return the compiled index of a corpus as plain data, without Whoosh and without a disk."""
    matcher = concepts.matcher(corpus.vocabulary)
    return _compile(corpus, matcher, compiled.names(corpus, matcher), progress)


def _compile(corpus: Corpus, matcher: Matcher, names: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
    documents = []
    for number, case in enumerate(corpus.cases, 1):
        documents.append(
            compiled.Document(
                count.count_case(case, corpus, matcher),
                count.facets(case, corpus),
                card.card(case, corpus),
                card.text(case, corpus),
            )
        )
        if progress:
            progress("compiling", number, len(corpus.cases))
    return compiled.build(documents, names)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the writer's lock; the system lets go of it when the process ends, however it ends. Raises Busy."""
    with path.open("a+") as handle:
        try:
            _take(handle.fileno())
        except OSError:
            handle.seek(0)
            raise Busy(path, handle.read().strip() or "unknown process") from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}")
        handle.flush()
        yield


def _take(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
