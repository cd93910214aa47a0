"""Finding concepts in text: the labels of the vocabulary, longest match first, ambiguous ones by country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from indexer.analysis import Token, normal, tokens, unified

if TYPE_CHECKING:  # a search must not wait for YAML
    from indexer.vocabulary import Concept, Sense, Vocabulary


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
    """Labels: several words by their stems, one by its spelling (`privatisation` and `private` share a stem)."""

    def __init__(
        self,
        phrases: Mapping[tuple[str, ...], Entry],
        singles: Mapping[str, Entry],
        tags: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.phrases = phrases
        self.singles = singles
        self.tags = tags or {}  # concept -> `need:KEY` and `service:KEY` under which cases on it are filed
        self._longest: dict[str, int] = {}
        for stems in phrases:
            self._longest[stems[0]] = max(len(stems), self._longest.get(stems[0], 0))

    def find(self, words: Sequence[Token], countries: Sequence[str] | None) -> Iterator[Match]:
        """Yield matches in a token list: at each word the longest, unless it lies within the one before.

        countries: the codes whose sense applies, or None for every sense (a query without a country).
        """
        stems = [word.stem for word in words]
        reached = 0
        for at in range(len(stems)):
            length, entry = self._at(words, stems, at)
            if entry is None or at + length <= reached:
                continue
            reached = at + length
            concepts = entry.meant(countries)
            if concepts:
                yield Match(at, at + length, concepts)

    def _at(self, words: Sequence[Token], stems: list[str], at: int) -> tuple[int, Entry | None]:
        for length in range(min(self._longest.get(stems[at], 0), len(stems) - at), 1, -1):
            entry = self.phrases.get(tuple(stems[at : at + length]))
            if entry:
                return length, entry
        form = unified(words[at].surface)
        return 1, self.singles.get(form) or (self.singles.get(form[:-1]) if form.endswith("s") else None)


def matcher(vocabulary: Vocabulary) -> Matcher:
    """Return the matcher of a vocabulary's labels."""
    phrases: dict[tuple[str, ...], Entry] = {}
    singles: dict[str, Entry] = {}

    def held(words: list[Token]) -> tuple[dict[Any, Entry], Any]:
        return (singles, unified(words[0].surface)) if len(words) == 1 else (phrases, tuple(w.stem for w in words))

    for concept in vocabulary.concepts:
        for words in _labels(label.text for label in concept.labels):
            table, key = held(words)
            known = table.get(key, Entry(()))
            if concept.key not in known.concepts:
                table[key] = Entry((*known.concepts, concept.key), known.senses)
    for concept in vocabulary.concepts:
        for sense in concept.senses:
            for words in _labels((sense.label,)):
                table, key = held(words)
                table[key] = _with_sense(table.get(key, Entry((concept.key,))), sense)
        for words in _labels(concept.not_in):
            table, key = held(words)
            table.setdefault(key, Entry(()))
    tags = {concept.key: tags_of(concept) for concept in vocabulary.concepts if concept.need or concept.service}
    return Matcher(phrases, singles, tags)


def tags_of(concept: Concept) -> list[str]:
    """Return what cases on a concept are filed under, as `need:KEY` and `service:KEY`."""
    return [f"need:{key}" for key in concept.need] + [f"service:{key}" for key in concept.service]


def _with_sense(entry: Entry, sense: Sense) -> Entry:
    others = tuple(key for key in entry.concepts if key != sense.concept) or entry.concepts
    return Entry(others, (*entry.senses, *((country, sense.concept) for country in sense.countries)))


def _labels(labels: Iterable[str]) -> Iterator[list[Token]]:
    for label in labels:
        words = tokens(normal(label))
        if words:
            yield words
