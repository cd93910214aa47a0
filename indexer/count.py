"""A case as counted words: what Whoosh and the compiled index are both built from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer import evidence
from indexer.analysis import Token, normal, tokens
from indexer.case import Case, unique
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.scoring import FIELD_WEIGHTS, PAIR_FIELDS
from indexer.vocabulary import Concept, Vocabulary

GAP = 50
TAG_WEIGHT = 2
FIRST_TAG = 6
OTHER_TAG = 3
MARKS = re.compile(r"\[\^[^\]\s]*\]|\]\([^)]*\)|[*_`#|>\[\]]+")


@dataclass
class Counted:
    """The words of one document.

    fields: field -> stem -> places within the field, ascending, stop words included.
    concepts: key -> weighted count. length: weighted number of words without stop words.
    surfaces: surface form -> stem.
    """

    slug: str
    fields: dict[str, dict[str, list[int]]] = field(default_factory=dict)
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


def paragraphs(markdown: str) -> list[str]:
    """Return the paragraphs of a section as plain text."""
    return [text for part in markdown.split("\n\n") if (text := plain_text(part))]


def count_fields(
    slug: str, fields: Iterator[tuple[str, str]], matcher: Matcher, countries: Sequence[str] | None
) -> Counted:
    """Count the words and concepts of a document.

    fields: (field, text) pairs, fields named in FIELD_WEIGHTS. countries: whose senses its labels have, None for all.
    """
    counted = Counted(slug)
    at: dict[str, int] = {}
    for name, text in fields:
        words = tokens(normal(text))
        start = at.get(name, 0)
        _count(counted, words, name, start)
        at[name] = start + len(words) + GAP
        for match in matcher.find(words, countries):
            for concept in match.concepts:
                counted.concepts[concept] = counted.concepts.get(concept, 0) + FIELD_WEIGHTS[name]
    return counted


def _count(counted: Counted, words: list[Token], name: str, start: int) -> None:
    places = counted.fields.setdefault(name, {})
    for place, word in enumerate(words, start):
        counted.surfaces[word.surface] = word.stem
        places.setdefault(word.stem, []).append(place)
    counted.length += FIELD_WEIGHTS[name] * sum(not word.stop for word in words)


def pairs(counted: Counted) -> dict[tuple[str, str], int]:
    """Return how often two stems stand side by side in the fields where that counts, stop words included."""
    found: dict[tuple[str, str], int] = {}
    for name in PAIR_FIELDS:
        placed = {place: stem for stem, places in counted.fields.get(name, {}).items() for place in places}
        for place, stem in placed.items():
            after = placed.get(place + 1)
            if after is not None and after != stem:
                found[stem, after] = found.get((stem, after), 0) + 1
    return found


def count_case(case: Case, corpus: Corpus, matcher: Matcher) -> Counted:
    """Count a case's words and concepts, its labels taken in the sense of its own countries."""
    counted = count_fields(case.slug, texts(case, corpus.vocabulary), matcher, case.country)
    for concept in corpus.vocabulary.concepts:
        if _tagged(concept, case):
            counted.concepts[concept.key] = counted.concepts.get(concept.key, 0) + TAG_WEIGHT
    _add_broader(counted, corpus.vocabulary)
    counted.concepts |= {f"{kind}:{key}": weight for kind, key, weight in tags(case)}
    return counted


def tags(case: Case) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, key, weight) of what a case is filed under; what stands first counts for more."""
    for kind, keys in (("need", case.need), ("service", case.service)):
        yield from ((kind, key, FIRST_TAG if key == keys[0] else OTHER_TAG) for key in keys)


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
    words = corpus.vocabulary
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
        "result": (case.result, *(("failed",) if evidence.failed(case, words) else ())),
        "comparison": (evidence.comparison(case, words),),
        "known": (evidence.known(case, words),),
        "factor": tuple(dict.fromkeys(reason.key for reason in case.factors)),
        "pitfall": tuple(dict.fromkeys(reason.key for reason in case.pitfalls)),
        "cost": (evidence.has_cost(case),),
        "setting": setting(case),
    }


def setting(case: Case) -> tuple[str, ...]:
    """Return what is known of the authority at the start: its kind, size, density and inspection grade, as keys."""
    known = case.setting
    return unique((known.authority_type, known.population, known.density, known.inspection)) if known else ()
