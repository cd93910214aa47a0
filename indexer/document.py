"""A document that somebody brings as a source: what every kind of file is read into. Knows no kind of file."""

from __future__ import annotations

import re
from dataclasses import dataclass

ORGANISATION = re.compile(
    r"\b(council|borough|county|city of|department|ministry|government|office|ofsted|trust|university|institute|"
    r"foundation|centre|center|agency|authority|commission|committee|association|society|charity|cic|ltd|limited|plc|"
    r"llp|inc|research|partnership|nhs|court|parliament|board|service|services|association|council['’]s)\b",
    re.IGNORECASE,
)

FILE_DATE = "The date is that of the file; look whether the document gives another."


@dataclass(frozen=True)
class Block:
    """One stretch of a document in reading order.

    kind: `heading` (with its `level` from 1), `text`, `item` of a list, or `row` of a table (cells between bars).
    """

    kind: str
    text: str
    level: int = 0


@dataclass(frozen=True)
class Document:
    """A document's main text and what it says of itself; None where it does not say.

    date: YYYY, YYYY-MM or YYYY-MM-DD. language: a two-letter code. address: the canonical web address.
    kind: html, docx, pdf, markdown or text. notes: what a reader should know of how it was read, a sentence each.
    wall: where it is no document but what stands before one (a login, a notice): the reason and the remedy.
    """

    kind: str
    blocks: tuple[Block, ...]
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    address: str | None = None
    notes: tuple[str, ...] = ()
    wall: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        """The main text, a line for each block."""
        return "\n".join(f"- {block.text}" if block.kind == "item" else block.text for block in self.blocks)

    @property
    def words(self) -> int:
        """How many words the main text has."""
        return sum(len(block.text.split()) for block in self.blocks)
