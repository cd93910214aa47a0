"""The facets of a library and their values, with how many cases each has."""

from __future__ import annotations

from typing import Any

from indexer.facets import FACETS
from search.library import Library


def facets(library: Library) -> list[dict[str, Any]]:
    """Return a row a facet: its name, its number of values in use."""
    return [
        {"value": name, "label": f"{len(library.source.facet(name))} values", "count": _cases(library, name)}
        for name in FACETS
    ]


def values(library: Library, facet: str) -> list[dict[str, Any]]:
    """Return a row a value of a facet, in the vocabulary's order, those without cases included."""
    column, labels = library.source.facet(facet), library.values(facet)
    keys = [key for key in labels if key in column or facet not in ("country", "region")]
    return [{"value": key, "label": labels[key], "count": len(column.get(key, ()))} for key in keys]


def _cases(library: Library, facet: str) -> int:
    return len({document for documents in library.source.facet(facet).values() for document in documents})
