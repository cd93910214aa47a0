"""The main text of pages and documents: `python -m indexer.extract FILE... --format jsonl`.

Tells by its bytes what a file is and hands it to the reader for that kind.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from indexer.apart import Apart
from indexer.document import Document
from indexer.errors import SourceUnreadable

MAX_BYTES = 100_000_000
HTML_NAMES = (".html", ".htm", ".xhtml", ".mhtml")
MARKDOWN_NAMES = (".md", ".markdown")
KINDS = "a web page, DOCX, PDF, Markdown or plain text"


def kind_of(data: bytes, name: str, content_type: str | None = None) -> str:
    """Return html, docx, pdf, markdown or text, by the bytes first, then by a server's word or the file's name.

    Raises SourceUnreadable on any other kind of file.
    """
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in start:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        if b"word/" in data or name.lower().endswith((".docx", ".doc")):
            return "docx"
        raise SourceUnreadable("it is a packed file but no Word document", f"add {KINDS}")
    lower = name.lower().removesuffix(".gz")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) or lower.endswith(HTML_NAMES):
        return "html"
    if content_type and "html" in content_type:
        return "html"
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"\x1f\x8b")):
        raise SourceUnreadable("it is a picture or another file without text of its own", f"add {KINDS}")
    if lower.endswith(MARKDOWN_NAMES):
        return "markdown"
    return "html" if start.startswith(b"<") and b"</" in data[:20_000] else "text"


def read(
    data: bytes, name: str, *, address: str | None = None, content_type: str | None = None, charset: str | None = None
) -> Document:
    """Read the bytes of a page or document.

    name: the file's name, whose ending decides where the bytes do not. address: where on the web it was found.
    content_type, charset: what a server said of it. Raises SourceUnreadable with the reason.
    """
    if not data.strip():
        raise SourceUnreadable("it is empty", "look whether it was saved whole")
    kind = kind_of(data, name, content_type)
    if kind == "html":
        from indexer import extract_html

        return extract_html.read(data, address=address, charset=charset)
    if kind == "docx":
        from indexer import extract_docx

        return extract_docx.read(data)
    if kind == "pdf":
        from indexer import extract_pdf

        return extract_pdf.read(data)
    from indexer import extract_text

    return (extract_text.read_markdown if kind == "markdown" else extract_text.read_plain)(data)


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked where its name ends in .gz.

    Raises SourceUnreadable where it is not there, larger than MAX_BYTES, or broken.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceUnreadable(
                f"it has {path.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read", "save only the part you want"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceUnreadable(f"it cannot be read ({reason})", "check its name") from None
    return _unpacked(data) if path.suffix == ".gz" else data


def _unpacked(data: bytes) -> bytes:
    unpack = zlib.decompressobj(wbits=31)
    try:
        found = unpack.decompress(data, MAX_BYTES)
    except zlib.error:
        raise SourceUnreadable("the packed file is broken", "fetch it again") from None
    if unpack.unconsumed_tail:
        raise SourceUnreadable(f"it unpacks to more than {MAX_BYTES:,} bytes", "save only the part you want")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the main text of files; a file that cannot be read is said on standard error. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m indexer.extract", description="Print the main text of files.")
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help=f"{KINDS}; also packed (.gz)")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    chosen = parser.parse_args(arguments)
    failed = 0
    with Apart() as apart:
        for path in chosen.files:
            title, text = "", ""
            try:
                found: Document = apart.run(read, file_bytes(path), path.name)
                title, text = found.title or "", found.text
            except SourceUnreadable as error:
                failed += 1
                print(f"{path}: {error.reason}.", file=sys.stderr)
            if chosen.format == "jsonl":
                print(json.dumps({"file": str(path), "title": title, "text": text}, ensure_ascii=False))
            elif text:
                print(f"# {title}\n\n{text}\n" if title else f"{text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
