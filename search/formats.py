"""Results for other programs: JSON, CSV, Markdown and RIS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from indexer.spreadsheet import as_csv
from search.results import Results

COLUMNS = (
    "rank",
    "slug",
    "title",
    "country",
    "place",
    "kind",
    "result",
    "comparison",
    "known",
    "year",
    "score",
    "snippet",
)


def as_json(value: object) -> str:
    """Return plain data as JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def markdown(found: Results, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Return results as a Markdown table."""
    lines = [
        f"# {found.total} cases for “{found.query}”",
        "",
        "| # | Case | Where | From | What happened | How we know |",
        "|--:|---|---|--:|---|---|",
    ]
    for hit in found.hits:
        card = hit.card
        cells = (
            hit.rank,
            f"{card['title']} (`{card['slug']}`)",
            f"{card['place']}, {', '.join(card['country'])}",
            card["year"],
            labels["result"].get(card["result"], card["result"]),
            labels["known"].get(card["known"], card["known"]),
        )
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(str(row.get(column, "")).replace("|", "\\|") for column in columns) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def ris(cards: Iterable[Mapping[str, Any]], library: Mapping[str, Any]) -> str:
    """Return cards as RIS reference records, for reference managers."""
    return "".join(_ris_record(card, library) for card in cards)


def _ris_record(card: Mapping[str, Any], library: Mapping[str, Any]) -> str:
    fields = (
        ("TY", "GEN"),
        ("ID", card["slug"]),
        ("TI", card["title"]),
        ("T2", library.get("title", "")),
        ("AB", card["summary"]),
        ("PY", str(card["year"])),
        ("CY", card["place"]),
        ("N1", f"Result: {card['result']}; how we know: {card['known']}; checked by: {card['checked_by']}"),
    )
    lines = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - ", ""]) + "\n"


def results_as(found: Results, form: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Return results in a format: json, csv, md or ris."""
    if form == "json":
        return as_json(found.as_json())
    if form == "csv":
        return as_csv(found.as_json()["results"], COLUMNS)
    if form == "md":
        return markdown(found, labels)
    return ris((hit.card for hit in found.hits), found.library)
