"""New things from templates: an empty case file with slots to fill, and a whole new library."""

from __future__ import annotations

from pathlib import Path

from indexer import case_schema
from indexer.case import HEADINGS
from indexer.errors import WhatWorksError
from indexer.fields import CASE, Field
from indexer.rules import SLUG
from indexer.vocabulary import Vocabulary
from indexer.vocabulary import load as load_vocabulary

ALWAYS_SHOWN = ("cost_note",)
TEMPLATED = ("arrangement", "outcomes", "sources")


def case_text(vocabulary: Vocabulary, today: str) -> str:
    """Return an empty case file: required fields as slots, the others as comments that say what they are for."""
    lines = ["---", case_schema.MODELINE]
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


def new_library(folder: Path, title: str, vocabulary_text: str) -> list[Path]:
    """Start a library in an empty folder: settings, vocabulary, a README and a place for cases.

    vocabulary_text: the vocabulary to begin with. Raises WhatWorksError where the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WhatWorksError(f"{folder} is not empty, so nothing was written.", "name a new or empty folder")
    cases = folder / "corpus" / "cases"
    cases.mkdir(parents=True, exist_ok=True)
    safe = title.replace("\\", " ").replace('"', "'")
    identity = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()) or "library"
    files = {
        "library.toml": "# What this library is called and how its site looks.\n"
        f'format = 1\nid = "{identity}"\ntitle = "{safe}"\n'
        'promise = "Real cases: what happened, how sure we can be, and who says so."\n'
        'home = ["GB"]\nhome_words = "the United Kingdom"\n',
        "vocabulary.yaml": vocabulary_text,
        "README.md": f"# Cases of {safe}\n\nAdd one with `whatworks new SLUG`, check it with `whatworks check`.\n",
    }
    written = []
    for name, text in files.items():
        path = folder / "corpus" / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    schema = case_schema.schema_text(load_vocabulary(folder / "corpus" / "vocabulary.yaml"))
    (folder / "corpus" / case_schema.NAME).write_text(schema, encoding="utf-8")
    (folder / ".gitignore").write_text("build/\ncorpus/local/\n", encoding="utf-8")
    return written


def starting_vocabulary() -> str:
    """Return the vocabulary of this program's own library, where it can be found beside the program.

    Raises WhatWorksError where it cannot.
    """
    path = Path(__file__).parent.parent / "corpus" / "vocabulary.yaml"
    if not path.is_file():
        raise WhatWorksError(
            "There is no vocabulary to begin from.", "name a library to take it from with --library DIR"
        )
    return path.read_text(encoding="utf-8")
