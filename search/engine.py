"""Matching and scoring in whole numbers, so that both doors give the same order. search-engine.js follows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from indexer.record import Record
from indexer.scoring import (
    ALL_UP_TO,
    ASKED_UP_TO,
    ASKED_WEIGHT,
    CONCEPT_WEIGHT,
    FIRST_TAG,
    IDF_UNIT,
    OTHER_TAG,
    PAIR_WEIGHT,
    PART_SHARE,
    SHARE,
    TAG_WEIGHT,
    WHOLE_UP_TO,
    in_block,
    pair_impact,
)
from indexer.shards import PLACE_BITS, QUESTION_BITS
from search.understand import Plan, stems_of, words_of

if TYPE_CHECKING:
    from search.query import Clause, Term
    from search.source import Source


class Found(Record):
    """Documents that match, with scores; `rare` gives each slot's idf; slots not in it are in no document."""

    scores: dict[int, int]
    rare: dict[int, int]


def idf(frequency: int, size: int) -> int:
    """Return inverse document frequency as a whole number of IDF_UNITs, at least 1.

    Formula: ln(1 + (N - df + 0.5) / (df + 0.5)), as in Robertson and Zaragoza (2009), shifted to stay positive.
    """
    return max(1, int(IDF_UNIT * math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) + 0.5))


def find(plan: Plan, source: Source) -> Found:
    """Return the documents that a plan matches, with their scores."""
    tally = Tally()
    _score_slots(plan, source, tally)
    _score_pairs(plan, source, tally)
    _score_questions(plan, source, tally)
    _score_concepts(plan, source, tally)
    optional = [n for n, slot in enumerate(plan.slots) if slot.kind != "required"]
    needed = [n for n in optional if n in tally.rare]
    kept = tally.matching(needed) if optional else dict.fromkeys(range(source.size), 0) | tally.hits
    for clause in plan.required:
        having = documents(clause, source)
        kept = {document: score for document, score in kept.items() if document in having}
    for clause in plan.excluded:
        having = documents(clause, source)
        kept = {document: score for document, score in kept.items() if document not in having}
    return Found(kept, tally.rare)


class Tally:
    """Scores of documents so far, which documents have each slot, and each slot's idf."""

    def __init__(self) -> None:
        self.hits: dict[int, int] = {}
        self.having: dict[int, list[Iterable[int]]] = {}
        self.rare: dict[int, int] = {}

    def add(self, documents: Iterable[int], impacts: Iterable[int], times: int) -> None:
        """Add a weighted impact to the score of each document."""
        hits = self.hits
        if not hits:
            hits.update(zip(documents, [impact * times for impact in impacts], strict=True))
            return
        for document, impact in zip(documents, impacts, strict=True):
            hits[document] = hits.get(document, 0) + impact * times

    def matching(self, needed: Sequence[int]) -> dict[int, int]:
        """Return what matches with its score: all of a few words where some document has them, else by share."""
        if len(needed) <= WHOLE_UP_TO:
            having = {n: set().union(*self.having.get(n, ())) for n in needed}
            some: set[int] = set().union(*having.values())
            self._weigh_parts(needed, having)
            whole = set.intersection(*having.values()) if having else set()
            if whole and len(needed) <= ALL_UP_TO:
                return {document: self.hits[document] for document in whole}
            hits = self._only(some)
        else:
            hits = self._having_any(needed)
        least = SHARE * max(hits.values(), default=0)
        return {document: score for document, score in hits.items() if 100 * score >= least}

    def _having_any(self, needed: Sequence[int]) -> dict[int, int]:
        """Return the scores of documents with a needed slot; others have a demanded one alone."""
        if self.having.keys() == set(needed):
            return self.hits
        return self._only(set().union(*(documents for n in needed for documents in self.having.get(n, ()))))

    def _only(self, some: set[int]) -> dict[int, int]:
        hits = self.hits
        return hits if len(some) == len(hits) else {document: hits[document] for document in some}

    def _weigh_parts(self, needed: Sequence[int], having: Mapping[int, set[int]]) -> None:
        """In a short query, lower the score of documents that have only part of it."""
        if len(needed) < 2:
            return
        whole = sum(self.rare[n] for n in needed)
        parts = [(0, set(self.hits))]  # documents by how much of the words they have
        for n in needed:
            split = [((has, held - having[n]), (has + self.rare[n], held & having[n])) for has, held in parts]
            parts = [part for both in split for part in both if part[1]]
        for has, held in parts:
            if has != whole:
                share = PART_SHARE * whole + (100 - PART_SHARE) * has
                self.hits.update({document: self.hits[document] * share // (100 * whole) for document in held})


def _score_slots(plan: Plan, source: Source, tally: Tally) -> None:
    """Add each slot's scores, and its idf where some document has it."""
    for number, slot in enumerate(plan.slots):
        listed = [(*source.word(stem), weight) for stem, weight in slot.stems.items()]
        if len(listed) == 1:
            documents, impacts, weight = listed[0]
        else:
            best: dict[int, int] = {}
            for having, held, times in listed:
                for document, impact in zip(having, held, strict=True):
                    best[document] = max(best.get(document, 0), impact * times)
            documents, impacts, weight = tuple(best), tuple(best.values()), 1
        if not documents:
            continue
        tally.rare[number] = rare = idf(len(documents), source.size)
        tally.add(documents, impacts, rare * weight * slot.times)
        tally.having.setdefault(number, []).append(documents)


def _score_pairs(plan: Plan, source: Source, tally: Tally) -> None:
    """Add what words side by side are worth. A pair alone is no match: its words have been counted."""
    for one, other in plan.pairs:
        times: dict[int, int] = {}
        after = {place - 1 for place in source.near(other)}
        for place in after.intersection(source.near(one)):
            document = place >> PLACE_BITS
            times[document] = times.get(document, 0) + 1
        weight = PAIR_WEIGHT * idf(len(times), source.size)
        tally.add(times, map(pair_impact, times.values()), weight)


def _score_questions(plan: Plan, source: Source, tally: Tally) -> None:
    """Add what two words of the query are worth that stand in one everyday question of a case."""
    words = [n for n, slot in enumerate(plan.slots) if slot.kind == "word" and n in tally.rare]
    rarest = sorted(words, key=lambda n: (-tally.rare[n], n))[:ASKED_UP_TO]
    questions = [{number for stem in plan.slots[n].stems for number in source.asked(stem)} for n in rarest]
    for one, other in combinations(questions, 2):
        times: dict[int, int] = {}
        for number in one & other:
            document = number >> QUESTION_BITS
            times[document] = times.get(document, 0) + 1
        weight = ASKED_WEIGHT * idf(len(times), source.size)
        tally.add(times, map(pair_impact, times.values()), weight)


def _score_concepts(plan: Plan, source: Source, tally: Tally) -> None:
    """Add each concept's scores and what its cases are filed under; a document with either has the slots beneath."""
    for asked in plan.asked:
        best: dict[int, int] = {}
        for key in asked.concepts:
            documents, impacts = source.concept(key)
            _raise(best, documents, impacts, CONCEPT_WEIGHT * idf(len(documents), source.size))
        for kind in ("need", "service"):
            filed: dict[int, int] = {}
            for tag in asked.tags:
                if tag.startswith(kind):
                    documents, impacts = tagged(kind, tag.removeprefix(f"{kind}:"), source)
                    _raise(filed, documents, impacts, TAG_WEIGHT * idf(len(documents), source.size))
            for document, score in filed.items():
                best[document] = best.get(document, 0) + score
        tally.add(best, best.values(), 1)
        for slot in asked.slots if best else ():
            tally.having.setdefault(slot, []).append(best)
            tally.rare.setdefault(slot, idf(len(best), source.size))


def tagged(facet: str, value: str, source: Source) -> tuple[list[int], list[int]]:
    """Return (documents, impacts) of what is filed under a value; what stands first in a case counts for more."""
    column = source.facet(facet)
    first = column.first(value)
    documents = column.documents(value)
    return documents, [FIRST_TAG if document in first else OTHER_TAG for document in documents]


def _raise(best: dict[int, int], documents: Iterable[int], impacts: Iterable[int], times: int) -> None:
    """Raise each document's value to that of its posting."""
    for document, impact in zip(documents, impacts, strict=True):
        best[document] = max(best.get(document, 0), impact * times)


def documents(clause: Clause, source: Source) -> set[int]:
    """Return the documents that satisfy a clause."""
    found: set[int] = set()
    for term in clause.terms:
        found |= _term_documents(term, source)
    return found


def _term_documents(term: Term, source: Source) -> set[int]:
    if term.kind == "years":
        return years(term.text, source)
    if term.kind == "facet":
        return source.facet(term.field or "").having((term.text,))
    if term.kind == "phrase":
        return _phrase_documents(term, source)
    found: set[int] | None = None
    for stems, _ in stems_of(term, source):
        having = {document for stem in stems for document in _in_field(stem, term.field, source)}
        found = having if found is None else found & having
    return found or set()


def years(text: str, source: Source) -> set[int]:
    """Return the documents whose first year lies in `since..until`, either end open."""
    since, until = text.split("..")
    low, high = int(since or 1), int(until or 9999)
    return {n for n, year in enumerate(source.years) if low <= year <= high}


def _in_field(stem: str, field: str | None, source: Source) -> Iterable[int]:
    if field is None:
        return source.word(stem)[0]
    return [
        document for document, places in source.places(stem).items() if any(in_block(place, field) for place in places)
    ]


def _phrase_documents(term: Term, source: Source) -> set[int]:
    words = words_of(term)
    if not words:
        return set()
    places = [source.places(word.stem) for word in words]
    shared = set(places[0]).intersection(*places[1:])
    return {document for document in shared if _stands(document, places, term.field)}


def _stands(document: int, places: Sequence[Mapping[int, Sequence[int]]], field: str | None) -> bool:
    following = [set(found[document]) for found in places[1:]]
    return any(
        all(start + offset in later for offset, later in enumerate(following, 1))
        for start in places[0][document]
        if field is None or in_block(start, field)
    )
