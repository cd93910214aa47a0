"""The reference part of corpus/README.md, made from the field list, the rules and the vocabulary.

python -m indexer.reference writes it anew; a test holds the file to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from indexer import finding, vocabulary
from indexer.codes import CODES
from indexer.fields import CASE, Field
from indexer.vocabulary import Vocabulary

BEGIN = "<!-- reference begins: made by `python -m indexer.reference`, do not edit -->"
END = "<!-- reference ends -->"
SHAPES = {
    "text": "text",
    "key": "one of the keys",
    "date": "YYYY, YYYY-MM or YYYY-MM-DD",
    "year": "YYYY",
    "ages": "from-to",
    "country": "ISO 3166-1",
    "region": "ISO 3166-2",
    "slug": "name of a case",
    "url": "address",
    "record": "fields",
    "records": "list of fields",
    "source": "source ids",
    "verified": "{date, by}",
    "amount": "plain number",
    "currency": "ISO 4217",
    "id": "short name",
}


def reference(words: Vocabulary) -> str:
    """Return the reference as Markdown."""
    return "\n".join([BEGIN, "", *_fields(), "", *_values(words), "", *_rules(), "", END])


def _fields() -> Iterator[str]:
    yield "## The fields of the head"
    yield ""
    yield "| field | required | what it holds | what for |"
    yield "|---|---|---|---|"
    for field in CASE:
        yield from _rows(field, "")


def _rows(field: Field, inside: str) -> Iterator[str]:
    shape = SHAPES[field.kind] + (f" `{field.values}`" if field.values else "") + (", or a list" if field.many else "")
    yield f"| `{inside}{field.name}` | {'yes' if field.required else ''} | {shape} | {field.means} |"
    for part in field.of:
        yield from _rows(part, f"{inside}{field.name}.")


def _values(words: Vocabulary) -> Iterator[str]:
    yield "## The allowed keys"
    for section in words.sections:
        if section in ("countries", "regions", "cost_basis"):
            continue
        yield ""
        yield f"**{section}**"
        yield ""
        for key in words.keys(section):
            means = words.means(section, key)
            yield f"- `{key}`: {words.label(section, key)}{'. ' + means if means else ''}"


def _rules() -> Iterator[str]:
    yield "## The rules"
    yield ""
    yield "`whatworks check` names them by code. What each one demands:"
    yield ""
    yield "| code | demands that |"
    yield "|---|---|"
    yield from (f"| {code.code} | {code.says} |" for code in CODES)


def replaced(text: str, words: Vocabulary) -> str:
    """Return a document with its reference part made anew. Raises ValueError where the marks are missing."""
    if BEGIN not in text or END not in text:
        raise ValueError(f"the document lacks the marks {BEGIN!r} and {END!r}")
    return text[: text.index(BEGIN)] + reference(words) + text[text.index(END) + len(END) :]


def main() -> int:
    """Write corpus/README.md anew."""
    root = finding.find(Path.cwd())
    path = root / "corpus" / "README.md"
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    path.write_text(replaced(path.read_text(encoding="utf-8"), words), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
