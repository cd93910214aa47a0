"""YAML as plain nodes: text, sequences and mappings with their lines. Builds no objects and guesses no types.

The only module that knows YAML.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

MAX_DEPTH = 8


class Text(NamedTuple):
    """A scalar as written, whatever it looks like: `NO` is Norway."""

    value: str
    line: int


class Seq(NamedTuple):
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Map:
    """A mapping in its written order, with the line of each key."""

    entries: dict[str, Node]
    line: int
    lines: dict[str, int] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """Return the text under a key, or None where there is none or it is empty."""
        node = self.entries.get(key)
        return node.value.strip() or None if isinstance(node, Text) else None

    def maps(self, key: str) -> list[Map]:
        """Return the mappings in the list under a key."""
        node = self.entries.get(key)
        return [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts under a key, where one text stands for a list of one."""
        node = self.entries.get(key)
        items = node.items if isinstance(node, Seq) else (node,)
        return tuple(item.value.strip() for item in items if isinstance(item, Text) and item.value.strip())


Node = Text | Seq | Map
Take = Callable[[], Any]  # gives libyaml's next event


class HeadError(ValueError):
    """YAML that cannot be taken; carries the line (from 1) within the text."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def compose(text: str, first_line: int = 1) -> Map:
    """Read one YAML mapping.

    text: the YAML source. first_line: the line of the file on which it starts.
    Raises HeadError on what is not YAML, not a mapping, nested deeper than MAX_DEPTH, has a key twice,
    or uses aliases (they can make a small file endless).
    """
    try:
        loader = yaml.CBaseLoader(text)
        try:
            return _document(loader.get_event, first_line)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise HeadError(line, " ".join(filter(None, (error.context, error.problem)))) from None
    except yaml.YAMLError as error:
        raise HeadError(first_line, str(error).splitlines()[0]) from None


def _document(take: Take, first_line: int) -> Map:
    """Return the mapping that libyaml's events tell of: PyYAML's own composer would resolve every type on the way."""
    take()  # the start of the stream
    if type(take()) is not yaml.DocumentStartEvent:
        return Map({}, first_line)
    found = _node(take, take(), first_line, 0)
    take()  # the end of the document
    end: Any = take()
    if type(end) is not yaml.StreamEndEvent:
        line = end.start_mark.line + first_line
        raise HeadError(line, "expected a single document in the stream but found another document")
    if not isinstance(found, Map):
        raise HeadError(first_line, "this must be a list of `field: value` lines")
    return found


def _node(take: Take, event: Any, first_line: int, depth: int) -> Node:
    line = event.start_mark.line + first_line
    if depth > MAX_DEPTH:
        raise HeadError(line, f"nested more than {MAX_DEPTH} deep")
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return Text(event.value, line)
    if kind is yaml.MappingStartEvent:
        return _mapping(take, line, first_line, depth)
    if kind is yaml.AliasEvent:
        raise HeadError(line, "aliases (*name) are not allowed")
    items = []
    while type(event := take()) is not yaml.SequenceEndEvent:
        items.append(_node(take, event, first_line, depth + 1))
    return Seq(tuple(items), line)


def _mapping(take: Take, line: int, first_line: int, depth: int) -> Map:
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    while type(event := take()) is not yaml.MappingEndEvent:
        key_line = event.start_mark.line + first_line
        if type(event) is not yaml.ScalarEvent:
            raise HeadError(key_line, "a field name must be plain text")
        key = sys.intern(event.value)
        if key in entries:
            raise HeadError(key_line, f"the field {key!r} stands twice (first on line {lines[key]})")
        lines[key] = key_line
        value = take()
        kind = type(value)
        if kind is yaml.ScalarEvent and depth < MAX_DEPTH:
            entries[key] = Text(value.value, value.start_mark.line + first_line)
        else:
            entries[key] = _node(take, value, first_line, depth + 1)
    return Map(entries, line, lines)


def plain(node: Node | None) -> object:
    """Return a node as ordinary dictionaries, lists and strings."""
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return node.value if node else None


def collect(node: Node, into: list[Text]) -> None:
    """Append every scalar of a node to a list, in the order written."""
    if isinstance(node, Text):
        into.append(node)
    else:
        for inner in node.items if isinstance(node, Seq) else node.entries.values():
            collect(inner, into)
