"""The Whoosh schema: fields that take counted words as they are. What `index` writes and `search` reads both know it.

Kept runnable on whoosh 2.7.4 as well as on the distribution that pyproject.toml names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence, Frequency, Positions
from whoosh.system import pack_uint

from indexer.facets import FACETS
from indexer.scoring import FIELD_WEIGHTS

VERSION = 2


class Places(FieldType):  # type: ignore[misc]
    """Words with their places: takes stem -> ascending places."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=None, scorable=True)

    def index(self, value: Mapping[str, list[int]], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, encoded places)."""
        for stem, places in value.items():
            yield stem.encode(), len(places), float(len(places)), self.format.encode(places)


class Counts(FieldType):  # type: ignore[misc]
    """Keys with a count: takes key -> weighted count."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=False)

    def index(self, value: Mapping[str, int], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, encoded frequency)."""
        for key, count in value.items():
            yield key.encode(), count, float(count), pack_uint(count)


class Keys(FieldType):  # type: ignore[misc]
    """Plain keys, such as the values of a facet: takes an iterable of texts."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None, scorable=False)

    def index(self, value: tuple[str, ...], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, 1, weight, nothing)."""
        for key in sorted(set(value)):
            yield key.encode(), 1, 1.0, b""


def schema() -> Schema:
    """Return the schema: text fields with places, concepts, surface words, facets, columns and the stored case."""
    return Schema(
        slug=ID(stored=True, unique=True),
        digest=STORED(),
        card=STORED(),
        text=STORED(),
        concept=Counts(),
        surface=Keys(),
        length=COLUMN(NumericColumn("i")),
        year=COLUMN(NumericColumn("i")),
        **{name: Places() for name in FIELD_WEIGHTS},
        **{facet_field(name): Keys() for name in FACETS},
    )


def facet_field(name: str) -> str:
    """Return the Whoosh field of a facet: its name with a prefix, since `place` and `country` are words there too."""
    return "facet_" + name.replace("-", "_")
