"""Finding concepts in text: the labels of the vocabulary, longest match first, ambiguous ones by country."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from indexer.analysis import Word, normal, stem, words
from indexer.record import Record

if TYPE_CHECKING:  # a search must not wait for YAML
    from indexer.vocabulary import Concept, Sense, Vocabulary


class Match(Record):
    """Concepts under a stretch of words, from `start` up to but not including `end`."""

    start: int
    end: int
    concepts: tuple[str, ...]


class Entry(Record):
    """What one label can mean: its own concept, and other senses by country. Without either it is passed over."""

    concepts: tuple[str, ...]
    senses: tuple[tuple[str, str], ...] = ()

    def meant(self, countries: Sequence[str] | None) -> tuple[str, ...]:
        """Return the concepts meant in these countries; None asks for every sense."""
        if countries is None:
            return tuple(dict.fromkeys((*self.concepts, *(concept for _, concept in self.senses))))
        local = tuple(concept for country, concept in self.senses if country in countries)
        return tuple(dict.fromkeys(local)) or self.concepts


class Labels(Record):
    """The labels that can begin with a stem: of several words by their stems, of one word by its spelling.

    after: the stems that stand second in those of several words.
    """

    phrases: dict[tuple[str, ...], Entry]
    singles: dict[str, Entry]
    longest: int
    after: frozenset[str]

    def plain(self) -> list[list[Any]]:
        """Return the labels as plain data: [words or word, concepts, senses] each."""
        rows = [*self.phrases.items(), *self.singles.items()]
        return [
            [list(words) if isinstance(words, tuple) else words, list(entry.concepts), [list(s) for s in entry.senses]]
            for words, entry in rows
        ]


Finder = Callable[[str], "Labels | None"]
Plain = dict[str, list[list[Any]]]


def labels_of(rows: Iterable[Sequence[Any]]) -> Labels:
    """Return labels from plain data, as `Labels.plain` gives it."""
    phrases: dict[tuple[str, ...], Entry] = {}
    singles: dict[str, Entry] = {}
    for label, concepts, senses in rows:
        entry = Entry(tuple(concepts), tuple((country, concept) for country, concept in senses))
        if isinstance(label, str):
            singles[label] = entry
        else:
            phrases[tuple(label)] = entry
    return _labels(phrases, singles)


def _labels(phrases: dict[tuple[str, ...], Entry], singles: dict[str, Entry]) -> Labels:
    return Labels(phrases, singles, max(map(len, phrases), default=0), frozenset(stems[1] for stems in phrases))


class Matcher:
    """Finds labels. One word is matched by its spelling: `privatisation` and `private` share a stem.

    find_labels: stem -> the labels that can begin with it, or None.
    """

    def __init__(self, find_labels: Finder) -> None:
        self.labels = find_labels

    def find(self, found: Sequence[Word], countries: Sequence[str] | None) -> Iterator[Match]:
        """Yield matches in a list of words: at each word the longest, unless it lies within the one before.

        countries: the codes whose sense applies, or None for every sense (a query without a country).
        """
        find_labels = self.labels
        known = [(at, labels) for at, word in enumerate(found) if (labels := find_labels(word.stem)) is not None]
        reached, last = 0, len(found) - 1
        for at, labels in known:
            several = at < last and found[at + 1].stem in labels.after
            length, entry = longest(labels, found[at : at + labels.longest] if several else (found[at],))
            if entry is None or at + length <= reached:
                continue
            reached = at + length
            concepts = entry.meant(countries)
            if concepts:
                yield Match(at, at + length, concepts)


def longest(labels: Labels, found: Sequence[Word]) -> tuple[int, Entry | None]:
    """Return how many of the words the longest label at their beginning has, and its entry; None without one."""
    if len(found) > 1:
        stems = tuple([word.stem for word in found])
        for length in range(len(stems), 1, -1):
            entry = labels.phrases.get(stems[:length])
            if entry:
                return length, entry
    if not labels.singles:
        return 1, None
    form = found[0].form
    return 1, labels.singles.get(form) or (labels.singles.get(form[:-1]) if form.endswith("s") else None)


def all_labels(vocabulary: Vocabulary) -> dict[str, Labels]:
    """Return every label of a vocabulary under the stems that it can begin with."""
    entries: dict[Any, Entry] = {}
    for concept in vocabulary.concepts:
        for key in _keys(label.text for label in concept.labels):
            known = entries.get(key, Entry(()))
            if concept.key not in known.concepts:
                entries[key] = Entry((*known.concepts, concept.key), known.senses)
    for concept in vocabulary.concepts:
        for sense in concept.senses:
            for key in _keys((sense.label,)):
                entries[key] = _with_sense(entries.get(key, Entry((concept.key,))), sense)
        for key in _keys(concept.not_in):
            entries.setdefault(key, Entry(()))
    held: dict[str, dict[Any, Entry]] = {}
    for key, entry in sorted(entries.items(), key=lambda pair: (isinstance(pair[0], str), pair[0])):
        for first in (key[0],) if isinstance(key, tuple) else dict.fromkeys((stem(key), stem(key + "s"))):
            held.setdefault(first, {})[key] = entry
    return {
        first: _labels(
            {key: entry for key, entry in rows.items() if isinstance(key, tuple)},
            {key: entry for key, entry in rows.items() if isinstance(key, str)},
        )
        for first, rows in held.items()
    }


def marks(labels: Mapping[str, Labels]) -> dict[str, list[list[Any]]]:
    """Return for each concept, as plain data, the labels by which it is marked in a text."""
    found: dict[str, dict[str, list[Any]]] = {}
    for held in labels.values():
        for row in held.plain():
            for concept in (*row[1], *(concept for _, concept in row[2])):
                found.setdefault(concept, {})[str(row[0])] = row
    return {concept: list(rows.values()) for concept, rows in found.items()}


def matcher(vocabulary: Vocabulary) -> Matcher:
    """Return the matcher of a vocabulary's labels."""
    return Matcher(all_labels(vocabulary).get)


def plain_labels(vocabulary: Vocabulary) -> Plain:
    """Return every label of a vocabulary as plain data, under the stems that it can begin with."""
    return {stem: labels.plain() for stem, labels in all_labels(vocabulary).items()}


def matcher_of(plain: Plain) -> Matcher:
    """Return a matcher of labels given as plain data, made ready as they are met: the quicker for a few texts."""

    @cache
    def labels(stem: str) -> Labels | None:
        return labels_of(plain[stem]) if stem in plain else None

    return Matcher(labels)


def labels_by_first(rows: Iterable[Sequence[Any]]) -> dict[str, Labels]:
    """Return labels, given as plain data, under the stems that they can begin with."""
    table: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        label = row[0]
        firsts = (stem(label), stem(label + "s")) if isinstance(label, str) else (label[0],)
        for first in dict.fromkeys(firsts):
            table.setdefault(first, []).append(row)
    return {first: labels_of(held) for first, held in table.items()}


def tags_of(concept: Concept) -> list[str]:
    """Return what cases on a concept are filed under, as `need:KEY` and `service:KEY`."""
    return [f"need:{key}" for key in concept.need] + [f"service:{key}" for key in concept.service]


def _with_sense(entry: Entry, sense: Sense) -> Entry:
    others = tuple(key for key in entry.concepts if key != sense.concept) or entry.concepts
    return Entry(others, (*entry.senses, *((country, sense.concept) for country in sense.countries)))


def _keys(labels: Iterable[str]) -> Iterator[tuple[str, ...] | str]:
    """Yield each label as it is looked up: several words as their stems, one as its unified spelling."""
    for label in labels:
        found = words(normal(label))
        if found:
            yield found[0].form if len(found) == 1 else tuple(word.stem for word in found)
