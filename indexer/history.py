"""What git knows of a case's earlier results: a result never changes in silence. The only module that calls git."""

from __future__ import annotations

import subprocess
from collections.abc import Collection
from pathlib import Path

from indexer import reader
from indexer.errors import WhatWorksError
from indexer.head import Map
from indexer.problems import Problem


def silent_changes(root: Path, paths: Collection[Path], since: str | None = None) -> list[Problem]:
    """C403: a changed result of a published case stands in its log of changes, with what it was.

    since: the commit to compare with, by default the last one. Without git, or outside of it, nothing is known and
    nothing is said. Raises WhatWorksError where `since` is named and is no commit here.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since or 'HEAD'}^{{commit}}")
    if commit is None:
        if since is not None:
            raise WhatWorksError(f"{since!r} is no commit that git knows here.", "name a commit, branch or tag")
        return []
    commit = commit.strip()
    listed = _git(root, "diff", "--relative", "--name-only", "--no-renames", "--diff-filter=AM", "-z", commit, "--")
    changed = {(root / name).resolve() for name in (listed or "").split("\0") if name}
    return [
        problem
        for path in paths
        if path.resolve() in changed
        for problem in _silent_change(root, path.resolve().relative_to(root.resolve()).as_posix(), commit)
    ]


def _silent_change(root: Path, name: str, commit: str) -> list[Problem]:
    now = _head((root / name).read_bytes().decode("utf-8", "replace"), name)
    if now is None:
        return []
    folder, ending = name.rsplit("/", 1)[0], Path(name).suffix
    for earlier in (name, *(f"{folder}/{alias}{ending}" for alias in now.texts("aliases"))):
        text = _git(root, "show", f"{commit}:./{earlier}")
        before = _head(text, earlier) if text else None
        if before is not None:
            return list(_compared(before, now, name))
    return []


def _compared(before: Map, now: Map, name: str) -> list[Problem]:
    was, result = before.text("result"), now.text("result")
    if before.text("review") != "published" or not was or was == result:
        return []
    logged, said = (sum(change.text("was") == was for change in head.maps("changes")) for head in (now, before))
    if logged > said:
        return []
    return [
        Problem(
            name,
            now.lines.get("result", now.line),
            "C403",
            f"the result was {was!r} and is {result!r}, and the log of changes does not say so",
            f"add under `changes`: {{date: YYYY-MM-DD, what: why it changed, was: {was}}}",
        )
    ]


def _head(text: str, name: str) -> Map | None:
    draft, _ = reader.read_text(text, Path(name).stem, name)
    return draft.head if draft else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
