"""Reading one case file: from its bytes to a case or to what is wrong with it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISLNK

from indexer import assemble, reader, rules
from indexer.case import Case
from indexer.problems import Problem, errors
from indexer.vocabulary import Vocabulary

CASE = re.compile(rf".({'|'.join(map(re.escape, reader.SUFFIXES))})\Z")


def files(folder: Path) -> list[Path]:
    """Return the case files below corpus/, in order: cases/ and local/, links that lead out or nowhere left aside."""
    found = []
    for part in ("cases", "local"):
        place = folder / part
        if not place.is_dir():
            continue
        inside = place.resolve()
        with os.scandir(place) as entries:
            names = sorted((entry.name, entry.is_symlink()) for entry in entries if CASE.search(entry.name))
        found += [place / name for name, link in names if not link or _leads_inside(place / name, inside)]
    return found


def _leads_inside(link: Path, folder: Path) -> bool:
    return link.is_file() and link.resolve().is_relative_to(folder)


def looked_at(paths: Iterable[Path], root: Path) -> dict[str, tuple[Path, os.stat_result]]:
    """Return case files with what the system says of them, by the path that `shown` gives; each once."""
    folders: dict[str, str] = {}
    found = {}
    for path in paths:
        stat = os.lstat(path)
        if S_ISLNK(stat.st_mode):
            found[shown(path, root)] = path, path.stat()
            continue
        folder, _, name = str(path).rpartition(os.sep)
        if folder not in folders:
            folders[folder] = shown(path.parent, root)
        found[f"{folders[folder]}/{name}"] = path, stat
    return found


def read_case(path: Path, root: Path, words: Vocabulary, *, private: bool = False) -> tuple[Case | None, list[Problem]]:
    """Read and check one case file. Returns the case (None with errors or unfilled slots) and its problems."""
    draft, problems, data = reader.read_file(path, shown(path, root))
    if draft is None:
        return None, problems
    problems = problems + rules.check(draft, words)
    if errors(problems) or any(problem.code == "C110" for problem in problems):
        return None, problems
    return assemble.case(draft, digest=hashlib.sha256(data).hexdigest(), private=private), problems


def shown(path: Path, root: Path) -> str:
    """Return a path as people should see it: below the library where it is there."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)
