"""The compiled index: all that a search needs, small and read-only, for terminal and browser alike.

Posting lists hold a quantised BM25F impact without idf; idf comes from the document frequencies at query time, so that
a score is a sum of whole numbers and both doors rank alike. Everything lies in numbered shards, so that a search reads
only what it needs. Format: DESIGN.md, "The compiled index".
"""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from indexer.concepts import Labels, all_labels, marks, tags_of
from indexer.documents import Document
from indexer.facets import FACETS
from indexer.library import Library
from indexer.runs import Runs
from indexer.scoring import BLOCKS, RANKING, average_length, impacts
from indexer.shards import PLACE_BITS, QUESTION_BITS, ascending, count_of, numbers, postings, table
from indexer.vocabulary import Vocabulary

FORMAT = 3
# Bytes of a shard before it is packed for the way, at the least; measured by benchmarks/browser.py. A shard grows with
# the library, so that its kind has about FILES of them, and all kinds together fewer than 2,000 at 10,000 cases.
SHARD = {"terms": 5_000, "concepts": 5_000, "places": 40_000, "forms": 24_000}
FILES = {"terms": 560, "concepts": 90, "places": 540}
POSTING = 5  # values of a word in a document: the document's number, then what `indexer.count.Posting` holds
CARD_FILES = 620  # a card alone in its shard is the least to load, but large libraries share shards

Keyed = list[tuple[str, bytes]]


class Shard(NamedTuple):
    """One part of the index. first: the first key that it holds, where its kind has keys."""

    kind: str
    number: int
    first: str
    data: bytes


class Compiler:
    """Takes documents in order of slug, then gives the shards."""

    def __init__(self) -> None:
        self.slugs: list[str] = []
        self._lengths: list[int] = []
        self._words = Runs()
        self._concepts: dict[str, tuple[array[int], array[int]]] = {}
        self._surfaces: dict[str, str] = {}
        self._facets: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
        self._years: list[int] = []
        self._titles: list[str] = []
        self._cards: list[bytes] = []
        self._texts: list[bytes] = []

    def add(self, document: Document) -> None:
        """Take in the next document."""
        number = len(self.slugs)
        counted = document.counted
        self.slugs.append(counted.slug)
        self._lengths.append(counted.length)
        for stem, posting in counted.words.items():
            self._words.add(stem, (number, *posting))
        self._words.rest()
        for key, weighted in counted.concepts.items():
            documents, weights = self._concepts.setdefault(key, (array("I"), array("I")))
            documents.append(number)
            weights.append(weighted)
        self._surfaces.update(counted.surfaces)
        for name, column in self._facets.items():
            column.append(document.facets.get(name, ()))
        self._years.append(document.card.get("year") or 0)
        self._titles.append(str(document.card.get("title", "")))
        self._cards.append(_json(document.card))
        self._texts.append(document.text)

    def finish(self, names: Mapping[str, Any]) -> Compiled:
        """Return the compiled index. names: what queries need besides documents, from `names`."""
        impact_of = impacts(self._lengths, average_length(self._lengths))
        terms, places = self._terms(names.get("all_labels", {}), impact_of)
        shards = [
            *_keyed("terms", terms),
            *_keyed("concepts", self._ideas(names.get("concepts", {}), impact_of)),
            *_keyed("places", places),
            *_forms(self._surfaces),
            *self._card_shards(),
            *(Shard("facets", n, "", _column(values)) for n, values in enumerate(self._facets.values())),
            Shard("years", 0, "", numbers(self._years)),
            Shard("titles", 0, "", numbers(title_ranks(self._titles))),
            Shard("slugs", 0, "", "\n".join(self.slugs).encode()),
            *(Shard("texts", number, "", text) for number, text in enumerate(self._texts)),
        ]
        head = {
            "format": FORMAT,
            "size": len(self.slugs),
            "cards": self._cards_in_a_shard,
            "facets": {name: len(set(chain(*values))) for name, values in self._facets.items()},
            "years": _span(self._years),
            "ranking": RANKING,
            "blocks": BLOCKS,
            **names.get("head", {}),
        }
        return Compiled(head, shards)

    def _terms(self, labels: Mapping[str, Labels], impact_of: Any) -> tuple[Keyed, Keyed]:
        """Return the records of the terms and of the places, in order of stem."""
        for stem in labels:
            self._words.add(stem, ())
        terms: Keyed = []
        places: Keyed = []
        for stem, held in self._words.merged():
            documents, weighted, at, near, asked = (held[n::POSTING] for n in range(POSTING))
            listed = postings(documents, impact_of(documents, weighted))
            beside = _shifted(documents, near, PLACE_BITS) + _shifted(documents, asked, QUESTION_BITS)
            terms.append((stem, listed + beside + (_json(labels[stem].plain()) if stem in labels else b"")))
            if documents:
                places.append((stem, b"".join(at)))
        return terms, places

    def _ideas(self, ideas: Mapping[str, Any], impact_of: Any) -> Keyed:
        held: Keyed = []
        for key in sorted(self._concepts.keys() | ideas.keys()):
            documents, weights = self._concepts.get(key, ((), ()))
            held.append((key, postings(documents, impact_of(documents, weights)) + _json(ideas.get(key, {}))))
        return held

    @property
    def _cards_in_a_shard(self) -> int:
        return max(1, math.ceil(len(self._cards) / CARD_FILES))

    def _card_shards(self) -> Iterator[Shard]:
        each = self._cards_in_a_shard
        for number, start in enumerate(range(0, len(self._cards), each)):
            yield Shard("cards", number, "", b"[" + b",".join(self._cards[start : start + each]) + b"]")


@dataclass(frozen=True)
class Compiled:
    """A compiled index: its head, and its shards by kind in order of their numbers."""

    head: Mapping[str, Any]
    shards: Sequence[Shard]

    @property
    def generation(self) -> str:
        """The digest of its content, which every part carries."""
        digest = hashlib.sha256(_json(self.head))
        for shard in self.shards:
            digest.update(f"\n{shard.kind} {shard.number} {len(shard.data)}\n".encode())
            digest.update(shard.data)
        return digest.hexdigest()[:16]


def title_ranks(titles: Sequence[str]) -> list[int]:
    """Return each document's place in the order of titles; equal titles share one, as JavaScript has no `casefold`."""
    folded = [title.casefold() for title in titles]
    place = {title: number for number, title in enumerate(sorted(set(folded)))}
    return [place[title] for title in folded]


def _shifted(documents: Sequence[int], held: Sequence[Sequence[int]], bits: int) -> bytes:
    """Return a list of document << bits | number, for the numbers that each document holds: how many, then gaps."""
    found = [document << bits | number for document, numbers in zip(documents, held, strict=True) for number in numbers]
    return count_of(len(found)) + ascending(found)


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
    head = _json(known)
    return count_of(len(head)) + head + bytes((depth,)) + b"".join(planes)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


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
