"""The Whoosh schema: fields that take counted words as they are. What `index` writes and `search` reads both know it.

Kept runnable on whoosh 2.7.4 as well as on the distribution that pyproject.toml names.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.formats import Frequency, Positions
from whoosh.system import pack_uint

from indexer.facets import FACETS

if TYPE_CHECKING:
    from indexer.count import Posting

VERSION = 5
FIRST = 2  # the frequency of a case's first value of a facet; its other values have 1


class Words(FieldType):  # type: ignore[misc]
    """Words with their places: takes stem -> posting. The weight of a posting is its count with fields weighted."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=None, scorable=False)

    def index(self, value: Mapping[str, Posting], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, places as `indexer.shards.gaps` writes them)."""
        for stem, (weighted, places, *_) in value.items():
            yield stem.encode(), 1, float(weighted), places


class Counts(FieldType):  # type: ignore[misc]
    """Keys with a count: takes key -> weighted count."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=False)

    def index(self, value: Mapping[str, int], **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, frequency, weight, encoded frequency)."""
        for key, count in value.items():
            yield key.encode(), count, float(count), pack_uint(count)


def schema() -> Schema:
    """Return the schema: words with places, concepts, facets, and columns, as stored fields are packed once more."""
    return Schema(
        slug=ID(unique=True),
        word=Words(),
        concept=Counts(),
        card=COLUMN(VarBytesColumn()),
        text=COLUMN(VarBytesColumn()),
        surfaces=COLUMN(VarBytesColumn()),
        digest=COLUMN(VarBytesColumn()),
        name=COLUMN(VarBytesColumn()),
        title=COLUMN(VarBytesColumn()),
        length=COLUMN(NumericColumn("i")),
        year=COLUMN(NumericColumn("i")),
        **{facet_field(name): Counts() for name in FACETS},
    )


def facet_field(name: str) -> str:
    """Return the Whoosh field of a facet: its name with a prefix, since `place` and `country` are words there too."""
    return "facet_" + name.replace("-", "_")


def pack_surfaces(surfaces: Mapping[str, str]) -> bytes:
    """Return surface form -> stem packed: lines of the two, or of one where they are the same."""
    lines = [form if form == stem else f"{form} {stem}" for form, stem in surfaces.items()]
    return zlib.compress("\n".join(lines).encode(), 1)


def read_surfaces(packed: bytes) -> dict[str, str]:
    """Return what `pack_surfaces` packed."""
    lines = [line.partition(" ") for line in zlib.decompress(packed).decode().split("\n")]
    return {form: stem or form for form, _, stem in lines if form}
