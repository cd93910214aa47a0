"""What was written into a site: every file with the digest of its inputs, its size and its time. Kept beside the index.

With it the next run writes again only what has changed, and can tell that nothing has without reading a case.
It stands outside the site, because two builds of one corpus are byte-identical and times are not.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import Any, NamedTuple

from indexer import locking, whole_file

FORMAT = 2
PACKAGES = ("indexer", "search", "site_template")
LIBRARIES = ("jinja2", "markdown-it-py", "markupsafe", "nh3", "PyStemmer", "tdewolff-minify")


class Written(NamedTuple):
    """A file as it was written: the digest of its inputs, its size, its time in nanoseconds, and its own digest."""

    inputs: str
    size: int
    time: int
    digest: str


@dataclass(frozen=True)
class Notes:
    """Where notes on one site are kept, and what they would stand for now.

    program: the digest of this program, from `program`. state: of the corpus folders and options, from `of`.
    options: what the site is asked to hold. Notes of another format count as none.
    """

    path: Path
    program: str
    state: str
    options: Options = field(default_factory=lambda: Options())

    def files(self) -> dict[str, Written]:
        """Return the files that this very program wrote, by their path in the site."""
        noted = self._read()
        files = noted["files"] if noted.get("program") == self.program else {}
        return {path: Written(*entry) for path, entry in files.items()}

    def current(self, out: Path) -> int | None:
        """Return the number of files where the site stands as noted and for this very state, else None."""
        noted = self._read()
        if (noted.get("program"), noted.get("state")) != (self.program, self.state):
            return None
        files = noted["files"]
        there = stats(out)
        if len(there) != len(files) or any(there.get(path) != tuple(entry[1:3]) for path, entry in files.items()):
            return None
        return len(files)

    @property
    def lock(self) -> Path:
        """The file by which a second writer of the same site is kept out."""
        return self.path.with_suffix(".lock")

    @property
    def helpers(self) -> Path:
        """The file that the helpers of a writer of this site hold."""
        return locking.helpers_of(self.lock)

    def forget(self) -> None:
        """Take the notes away, before the site changes."""
        self.path.unlink(missing_ok=True)

    def keep(self, files: Mapping[str, Written]) -> None:
        """Note the files of a site, whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        note = {
            "format": FORMAT,
            "program": self.program,
            "state": self.state,
            "options": dataclasses.asdict(self.options),
            "files": files,
        }
        with whole_file.replaced(self.path) as out:
            out.write(json.dumps(note).encode())

    def asked(self) -> Options:
        """Return the options that the noted site was made with, those by default where nothing is noted."""
        return Options(**self._read().get("options") or {})

    def _read(self) -> dict[str, Any]:
        try:
            noted = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) and noted.get("format") == FORMAT else {}


@dataclass(frozen=True)
class Options:
    """What a site is asked to hold.

    drafts: entries that are not published, too. include_local: private cases, too; every page then says so.
    as_of: the date to show instead of the newest in the corpus.
    """

    drafts: bool = False
    include_local: bool = False
    as_of: str | None = None


def of(root: Path, build: Path, out: Path, options: Options) -> Notes:
    """Return the notes on a site, for the state of everything now: take them before the corpus is looked over.

    root: the library. build: where the notes are kept. out: the site's folder.
    """
    look = sorted(stats(root / "corpus").items())
    state = hashlib.sha256(repr((look, options)).encode()).hexdigest()
    name = hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]
    return Notes(build / "sites" / f"{name}.json", program(), state, options)


def program() -> str:
    """Return the digest of the program: its modules, templates and static files, and the libraries that shape pages."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        root = Path(str(resources.files(package)))
        for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)};".encode())
    return digest.hexdigest()


def stats(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file below a folder by its path in it."""
    found: dict[str, tuple[int, int]] = {}
    todo = [""]
    while todo:
        inside = todo.pop()
        try:
            entries = list(os.scandir(folder / inside))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                todo.append(f"{inside}{entry.name}/")
            else:
                stat = entry.stat(follow_symlinks=False)
                found[inside + entry.name] = (stat.st_size, stat.st_mtime_ns)
    return found
