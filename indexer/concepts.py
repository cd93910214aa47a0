"""Finding concepts in text: the labels of the vocabulary, longest match first, ambiguous ones by country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from indexer.analysis import Token, normal, tokens

if TYPE_CHECKING:  # a search must not wait for YAML
    from indexer.vocabulary import Concept, Vocabulary


class Match(NamedTuple):
    """Concepts under a stretch of tokens, from `start` up to but not including `end`."""

    start: int
    end: int
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What one label can mean: its own concept, and other senses by country; `stop` marks phrases to pass over."""

    concepts: tuple[str, ...]
    senses: tuple[tuple[str, str], ...] = ()

    def meant(self, countries: Sequence[str] | None) -> tuple[str, ...]:
        """Return the concepts meant in these countries; None asks for every sense."""
        if countries is None:
            return tuple(dict.fromkeys((*self.concepts, *(concept for _, concept in self.senses))))
        local = tuple(concept for country, concept in self.senses if country in countries)
        return tuple(dict.fromkeys(local)) or self.concepts


class Matcher:
    """Labels by their stems."""

    def __init__(self, entries: dict[tuple[str, ...], Entry]) -> None:
        self.entries = entries
        self.longest: dict[str, int] = {}
        for stems in entries:
            self.longest[stems[0]] = max(len(stems), self.longest.get(stems[0], 0))

    def find(self, words: Sequence[Token], countries: Sequence[str] | None) -> Iterator[Match]:
        """Yield matches in a token list, longest first, not overlapping.

        countries: the codes whose sense applies, or None for every sense (a query without a country).
        """
        stems = [word.stem for word in words]
        at = 0
        while at < len(stems):
            for length in range(min(self.longest.get(stems[at], 0), len(stems) - at), 0, -1):
                entry = self.entries.get(tuple(stems[at:at + length]))
                if entry:
                    concepts = entry.meant(countries)
                    if concepts:
                        yield Match(at, at + length, concepts)
                    at += length
                    break
            else:
                at += 1


def matcher(vocabulary: Vocabulary) -> Matcher:
    """Return the matcher of a vocabulary's labels."""
    entries: dict[tuple[str, ...], Entry] = {}
    for concept in vocabulary.concepts:
        for stems in _stems(label.text for label in concept.labels):
            known = entries.get(stems, Entry(()))
            entries[stems] = Entry((*known.concepts, concept.key), known.senses)
    for concept in vocabulary.concepts:
        _add_senses(entries, concept)
        for stems in _stems(concept.not_in):
            entries.setdefault(stems, Entry(()))
    return Matcher(entries)


def _add_senses(entries: dict[tuple[str, ...], Entry], concept: Concept) -> None:
    for sense in concept.senses:
        for stems in _stems((sense.label,)):
            known = entries.get(stems, Entry((concept.key,)))
            others = tuple(key for key in known.concepts if key != sense.concept) or known.concepts
            entries[stems] = Entry(others, (*known.senses, *((country, sense.concept) for country in sense.countries)))


def _stems(labels: Iterable[str]) -> Iterator[tuple[str, ...]]:
    seen = set()
    for label in labels:
        stems = tuple(token.stem for token in tokens(normal(label)))
        if stems and stems not in seen:
            seen.add(stems)
            yield stems
