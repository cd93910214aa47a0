"""From a parsed query to units that can be looked up: stems, concepts, prefixes, near words. Knows no postings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indexer.analysis import Word, normal, words
from indexer.concepts import Matcher
from indexer.record import Record
from indexer.scoring import LONG, WORD_WEIGHT
from search.spelling import near_words

if TYPE_CHECKING:
    from search.query import Clause, Query, Term
    from search.source import Source

NO_WORD = Word("", "", True, "")


class Slot:
    """One thing the query asks for in words: any of its stems satisfies it.

    stems: stem -> weight. words: its surface forms, for marks. times: how often the query says it.
    kind: word, prefix, fuzzy, or, or required.
    """

    __slots__ = ("kind", "stems", "times", "words")

    def __init__(self, stems: dict[str, int], words: tuple[str, ...], kind: str = "word") -> None:
        self.stems = stems
        self.words = words
        self.times = 1
        self.kind = kind


class Asked(Record):
    """A concept found in the query: its senses, what cases on it are filed under, the slots it covers, its label."""

    concepts: tuple[str, ...]
    tags: tuple[str, ...]
    slots: tuple[int, ...]
    label: str


class Plan:
    """What to look up: slots, pairs of words and concepts to score, clauses that must or must not hold."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self.pairs: list[tuple[str, str]] = []
        self.asked: list[Asked] = []
        self.required: list[Clause] = []
        self.excluded: list[Clause] = []


def plan(query: Query, source: Source, *, exact: bool = False, countries: Sequence[str] | None = None) -> Plan:
    """Plan a query.

    source: whose words, for prefixes and near words, and whose concepts. exact: look for no concepts.
    countries: whose senses labels have, None for every sense.
    """
    made = Plan()
    plain: list[Word] = []
    long = _is_long(query)
    for clause in query.clauses:
        if clause.negative:
            made.excluded.append(clause)
        elif long and clause.terms[0].kind == "phrase" and clause.terms[0].field is None and len(clause.terms) == 1:
            plain += words_of(clause.terms[0])
        elif _is_required(clause):
            made.required.append(clause)
            _score_required(made, clause, source)
        elif len(clause.terms) == 1 and clause.terms[0].kind == "word":
            plain += words_of(clause.terms[0])
        else:
            made.slots.append(_open_slot(clause, source))
            plain.append(NO_WORD)
    _plain_words(made, plain, source, exact, countries)
    return made


def _is_long(query: Query) -> bool:
    """Tell whether a query is a long question, in which a quotation is one more thing said, not a demand."""
    plain = (clause.terms[0] for clause in query.clauses if len(clause.terms) == 1 and not clause.negative)
    said = (word for term in plain if term.kind == "word" and term.field is None for word in words_of(term))
    return sum(not word.stop for word in said) >= LONG


def words_of(term: Term) -> list[Word]:
    """Return the words of a term."""
    return words(normal(term.text))


def _is_required(clause: Clause) -> bool:
    return any(term.field is not None or term.kind in ("phrase", "facet", "years") for term in clause.terms)


def _score_required(made: Plan, clause: Clause, source: Source) -> None:
    for term in clause.terms:
        if term.kind in ("phrase", "word", "prefix", "fuzzy"):
            for token_stems, forms in stems_of(term, source):
                made.slots.append(Slot(token_stems, forms, "required"))


def _open_slot(clause: Clause, source: Source) -> Slot:
    stems: dict[str, int] = {}
    said: list[str] = []
    for term in clause.terms:
        for token_stems, forms in stems_of(term, source):
            said += forms
            for stem, weight in token_stems.items():
                stems[stem] = max(weight, stems.get(stem, 0))
    kinds = {term.kind for term in clause.terms}
    return Slot(stems, tuple(said), kinds.pop() if len(kinds) == 1 and len(clause.terms) == 1 else "or")


def stems_of(term: Term, source: Source) -> Iterator[tuple[dict[str, int], tuple[str, ...]]]:
    """Yield (stem -> weight, surface forms) for each word of a term; stop words only where alone."""
    said = words_of(term)
    content = [word for word in said if not word.stop] or said
    for n, word in enumerate(content, 1):
        last = n == len(content) and word is said[-1]
        if term.kind == "prefix" and last:
            found = list(source.forms(word.surface))
            yield {stem: WORD_WEIGHT for _, stem in found}, tuple(form for form, _ in found)
        elif term.kind == "fuzzy" and last:
            near = near_words(word.surface, source, term.edits or (1 if len(word.surface) < 5 else 2))
            others = {stem: WORD_WEIGHT // 2 for _, stem, _ in near if stem != word.stem}
            yield {word.stem: WORD_WEIGHT} | others, (word.surface, *(form for form, _, _ in near))
        else:
            yield {word.stem: WORD_WEIGHT}, (word.surface,)


def _plain_words(made: Plan, said: list[Word], source: Source, exact: bool, countries: Sequence[str] | None) -> None:
    content = [word for word in said if word.stem and not word.stop]
    if not content and not made.slots and not made.required:
        content = [word for word in said if word.stem]
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
    if exact:
        return
    for match in Matcher(source.labels).find(said, countries):
        stretch = said[match.start : match.end]
        covered = tuple(dict.fromkeys(slot_of[word.stem] for word in stretch if word.stem in slot_of))
        if covered:
            tags = dict.fromkeys(tag for concept in match.concepts for tag in source.idea(concept).get("tags", ()))
            label = " ".join(word.surface for word in stretch)
            made.asked.append(Asked(match.concepts, tuple(tags), covered, label))
