"""New things from templates: an empty case file with slots to fill, and a whole new library."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from indexer import case_schema, whole_file
from indexer.case import HEADINGS
from indexer.errors import WhatWorksError
from indexer.fields import CASE, Field
from indexer.reader import SUFFIXES
from indexer.rules import DEVICE_NAMES, MAX_SLUG, SLUG
from indexer.vocabulary import Vocabulary
from indexer.writer import scalar

STARTER = ("library.toml", "vocabulary.yaml", "questions.yaml", "README.md", "cases/example-to-replace.md")
PLACES = re.compile(r"^(?:countries|regions):\n(?: .*\n|#.*\n)*", re.MULTILINE)
SLOTS = re.compile("TITLE|IDENTITY|TODAY")
ALWAYS_SHOWN = ("cost_note",)
TEMPLATED = ("arrangement", "outcomes", "sources")

Value = str | tuple[str, ...]
Record = Mapping[str, Value]


@dataclass(frozen=True)
class Filled:
    """What of a case is known already.

    values: texts and lists by the name of their field. records: the entries of fields that hold entries.
    notes: comments above a field (`place`, `arrangement.delivery`). sections: prose by key of HEADINGS.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)


def case_text(vocabulary: Vocabulary, today: str, filled: Filled | None = None) -> str:
    """Return a case file: what is known, slots for what is required, and the rest as comments saying what it is for."""
    filled = filled or Filled()
    lines = ["---", case_schema.MODELINE]
    for each in CASE:
        lines += _comments(filled, each.name, "")
        lines += _field(each, vocabulary, today, filled)
    lines += ["---", ""]
    for key, heading in HEADINGS.items():
        lines += [f"## {heading}", "", filled.sections.get(key) or f"<REQUIRED: {heading}>", ""]
    return "\n".join(lines).rstrip() + "\n"


def _comments(filled: Filled, name: str, margin: str) -> list[str]:
    return [f"{margin}# {line}" for line in filled.notes.get(name, ())]


def _field(each: Field, vocabulary: Vocabulary, today: str, filled: Filled) -> list[str]:
    records = filled.records.get(each.name)
    if each.kind == "record" and records:
        return [
            f"{each.name}:",
            *(f"  {part.name}: {scalar(records[0][part.name])}" for part in each.of if part.name in records[0]),
        ]
    if each.name in TEMPLATED or records:
        lines = [f"{each.name}:   # {each.means}"]
        for record in records or ({},):
            lines += _record(each, vocabulary, today, record, filled)
        return lines
    if each.of:
        names = ", ".join(part.name for part in each.of)
        return [f"# {each.name}:   # {each.means}; each with: {names}"]
    if each.name in filled.values:
        return [f"{each.name}: {scalar(filled.values[each.name])}"]
    value = _value(each, vocabulary, today)
    return [
        f"{each.name}: {value}   # {each.means}"
        if each.required or each.name in ALWAYS_SHOWN
        else f"# {each.name}:   # {each.means}"
    ]


def _record(each: Field, vocabulary: Vocabulary, today: str, record: Record, filled: Filled) -> list[str]:
    lines = []
    for number, part in enumerate(each.of):
        mark = "  - " if number == 0 else "    "
        lines += _comments(filled, f"{each.name}.{part.name}", "    ")
        if part.name in record:
            lines.append(f"{mark}{part.name}: {scalar(record[part.name])}")
        elif part.required or number == 0:
            lines.append(f"{mark}{part.name}: {_value(part, vocabulary, today)}   # {part.means}")
        else:
            lines.append(f"    # {part.name}:   # {part.means}")
    return lines


def slot(means: str) -> str:
    """Return a slot that asks for something."""
    return f"<REQUIRED: {means.replace(chr(34), chr(39)).replace('`', '')}>"


def _value(each: Field, vocabulary: Vocabulary, today: str) -> str:
    if each.name == "review":
        return "draft"
    if each.name in ("checked", "added", "status_checked", "read_on"):
        return today
    if each.name == "checked_by":
        return "person"
    if each.kind == "key":
        keys = vocabulary.keys(each.values)
        shown = " | ".join(keys[:8]) + (" | ..." if len(keys) > 8 else "")
        return f'"{slot(shown)}"'
    return f'"{slot(each.means)}"'


def new_case(root: Path, slug: str, vocabulary: Vocabulary, today: str, *, private: bool = False) -> Path:
    """Write an empty case file and return its path.

    private: into corpus/local/, which git ignores. Raises WhatWorksError on a bad name or one that is taken.
    """
    path = free_path(root, slug, private=private)
    write_new(path, case_text(vocabulary, today))
    return path


def free_path(root: Path, slug: str, *, private: bool = False) -> Path:
    """Return where a new case of this name goes. Raises WhatWorksError on a bad name or one that is taken."""
    if not SLUG.match(slug) or len(slug) > MAX_SLUG or slug in DEVICE_NAMES:
        raise WhatWorksError(
            f"{slug!r} is not a name for a case.", f"use a-z, 0-9 and single hyphens, at most {MAX_SLUG} characters"
        )
    for folder in ("cases", "local"):
        for suffix in SUFFIXES:
            taken = root / "corpus" / folder / f"{slug}{suffix}"
            if os.path.lexists(taken):
                raise WhatWorksError(f"{taken} is there already.", "choose another name, or edit that file")
    return root / "corpus" / ("local" if private else "cases") / f"{slug}.md"


def write_new(path: Path, text: str) -> None:
    """Write a new file whole or not at all. Raises WhatWorksError where it is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        whole_file.create(path, text.encode("utf-8"))
    except FileExistsError:
        raise WhatWorksError(f"{path} is there already.", "choose another name, or edit that file") from None


def new_library(folder: Path, title: str, today: str) -> list[Path]:
    """Start a library in an empty folder: settings, a vocabulary, questions, an invented case to replace, a README.

    today: the date in the case. Raises WhatWorksError where the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WhatWorksError(f"{folder} is not empty, so nothing was written.", "name a new or empty folder")
    safe = title.replace("\\", " ").replace('"', "'")
    identity = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()) or "library"
    values = {"TITLE": safe, "IDENTITY": identity, "TODAY": today}
    starter = resources.files("indexer") / "starter"
    texts = {name: (starter / name).read_text(encoding="utf-8") for name in STARTER}
    texts["vocabulary.yaml"] += _places()
    for name, text in texts.items():
        path = folder / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SLOTS.sub(lambda found: values[found[0]], text), encoding="utf-8")
    case_schema.renew(folder / "corpus" / "vocabulary.yaml")
    (folder / ".gitignore").write_text("build/\ncorpus/local/\n", encoding="utf-8")
    return [folder / "corpus" / name for name in texts]


def _places() -> str:
    """Return the countries and regions of the world as this program's own library has them."""
    path = Path(__file__).parent.parent / "corpus" / "vocabulary.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise WhatWorksError(
            f"{path} cannot be read, and a new library takes its countries from there.",
            "run this from a whole copy of the program",
        ) from None
    return "".join(f"\n{match[0].rstrip()}\n" for match in PLACES.finditer(text))
