"""From a parsed query to units that can be looked up: stems, concepts, prefixes, near words. Knows no postings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.analysis import Token, normal, tokens
from indexer.concepts import Entry, Matcher
from indexer.scoring import LONG, WORD_WEIGHT
from search.query import Clause, Query, Term
from search.spelling import near_words


@dataclass
class Slot:
    """One thing the query asks for in words: any of its stems satisfies it.

    stems: stem -> weight. times: how often the query says it. words: its surface forms, for marks.
    """

    stems: dict[str, int]
    words: tuple[str, ...]
    times: int = 1
    kind: str = "word"


@dataclass(frozen=True)
class Asked:
    """A concept found in the query: its senses, what cases on it are filed under, the slots it covers, its label."""

    concepts: tuple[str, ...]
    tags: tuple[str, ...]
    slots: tuple[int, ...]
    label: str


@dataclass
class Plan:
    """What to look up: slots, pairs of words and concepts to score, clauses that must or must not hold."""

    slots: list[Slot] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    required: list[Clause] = field(default_factory=list)
    excluded: list[Clause] = field(default_factory=list)


def matcher_of(names: Mapping[str, Any]) -> Matcher:
    """Return the concept matcher that the index carries."""
    return Matcher(
        {tuple(stems): _entry(concepts, senses) for stems, concepts, senses in names.get("phrases", ())},
        {form: _entry(concepts, senses) for form, concepts, senses in names.get("singles", ())},
        names.get("tags", {}),
    )


def _entry(concepts: Sequence[str], senses: Sequence[Sequence[str]]) -> Entry:
    return Entry(tuple(concepts), tuple((country, concept) for country, concept in senses))


def plan(
    query: Query, surfaces: Mapping[str, str], matcher: Matcher | None, countries: Sequence[str] | None = None
) -> Plan:
    """Plan a query.

    surfaces: the words of the index with their stems, for prefixes and near words.
    matcher: finds concepts, None for none (`--exact`). countries: whose senses labels have, None for every sense.
    """
    made = Plan()
    plain: list[Token] = []
    long = _is_long(query)
    for clause in query.clauses:
        if clause.negative:
            made.excluded.append(clause)
        elif long and clause.terms[0].kind == "phrase" and clause.terms[0].field is None and len(clause.terms) == 1:
            plain += words_of(clause.terms[0])
        elif _is_required(clause):
            made.required.append(clause)
            _score_required(made, clause, surfaces)
        elif len(clause.terms) == 1 and clause.terms[0].kind == "word":
            plain += words_of(clause.terms[0])
        else:
            made.slots.append(_open_slot(clause, surfaces))
            plain.append(Token("", "", 0, 0, True))
    _plain_words(made, plain, matcher, countries)
    return made


def _is_long(query: Query) -> bool:
    """Tell whether a query is a long question, in which a quotation is one more thing said, not a demand."""
    plain = (clause.terms[0] for clause in query.clauses if len(clause.terms) == 1 and not clause.negative)
    words = (word for term in plain if term.kind == "word" and term.field is None for word in words_of(term))
    return sum(not word.stop for word in words) >= LONG


def words_of(term: Term) -> list[Token]:
    """Return the words of a term."""
    return tokens(normal(term.text))


def _is_required(clause: Clause) -> bool:
    return any(term.field is not None or term.kind in ("phrase", "facet", "years") for term in clause.terms)


def _score_required(made: Plan, clause: Clause, surfaces: Mapping[str, str]) -> None:
    for term in clause.terms:
        if term.kind in ("phrase", "word", "prefix", "fuzzy"):
            for token_stems, words in stems_of(term, surfaces):
                made.slots.append(Slot(token_stems, words, kind="required"))


def _open_slot(clause: Clause, surfaces: Mapping[str, str]) -> Slot:
    stems: dict[str, int] = {}
    words: list[str] = []
    for term in clause.terms:
        for token_stems, forms in stems_of(term, surfaces):
            words += forms
            for stem, weight in token_stems.items():
                stems[stem] = max(weight, stems.get(stem, 0))
    kinds = {term.kind for term in clause.terms}
    return Slot(stems, tuple(words), kind=kinds.pop() if len(kinds) == 1 and len(clause.terms) == 1 else "or")


def stems_of(term: Term, surfaces: Mapping[str, str]) -> Iterator[tuple[dict[str, int], tuple[str, ...]]]:
    """Yield (stem -> weight, surface forms) for each word of a term; stop words only where alone."""
    words = words_of(term)
    content = [word for word in words if not word.stop] or words
    for word in content:
        if term.kind == "prefix" and word is words[-1]:
            found = sorted(form for form in surfaces if form.startswith(word.surface))
            yield {surfaces[form]: WORD_WEIGHT for form in found}, tuple(found)
        elif term.kind == "fuzzy" and word is words[-1]:
            near = near_words(word.surface, surfaces, term.edits or (1 if len(word.surface) < 5 else 2))
            yield (
                {word.stem: WORD_WEIGHT}
                | {surfaces[form]: WORD_WEIGHT // 2 for form, _ in reversed(near) if surfaces[form] != word.stem},
                (word.surface, *(form for form, _ in near)),
            )
        else:
            yield {word.stem: WORD_WEIGHT}, (word.surface,)


def _plain_words(made: Plan, words: list[Token], matcher: Matcher | None, countries: Sequence[str] | None) -> None:
    content = [word for word in words if word.stem and not word.stop]
    if not content and not made.slots and not made.required:
        content = [word for word in words if word.stem]
    slot_of: dict[str, int] = {}
    for word in content:
        if word.stem in slot_of:
            slot = made.slots[slot_of[word.stem]]
            slot.times += 1
            slot.words = tuple(dict.fromkeys((*slot.words, word.surface)))
        else:
            slot_of[word.stem] = len(made.slots)
            made.slots.append(Slot({word.stem: WORD_WEIGHT}, (word.surface,)))
    neighbours = ((one.stem, other.stem) for one, other in itertools.pairwise(content))
    made.pairs = list(dict.fromkeys(pair for pair in neighbours if pair[0] != pair[1]))
    if matcher is None:
        return
    for match in matcher.find(words, countries):
        stretch = words[match.start : match.end]
        covered = tuple(dict.fromkeys(slot_of[word.stem] for word in stretch if word.stem in slot_of))
        if covered:
            tags = dict.fromkeys(tag for concept in match.concepts for tag in matcher.tags.get(concept, ()))
            label = " ".join(word.surface for word in stretch)
            made.asked.append(Asked(match.concepts, tuple(tags), covered, label))
