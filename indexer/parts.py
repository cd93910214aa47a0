"""Parts of a library: some documents that follow one another, their words gathered, so that few changes cost little.

Where a part ends depends on the names of its cases alone. A case more, less or changed makes one part new; what was
gathered for the others is taken as it was kept.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from indexer.cache import Cache, Entry
from indexer.documents import Document, as_json
from indexer.facets import FACETS
from indexer.shards import PLACE_BITS, QUESTION_BITS

SIZE = 128  # cases in a part, on average
IN_PIECE = 1_000  # rows in a piece: few pieces of each part wait in memory
NUMBERS = "I"
VALUES = 5  # in a row's list while it is gathered: the document's number, then what `indexer.count.Posting` holds


# A word in a part: its stem; who holds it, and the weighted counts; places as `indexer.shards.gaps` writes them, one
# document's after the other's; document << PLACE_BITS | place where neighbours count; document << QUESTION_BITS |
# question. All but the places are arrays of whole numbers, and documents are numbered from the part's first.
Row = tuple[str, bytes, bytes, bytes, bytes, bytes]


class Named(Protocol):
    """What has the name of a case."""

    @property
    def slug(self) -> str:
        """The name."""


Case = TypeVar("Case", bound=Named)


class Heads(NamedTuple):
    """What a part has besides its words: of each document in turn, but concepts and surface forms of all together.

    concepts: key -> numbers of documents, weighted counts. cards: as JSON. texts: as `documents.pack_text` packs them.
    """

    slugs: list[str]
    lengths: list[int]
    facets: list[list[tuple[str, ...]]]
    years: list[int]
    titles: list[str]
    cards: list[bytes]
    texts: list[bytes]
    concepts: dict[str, tuple[list[int], list[int]]]
    surfaces: dict[str, str]


class Part(NamedTuple):
    """A part: its heads, and its rows in order of stem, which can be read once."""

    heads: Heads
    rows: Iterator[Row]


def part(documents: Iterable[Document]) -> Part:
    """Return some documents as a part."""
    heads = Heads([], [], [[] for _ in FACETS], [], [], [], [], {}, {})
    words: dict[str, list[Any]] = {}
    for number, document in enumerate(documents):
        for stem, posting in document.counted.words.items():
            held = words.get(stem)
            if held is None:
                words[stem] = [number, *posting]
            else:
                held += (number, *posting)
        _add(heads, number, document)
    return Part(heads, (_row(stem, held) for stem, held in sorted(words.items())))


def _add(heads: Heads, number: int, document: Document) -> None:
    counted = document.counted
    heads.slugs.append(counted.slug)
    heads.lengths.append(counted.length)
    for name, column in zip(FACETS, heads.facets, strict=True):
        column.append(document.facets.get(name, ()))
    heads.years.append(document.card.get("year") or 0)
    heads.titles.append(str(document.card.get("title", "")))
    heads.cards.append(as_json(document.card))
    heads.texts.append(document.text)
    for key, weighted in counted.concepts.items():
        documents, weights = heads.concepts.setdefault(key, ([], []))
        documents.append(number)
        weights.append(weighted)
    heads.surfaces.update(counted.surfaces)


def _row(stem: str, held: Sequence[Any]) -> Row:
    documents, counts, places, near, asked = (held[n::VALUES] for n in range(VALUES))
    return (
        stem,
        array(NUMBERS, documents).tobytes(),
        array(NUMBERS, counts).tobytes(),
        b"".join(places),
        _shifted(documents, near, PLACE_BITS),
        _shifted(documents, asked, QUESTION_BITS),
    )


def _shifted(documents: Sequence[int], held: Sequence[Sequence[int]], bits: int) -> bytes:
    """Return document << bits | number, for the numbers that each document holds."""
    if not any(held):
        return b""
    found = [document << bits | number for document, numbers in zip(documents, held, strict=True) for number in numbers]
    return array(NUMBERS, found).tobytes()


def unkept(documents: Iterable[Document]) -> Iterator[Part]:
    """Yield documents, in order of slug, as parts that are kept nowhere."""
    held: list[Document] = []
    for document in documents:
        if held and _begins(document.counted.slug):
            yield part(held)
            held = []
        held.append(document)
    if held:
        yield part(held)


def kept(cache: Cache, entries: Iterable[Entry]) -> Iterator[Part]:
    """Yield the parts of a cache's cases, in order of slug; those that are not kept yet are made and kept.

    Raises CacheUnusable as `Cache` does.
    """
    for group in groups(entries):
        told = [(entry.slug, entry.digest, entry.private) for entry in group]
        pieces = cache.part(told, partial(_gathered, cache, group))
        yield Part(Heads(*marshal.loads(next(pieces))), _rows(pieces))  # noqa: S302 - our own cache
    cache.forget_parts()


def _gathered(cache: Cache, group: Iterable[Entry]) -> Iterator[bytes]:
    return _pieces(part(cache.documents(entry.path for entry in group)))


def groups(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """Yield cases, or entries of them, in order of slug, those of a part together."""
    held: list[Case] = []
    for case in cases:
        if held and _begins(case.slug):
            yield held
            held = []
        held.append(case)
    if held:
        yield held


def _begins(slug: str) -> bool:
    """Tell whether a part begins with a case."""
    return int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4], "big") % SIZE == 0


def _pieces(made: Part) -> Iterator[bytes]:
    """Yield a part as pieces to keep: its heads, then its rows."""
    yield marshal.dumps(tuple(made.heads))
    while rows := list(islice(made.rows, IN_PIECE)):
        yield marshal.dumps(rows)


def _rows(pieces: Iterator[bytes]) -> Iterator[Row]:
    for piece in pieces:
        yield from marshal.loads(piece)  # noqa: S302 - our own cache
