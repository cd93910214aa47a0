"""Reading one case file: from its bytes to a case or to what is wrong with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer import assemble, reader, rules
from indexer.case import Case
from indexer.problems import Problem, errors
from indexer.vocabulary import Vocabulary


def files(folder: Path) -> list[Path]:
    """Return the case files below corpus/, in order: cases/ and local/, links that lead out or nowhere left aside."""
    found = []
    for part in ("cases", "local"):
        place = folder / part
        if not place.is_dir():
            continue
        inside = place.resolve()
        found += [
            path
            for path in sorted(place.iterdir())
            if path.suffix in reader.SUFFIXES
            and (not path.is_symlink() or (path.is_file() and path.resolve().is_relative_to(inside)))
        ]
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
