"""What was read from the corpus, kept under build/ so that only changed files are read again.

One SQLite file: a row a case file, valid as long as the file's size and time, the vocabulary, the settings and this
program stay what they were. It is a cache of this machine: rows hold pickles, so never take one from elsewhere.
"""

from __future__ import annotations

import errno
import hashlib
import pickle
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from indexer import packed
from indexer.case import Case
from indexer.documents import Document, keep, kept
from indexer.errors import CacheUnusable
from indexer.problems import Problem

SCHEMA = """
CREATE TABLE IF NOT EXISTS setup (digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest TEXT, slug TEXT, aliases TEXT, review TEXT,
    newest TEXT, private INTEGER, good INTEGER, slim BLOB, found BLOB, document BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (digest TEXT, number INTEGER, data BLOB, PRIMARY KEY (digest, number));
CREATE TABLE IF NOT EXISTS used (digest TEXT PRIMARY KEY, run INTEGER) WITHOUT ROWID;
"""
KEPT_RUNS = 8  # runs for which a part that none of them used is kept: each asks for its own

LITTLE = 1_000_000  # bytes of room below which SQLite's "disk I/O error" means a full disk


class Entry(NamedTuple):
    """What is known of a case file without its content.

    good: it became a case. review: how far that is. newest: its newest date. digest: of the file's bytes.
    size, time: of the file when read.
    """

    path: str
    size: int
    time: int
    digest: str
    slug: str
    aliases: tuple[str, ...]
    review: str
    newest: str
    private: bool
    good: bool


class Reading(NamedTuple):
    """One file as it was read: the case where it is good, what is wrong, and the document where it was asked for."""

    entry: Entry
    case: Case | None
    problems: list[Problem]
    document: Document | None

    def row(self) -> tuple[object, ...]:
        """Return it as it is kept."""
        slim = packed.slim(self.case) if self.case else None
        held = [pickle.dumps((case, self.problems), pickle.HIGHEST_PROTOCOL) for case in (slim, self.case)]
        aliases = "\n".join(self.entry.aliases)
        return (*self.entry._replace(aliases=aliases), *held, keep(self.document) if self.document else None)  # type: ignore[arg-type]


class Cache:
    """The opened cache. A broken or foreign file is begun anew; where none can be written, memory serves.

    What it does raises CacheUnusable where the disk is full, or the file is found to be broken later on.
    """

    def __init__(self, path: Path | None, setup: str) -> None:
        """path: where it is kept, None for memory alone. setup: from `setup_digest`."""
        self.setup = setup
        self._used: list[str] = []
        self.path = path if path and _can_be_kept(path) else None
        try:
            self._open(self.path, setup)
        except sqlite3.DatabaseError as error:
            if self.path is None or isinstance(error, sqlite3.OperationalError):
                raise unusable(self.path, error) from None
            self.path.unlink(missing_ok=True)
            self._open(self.path, setup)

    def _open(self, path: Path | None, setup: str) -> None:
        self._data = sqlite3.connect(path or ":memory:", timeout=60)
        self._data.execute("PRAGMA journal_mode = WAL")
        self._data.execute("PRAGMA synchronous = NORMAL")
        self._data.executescript(SCHEMA)
        held = self._data.execute("SELECT digest FROM setup").fetchone()
        if held != (setup,):
            with self._data:
                self._data.execute("DELETE FROM files")
                self._data.execute("DELETE FROM made")
                self._data.execute("DELETE FROM parts")
                self._data.execute("DELETE FROM used")
                self._data.execute("DELETE FROM setup")
                self._data.execute("INSERT INTO setup VALUES (?)", (setup,))

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, pickle.UnpicklingError, zlib.error) as error:
            raise unusable(self.path, error) from None

    def entries(self, *, counted: bool) -> dict[str, Entry]:
        """Return path -> entry of every file held. counted: only those whose document is held, or that have none."""
        with self._said():
            rows = self._data.execute(
                "SELECT path, size, time, digest, slug, aliases, review, newest, private, good FROM files"
                " WHERE document IS NOT NULL OR NOT good OR NOT ?",
                (counted,),
            ).fetchall()
        return {row[0]: entry_of(row) for row in rows}

    def put(self, rows: Iterable[tuple[object, ...]]) -> None:
        """Keep rows, as `Reading.row` gives them."""
        with self._said(), self._data:
            self._begin()
            self._data.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)

    def made(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` makes of vocabulary and settings alone, kept under a name.

        Nothing is read or kept once another run, with another vocabulary, has begun the file anew.
        """
        with self._said():
            asked = "SELECT value FROM made, setup WHERE name = ? AND setup.digest = ?"
            row = self._data.execute(asked, (name, self.setup)).fetchone()
            if row:
                return pickle.loads(row[0])  # noqa: S301 - our own cache
            value = make()
            data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            with self._data:
                keep_it = "INSERT OR REPLACE INTO made SELECT ?, ? FROM setup WHERE digest = ?"
                self._data.execute(keep_it, (name, data, self.setup))
        return value

    def forget(self) -> None:
        """Forget every file."""
        with self._said(), self._data:
            self._data.execute("DELETE FROM files")

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self._said(), self._data:
            self._data.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in paths))

    def found(self, path: str, *, bodies: bool = True) -> tuple[Case | None, list[Problem]]:
        """Return the case and the problems of a file that is held. bodies: all of it, or what `packed.slim` leaves."""
        with self._said():
            case, problems = pickle.loads(self._held("found" if bodies else "slim", path))  # noqa: S301 - our own cache
        return case, problems

    def documents(self, paths: Iterable[str]) -> Iterator[Document]:
        """Yield the documents of files that are held, in the order asked."""
        for path in paths:
            with self._said():
                document = kept(self._held("document", path))
            yield document

    def part(self, told: object, make: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
        """Yield the pieces of a part of the library (`indexer.parts`), as they were kept, or made and kept now.

        told: all that they are made of besides vocabulary, settings and program. All are kept before one is read.
        """
        digest = hashlib.sha256(repr(told).encode()).hexdigest()
        self._used.append(digest)
        if not self._has_part(digest):
            self._keep_part(digest, make())
        return self._pieces(digest)

    def _has_part(self, digest: str) -> bool:
        with self._said():
            return self._data.execute("SELECT 1 FROM used WHERE digest = ?", (digest,)).fetchone() is not None

    def _keep_part(self, digest: str, pieces: Iterable[bytes]) -> None:
        rows = [(digest, number, piece) for number, piece in enumerate(pieces)]
        with self._said(), self._data:
            self._begin()
            self._data.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", rows)
            self._data.execute("INSERT OR REPLACE INTO used SELECT ?, ifnull(max(run), 0) FROM used", (digest,))

    def _pieces(self, digest: str) -> Iterator[bytes]:
        number = 0
        while True:
            with self._said():
                asked = "SELECT data FROM parts WHERE digest = ? AND number = ?"
                row = self._data.execute(asked, (digest, number)).fetchone()
            if row is None:
                if not self._has_part(digest):
                    raise self._taken_over()
                return
            yield row[0]
            number += 1

    def forget_parts(self) -> None:
        """Note which parts this run has used, and forget those that the last KEPT_RUNS runs have not."""
        with self._said(), self._data:
            self._begin()
            (run,) = self._data.execute("SELECT ifnull(max(run), 0) + 1 FROM used").fetchone()
            used = ((run, digest) for digest in self._used)
            self._data.executemany("UPDATE used SET run = ? WHERE digest = ?", used)
            old = "SELECT digest FROM used WHERE run <= ?"
            gone = self._data.execute(old, (run - KEPT_RUNS,)).fetchall()
            self._data.executemany("DELETE FROM parts WHERE digest = ?", gone)
            self._data.executemany("DELETE FROM used WHERE digest = ?", gone)

    def _begin(self) -> None:
        """Begin to write. Raises CacheUnusable where another run has begun the file anew."""
        self._data.execute("BEGIN IMMEDIATE")
        if self._data.execute("SELECT digest FROM setup").fetchone() != (self.setup,):
            raise self._taken_over()

    def _held(self, column: str, path: str) -> bytes:
        row = self._data.execute(f"SELECT {column} FROM files WHERE path = ?", (path,)).fetchone()  # noqa: S608
        if row is None or row[0] is None:
            raise self._taken_over()
        data: bytes = row[0]
        return data

    def _taken_over(self) -> CacheUnusable:
        said = "another run has begun it anew, with another vocabulary, other settings or another program"
        return CacheUnusable(self.path, said, "run the command again")

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry of a row, as `Reading.row` gives it."""
    path, size, time, digest, slug, names, review, newest, private, good, *_ = row
    aliases = tuple(names.split("\n") if names else ())
    return Entry(path, size, time, digest, slug, aliases, review, newest, bool(private), bool(good))


def unusable(path: Path | None, error: Exception) -> CacheUnusable:
    """Return the failure that an error of the cache comes to."""
    said = str(error)
    if "full" in said or (path and shutil.disk_usage(path.parent).free < LITTLE):
        return CacheUnusable(path, "the disk is full", "free some room, then run the command again")
    if "locked" in said:
        return CacheUnusable(path, "another run is writing it", "wait for it to finish, then try again")
    return CacheUnusable(path, said, f"delete {path}; it is made anew from the case files")


def _can_be_kept(path: Path) -> bool:
    """Tell whether a file can be written: build folders may be read-only, and reading needs none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            return True
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        return False


def setup_digest(corpus: Path) -> str:
    """Return the digest of all that shapes what is read from a case: vocabulary, settings and this program.

    corpus: the folder that holds vocabulary.yaml and library.toml.
    """
    digest = hashlib.sha256()
    for name in ("vocabulary.yaml", "library.toml"):
        digest.update((corpus / name).read_bytes())
    for item in sorted(resources.files("indexer").iterdir(), key=lambda item: item.name):
        if item.name.endswith((".py", ".json")):
            digest.update(item.read_bytes())
    return digest.hexdigest()
