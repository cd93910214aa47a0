"""Markdown and plain text to a document."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from indexer.document import Block, Document
from indexer.encoding import decode
from indexer.errors import SourceUnreadable
from indexer.head import HeadError, Map, compose
from indexer.language import language

MAX_BYTES = 5_000_000
FENCE = "---"
BULLET = re.compile(r"[-*•·▪–]\s+")
NUMBERED = re.compile(r"(?<![\d.])\d{1,2}(\.\d{1,2})*+[.)]?\s++(?=[A-Z])")
HEADING_WORDS = 10


def read_markdown(data: bytes) -> Document:
    """Read Markdown, with or without a YAML head whose title, publisher, date, language and url are taken.

    Raises SourceUnreadable on what is no text or too large.
    """
    text, notes = _text(data)
    head, body = _head(text)
    blocks = tuple(_blocks(body))
    title = head.text("title") or next((block.text for block in blocks if block.kind == "heading"), None)
    if blocks and blocks[0].kind == "heading" and blocks[0].text == title:
        blocks = blocks[1:]
    return Document(
        "markdown",
        blocks,
        title=title,
        publisher=head.text("publisher"),
        date=head.text("date"),
        language=language(body, head.text("language") or head.text("lang")),
        address=head.text("url") or head.text("canonical"),
        notes=notes,
    )


def read_plain(data: bytes) -> Document:
    """Read plain text: paragraphs between empty lines; a short line of its own without a full stop is a heading.

    Raises SourceUnreadable on what is no text or too large.
    """
    text, notes = _text(data)
    blocks = [block for part in re.split(r"\n[ \t]*\n", text) for block in _paragraph(part)]
    title = blocks.pop(0).text if blocks and blocks[0].kind == "heading" else None
    return Document("text", tuple(blocks), title=title, language=language(text), notes=notes)


def is_heading(line: str) -> bool:
    """Tell whether a line that stands by itself reads as a heading: short, a capital or number first, no full stop."""
    words = line.split()
    return 0 < len(words) <= HEADING_WORDS and line[-1] not in ".,;:!" and (line[0].isupper() or line[0].isdigit())


def without_number(heading: str) -> str:
    """Return a heading without the number of its section: `2.1 Costs` becomes `Costs`."""
    return NUMBERED.sub("", heading, count=1)


def _text(data: bytes) -> tuple[str, tuple[str, ...]]:
    if len(data) > MAX_BYTES:
        raise SourceUnreadable(
            f"the text has {len(data):,} bytes; at most {MAX_BYTES:,} are read", "save only the part you want"
        )
    text, other = decode(data)
    if text is None:
        raise SourceUnreadable("it is in no text encoding that is known here", "save it again with the encoding UTF-8")
    notes = (f"The text was read as {other}.",) if other else ()
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _head(text: str) -> tuple[Map, str]:
    lines = text.split("\n")
    if lines[0].strip() == FENCE:
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
        try:
            return (compose("\n".join(lines[1:end]) + "\n"), "\n".join(lines[end + 1 :])) if end else (Map({}, 1), text)
        except HeadError:
            return Map({}, 1), "\n".join(lines[(end or 0) + 1 :])
    return Map({}, 1), text


def _blocks(text: str) -> list[Block]:
    found: list[Block] = []
    inside: list[str] = []
    cells: list[str] = []
    level = 0
    for token in MarkdownIt("commonmark", {"html": False}).enable("table").parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type.endswith("_open"):
            inside.append(token.type)
            cells = [] if token.type == "tr_open" else cells
        elif token.type == "inline":
            words = _inline(token)
            if level:
                found.append(Block("heading", without_number(words), level))
                level = 0
            elif inside and inside[-1] in ("td_open", "th_open"):
                cells.append(words)
            elif words:
                found.append(Block("item" if "list_item_open" in inside else "text", words))
        elif token.type == "tr_close":
            found.append(Block("row", "| " + " | ".join(cells) + " |"))
        elif token.type in ("fence", "code_block"):
            found.append(Block("text", token.content.strip()))
        if token.type.endswith("_close") and token.type != "heading_close":
            inside.pop()
    return found


def _inline(token: object) -> str:
    children = getattr(token, "children", None) or ()
    words = (
        child.content if child.type in ("text", "code_inline") else " " * ("break" in child.type) for child in children
    )
    return " ".join("".join(words).split())


def _paragraph(part: str) -> list[Block]:
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    if len(lines) == 1 and is_heading(lines[0]):
        return [Block("heading", without_number(lines[0]), 2)]
    blocks: list[Block] = []
    for line in lines:
        if BULLET.match(line):
            blocks.append(Block("item", BULLET.sub("", line, count=1)))
        elif blocks:
            blocks[-1] = Block(blocks[-1].kind, f"{blocks[-1].text} {line}")
        else:
            blocks.append(Block("text", line))
    return blocks
