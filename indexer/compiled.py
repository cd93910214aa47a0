"""The compiled index: all that a search needs, small and read-only, for terminal and browser alike.

Posting lists hold a quantised BM25F impact without idf; idf comes from the document frequencies at query time, so that
a score is a sum of whole numbers and both doors rank alike. Everything lies in numbered shards, so that a search reads
only what it needs. Format: DESIGN.md, "The compiled index".
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from indexer.concepts import Labels, all_labels, marks, tags_of
from indexer.documents import as_json
from indexer.facets import FACETS
from indexer.library import Library
from indexer.parts import Heads, Part, Row
from indexer.scoring import BLOCKS, RANKING, average_length, impacts
from indexer.shards import PLACE_BITS, QUESTION_BITS, ascending, count_of, numbers, postings, table
from indexer.vocabulary import Vocabulary

FORMAT = 4
# Bytes of a shard before it is packed for the way, at the least; measured by benchmarks/browser.py. A shard grows with
# the library, so that its kind has about FILES of them, and all kinds together fewer than 2,000 at 10,000 cases.
SHARD = {"terms": 5_000, "concepts": 5_000, "places": 40_000, "forms": 24_000}
FILES = {"terms": 560, "concepts": 90, "places": 540}
CARD_FILES = 620  # a card alone in its shard is the least to load, but large libraries share shards

Keyed = list[tuple[str, bytes]]
Progress = Callable[[int], None]
NO_ROW: Row = ("", b"", b"", b"", b"", b"")


class Shard(NamedTuple):
    """One part of the index. first: the first key that it holds, where its kind has keys."""

    kind: str
    number: int
    first: str
    data: bytes


class _Whole:
    """The heads of all parts put together, documents numbered through."""

    def __init__(self) -> None:
        self.slugs: list[str] = []
        self.lengths: list[int] = []
        self.facets: list[list[tuple[str, ...]]] = [[] for _ in FACETS]
        self.years: list[int] = []
        self.titles: list[str] = []
        self.cards: list[bytes] = []
        self.texts: list[bytes] = []
        self.concepts: dict[str, tuple[array[int], array[int]]] = {}
        self.surfaces: dict[str, str] = {}

    def add(self, heads: Heads) -> None:
        """Add the heads of the next part."""
        start = len(self.slugs)
        self.slugs += heads.slugs
        self.lengths += heads.lengths
        for column, more in zip(self.facets, heads.facets, strict=True):
            column += more
        self.years += heads.years
        self.titles += heads.titles
        self.cards += heads.cards
        self.texts += heads.texts
        for key, (documents, weights) in heads.concepts.items():
            held = self.concepts.setdefault(key, (array("I"), array("I")))
            held[0].extend([start + document for document in documents])
            held[1].extend(weights)
        self.surfaces.update(heads.surfaces)


def compile_parts(parts: Iterable[Part], names: Mapping[str, Any], progress: Progress | None = None) -> Compiled:
    """Return the compiled index of a library's parts, in order of slug.

    names: what queries need besides documents, from `names`. progress: called with how many documents are taken in.
    """
    whole = _Whole()
    rows = []
    for part in parts:
        rows.append(_numbered(part.rows, len(whole.slugs)))
        whole.add(part.heads)
        if progress:
            progress(len(whole.slugs))
    impact_of = impacts(whole.lengths, average_length(whole.lengths))
    terms, places = _terms(rows, names.get("all_labels", {}), impact_of)
    shards = [
        *_keyed("terms", terms),
        *_keyed("concepts", _ideas(whole.concepts, names.get("concepts", {}), impact_of)),
        *_keyed("places", places),
        *_forms(whole.surfaces),
        *_card_shards(whole.cards),
        *(Shard("facets", n, "", _column(values)) for n, values in enumerate(whole.facets)),
        Shard("years", 0, "", numbers(whole.years)),
        Shard("titles", 0, "", numbers(title_ranks(whole.titles))),
        Shard("slugs", 0, "", "\n".join(whole.slugs).encode()),
        *(Shard("texts", number, "", text) for number, text in enumerate(whole.texts)),
    ]
    head = {
        "format": FORMAT,
        "size": len(whole.slugs),
        "cards": _cards_in_a_shard(whole.cards),
        "facets": {name: len(set(chain(*values))) for name, values in zip(FACETS, whole.facets, strict=True)},
        "years": _span(whole.years),
        "ranking": RANKING,
        "blocks": BLOCKS,
        **names.get("head", {}),
    }
    return Compiled(head, shards)


def _numbered(rows: Iterable[Row], start: int) -> Iterator[tuple[str, int, Row]]:
    for row in rows:
        yield row[0], start, row


def _terms(
    rows: Sequence[Iterator[tuple[str, int, Row]]], labels: Mapping[str, Labels], impact_of: Any
) -> tuple[Keyed, Keyed]:
    """Return the records of the terms and of the places, in order of stem.

    rows: of each part, with the number of its first document.
    """
    named = ((stem, 0, NO_ROW) for stem in sorted(labels))
    terms: Keyed = []
    places: Keyed = []
    for stem, found in groupby(merge(named, *rows, key=itemgetter(0)), key=itemgetter(0)):
        starts, held = zip(*[row[1:] for row in found], strict=True)
        _, in_parts, counts, at, near, asked = zip(*held, strict=True)
        documents = _joined(in_parts, starts, 0)
        listed = postings(documents, impact_of(documents, array("I", b"".join(counts))))
        beside = _gaps(_joined(near, starts, PLACE_BITS)) + _gaps(_joined(asked, starts, QUESTION_BITS))
        terms.append((stem, listed + beside + (as_json(labels[stem].plain()) if stem in labels else b"")))
        if documents:
            places.append((stem, b"".join(at)))
    return terms, places


def _joined(arrays: Sequence[bytes], starts: Sequence[int], bits: int) -> list[int]:
    """Return arrays of numbers one after the other, to each added the number where its part starts, shifted."""
    found: list[int] = []
    for data, start in zip(arrays, starts, strict=True):
        if data:
            first = start << bits
            found += [first + number for number in array("I", data)]
    return found


def _gaps(values: Sequence[int]) -> bytes:
    return count_of(len(values)) + ascending(values)


def _ideas(found: Mapping[str, tuple[Sequence[int], Sequence[int]]], ideas: Mapping[str, Any], impact_of: Any) -> Keyed:
    held: Keyed = []
    for key in sorted(found.keys() | ideas.keys()):
        documents, weights = found.get(key, ((), ()))
        held.append((key, postings(documents, impact_of(documents, weights)) + as_json(ideas.get(key, {}))))
    return held


def _cards_in_a_shard(cards: Sequence[bytes]) -> int:
    return max(1, math.ceil(len(cards) / CARD_FILES))


def _card_shards(cards: Sequence[bytes]) -> Iterator[Shard]:
    each = _cards_in_a_shard(cards)
    for number, start in enumerate(range(0, len(cards), each)):
        yield Shard("cards", number, "", b"[" + b",".join(cards[start : start + each]) + b"]")


@dataclass(frozen=True)
class Compiled:
    """A compiled index: its head, and its shards by kind in order of their numbers."""

    head: Mapping[str, Any]
    shards: Sequence[Shard]

    @property
    def generation(self) -> str:
        """The digest of its content, which every part carries."""
        digest = hashlib.sha256(as_json(self.head))
        for shard in self.shards:
            digest.update(f"\n{shard.kind} {shard.number} {len(shard.data)}\n".encode())
            digest.update(shard.data)
        return digest.hexdigest()[:16]


def title_ranks(titles: Sequence[str]) -> list[int]:
    """Return each document's place in the order of titles; equal titles share one, as JavaScript has no `casefold`."""
    folded = [title.casefold() for title in titles]
    place = {title: number for number, title in enumerate(sorted(set(folded)))}
    return [place[title] for title in folded]


def _span(years: Sequence[int]) -> list[int]:
    """Return the first and the last year."""
    known = [year for year in years if year] or [0]
    return [min(known), max(known)]


def _keyed(kind: str, rows: Keyed) -> Iterator[Shard]:
    """Yield shards of records in order of their keys, each filled up to a size; takes the records out of `rows`."""
    most = max(SHARD[kind], sum(len(row) for _, row in rows) // FILES[kind])
    rows.reverse()
    number = size = 0
    held: Keyed = []
    while rows:
        row = rows.pop()
        if held and size + len(row[1]) > most:
            yield Shard(kind, number, held[0][0], table(held))
            number, size, held = number + 1, 0, []
        held.append(row)
        size += len(row[1]) + len(row[0]) + 3
    if held:
        yield Shard(kind, number, held[0][0], table(held))


def _forms(surfaces: Mapping[str, str]) -> Iterator[Shard]:
    """Yield shards of surface forms with their stems: lines of a form, how much of its end goes, and what comes."""
    number = size = 0
    lines: list[str] = []
    first = ""
    for form, stem in sorted(surfaces.items()):
        shared = next(
            (n for n, (a, b) in enumerate(zip(form, stem, strict=False)) if a != b), min(map(len, (form, stem)))
        )
        line = f"{form} {len(form) - shared or ''}{stem[shared:]}".rstrip()
        if lines and size > SHARD["forms"]:
            yield Shard("forms", number, first, "\n".join(lines).encode())
            number, size, lines = number + 1, 0, []
        first = first if lines else form
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield Shard("forms", number, first, "\n".join(lines).encode())


def _column(values: Sequence[tuple[str, ...]]) -> bytes:
    """Return a facet: its values, then each document's first value by number, each one's second ...; 0 is none."""
    known = sorted({value for held in values for value in held})
    number = {value: n for n, value in enumerate(known, 1)}
    depth = max(map(len, values), default=0)
    planes = [numbers([number[held[n]] if len(held) > n else 0 for held in values]) for n in range(depth)]
    head = as_json(known)
    return count_of(len(head)) + head + bytes((depth,)) + b"".join(planes)


SECTIONS = {
    "country": "countries",
    "region": "regions",
    "need": "needs",
    "service": "services",
    "kind": "kinds",
    "delivery": "deliveries",
    "contract": "contracts",
    "ended-how": "ended_how",
    "result": "results",
    "comparison": "comparisons",
    "known": "known",
    "factor": "factors",
    "pitfall": "pitfalls",
}
SETTINGS = ("authority_types", "population_bands", "densities", "inspection_grades")


def names(settings: Library, words: Vocabulary, as_of: str) -> dict[str, Any]:
    """Return what a query needs besides documents: labels of facets for the head, concepts, and labels of concepts."""
    labels = {
        facet: {key: words.label(section, key) for key in words.keys(section)} for facet, section in SECTIONS.items()
    }
    labels["at"] = {"home": f"In {settings.home_words}", "abroad": "Abroad"}
    labels["setting"] = {key: words.label(section, key) for section in SETTINGS for key in words.keys(section)}
    labels["cost"] = {"published": "Cost published", "not-published": "Cost not published"}
    labels["result"]["failed"] = "Any failure: worse, not delivered, stopped or reversed"
    found = all_labels(words)
    marked = marks(found)
    return {
        "head": {
            "library": {"id": settings.id, "title": settings.title, "as_of": as_of},
            "labels": labels,
        },
        "concepts": {
            concept.key: {
                "labels": [concept.label, *_other_labels(concept.labels, concept.label)],
                "tags": tags_of(concept),
                "marks": marked.get(concept.key, []),
            }
            for concept in words.concepts
        },
        "all_labels": found,
    }


def _other_labels(labels: Iterable[Any], first: str) -> list[str]:
    english = [label.text for label in labels if label.language is None and label.text.lower() != first.lower()]
    return list(dict.fromkeys(english))
