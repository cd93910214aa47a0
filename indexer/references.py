"""References from reference managers become sources of a case. Alone knows rispy and bibtexparser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from indexer import reader, writer
from indexer.errors import IntakeRefused
from indexer.fields import BY_NAME
from indexer.head import Map, Seq

# Only types that leave no doubt; a report may be anybody's.
RIS_KINDS = {
    "JOUR": "journal",
    "JFULL": "journal",
    "NEWS": "press",
    "MGZN": "press",
    "STAT": "law",
    "BILL": "law",
    "CASE": "court",
}
BIBTEX_KINDS = {"article": "journal"}
SLOTS = {
    "title": "the title of the page or document",
    "publisher": "who published it",
    "kind": "what kind of source",
    "read": "full | summary | excerpt",
    "read_on": "when it was read",
}
FIELDS = BY_NAME["sources"]
Source = dict[str, str]


def read_ris(path: Path, text: str) -> list[Source]:
    """Return the references of a RIS file as sources. Raises IntakeRefused on what is no RIS."""
    import rispy

    try:
        entries = rispy.loads(text.lstrip("\ufeff"), skip_unknown_tags=True)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise IntakeRefused(path, f"this is not RIS: {error}", "export the references again as RIS") from None
    return [
        _source(
            title=entry.get("title") or entry.get("primary_title"),
            publisher=entry.get("publisher") or entry.get("secondary_title") or entry.get("journal_name"),
            year=entry.get("year") or entry.get("publication_year") or entry.get("date"),
            url=_first(entry.get("urls")) or entry.get("url"),
            doi=entry.get("doi"),
            kind=RIS_KINDS.get(str(entry.get("type_of_reference"))),
            author=_first(entry.get("authors") or entry.get("first_authors")),
        )
        for entry in entries
    ]


def read_bibtex(path: Path, text: str) -> list[Source]:
    """Return the references of a BibTeX file as sources. Raises IntakeRefused on what is no BibTeX."""
    import bibtexparser
    from bibtexparser import middlewares

    found = bibtexparser.parse_string(text.lstrip("\ufeff"), append_middleware=[middlewares.LatexDecodingMiddleware()])
    if found.failed_blocks:
        block = found.failed_blocks[0]
        line = (block.start_line or 0) + 1
        raise IntakeRefused(path, "this entry cannot be read as BibTeX", "mend it, or take it out", line)
    entries = [
        ({field.key.lower(): str(field.value) for field in entry.fields}, entry.entry_type) for entry in found.entries
    ]
    return [
        _source(
            title=entry.get("title"),
            publisher=entry.get("publisher")
            or entry.get("journal")
            or entry.get("institution")
            or entry.get("organization"),
            year=entry.get("year") or entry.get("date"),
            url=entry.get("url"),
            doi=entry.get("doi"),
            kind=BIBTEX_KINDS.get(kind.lower()),
            author=entry.get("author"),
        )
        for entry, kind in entries
    ]


def with_sources(path: Path, text: str, sources: Sequence[Source]) -> tuple[str, list[str]]:
    """Return a case's text with sources added below its own, and their ids. What is there already is not added again.

    Nothing else in the text changes. Raises IntakeRefused where the case cannot be read or lists its sources in a line.
    """
    draft, problems = reader.read_text(text, path.stem, path.name)
    if draft is None or path.suffix != ".md":
        reason = problems[0].message if problems else "sources are added to Markdown files only"
        raise IntakeRefused(
            path, reason, "mend it first; `whatworks check` says how", problems[0].line if problems else 0
        )
    there = draft.head.maps("sources")
    known = {_same(source.text("url"), source.text("title")) for source in there}
    new = [source for source in sources if _same(source.get("url"), source.get("title")) not in known]
    named = named_apart(new, {source.text("id") or "" for source in there})
    lines = list(writer.records_lines(FIELDS, named))
    made, ids = _inserted(path, text, draft.head, lines), [source["id"] for source in named]
    again, _ = reader.read_text(made, path.stem, path.name)
    wanted = [*(source.text("id") for source in there), *ids]
    if again is None or [source.text("id") for source in again.head.maps("sources")] != wanted:
        raise IntakeRefused(path, "its sources are written in a way that cannot be added to", "add them by hand")
    return made, ids


def named_apart(sources: Iterable[Source], taken: set[str]) -> list[Source]:
    """Return sources with ids that differ from one another and from those that are taken."""
    named, used = [], set(taken)
    for source in sources:
        name, number = source["id"], 1
        while name in used:
            number += 1
            name = f"{source['id']}-{number}"
        used.add(name)
        named.append({**source, "id": name})
    return named


def _source(*, title: Any, publisher: Any, year: Any, url: Any, doi: Any, kind: str | None, author: Any) -> Source:
    """Return a source with slots for what the reference does not say: nobody has read it yet."""
    found = re.search(r"\b(1[6-9]|20)\d\d\b", str(year or ""))
    address = str(url or "").strip() or (
        f"https://doi.org/{str(doi).strip().removeprefix('https://doi.org/')}" if doi else ""
    )
    given = {
        "title": " ".join(str(title or "").split()),
        "publisher": " ".join(str(publisher or "").split()),
        "year": found[0] if found else "",
        "url": address,
        "kind": kind or "",
    }
    name = _name(str(author or given["publisher"] or given["title"]))
    record = {"id": "-".join(filter(None, (name, given["year"]))) or "source"}
    for field in FIELDS.of:
        if given.get(field.name):
            record[field.name] = given[field.name]
        elif field.name in SLOTS:
            record[field.name] = f"<REQUIRED: {SLOTS[field.name]}>"
    return record


def _name(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.split(",")[0]) if c.isascii()).lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:3])[:30].strip("-")


def _same(url: str | None, title: str | None) -> str:
    address = re.sub(r"^https?://(?:www\.)?|/$", "", (url or "").lower())
    return address or " ".join((title or "").lower().split())


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value if isinstance(value, str) else None


def _inserted(path: Path, text: str, head: Map, new: list[str]) -> str:
    """Put lines after the last source, or a list of sources at the end of the head."""
    if not new:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    node = head.entries.get("sources")
    if isinstance(node, Seq) and node.items:
        begin = head.lines["sources"]
        if node.line == begin:
            raise IntakeRefused(
                path, "the sources stand in one line", "write each on lines of its own, begun by `- `", begin
            )
        indent = next((match[1] for line in lines[begin:] if (match := re.match(r"( *)- ", line))), "  ")
        new = [indent + line.removeprefix("  ") for line in new]
        place = next((n for n, line in enumerate(lines[begin:], begin) if re.match(r"[^\s#-]|---", line)), len(lines))
    else:
        place = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
        if node is not None:
            lines[head.lines["sources"] - 1] = "sources:" + ("\r" if end == "\r\n" else "")
            place = head.lines["sources"]
        else:
            new = ["sources:", *new]
    carriage = "\r" if end == "\r\n" else ""
    return "\n".join([*lines[:place], *(line + carriage for line in new), *lines[place:]])


def as_yaml(sources: Sequence[Source]) -> str:
    """Return sources as lines for the head of a case."""
    return "\n".join(["sources:", *writer.records_lines(FIELDS, named_apart(sources, set()))]) + "\n"
