"""A problem: one mistake in a file of the corpus, as a value, and its three written forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake with its place and remedy; `severity` is `error` (blocks) or `hint` (advises)."""

    path: str
    line: int
    code: str
    message: str
    fix: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        mark = " (hint)" if self.severity == "hint" else ""
        fix = f"\n    fix: {self.fix}" if self.fix else ""
        return f"{self.path}:{self.line}: {self.code}{mark} {self.message}{fix}"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that block."""
    return [problem for problem in problems if problem.severity == "error"]


def as_json(problems: Iterable[Problem]) -> str:
    """Return problems as a JSON list."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem]) -> str:
    """Return problems as GitHub workflow commands, which show beside the line in a pull request."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    return "\n".join(
        f"::{'error' if p.severity == 'error' else 'notice'} file={p.path},line={p.line},title={p.code}::"
        + escape(p.message + (f" Fix: {p.fix}" if p.fix else ""))
        for p in problems
    )
