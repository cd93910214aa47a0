"""A case as counted words: what Whoosh and the compiled index are both built from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from indexer import evidence
from indexer.analysis import normal, stop_stems, words
from indexer.case import Case, unique
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.scoring import (
    BLOCK_WEIGHTS,
    BLOCKS,
    FIELD_WEIGHTS,
    LAST_BLOCK,
    LAST_PLACES,
    PAIR_PLACES,
    QUESTION_PLACES,
    in_block,
    question_of,
)
from indexer.shards import BLOCK_BITS, gaps
from indexer.vocabulary import Concept, Vocabulary

GAP = 8
TAG_WEIGHT = 2
MARKS = re.compile(r"\[\^[^\]\[\s]*+\]|\]\([^)\]]*+\)|[*_`#|>\[\]]++")


# A word in one document: its count with fields weighted, its places as `indexer.shards.gaps` writes them, those in the
# fields whose neighbours count, and the numbers of the everyday questions that it stands in; the last two are empty for
# stop words, which are paired with nothing. A plain tuple, so that it can be kept as it is.
Posting = tuple[int, bytes, tuple[int, ...], tuple[int, ...]]


@dataclass
class Counted:
    """The words of one document.

    words: stem -> posting, stop words included. concepts: key -> weighted count. surfaces: surface form -> stem.
    length: weighted number of words without stop words.
    """

    slug: str
    words: dict[str, Posting] = field(default_factory=dict)
    concepts: dict[str, int] = field(default_factory=dict)
    length: int = 0
    surfaces: dict[str, str] = field(default_factory=dict)


def plain_text(markdown: str) -> str:
    """Return Markdown as readable text: footnotes, addresses and marks taken out, spaces joined."""
    return " ".join(MARKS.sub(" ", markdown).replace(" .", ".").replace(" ,", ",").split())


def texts(case: Case, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield (field, text) of what is searched in a case."""
    yield "title", case.title
    yield from (("title", name) for name in case.also_known_as)
    yield "summary", case.summary
    yield from (("asks", question) for question in case.asks)
    yield from (("topic", text) for text in topics(case, vocabulary))
    yield "place", case.place
    for section, keys in (("countries", case.country), ("regions", case.region)):
        for key in keys:
            yield "place", " ".join((vocabulary.label(section, key), *vocabulary.also(section, key)))
    yield from (("organisation", name) for name in case.organisations)
    for part in case.sections:
        yield from (("body", paragraph) for paragraph in paragraphs(part.text))
    yield from (("body", text) for text in head_texts(case))


def topics(case: Case, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the labels of a case's facets, so that the words of the vocabulary find it."""
    for section, keys in (
        ("needs", case.need),
        ("services", case.service),
        ("kinds", (case.kind,)),
        ("deliveries", case.delivery),
        ("contracts", case.contract),
        ("ended_how", case.ended_how),
        ("results", (case.result,)),
        ("failure_reasons", case.failure_reason),
        ("factors", [reason.key for reason in case.factors]),
        ("pitfalls", [reason.key for reason in case.pitfalls]),
    ):
        yield from (vocabulary.label(section, key) for key in keys)


def head_texts(case: Case) -> Iterator[str]:
    """Yield the prose of the head that the body need not repeat."""
    yield from (outcome.measure for outcome in case.outcomes)
    yield from (stage.why for stage in case.arrangement if stage.why)
    yield from (reason.note for reason in (*case.factors, *case.pitfalls))
    yield from (voice.text for voice in case.voice)
    if case.tested_on:
        yield case.tested_on
    if case.cost_note and not case.costs:
        yield case.cost_note


@lru_cache(maxsize=32)
def paragraphs(markdown: str) -> tuple[str, ...]:
    """Return the paragraphs of a section as plain text. Cached: those of a case are wanted as words and as text."""
    return tuple([text for part in markdown.split("\n\n") if (text := plain_text(part))])


def count_fields(
    slug: str, fields: Iterator[tuple[str, str]], matcher: Matcher, countries: Sequence[str] | None
) -> Counted:
    """Count the words and concepts of a document.

    fields: (field, text) pairs, fields named in FIELD_WEIGHTS. countries: whose senses its labels have, None for all.
    """
    counted = Counted(slug)
    surfaces = counted.surfaces
    places: defaultdict[str, list[int]] = defaultdict(list)
    at = dict(BLOCKS)
    in_order, reached = True, 0
    for name, text in fields:
        found = words(normal(text))
        weight, start = FIELD_WEIGHTS[name], at[name]
        in_order, reached = in_order and start >= reached, start
        room = LAST_PLACES[name] - start
        if name == "asks":
            room = min(room, QUESTION_PLACES - 1)  # two questions never stand side by side
        for place, (stem, surface, _, _) in enumerate(found[:room], start):
            surfaces[surface] = stem
            places[stem].append(place)
        counted.length += weight * sum([not one.stop for one in found])
        at[name] = min(LAST_PLACES[name], start + (QUESTION_PLACES if name == "asks" else len(found) + GAP))
        for match in matcher.find(found, countries):
            for concept in match.concepts:
                counted.concepts[concept] = counted.concepts.get(concept, 0) + weight
    stop = stop_stems()
    counted.words = {stem: _posting(held if in_order else sorted(held), stem in stop) for stem, held in places.items()}
    return counted


def _posting(places: list[int], stop: bool) -> Posting:
    if places[0] >= BLOCKS["body"]:  # most words stand in the body alone
        return len(places) * FIELD_WEIGHTS["body"], gaps(places), (), ()
    weighted = sum([BLOCK_WEIGHTS[min(place >> BLOCK_BITS, LAST_BLOCK)] for place in places])
    if stop:
        return weighted, gaps(places), (), ()
    near = tuple([place for place in places if place < PAIR_PLACES])
    asked = tuple(dict.fromkeys([question_of(place) for place in places if in_block(place, "asks")]))
    return weighted, gaps(places), near, asked


def count_case(case: Case, corpus: Corpus, matcher: Matcher) -> Counted:
    """Count a case's words and concepts, its labels taken in the sense of its own countries."""
    counted = count_fields(case.slug, texts(case, corpus.vocabulary), matcher, case.country)
    for concept in corpus.vocabulary.concepts:
        if _tagged(concept, case):
            counted.concepts[concept.key] = counted.concepts.get(concept.key, 0) + TAG_WEIGHT
    _add_broader(counted, corpus.vocabulary)
    return counted


def _add_broader(counted: Counted, vocabulary: Vocabulary) -> None:
    """Let a document that has a concept have its broader ones too, for half."""
    for key, weight in list(counted.concepts.items()):
        for broader in vocabulary.concept[key].broader:
            counted.concepts[broader] = counted.concepts.get(broader, 0) + (weight + 1) // 2


def _tagged(concept: Concept, case: Case) -> bool:
    """Tell whether a case has a concept by its facets: by `when`, or by both a need and a service of the concept."""
    if any(all(_holds(case, name, keys) for name, keys in line) for line in concept.when):
        return True
    return bool(set(concept.need) & set(case.need) and set(concept.service or case.service) & set(case.service))


def _holds(case: Case, name: str, keys: tuple[str, ...]) -> bool:
    held = getattr(case, name, ())
    return bool(set(keys) & set((held,) if isinstance(held, str) else held))


def facets(case: Case, corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """Return a case's value of every facet, as keys."""
    labels = corpus.vocabulary
    return {
        "country": case.country,
        "region": case.region,
        "at": ("home" if corpus.at_home(case) else "abroad",),
        "need": case.need,
        "service": case.service,
        "kind": (case.kind,),
        "delivery": case.delivery,
        "contract": case.contract,
        "ended-how": case.ended_how,
        "result": (case.result, *(("failed",) if evidence.failed(case, labels) else ())),
        "comparison": (evidence.comparison(case, labels),),
        "known": (evidence.known(case, labels),),
        "factor": tuple(dict.fromkeys(reason.key for reason in case.factors)),
        "pitfall": tuple(dict.fromkeys(reason.key for reason in case.pitfalls)),
        "cost": (evidence.has_cost(case),),
        "setting": setting(case),
    }


def setting(case: Case) -> tuple[str, ...]:
    """Return what is known of the authority at the start: its kind, size, density and inspection grade, as keys."""
    known = case.setting
    return unique((known.authority_type, known.population, known.density, known.inspection)) if known else ()
