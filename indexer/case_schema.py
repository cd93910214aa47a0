"""The head of a case as a JSON Schema, so that editors complete and check it. Made from the fields and the vocabulary.

An editor reads YAML with types, so a year may come as a number; the rules of `check` go further than a schema can.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from indexer import rules_shape, vocabulary, whole_file
from indexer.fields import CASE, Field
from indexer.vocabulary import Vocabulary

NAME = "case.schema.json"
MODELINE = f"# yaml-language-server: $schema=../{NAME}"
PATTERNS = {
    "date": rules_shape.DATE,
    "year": rules_shape.YEAR,
    "ages": rules_shape.AGES,
    "region": rules_shape.REGION,
    "amount": rules_shape.AMOUNT,
    "currency": rules_shape.CURRENCY,
    "slug": rules_shape.ID,
    "id": rules_shape.ID,
}
NUMBERS = ("date", "year", "amount")


def schema_text(words: Vocabulary) -> str:
    """Return the schema as the text of its file."""
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The head of a case",
        "description": "Made by `python -m indexer.reference`; do not edit.",
    }
    return json.dumps(head | _record(CASE, words), ensure_ascii=False, indent=1) + "\n"


def renew(vocabulary_file: Path) -> None:
    """Write the schema beside a vocabulary. Raises CorpusInvalid where that cannot be used."""
    whole_file.write(vocabulary_file.with_name(NAME), schema_text(vocabulary.load(vocabulary_file)).encode())


def _record(fields: tuple[Field, ...], words: Vocabulary) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: {"description": field.means} | _field(field, words) for field in fields},
    }


def _field(field: Field, words: Vocabulary) -> dict[str, Any]:
    if field.kind == "record":
        return _record(field.of, words)
    if field.kind == "records":
        return {"type": "array", "items": _record(field.of, words)}
    if field.kind == "verified":
        parts = (
            Field("date", "date", "when", required=True),
            Field("by", "key", "by what", "checked_by", required=True),
        )
        return _record(parts, words)
    one = _text(field, words)
    if not field.many:
        return one
    return {"anyOf": [one, {"type": "array", "items": one, **({"minItems": 1} if field.required else {})}]}


def _text(field: Field, words: Vocabulary) -> dict[str, Any]:
    section = "countries" if field.kind == "country" else field.values
    if section:
        keys = words.keys(section)
        return {"enum": list(keys), "enumDescriptions": [words.label(section, key) for key in keys]}
    if field.kind == "url":
        return {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/]+\\.[^\\s]+$"}
    if field.kind in PATTERNS:
        types = ["string", "number"] if field.kind in NUMBERS else "string"
        return {"type": types, "pattern": _anchored(PATTERNS[field.kind])}
    return {"type": ["string", "number", "boolean"], "pattern": "\\S"}


def _anchored(pattern: re.Pattern[str]) -> str:
    """Return a pattern for the whole of a text: a schema's patterns may match anywhere."""
    return "^" + pattern.pattern.replace("\\Z", "$").replace("\\d", "[0-9]")
