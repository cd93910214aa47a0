"""The whole site of a corpus: pages from the indexer, neighbours from the search side, and the search data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from indexer import browser_data, index, site
from indexer.corpus import Corpus
from search import similar
from search.library import Library
from search.source_compiled import CompiledSource, Memory


def publish(
    corpus: Corpus,
    out: Path,
    *,
    include_local: bool = False,
    as_of: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> int:
    """Write the site of a corpus to a folder and return the number of files.

    The search data are compiled from the very cases that get pages, so that the two never differ.
    Raises OutputRefused where the folder holds somebody's files.
    """
    shown = (
        corpus
        if include_local
        else dataclasses.replace(corpus, cases=tuple(case for case in corpus.cases if not case.private))
    )
    content = index.compile_corpus(shown)
    library = Library(CompiledSource(Memory(content)))
    near = similar.neighbours(library, [case.slug for case in shown.cases])
    pages = site.pages(shown, neighbours=near, as_of=as_of, include_local=include_local)
    whole = len(shown.cases)
    return site.write(
        pages,
        out,
        corpus=shown,
        extra=dict(browser_data.scripts(content)),
        progress=(lambda done: progress("pages", done, max(done, whole))) if progress else None,
    )
