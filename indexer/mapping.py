"""Records of another collection become drafts by a map: a TOML file that says which field comes from where.

docs in corpus/README.md, "Bringing in a collection". A map never makes a published case.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.case import HEADINGS
from indexer.errors import IntakeRefused
from indexer.fields import CASE, Field
from indexer.head import Map, Text
from indexer.mending import value_mended
from indexer.rules import MAX_SLUG
from indexer.vocabulary import Vocabulary

FORMAT = 1
PLACE = re.compile(r"\{([^{}]+)\}")
TOP = ("format", "slug", "keep", "head", "body")
RULE = ("from", "text", "map", "others", "default", "words", "split", "find")
# What every draft that was brought in says of itself, unless its map says otherwise.
USUAL = {"review": "draft", "shelf": "practice", "checked_by": "automated", "checked": "{today}", "added": "{today}"}
FOLDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"})
Record = Mapping[str, Any]


@dataclass(frozen=True)
class CaseMap:
    """A map that was read and found to be sound."""

    path: Path
    slug: str
    keep: Mapping[str, tuple[str, ...]]
    head: Mapping[str, Any]
    body: Mapping[str, Any]


def load(path: Path) -> CaseMap:
    """Read a map. Raises IntakeRefused on what cannot be followed, with the nearest name that can."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IntakeRefused(path, f"the map cannot be read: {error}", "mend that line of the map") from None
    if data.get("format") != FORMAT:
        raise IntakeRefused(path, f"`format = {FORMAT}` must stand in the map", "add that line; no other is read")
    _known(path, "the map", data, TOP)
    head, body = data.get("head", {}), data.get("body", {})
    _sound_head(path, head, CASE, "head")
    _known(path, "[body]", body, tuple(HEADINGS))
    for value in body.values():
        _sound_rule(path, "[body]", value)
    if head.get("review") == "published":
        raise IntakeRefused(path, "a map cannot publish", "leave `review` out: what is brought in is a draft")
    keep = {
        name: (values,) if isinstance(values, str) else tuple(values) for name, values in data.get("keep", {}).items()
    }
    return CaseMap(path, data.get("slug", "{title}"), keep, head, body)


def kept(record: Record, given: CaseMap) -> bool:
    """Tell whether a record is one of those that the map keeps: every field under [keep] has one of its values."""
    return all(said(record, name) in values for name, values in given.keep.items())


def slug_of(record: Record, given: CaseMap, today: str, taken: Iterable[str] = ()) -> str:
    """Return the name of a record's case: plain letters, cut at a word, and with a number where it is taken."""
    text = (_filled(given.slug, record, today) or "").lower().translate(FOLDED)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isascii())
    words = re.findall(r"[a-z0-9]+", plain)
    while len(words) > 1 and len("-".join(words)) > MAX_SLUG - 4:
        words.pop()
    slug, number, used = "-".join(words)[: MAX_SLUG - 4] or "case", 1, set(taken)
    name = slug
    while name in used:
        number += 1
        name = f"{slug}-{number}"
    return name


def head_of(record: Record, given: CaseMap, words: Vocabulary, today: str) -> dict[str, Any]:
    """Return the head of a record's draft: what the map says, and a slot for whatever is needed and not there."""
    return dict(_made(CASE, {**USUAL, **given.head}, record, words, today))


def body_of(record: Record, given: CaseMap, today: str) -> list[tuple[str, str]]:
    """Return the nine parts of a record's draft; what the map leaves out is a slot."""
    parts = []
    for key, heading in HEADINGS.items():
        values = _values(given.body.get(key), record, today) if key in given.body else []
        parts.append((heading, "\n\n".join(values) or f"<REQUIRED: {heading}>"))
    return parts


def said(record: Record, name: str) -> str:
    """Return what a record says under a name, which may lead into records within it: `extra.Jurisdiction`."""
    if name in record:
        value = record[name]
        return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value).strip()
    first, dot, rest = name.partition(".")
    inner = record.get(first)
    return said(inner, rest) if dot and isinstance(inner, Mapping) else ""


# -- a field from a record ------------------------------------------------------------------------------------------


def _made(
    fields: Iterable[Field], rules: Mapping[str, Any], record: Record, words: Vocabulary, today: str
) -> Iterator[tuple[str, Any]]:
    for field in fields:
        rule = rules.get(field.name)
        value: Any = None
        if rule is not None and field.kind == "record":
            value = dict(_made(field.of, rule, record, words, today))
        elif rule is not None and field.kind == "records":
            value = [dict(_made(field.of, one, record, words, today)) for one in rule if _speaks(one, record)]
        elif rule is not None and field.kind == "verified":
            value = {name: _filled(text, record, today) or "" for name, text in rule.items()}
        elif rule is not None:
            found = [_mended(text, field, words) for text in _values(rule, record, today)]
            value = found if field.many else " ".join(found)
        if value:
            yield field.name, value
        elif field.required:
            slot = f"<REQUIRED: {field.means.replace('`', '')}>"
            missing = dict(_made(field.of, {}, record, words, today)) if field.of else slot
            yield field.name, [missing] if field.many or field.kind == "records" else missing


def _mended(text: str, field: Field, words: Vocabulary) -> str:
    return value_mended(text, field, words, Map({"currency": Text("", 0)}, 0)) or text


def _speaks(rules: Mapping[str, Any], record: Record) -> bool:
    """Tell whether a record has anything for an entry of a list: what `only_with` names, else any value of its own."""
    if "only_with" in rules:
        return bool(said(record, rules["only_with"]))
    asked = [rule for rule in rules.values() if not isinstance(rule, str) or PLACE.search(rule)]
    return not asked or any(
        _values(rule if isinstance(rule, str) else {k: v for k, v in rule.items() if k != "default"}, record, "")
        for rule in asked
        if not isinstance(rule, list)
    )


def _values(rule: Any, record: Record, today: str) -> list[str]:
    """Return the texts that a rule gives for a record: none where the record has nothing for it."""
    if isinstance(rule, str):
        text = _filled(rule, record, today)
        return [text] if text else []
    if isinstance(rule, list):
        return [text for one in rule for text in _values(one, record, today)]
    sources = rule.get("from", [])
    found = [said(record, name) for name in ([sources] if isinstance(sources, str) else sources)]
    text = next(filter(None, found), "") or (_filled(rule["text"], record, today) if "text" in rule else "") or ""
    parts = [part.strip() for part in text.split(rule["split"])] if rule.get("split") else [text]
    made = [_turned(part, rule) for part in parts if part]
    return [part for part in made if part] or ([rule["default"]] if rule.get("default") else [])


def _turned(text: str, rule: Mapping[str, Any]) -> str:
    if "find" in rule:
        match = re.search(rule["find"], text)
        text = (match[1] if match.re.groups else match[0]) or "" if match else ""
    if "map" in rule:
        text = rule["map"].get(text, rule.get("others", ""))
    if "words" in rule:
        words = text.split()
        text = " ".join(words[: rule["words"]]) + (" ..." if len(words) > rule["words"] else "")
    return str(text)


def _filled(template: str, record: Record, today: str) -> str | None:
    """Fill a template; None where it has places and the record has nothing for any of them."""
    places = [today if name == "today" else said(record, name) for name in PLACE.findall(template)]
    if places and not any(places):
        return None
    filled = iter(places)
    return PLACE.sub(lambda _: next(filled), template).strip()


# -- whether a map can be followed ----------------------------------------------------------------------------------


def _known(path: Path, where: str, given: object, names: Iterable[str]) -> None:
    if not isinstance(given, Mapping):
        raise IntakeRefused(path, f"{where} must be a table", "write it as in the example map")
    allowed = list(names)
    for name in given:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            meant = f"did you mean {near[0]!r}?" if near else "use one of: " + ", ".join(allowed)
            raise IntakeRefused(path, f"{where} holds the unknown name {name!r}", meant)


def _sound_head(path: Path, given: object, fields: tuple[Field, ...], where: str, *more: str) -> None:
    _known(path, f"[{where}]", given, (*(field.name for field in fields), *more))
    assert isinstance(given, Mapping)
    for field in fields:
        rule, inside = given.get(field.name), f"{where}.{field.name}"
        if rule is None:
            continue
        if field.kind == "records":
            if not isinstance(rule, list):
                raise IntakeRefused(path, f"{inside} must be a list", f"begin each entry with [[{inside}]]")
            for one in rule:
                _sound_head(path, one, field.of, inside, "only_with")
        elif field.kind == "record":
            _sound_head(path, rule, field.of, inside)
        elif field.kind == "verified":
            _known(path, inside, rule, ("date", "by"))
        else:
            _sound_rule(path, inside, rule)


def _sound_rule(path: Path, where: str, rule: object) -> None:
    if isinstance(rule, list):
        for one in rule:
            _sound_rule(path, where, one)
    elif not isinstance(rule, str):
        _known(path, where, rule, RULE)
        assert isinstance(rule, Mapping)
        _sound_kinds(path, where, rule)


def _sound_kinds(path: Path, where: str, rule: Mapping[str, Any]) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {"from": (str, list), "map": dict, "words": int}
    for name, value in rule.items():
        if not isinstance(value, kinds.get(name, str)):
            raise IntakeRefused(path, f"{where}: {name!r} has a value of the wrong kind", "write it as in the example")
    try:
        re.compile(rule.get("find", ""))
    except re.error as error:
        raise IntakeRefused(path, f"{where}: the pattern under `find` cannot be read: {error}", "mend it") from None
