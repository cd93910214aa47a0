"""The documents of a library as plain pages, for programs that index or build websites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

FACETS = ("result", "known", "country", "need", "delivery")
BOOSTED = 3
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><main data-pagefind-body>
<h1 data-pagefind-weight="{weight}">{title}</h1>
<p>{summary}</p>
{body}
<ul>{facets}</ul>
</main></body>
</html>
"""


def documents(library: Path) -> Iterator[dict[str, Any]]:
    """Yield the documents of a library."""
    with (library / "documents.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def values(document: dict[str, Any], facet: str) -> list[str]:
    """Return the values of a facet as a list."""
    found = document[facet]
    return found if isinstance(found, list) else [found]


def record(document: dict[str, Any]) -> str:
    """Return what a document took from the records: some 900 words."""
    text: str = document["body"][: document["record"]]
    return text


def html(document: dict[str, Any]) -> str:
    """Return the record of a document as a page, some 900 words with facets that Pagefind can filter by."""
    facets = "".join(
        f'<li data-pagefind-filter="{facet}">{escape(value)}</li>'
        for facet in FACETS
        for value in values(document, facet)
    )
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(record(document)))
    title, summary = escape(document["title"]), escape(document["summary"])
    return PAGE.format(title=title, weight=BOOSTED, summary=summary, body=body, facets=facets)


def paragraphs(text: str, sentences: int = 5) -> Iterator[str]:
    """Yield a text, a sentence a line, in paragraphs of some sentences."""
    said = text.split("\n")
    for at in range(0, len(said), sentences):
        yield " ".join(said[at : at + sentences])


def write(library: Path, folder: Path) -> None:
    """Write a page for every document into a folder, unless it is there."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True)
    for document in documents(library):
        (folder / f"{document['slug']}.html").write_text(html(document), encoding="utf-8")
