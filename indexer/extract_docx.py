"""Word files to a document: headings by style, lists, tables, core properties. The only user of python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from indexer.document import FILE_DATE, Block, Document
from indexer.errors import SourceUnreadable
from indexer.extract_text import is_heading, without_number
from indexer.language import language

MAX_BYTES = 50_000_000
MAX_UNPACKED = 100_000_000
MAX_PARTS = 5_000
MAX_BLOCKS = 20_000
HEADING = re.compile(r"(?:heading|title|subtitle|überschrift|titre|kop|rubrik|overskrift)\s*(\d)?", re.IGNORECASE)
BROKEN = (KeyError, ValueError, AttributeError, zipfile.BadZipFile, SyntaxError, OSError, NotImplementedError)
OLE = b"\xd0\xcf\x11\xe0"


def read(data: bytes) -> Document:
    """Read a Word file (.docx).

    Raises SourceUnreadable on one that is protected by a password, of the old binary kind, broken, or that unpacks to
    far more than it is (a bomb).
    """
    _refuse(data)
    try:
        opened = docx.Document(io.BytesIO(data))
        blocks = tuple(_blocks(opened))
    except BROKEN as error:
        raise SourceUnreadable(
            "the Word file is broken", "open it in a word processor and save it again as .docx"
        ) from error
    about = opened.core_properties
    title = (about.title or "").strip() or next((block.text for block in blocks if block.kind == "heading"), None)
    if blocks and blocks[0].kind == "heading" and blocks[0].text == title:
        blocks = blocks[1:]
    found = Document("docx", blocks)
    if not found.words:
        raise SourceUnreadable("the Word file has no text", "if its pages are pictures, have the text recognised first")
    date = _date(about)
    notes = (FILE_DATE,) if date else ()
    return Document("docx", blocks, title=title, date=date, language=language(found.text, about.language), notes=notes)


def _refuse(data: bytes) -> None:
    if data.startswith(OLE):
        raise SourceUnreadable(
            "the Word file is protected by a password or of the kind before 2007",
            "open it in a word processor and save it as .docx without a password",
        )
    if len(data) > MAX_BYTES:
        raise SourceUnreadable(
            f"the Word file has {len(data):,} bytes; at most {MAX_BYTES:,} are read", "save it without its pictures"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise SourceUnreadable(
            "the Word file is broken", "open it in a word processor and save it again as .docx"
        ) from None
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise SourceUnreadable(
            f"the Word file unpacks to more than {MAX_UNPACKED:,} bytes, so it was not opened",
            "save its text as a plain text file, if you trust it",
        )


def _date(about: Any) -> str | None:
    moment = about.modified or about.created
    return moment.date().isoformat() if moment else None


def _blocks(opened: Any) -> Iterator[Block]:
    for number, part in enumerate(opened.iter_inner_content()):
        if number >= MAX_BLOCKS:
            return
        if isinstance(part, Table):
            yield from _rows(part)
        else:
            block = _paragraph(part)
            if block:
                yield block


def _rows(table: Table) -> Iterator[Block]:
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:  # a merged cell is given once for every column
                cells.append(" ".join(cell.text.split()))
            last = cell._tc
        if any(cells):
            yield Block("row", "| " + " | ".join(cells) + " |")


def _paragraph(paragraph: Paragraph) -> Block | None:
    text = " ".join(paragraph.text.split())
    if not text:
        return None
    style = (paragraph.style.name if paragraph.style else "") or ""
    match = HEADING.match(style)
    if match:
        return Block("heading", without_number(text), int(match.group(1) or 1))
    if style.lower().startswith("list") or paragraph._p.xpath("./w:pPr/w:numPr"):
        return Block("item", text)
    runs = [run for run in paragraph.runs if run.text.strip()]
    if runs and all(run.bold for run in runs) and is_heading(text):
        return Block("heading", without_number(text), 3)
    return Block("text", text)
