"""The search trail: what was searched and found, to attach to a decision paper and to repeat."""

from __future__ import annotations

import datetime
from importlib.metadata import version
from pathlib import Path

from search.results import Results


def write(path: Path, found: Results, *, since: int | None, until: int | None, exact: bool, sort: str) -> None:
    """Add a search to a trail file, which is begun where it does not exist."""
    head = "" if path.exists() else "# Search trail\n"
    with path.open("a", encoding="utf-8") as trail:
        trail.write(head + text(found, since=since, until=until, exact=exact, sort=sort))


def text(found: Results, *, since: int | None, until: int | None, exact: bool, sort: str) -> str:
    """Return one search as Markdown: query, filters, date, library and version, numbers found and left out."""
    filters = [f"{name}: {' or '.join(values)}" for name, values in found.filters.items()]
    filters += [f"from {since}"] * bool(since) + [f"until {until}"] * bool(until)
    size = int(found.library.get("size", 0))
    lines = [
        f"\n## {found.query or '(no words)'}\n",
        f"- Searched on: {datetime.datetime.now(tz=datetime.UTC).date().isoformat()}",
        f"- Library: {found.library.get('title', '')}, as of {found.library.get('as_of', '')}, "
        f"{size} cases, build {found.library.get('generation', '')}",
        f"- Program: whatworks {version('whatworks')}",
        f"- Filters: {'; '.join(filters) or 'none'}",
        f"- Synonyms: {'off' if exact else '; '.join(item.labels[0] for item in found.expanded) or 'none applied'}",
        f"- Order: {sort}",
        f"- Found: {found.total}; left out by the query and filters: {size - found.total}",
        f"- Shown below: {len(found.hits)}\n",
    ]
    lines += [
        f"{hit.rank}. {hit.card['title']} (`{hit.slug}`): {hit.card['result']}, {hit.card['known']}"
        for hit in found.hits
    ]
    return "\n".join(lines) + "\n"
