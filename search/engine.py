"""Matching and scoring in whole numbers, so that both doors give the same order. search-engine.js follows it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.scoring import (
    ALL_UP_TO,
    CONCEPT_WEIGHT,
    IDF_UNIT,
    PAIR_WEIGHT,
    PART_SHARE,
    SHARE,
    TAG_WEIGHT,
    WHOLE_UP_TO,
    in_block,
)
from search.query import Clause, Term
from search.source import Source
from search.understand import Plan, stems_of, words_of


@dataclass
class Found:
    """Documents that match, with scores; `rare` gives each slot's idf; slots not in it are in no document."""

    scores: dict[int, int]
    rare: dict[int, int] = field(default_factory=dict)


def idf(frequency: int, size: int) -> int:
    """Return inverse document frequency as a whole number of IDF_UNITs, at least 1.

    Formula: ln(1 + (N - df + 0.5) / (df + 0.5)), as in Robertson and Zaragoza (2009), shifted to stay positive.
    """
    return max(1, int(IDF_UNIT * math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) + 0.5))


def find(plan: Plan, source: Source) -> Found:
    """Return the documents that a plan matches, with their scores."""
    hits: dict[int, int] = {}
    covered: dict[int, int] = {}
    known = _score_slots(plan, source, hits, covered)
    _score_pairs(plan, source, hits)
    _score_concepts(plan, source, hits, covered, known)
    optional = [n for n, slot in enumerate(plan.slots) if slot.kind != "required"]
    needed = [n for n in optional if n in known]
    _weigh_parts(needed, known, hits, covered)
    kept = _matching(needed, hits, covered) if optional else set(range(source.size))
    for clause in plan.required:
        kept &= documents(clause, source)
    for clause in plan.excluded:
        kept -= documents(clause, source)
    return Found({document: hits.get(document, 0) for document in kept}, known)


def _weigh_parts(
    needed: Sequence[int], known: Mapping[int, int], hits: dict[int, int], covered: Mapping[int, int]
) -> None:
    """In a short query, lower the score of documents that have only part of it."""
    if not 1 < len(needed) <= WHOLE_UP_TO:
        return
    whole = sum(known[n] for n in needed)
    for document, score in hits.items():
        has = sum(known[n] for n in needed if covered.get(document, 0) >> n & 1)
        hits[document] = score * (PART_SHARE * whole + (100 - PART_SHARE) * has) // (100 * whole)


def _matching(needed: Sequence[int], hits: Mapping[int, int], covered: Mapping[int, int]) -> set[int]:
    """Return what matches: all of up to two words where some document has them, else by share of the best score."""
    having = {document for document, mask in covered.items() if any(mask >> n & 1 for n in needed)}
    if len(needed) <= ALL_UP_TO:
        whole = sum(1 << n for n in needed)
        complete = {document for document in having if covered[document] & whole == whole}
        if complete:
            return complete
    best = max((hits[document] for document in having), default=0)
    return {document for document in having if 100 * hits[document] >= SHARE * best}


def _score_slots(plan: Plan, source: Source, hits: dict[int, int], covered: dict[int, int]) -> dict[int, int]:
    """Add each slot's scores; return slot -> its idf, where some document has it."""
    known = {}
    for number, slot in enumerate(plan.slots):
        best: dict[int, int] = {}
        for stem, weight in slot.stems.items():
            for document, impact in source.word(stem):
                best[document] = max(best.get(document, 0), impact * weight)
        if not best:
            continue
        rare = idf(len(best), source.size)
        known[number] = rare
        for document, impact in best.items():
            hits[document] = hits.get(document, 0) + rare * impact * slot.times
            covered[document] = covered.get(document, 0) | 1 << number
    return known


def _score_pairs(plan: Plan, source: Source, hits: dict[int, int]) -> None:
    """Add what words side by side are worth. A pair alone is no match: its words have been counted."""
    for one, other in plan.pairs:
        postings = source.pair(one, other)
        rare = idf(len(postings), source.size)
        for document, impact in postings:
            hits[document] = hits.get(document, 0) + PAIR_WEIGHT * rare * impact


def _score_concepts(
    plan: Plan, source: Source, hits: dict[int, int], covered: dict[int, int], known: dict[int, int]
) -> None:
    """Add each concept's scores and what its cases are filed under; a document with either has the slots beneath."""
    for asked in plan.asked:
        best = _best(asked.concepts, source, CONCEPT_WEIGHT)
        for kind in ("need:", "service:"):
            filed = _best([tag for tag in asked.tags if tag.startswith(kind)], source, TAG_WEIGHT)
            for document, score in filed.items():
                best[document] = best.get(document, 0) + score
        mask = sum(1 << slot for slot in asked.slots)
        for document, score in best.items():
            hits[document] = hits.get(document, 0) + score
            covered[document] = covered.get(document, 0) | mask
        for slot in asked.slots if best else ():
            known.setdefault(slot, idf(len(best), source.size))


def _best(keys: Iterable[str], source: Source, weight: int) -> dict[int, int]:
    """Return document -> the best weighted score among some concepts or tags."""
    best: dict[int, int] = {}
    for key in keys:
        postings = source.concept(key)
        rare = idf(len(postings), source.size)
        for document, impact in postings:
            best[document] = max(best.get(document, 0), weight * rare * impact)
    return best


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
        return set(source.facet(term.field or "").get(term.text, ()))
    if term.kind == "phrase":
        return _phrase_documents(term, source)
    found: set[int] | None = None
    for stems, _ in stems_of(term, source.surfaces() if term.kind != "word" else {}):
        having = {document for stem in stems for document in _in_field(stem, term.field, source)}
        found = having if found is None else found & having
    return found or set()


def years(text: str, source: Source) -> set[int]:
    """Return the documents whose first year lies in `since..until`, either end open."""
    since, until = text.split("..")
    low, high = int(since or 0), int(until or 9999)
    return {n for n, year in enumerate(source.years) if year is not None and low <= year <= high}


def _in_field(stem: str, field: str | None, source: Source) -> set[int]:
    if field is None:
        return {document for document, _ in source.word(stem)}
    return {
        document for document, places in source.places(stem).items() if any(in_block(place, field) for place in places)
    }


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
