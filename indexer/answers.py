"""What somebody says of a new case, on the command line or when asked: by the path of its field, checked by the rules.

A path is a field (`country`), a part of the first or a later entry (`arrangement.delivery`, `sources.2.url`), or the
key of a section (`problem`). `source.` is taken for `sources.`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.case import HEADINGS
from indexer.errors import WhatWorksError
from indexer.fields import BY_NAME, Field
from indexer.rules_shape import WRONG
from indexer.scaffold import Filled, Value
from indexer.vocabulary import Vocabulary

LISTED = ("record", "records")


@dataclass(frozen=True)
class Place:
    """Where a path leads: a section, a field, or a part of the entry with this number (from 1) of a field."""

    path: str
    field: Field | None = None
    part: Field | None = None
    number: int = 1

    @property
    def leaf(self) -> Field | None:
        """The field that takes the value; None for a section."""
        return self.part or self.field


@dataclass
class Answers:
    """Answers so far, by path in the form `name`, `name.number.part` or the key of a section."""

    vocabulary: Vocabulary
    given: dict[str, Value] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        """Tell whether a path is answered."""
        return _canonical(find(path)) in self.given

    def wrong(self, path: str, text: str) -> str | None:
        """Return why a text cannot be the value of a path, with what to do, or None where it can."""
        leaf = find(path).leaf
        if leaf is None or leaf.kind not in WRONG:
            return None
        for item in _items(leaf, text):
            found = WRONG[leaf.kind](item, leaf, self.vocabulary, set(self._texts("country")))
            if found:
                return f"{found[1]}: {found[2]}"
        return None

    def give(self, path: str, text: str) -> None:
        """Take a text as the value of a path. Raises WhatWorksError where it cannot be one."""
        place = find(path)
        reason = self.wrong(path, text)
        if reason:
            raise WhatWorksError(f"{path}={text}: {reason}.", "correct it; nothing was written")
        leaf = place.leaf
        many = leaf is not None and leaf.many
        self.given[_canonical(place)] = tuple(_items(leaf, text)) if many and leaf else text.strip()

    def filled(self, notes: dict[str, list[str]], sections: dict[str, str]) -> Filled:
        """Return a case's known parts: these answers, with notes above fields, and the sections that have no answer."""
        values: dict[str, Value] = {}
        records: dict[str, dict[int, dict[str, Value]]] = {}
        prose = dict(sections)
        for path, value in self.given.items():
            place = find(path)
            if place.field is None:
                prose[path] = str(value)
            elif place.part is None:
                values[path] = value
            else:
                records.setdefault(place.field.name, {}).setdefault(place.number, {})[place.part.name] = value
        ordered = {name: [entries[number] for number in sorted(entries)] for name, entries in records.items()}
        return Filled(values, ordered, notes, prose)

    def _texts(self, path: str) -> tuple[str, ...]:
        value = self.given.get(path, ())
        return value if isinstance(value, tuple) else (value,)


def parse(pairs: Iterable[str], vocabulary: Vocabulary) -> Answers:
    """Return the answers of `path=value` pairs; lists have commas between their values.

    Raises WhatWorksError on a pair without `=`, an unknown path, or a value that the rules refuse.
    """
    answers = Answers(vocabulary)
    for pair in sorted(pairs, key=lambda pair: not pair.startswith("country=")):  # a region is checked by its country
        path, mark, value = pair.partition("=")
        if not mark or not value.strip():
            raise WhatWorksError(f"{pair!r} says no value.", "write field=value, as in --set country=GB")
        answers.give(path.strip(), value)
    return answers


def find(path: str) -> Place:
    """Return where a path leads. Raises WhatWorksError with the nearest paths where it leads nowhere."""
    if path in HEADINGS:
        return Place(path)
    name, _, rest = path.partition(".")
    top = BY_NAME.get("sources" if name == "source" else name)
    if top is None:
        raise _unknown(path, name, (*BY_NAME, *HEADINGS))
    if not rest:
        if top.kind in LISTED:
            raise WhatWorksError(f"{path!r} holds fields.", f"name one, as in {path}.{top.of[0].name}=...")
        return Place(path, top)
    number, _, part = rest.partition(".") if rest[:1].isdigit() else ("1", "", rest)
    found = next((each for each in top.of if each.name == part), None)
    if found is None or not number.isdigit() or not 1 <= int(number) <= 50:
        raise _unknown(path, part, tuple(each.name for each in top.of))
    return Place(path, top, found, int(number))


def _unknown(path: str, name: str, known: tuple[str, ...]) -> WhatWorksError:
    near = difflib.get_close_matches(name, known, n=3)
    return WhatWorksError(
        f"{path!r} is no field of a case.", f"did you mean {' or '.join(near)}?" if near else "use: " + ", ".join(known)
    )


def _canonical(place: Place) -> str:
    if place.field is None or place.part is None:
        return place.path
    return f"{place.field.name}.{place.number}.{place.part.name}"


def _items(leaf: Field | None, text: str) -> list[str]:
    if leaf is None or not leaf.many or leaf.kind == "text":
        return [text.strip()]
    return [item for item in (part.strip() for part in text.strip("[] ").split(",")) if item]
