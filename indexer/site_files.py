"""Files of the site that are data: downloads and their dictionary, changes and feed, records of one case."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from indexer import citation, evidence, export, fields, spreadsheet
from indexer.case import Case
from indexer.fields import Field
from indexer.site_catalogue import Catalogue
from indexer.site_pages import ChangesPage, FilesPage
from indexer.site_views import FileText, Joined, Said
from indexer.wording import count, day

FEED_ENTRIES = 50
LOG_ENTRIES = 500
HIDDEN = ("path", "digest", "head_digest", "private", "sections")
DERIVED = {
    "slug": "the name of the case",
    "comparison": "derived: the strongest comparison among its outcomes",
    "known": "derived: how we know",
    "delivery": "derived: who ran it, each once, from its arrangement",
    "contract": "derived: under which contracts, each once, from its arrangement",
    "ended_how": "derived: how its arrangements ended, each once",
    "context_score": "derived: how many of nine context facts are known",
}
ENDING = "\r\n"  # of a table's lines
TABLES = ("cases", "arrangement", "outcomes", "costs", "sources")
Table = tuple[tuple[str, ...], Callable[[Sequence[Case]], Iterator[Mapping[str, object]]]]


def record(case: Case, catalogue: Catalogue) -> dict[str, object]:
    """Return a case as data for `_json`, with what is derived from it under `derived`."""
    data = {
        key: value
        for key in _names(Case)
        if key not in HIDDEN and (value := getattr(case, key)) is not None and value != ()
    }
    data["derived"] = evidence.derived(case, catalogue.words)
    data["body"] = {section.key: section.text for section in case.sections}
    return data


def ris(catalogue: Catalogue, case: Case) -> FileText:
    """Return the record of a case for reference managers."""
    url = catalogue.frame(f"case/{case.slug}.html", "").url
    return FileText((citation.ris(case, catalogue.corpus.library, url),))


def as_json(catalogue: Catalogue, case: Case) -> FileText:
    """Return the record of a case for programs."""
    return FileText((_json(record(case, catalogue)),))


def downloads(catalogue: Catalogue) -> Iterator[tuple[str, Callable[[], FileText]]]:
    """Return the data of the whole collection: where each file goes, and what makes it."""
    for name in TABLES:
        yield f"data/{name}.csv", partial(_table, catalogue, name)
    yield "data/datapackage.json", lambda: FileText((_json(_package(catalogue)),))


def _table(catalogue: Catalogue, name: str) -> FileText:
    return FileText(_lines(catalogue, name))


def _lines(catalogue: Catalogue, name: str) -> Iterator[str]:
    columns, rows_of = tables(catalogue)[name]
    yield spreadsheet.head(columns, ending=ENDING)
    yield from catalogue.gathered(
        f"{name}.csv", lambda cases: "".join(spreadsheet.lines(rows_of(cases), columns, ending=ENDING))
    )


def all_json(catalogue: Catalogue) -> Joined:
    """Return what joins the records of all cases, as `as_json` makes them, into one JSON text."""
    head = {"format_version": 1, "library": catalogue.corpus.library.id, "as_of": catalogue.site.as_of}
    return Joined(_ENCODER.encode(head)[:-1] + ', "cases": [\n', ",", "]}\n")


def tables(catalogue: Catalogue) -> dict[str, Table]:
    """Return the CSV tables by name: columns, and what makes the rows of cases."""
    found: dict[str, Table] = {"cases": (export.COLUMNS, lambda cases: export.rows(cases, catalogue.words))}
    for name, of in (
        ("arrangement", fields.STAGE),
        ("outcomes", fields.OUTCOME),
        ("costs", fields.COST),
        ("sources", fields.SOURCE),
    ):
        found[name] = ("slug", *(field.name for field in of)), partial(_records, name)
    return found


def _records(name: str, cases: Iterable[Case]) -> Iterator[dict[str, object]]:
    for case in cases:
        for item in getattr(case, name):
            row = _plain(item)
            if "verified" in row and row["verified"] is not None:
                row["verified"] = _plain(row["verified"])
            yield {"slug": case.slug, "from": row.pop("start", ""), "to": row.pop("end", ""), **row}


def dictionary() -> Iterator[tuple[str, str, str]]:
    """Return the data dictionary: every field of a case with its kind and meaning."""
    for field in fields.CASE:
        yield field.name, _kind(field), field.means
        for part in field.of:
            yield f"{field.name}.{part.name}", _kind(part), part.means


def _kind(field: Field) -> str:
    kind = f"one of {field.values}" if field.values else {"records": "list of records"}.get(field.kind, field.kind)
    return f"list: {kind}" if field.many else kind


def _package(catalogue: Catalogue) -> dict[str, object]:
    means = {name: said for name, _, said in dictionary()} | DERIVED
    resources = []
    for name, (columns, _) in tables(catalogue).items():
        described = [
            {"name": column, "type": "string", "description": means.get(f"{name}.{column}", means.get(column, ""))}
            for column in columns
        ]
        resources.append(
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": described, "missingValues": [""]},
            }
        )
    return {
        "profile": "tabular-data-package",
        "name": catalogue.corpus.library.id,
        "title": catalogue.corpus.library.title,
        "version": catalogue.site.as_of,
        "description": catalogue.corpus.library.promise,
        "resources": resources,
    }


def downloads_page(catalogue: Catalogue) -> FilesPage:
    """Return the page that offers the data."""
    names = {
        "cases": "One line a case",
        "arrangement": "One line a stretch of who ran it",
        "outcomes": "One line an outcome",
        "costs": "One line a cost or saving",
        "sources": "One line a source",
    }
    files = [
        Said(f"{name}.csv", names[name], count(_length(catalogue, name), "line"), href=f"data/{name}.csv")
        for name in TABLES
    ]
    files += [
        Said("cases.json", "Everything, bodies included", href="data/cases.json"),
        Said("cases.ris", "For reference managers", href="data/cases.ris"),
        Said("datapackage.json", "What the columns mean, for programs", href="data/datapackage.json"),
    ]
    return FilesPage(
        catalogue.frame("downloads.html", "Downloads", "The whole collection as CSV, JSON and RIS."),
        tuple(files),
        tuple(dictionary()),
    )


def changes_page(catalogue: Catalogue, path: str) -> ChangesPage:
    """Return the log of changes as a page or as the feed."""
    limit = FEED_ENTRIES if path.endswith(".xml") else LOG_ENTRIES
    found = catalogue.changes[:limit]
    library = catalogue.corpus.library
    tag = f"tag:{library.id},{(min((c.date for _, c in found), default='2000'))[:4]}:"
    entries = tuple(
        Said(
            case.title,
            change.what,
            f"was: {catalogue.label('results', change.was)}" if change.was else "",
            day(change.date),
            f"case/{case.slug}.html",
            badge=catalogue.badge("results", case.result),
        )
        for case, change in found
    )
    ids = tuple(f"{tag}{case.slug}/{change.date}/{case.changes.index(change)}" for case, change in found)
    return ChangesPage(
        catalogue.frame(path, "Changes", "What changed in which case, newest first."),
        entries,
        ids,
        tuple(_stamp(change.date) for _, change in found),
        tag + "changes",
        _stamp(catalogue.site.as_of),
    )


def _stamp(date: str) -> str:
    date = date or "1970"
    return f"{date}{'-01-01'[len(date) - 4 :]}T00:00:00Z"


def _length(catalogue: Catalogue, name: str) -> int:
    cases = catalogue.corpus.cases
    return len(cases) if name == "cases" else sum(len(getattr(case, name)) for case in cases)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _plain(value: object) -> dict[str, Any]:
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


# Without an indent json is written by C; a line a field keeps it fit to be read.
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)


def _json(data: Mapping[str, object]) -> str:
    return "{" + ",".join([f"\n {_ENCODER.encode(key)}: {_ENCODER.encode(data[key])}" for key in data]) + "\n}\n"
