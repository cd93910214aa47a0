"""The facets of a library and their values, with how many cases each has."""

from __future__ import annotations

from typing import Any

from indexer.facets import FACETS
from search.library import Library


def facets(library: Library) -> list[dict[str, Any]]:
    """Return a row a facet: its name, its number of values in use, and how many cases have any."""
    columns = {name: library.source.facet(name) for name in FACETS}
    return [
        {"value": name, "label": f"{len(column.values)} values", "count": len(column.having(column.values))}
        for name, column in columns.items()
    ]


def values(library: Library, facet: str) -> list[dict[str, Any]]:
    """Return a row a value of a facet, in the vocabulary's order, those without cases included."""
    column, labels = library.source.facet(facet), library.values(facet)
    counts = column.counts(bytearray(b"\x01") * library.source.size)
    keys = [key for key in labels if key in counts or facet not in ("country", "region")]
    return [{"value": key, "label": labels[key], "count": counts.get(key, 0)} for key in keys]
