"""New things from templates: an empty case file with slots to fill, and a whole new library."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from indexer.case import HEADINGS
from indexer.errors import WhatWorksError
from indexer.fields import CASE, Field
from indexer.rules import SLUG
from indexer.vocabulary import Vocabulary

STARTER = ("library.toml", "vocabulary.yaml", "questions.yaml", "README.md", "cases/example-to-replace.md")
PLACES = re.compile(r"^(?:countries|regions):\n(?: .*\n|#.*\n)*", re.MULTILINE)
SLOTS = re.compile("TITLE|IDENTITY|TODAY")
ALWAYS_SHOWN = ("cost_note",)
TEMPLATED = ("arrangement", "outcomes", "sources")


def case_text(vocabulary: Vocabulary, today: str) -> str:
    """Return an empty case file: required fields as slots, the others as comments that say what they are for."""
    lines = ["---"]
    for field in CASE:
        lines += _field(field, vocabulary, today)
    lines += ["---", ""]
    for heading in HEADINGS.values():
        lines += [f"## {heading}", "", f"<REQUIRED: {heading}>", ""]
    return "\n".join(lines).rstrip() + "\n"


def _field(field: Field, vocabulary: Vocabulary, today: str) -> list[str]:
    if field.name in TEMPLATED:
        return [f"{field.name}:   # {field.means}", *_record(field.of, vocabulary, today)]
    if field.of:
        names = ", ".join(part.name for part in field.of)
        return [f"# {field.name}:   # {field.means}; each with: {names}"]
    value = _value(field, vocabulary, today)
    return [
        f"{field.name}: {value}   # {field.means}"
        if field.required or field.name in ALWAYS_SHOWN
        else f"# {field.name}:   # {field.means}"
    ]


def _record(fields: tuple[Field, ...], vocabulary: Vocabulary, today: str) -> list[str]:
    lines = []
    for number, field in enumerate(fields):
        mark = "  - " if number == 0 else "    "
        if field.required or number == 0:
            lines.append(f"{mark}{field.name}: {_value(field, vocabulary, today)}   # {field.means}")
        else:
            lines.append(f"    # {field.name}:   # {field.means}")
    return lines


def _value(field: Field, vocabulary: Vocabulary, today: str) -> str:
    if field.name == "review":
        return "draft"
    if field.name in ("checked", "added", "status_checked", "read_on"):
        return today
    if field.name == "checked_by":
        return "person"
    if field.kind == "key":
        keys = vocabulary.keys(field.values)
        shown = " | ".join(keys[:8]) + (" | ..." if len(keys) > 8 else "")
        return f'"<REQUIRED: {shown}>"'
    return f'"<REQUIRED: {field.means.replace(chr(34), chr(39)).replace("`", "")}>"'


def new_case(root: Path, slug: str, vocabulary: Vocabulary, today: str, *, private: bool = False) -> Path:
    """Write an empty case file and return its path.

    private: into corpus/local/, which git ignores. Raises WhatWorksError on a bad name or one that is taken.
    """
    if not SLUG.match(slug) or len(slug) > 60:
        raise WhatWorksError(
            f"{slug!r} is not a name for a case.", "use a-z, 0-9 and single hyphens, at most 60 characters"
        )
    folder = root / "corpus" / ("local" if private else "cases")
    for taken in (folder / f"{slug}.md", folder / f"{slug}.html"):
        if taken.exists():
            raise WhatWorksError(f"{taken} is there already.", "choose another name, or edit that file")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug}.md"
    path.write_text(case_text(vocabulary, today), encoding="utf-8")
    return path


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
