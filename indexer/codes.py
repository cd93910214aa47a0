"""The codes of problems: what each demands, why, and examples. Read from codes.toml; no code is ever used twice."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
EXAMPLE = FOLDER / "example.md"
EXAMPLE_SLUG = "family-coaching-anytown"


@dataclass(frozen=True)
class Code:
    """What a problem code stands for.

    bad, good: an example each, to stand in `place` of the example case. how: where the example is not a change of
    text, what it is instead (see codes.toml). also: further replacements that the example needs.
    do: what to do about it, for whoever fills in the form. form: whether the form on the site can go wrong in this way.
    """

    code: str
    says: str
    why: str
    bad: str
    good: str
    place: str = ""
    how: str = "text"
    also: tuple[tuple[str, str], ...] = ()
    do: str = ""
    form: bool = True

    def applied(self, example: str) -> str:
        """Return the example case with one of this code's examples, `bad` or `good`, put in its place."""
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in (*self.also, (self.place, example)):
            if text.count(old) != 1:
                raise ValueError(f"{self.code}: {old!r} does not stand in the example case exactly once")
            text = text.replace(old, new)
        return text


def _read() -> tuple[Code, ...]:
    data = tomllib.loads((FOLDER / "codes.toml").read_text(encoding="utf-8"))
    return tuple(
        Code(
            code,
            given["says"],
            given["why"],
            given["bad"],
            given["good"],
            given.get("in", given["good"]),
            given.get("how", "text"),
            tuple((old, new) for old, new in given.get("also", ())),
            given.get("do", ""),
            given.get("form", True),
        )
        for code, given in data.items()
    )


CODES = _read()
