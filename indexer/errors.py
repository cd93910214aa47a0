"""Failures of the program.

WhatWorksError             anything a user is told in one sentence, with a remedy
    CorpusNotFound         no corpus/library.toml here or above
    EmptyCorpus            a corpus without a single case
    CorpusInvalid          the vocabulary or settings cannot be used
    IndexMissing           nothing built yet
    IndexUnreadable        the index is of another format or broken
    Busy                   another run is writing
    CacheUnusable          what was read of the corpus cannot be kept or taken up
    CaseNotFound           no case with that slug
    CaseHeldBack           a case that is not published yet
    OutputRefused          the output folder holds somebody's files
    SourceUnreadable       a page or document that cannot be taken as a source
    IntakeRefused          a file that cannot be imported, or a map that cannot be followed
    QueryError             a query that cannot be read, with the place
Mistakes in case files are not failures: they are values, see problems.py.
"""

from __future__ import annotations

from pathlib import Path


class WhatWorksError(Exception):
    """A failure with a sentence and a remedy."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class CorpusNotFound(WhatWorksError):
    """No library at or above a folder."""

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"No library found: neither {start} nor a folder above it holds corpus/library.toml.",
            "go into a library's folder, name one with --library DIR, or start one with: whatworks init DIR",
        )


class EmptyCorpus(WhatWorksError):
    """A corpus without cases."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No cases found in {folder}.", "add one with: whatworks new SLUG")


class CorpusInvalid(WhatWorksError):
    """A file that the whole corpus depends on cannot be used."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}", "mend that line; every case depends on this file")


class IndexMissing(WhatWorksError):
    """No index has been built."""

    def __init__(self, folder: Path | str) -> None:
        super().__init__(f"There is no index in {folder} yet.", "build it with: whatworks index")


class IndexUnreadable(WhatWorksError):
    """An index that this version cannot read."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"The index {path} cannot be read: {reason}.", "build it anew with: whatworks index --rebuild")


class Busy(WhatWorksError):
    """Another run holds the lock."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"Another run is writing ({holder}, lock {path}).", "wait for it to finish, then try again")


class CacheUnusable(WhatWorksError):
    """The cache of what was read cannot be used; no case file is touched by that."""

    def __init__(self, path: Path | None, reason: str, remedy: str) -> None:
        super().__init__(f"The cache {path or 'in memory'} cannot be used: {reason}.", remedy)


class CaseNotFound(WhatWorksError):
    """No case under that slug."""

    def __init__(self, slug: str, near: list[str]) -> None:
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"No case is called {slug!r}.{meant}", "list them with: whatworks browse")


class CaseHeldBack(WhatWorksError):
    """A case that is there and is not shown: a draft, in review, or with errors."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"{slug!r} is not published yet, or has errors.",
            "see it with --drafts, and what it lacks with: whatworks check",
        )


class OutputRefused(WhatWorksError):
    """An output folder that is not ours to replace."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds files that this program did not make, so it is left alone.",
            "name an empty folder with --out DIR",
        )


class SourceUnreadable(WhatWorksError):
    """A source that cannot be read; `source` is added by whoever knows its name."""

    def __init__(self, reason: str, remedy: str = "", source: str = "") -> None:
        super().__init__(f"{source}: {reason}." if source else reason, remedy)
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceUnreadable], tuple[str, str]]:
        return type(self), (self.reason, self.remedy)

    def of(self, source: str) -> SourceUnreadable:
        """Return the same failure with the name of its source."""
        return type(self)(self.reason, self.remedy, source)


class IntakeRefused(WhatWorksError):
    """A file that cannot be imported, or a map that cannot be followed; nothing was written."""

    def __init__(self, path: Path, reason: str, remedy: str, line: int = 0) -> None:
        super().__init__(f"{path}{f':{line}' if line else ''}: {reason}.", remedy)


class QueryError(WhatWorksError):
    """A query that cannot be read; `start` and `end` mark the place in `query` (code points)."""

    def __init__(self, query: str, start: int, end: int, reason: str, remedy: str) -> None:
        super().__init__(reason, remedy)
        self.query = query
        self.start = start
        self.end = end
