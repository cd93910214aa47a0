"""PDF to a document: lines with their size and place, joined to paragraphs; headings by size. Alone knows pypdfium2."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

from indexer.document import FILE_DATE, ORGANISATION, Block, Document
from indexer.errors import SourceUnreadable
from indexer.extract_text import BULLET, is_heading, without_number
from indexer.language import language

MAX_BYTES = 100_000_000
MAX_PAGES = 300
MAX_CHARACTERS = 3_000_000
LEAST_WORDS = 5  # on a page, on average; below it the pages are taken for pictures
BOLD = 600
EDGE = 0.08  # of a page's height at top and bottom, where running titles and page numbers stand
NO_TEXT = "the pages of the PDF are pictures without text"
DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
POOR_TITLE = re.compile(
    r"(?i)\A(?:microsoft word|untitled|document\d*\Z|title\Z|powerpoint)|\.(?:docx?|pdf|indd|pub)\Z|\A\W*\Z"
)
PAGE_NUMBER = re.compile(r"(?:page )?#(?: (?:of|/) #)?")


@dataclass(frozen=True)
class Line:
    """A line of a page: its text, height of type, whether bold, its edges in points, and whether at the page's edge."""

    text: str
    size: float
    bold: bool
    left: float
    right: float
    top: float
    bottom: float
    page: int
    edge: bool


def read(data: bytes) -> Document:
    """Read a PDF.

    Raises SourceUnreadable on one that is encrypted, broken, too large, or whose pages are pictures without text.
    """
    if len(data) > MAX_BYTES:
        raise SourceUnreadable(f"the PDF has {len(data):,} bytes; at most {MAX_BYTES:,} are read", "split it first")
    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceUnreadable(
                "the PDF is encrypted and asks for a password", "save it without a password, or ask who published it"
            ) from None
        raise SourceUnreadable("the PDF is broken", "fetch it again, or print it to a new PDF") from None
    with opened:
        pages = len(opened)
        lines = list(_lines(opened))
        about = opened.get_metadata_dict()
    if sum(len(line.text.split()) for line in lines) < LEAST_WORDS * min(pages, MAX_PAGES):
        raise SourceUnreadable(NO_TEXT, "have the text recognised first (OCR), then add that file")
    return _document(_without_edges(lines, pages), about, pages)


def _document(lines: list[Line], about: dict[str, str], pages: int) -> Document:
    body = _body_size(lines)
    blocks = tuple(_blocks(lines, body))
    title = " ".join((about.get("Title") or "").split())
    if not title or POOR_TITLE.search(title):
        title = _largest(lines, body)
    if blocks and blocks[0].kind == "heading" and blocks[0].text == title:
        blocks = blocks[1:]
    text = Document("pdf", blocks).text
    date = _date(about)
    cut = f"Only the first {MAX_PAGES} of {pages} pages were read." if pages > MAX_PAGES else ""
    author = " ".join((about.get("Author") or "").split())
    return Document(
        "pdf",
        blocks,
        title=title or None,
        publisher=author if ORGANISATION.search(author) else None,  # the others are people's names
        date=date,
        language=language(text),
        notes=tuple(note for note in (cut, FILE_DATE if date else "") if note),
    )


def _date(about: dict[str, str]) -> str | None:
    match = DATE.match(about.get("CreationDate") or about.get("ModDate") or "")
    return "-".join(part for part in match.groups() if part) if match else None


def _lines(opened: Any) -> Iterator[Line]:
    seen = 0
    for number in range(min(len(opened), MAX_PAGES)):
        page = opened[number]
        text = page.get_textpage()
        try:
            yield from _page_lines(text, number, page.get_height())
            seen += text.count_chars()
        finally:
            text.close()
            page.close()
        if seen > MAX_CHARACTERS:
            return


def _page_lines(page: Any, number: int, height: float) -> Iterator[Line]:
    held: list[tuple[str, float, float, float, float, bool]] = []
    for at in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, at)
        if code in (10, 13):
            yield from _line(held, number, height)
            held = []
        elif code not in (0, 0xFFFE, 0xFFFF):
            held.append((chr(code) if code != 2 else "-\u0002", *_box(page, at), _is_bold(page, at)))
    yield from _line(held, number, height)


def _box(page: Any, at: int) -> tuple[float, float, float, float]:
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(page, at, ctypes.byref(rectangle)):
        return 0.0, 0.0, 0.0, 0.0
    return rectangle.left, rectangle.right, rectangle.top, rectangle.bottom


def _is_bold(page: Any, at: int) -> bool:
    return bool(raw.FPDFText_GetFontWeight(page, at) >= BOLD)


def _line(held: Sequence[tuple[str, float, float, float, float, bool]], page: int, height: float) -> Iterator[Line]:
    text = " ".join("".join(item[0] for item in held).split())
    boxes = [item for item in held if item[0].strip() and item[3] > item[4]]
    if not text or not boxes:
        return
    size = Counter(round(item[3] - item[4], 1) for item in boxes).most_common(1)[0][0]
    top, bottom = max(item[3] for item in boxes), min(item[4] for item in boxes)
    yield Line(
        text=text,
        size=size,
        bold=sum(item[5] for item in boxes) > len(boxes) / 2,
        left=min(item[1] for item in boxes),
        right=max(item[2] for item in boxes),
        top=top,
        bottom=bottom,
        page=page,
        edge=bottom < EDGE * height or top > (1 - EDGE) * height,
    )


def _without_edges(lines: list[Line], pages: int) -> list[Line]:
    """Return lines without page numbers and without running titles, which stand at the edge of several pages."""

    def form(line: Line) -> str:
        return re.sub(r"\d+", "#", line.text.lower())

    often = Counter(form(line) for line in {(line.page, form(line)): line for line in lines if line.edge}.values())
    least = max(2, pages / 3)
    return [
        line for line in lines if not (line.edge and (often[form(line)] >= least or PAGE_NUMBER.fullmatch(form(line))))
    ]


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _largest(lines: Sequence[Line], body: float) -> str:
    first = [line for line in lines if line.page == 0]
    size = max((line.size for line in first), default=0.0)
    return " ".join(line.text for line in first if line.size == size)[:200] if size > body * 1.1 else ""


def _blocks(lines: Sequence[Line], body: float) -> Iterator[Block]:
    sizes = sorted({line.size for line in lines if line.size > body * 1.1}, reverse=True)
    held: list[Line] = []
    for line in lines:
        if held and not _follows(held[-1], line, body):
            yield _block(held, body, sizes)
            held = []
        held.append(line)
    if held:
        yield _block(held, body, sizes)


def _follows(above: Line, line: Line, body: float) -> bool:
    """Tell whether a line goes on with the paragraph of the one above."""
    if BULLET.match(line.text) or line.size != above.size or line.bold != above.bold:
        return False
    if line.page != above.page or line.top > above.bottom + line.size:  # another page or column
        return line.size == body and above.text[-1] not in ".!?:" and not line.text[:1].isupper()
    return above.bottom - line.top < 0.45 * line.size


def _block(held: Sequence[Line], body: float, sizes: Sequence[float]) -> Block:
    text = ""
    for line in held:
        text = text.removesuffix("-\u0002") + line.text if text.endswith("\u0002") else f"{text} {line.text}"
    text = " ".join(text.replace("\u0002", "").split())
    first = held[0]
    if first.size in sizes and len(text.split()) <= 25:
        return Block("heading", without_number(text), sizes.index(first.size) + 1)
    if first.bold and is_heading(text):
        return Block("heading", without_number(text), len(sizes) + 1)
    if BULLET.match(text):
        return Block("item", BULLET.sub("", text, count=1))
    return Block("text", text)
