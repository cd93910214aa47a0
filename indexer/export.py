"""Everything taken out of a library, as JSON or CSV, for other programs and for whoever comes after.

The JSON is what `import` takes back: every case as written, drafts and faulty ones too, and the library's own files.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from indexer import evidence, reader, writer
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.head import plain
from indexer.reading import files, shown
from indexer.vocabulary import Vocabulary

FORMAT_VERSION = 1
OWN_FILE = re.compile(r"[A-Za-z0-9][\w-]*\.(?:toml|yaml|md|svg|json)")
COLUMNS = (
    "slug",
    "title",
    "summary",
    "country",
    "region",
    "place",
    "kind",
    "need",
    "service",
    "ages",
    "started",
    "status",
    "status_checked",
    "result",
    "comparison",
    "known",
    "delivery",
    "contract",
    "ended_how",
    "failure_reason",
    "factors",
    "pitfalls",
    "costs",
    "cost_note",
    "context_score",
    "sources",
    "review",
    "shelf",
    "checked",
    "checked_by",
    "added",
)


def whole(corpus: Corpus, *, local: bool) -> dict[str, Any]:
    """Return a whole library as plain data.

    corpus: the library with its drafts, for what is derived. local: take the private cases too. A case has its `head`
    and `body` as written; one whose head cannot be read has its `text`, or `base64` where that is no UTF-8.
    """
    root = corpus.library.root
    derived = {case.path: _derived(case, corpus) for case in corpus.cases}
    cases = [
        _case(path, root, derived) for path in files(corpus.library.corpus) if local or path.parent.name == "cases"
    ]
    return {
        "format_version": FORMAT_VERSION,
        "library": corpus.library.id,
        "as_of": corpus.as_of,
        "files": {path.name: path.read_text(encoding="utf-8") for path in library_files(corpus.library.corpus)},
        "cases": cases,
    }


def library_files(folder: Path) -> list[Path]:
    """Return the library's own files: settings, vocabulary, questions, laws, guide, logo."""
    return [path for path in sorted(folder.iterdir()) if path.is_file() and OWN_FILE.fullmatch(path.name)]


def _case(path: Path, root: Path, derived: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = shown(path, root)
    about = {"slug": path.stem, "private": path.parent.name == "local"}
    draft, _, data = reader.read_file(path, name)
    if draft is None:
        data = data or path.read_bytes()
        try:
            return {**about, "file": path.name, "text": data.decode("utf-8")}
        except UnicodeDecodeError:
            return {**about, "file": path.name, "base64": base64.b64encode(data).decode("ascii")}
    # Read again from the canonical form, so that two exports of the same cases are the same, however they are written.
    again, _ = reader.read_text(writer.canonical(draft), path.stem, f"{path.stem}.md")
    assert again is not None
    return {**about, "head": plain(again.head), "body": writer.body(again), "derived": derived.get(name, {})}


def _derived(case: Case, corpus: Corpus) -> dict[str, Any]:
    return {
        "year": case.year,
        "comparison": evidence.comparison(case, corpus.vocabulary),
        "known": evidence.known(case, corpus.vocabulary),
        "failed": evidence.failed(case, corpus.vocabulary),
        "context_score": evidence.context_score(case),
    }


def rows(cases: Iterable[Case], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """Yield one flat row a case, with the columns of COLUMNS."""
    for case in cases:
        yield _row(case, vocabulary)


def _row(case: Case, vocabulary: Vocabulary) -> dict[str, Any]:
    derived = {
        "comparison": evidence.comparison(case, vocabulary),
        "known": evidence.known(case, vocabulary),
        "context_score": evidence.context_score(case),
        "factors": [f"{item.key}:{item.stance}" for item in case.factors],
        "pitfalls": [f"{item.key}:{item.stance}" for item in case.pitfalls],
        "costs": [
            f"{cost.what} {'-'.join(f'{part:g}' for part in cost.amount)} {cost.currency} {cost.price_year}"
            for cost in case.costs
        ],
        "sources": [source.url or source.title for source in case.sources],
    }
    return {name: derived[name] if name in derived else getattr(case, name) for name in COLUMNS}
