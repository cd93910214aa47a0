"""The canonical form of a case file: one way to write a head and a body. static/form-write.js writes the same.

Fields stand in the order of `fields.CASE`, unknown ones after them; what is not plain is quoted; nothing is folded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from indexer.fields import CASE, Field
from indexer.head import plain
from indexer.reader import Draft

PLAIN = re.compile(r"[A-Za-z0-9(£€\u00c0-\u024f][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*")
NOT_PLAIN = re.compile(r": | #|[: ]\Z")
FLOW = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?")
ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
LONE = re.compile(r"[\ud800-\udfff]")
HEADING = re.compile(r"^(?=##[ \t])", re.MULTILINE)
Body = Sequence[tuple[str, str]]


def canonical(draft: Draft) -> str:
    """Return the canonical text of a case as it was read. Comments are no part of it."""
    head = plain(draft.head)
    assert isinstance(head, dict)
    return case_text(head, body(draft))


def body(draft: Draft) -> Body:
    """Return the parts of a body as (heading as written, text); text before the first heading has the heading ''."""
    before = [("", section.text) for section in draft.sections if section.key == ""]
    rest = (section for section in draft.sections if section.key != "")
    return [*before, *((heading, part.text) for (heading, _), part in zip(draft.headings, rest, strict=True))]


def case_text(head: Mapping[str, object], parts: Body) -> str:
    """Return a case file.

    head: field -> text, list of texts, record or list of records. parts: (heading, text) in order.
    A line of a text that would be read as a heading is written with a backslash before it.
    """
    lines = ["---", *_fields(head, CASE), "---"]
    for heading, text in parts:
        said = _clean(text).strip("\n")
        lines += ["", *([f"## {heading}"] if heading else [])]
        if said:
            lines += [*([""] if heading else []), HEADING.sub(r"\\", said)]
    return "\n".join(lines) + "\n"


def records_lines(field: Field, records: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the lines of a list of records, each begun by `  - `, without the name of the field."""
    for record in records:
        inner = list(_fields(record, field.of, flow=True))
        yield from (f"{'  - ' if number == 0 else '    '}{line}" for number, line in enumerate(inner or ["{}"]))


def scalar(value: str | tuple[str, ...]) -> str:
    """Return a text, or a list of texts, as it stands behind the name of a field."""
    return _scalar(value) if isinstance(value, str) else _in_flow(list(value))


def _fields(record: Mapping[str, object], fields: Sequence[Field], *, flow: bool = False) -> Iterator[str]:
    known = {field.name: field for field in fields}
    order = [*(name for name in known if name in record), *(name for name in record if name not in known)]
    for name in order:
        yield from _field(name, record[name], known.get(name, Field(name, "text", "")), flow=flow)


def _field(name: str, value: object, field: Field, *, flow: bool) -> Iterator[str]:
    name = _flow(name)
    if isinstance(value, Mapping) and value and not flow:
        yield f"{name}:"
        yield from (f"  {line}" for line in _fields(value, field.of, flow=True))
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value) and not flow:
        yield f"{name}:"
        yield from records_lines(field, value)
    elif isinstance(value, str) and not (field.many and value.strip()):
        yield f"{name}: {_scalar(value)}"
    else:
        yield f"{name}: {_in_flow([value] if isinstance(value, str) else value)}"


def _in_flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(str(key))}: {_in_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_in_flow, value)) + "]"
    return _flow(str(value))


def _flow(text: str) -> str:
    text = _clean(text).strip()
    return text if FLOW.fullmatch(text) else _quoted(text)


def _scalar(text: str) -> str:
    text = _clean(text).strip()
    return text if PLAIN.fullmatch(text) and not NOT_PLAIN.search(text) else _quoted(text)


def _clean(text: str) -> str:
    return LONE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _quoted(text: str) -> str:
    return ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
