"""YAML as plain nodes: text, sequences and mappings with their lines. Builds no objects and guesses no types.

The only module that knows YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MAX_DEPTH = 8


@dataclass(frozen=True)
class Text:
    """A scalar as written, whatever it looks like: `NO` is Norway."""

    value: str
    line: int


@dataclass(frozen=True)
class Seq:
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
            _refuse_aliases(text)
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise HeadError(line, " ".join(filter(None, (error.context, error.problem)))) from None
    except yaml.YAMLError as error:
        raise HeadError(first_line, str(error).splitlines()[0]) from None
    if node is None:
        return Map({}, first_line)
    found = _convert(node, first_line, 0)
    if not isinstance(found, Map):
        raise HeadError(first_line, "this must be a list of `field: value` lines")
    return found


def _refuse_aliases(text: str) -> None:
    if "*" not in text:
        return
    for token in _tokens(text):
        if isinstance(token, yaml.AliasToken):
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed", problem_mark=token.start_mark)


def _tokens(text: str) -> Iterator[yaml.Token]:
    yield from yaml.scan(text, Loader=yaml.CBaseLoader)


def _convert(node: yaml.Node, first_line: int, depth: int) -> Node:
    line = node.start_mark.line + first_line
    if depth > MAX_DEPTH:
        raise HeadError(line, f"nested more than {MAX_DEPTH} deep")
    if isinstance(node, yaml.ScalarNode):
        return Text(str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Seq(tuple(_convert(item, first_line, depth + 1) for item in node.value), line)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + first_line
        if not isinstance(key_node, yaml.ScalarNode):
            raise HeadError(key_line, "a field name must be plain text")
        key = str(key_node.value)
        if key in entries:
            raise HeadError(key_line, f"the field {key!r} stands twice (first on line {lines[key]})")
        entries[key] = _convert(value_node, first_line, depth + 1)
        lines[key] = key_line
    return Map(entries, line, lines)


def plain(node: Node | None) -> object:
    """Return a node as ordinary dictionaries, lists and strings."""
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return node.value if node else None


def texts(node: Node) -> Iterator[Text]:
    """Yield every scalar of a node, in the order written."""
    if isinstance(node, Text):
        yield node
    else:
        for inner in node.items if isinstance(node, Seq) else node.entries.values():
            yield from texts(inner)
