"""Words of the glossary where they stand: the first time a page uses one, it leads to what it means.

Without JavaScript such a word is a link into the glossary; with it, static/terms.js opens the meaning on the spot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from indexer import concepts, languages
from indexer.analysis import Token, Word, normal, tokens, words
from indexer.markdown import attribute, escaped
from indexer.vocabulary import Concept, Label, Vocabulary

SCRIPT = "static/terms.js"
APART = re.compile(r"[^\s\-‐'’]")  # a sign between two words that belong to different phrases


@dataclass(frozen=True)
class Explained:
    """A concept with the labels that are explained, by their stems: what a home reader may not know."""

    concept: Concept
    own: tuple[str, ...]
    foreign: Mapping[tuple[str, ...], tuple[Label, ...]]

    def label(self, stems: tuple[str, ...], countries: Sequence[str]) -> Label | None:
        """Return the label that stands under these stems in a text about these countries, if it is explained."""
        if stems == self.own:
            return self.concept.labels[0]
        usual = (label for label in self.foreign.get(stems, ()) if set(languages.countries(label)) & set(countries))
        return next(usual, None)


class Glossary:
    """Which labels of a vocabulary are explained on pages.

    A concept's own name is, and what other countries say for it; the everyday words that help a search are not.
    """

    def __init__(self, vocabulary: Vocabulary, home: Sequence[str]) -> None:
        self.matcher = concepts.matcher(vocabulary)
        self.explained = {c.key: _explained(c, home) for c in vocabulary.concepts if c.means}
        labels = {stems for entry in self.explained.values() for stems in (entry.own, *entry.foreign)}
        self._single = {stems[0] for stems in labels if len(stems) == 1}
        self._begin = {stems[:2] for stems in labels if len(stems) > 1}

    def may_hold(self, plain: Sequence[Word]) -> bool:
        """Tell quickly whether any label that is explained can stand in a text."""
        stems = [word.stem for word in plain]
        return not (self._single.isdisjoint(stems) and self._begin.isdisjoint(pairwise(stems)))

    def on(self, root: str, countries: Sequence[str]) -> Marker:
        """Return the marker of one page. root: from it to the site's root. countries: whose sense labels have."""
        return Marker(self, root, countries)


class Marker:
    """Marks the words of one page, each concept the first time it is named."""

    def __init__(self, glossary: Glossary, root: str, countries: Sequence[str]) -> None:
        self.glossary, self.root, self.countries = glossary, root, countries
        self.seen: set[str] = set()

    def __call__(self, text: str) -> Markup:
        """Return a plain text as HTML, its words of the glossary marked."""
        text = normal(text)
        plain = words(text)
        if not self.glossary.may_hold(plain):
            return Markup(escaped(text))  # noqa: S704
        made, done, places = [], 0, None
        for match in self.glossary.matcher.find(plain, self.countries):
            known = self._explained(match.concepts, plain[match.start : match.end])
            if known is None:
                continue
            places = places or tokens(text)  # where words stand is asked for the few that are marked
            found = places[match.start : match.end]
            start, end = found[0].start, found[-1].end
            if not _apart(found, text[start:end]):
                made += [escaped(text[done:start]), self._marked(*known, text[start:end])]
                done = end
        return Markup("".join([*made, escaped(text[done:])]))  # noqa: S704

    def _explained(self, keys: tuple[str, ...], found: Sequence[Word]) -> tuple[Concept, Label] | None:
        """Return the concept and the label of words that are to be marked, the first time or for their language."""
        entry = self.glossary.explained.get(keys[0]) if len(keys) == 1 else None
        label = entry.label(tuple([word.stem for word in found]), self.countries) if entry else None
        if entry is None or label is None or (entry.concept.key in self.seen and not label.language):
            return None
        return entry.concept, label

    def _marked(self, concept: Concept, label: Label, text: str) -> str:
        lang = f' lang="{attribute(label.language)}"' if label.language else ""
        if concept.key in self.seen:
            return f"<span{lang}>{escaped(text)}</span>"
        self.seen.add(concept.key)
        address = f"{self.root}glossary.html#concept-{concept.key}"
        means = f'data-word="{attribute(concept.label)}" data-means="{attribute(concept.means)}"'
        return f'<a class="term" href="{address}" {means}{lang}>{escaped(text)}</a>'


def _apart(found: Sequence[Token], text: str) -> bool:
    start = found[0].start
    return any(APART.search(text[one.end - start : other.start - start]) for one, other in pairwise(found))


def _explained(concept: Concept, home: Sequence[str]) -> Explained:
    """Return what is explained of a concept: its own name, if that is more than a word, and what others say for it."""
    name = tokens(normal(concept.label))
    own = _stems(concept.label) if sum(not token.stop for token in name) > 1 else ()
    everyday = {_stems(label.text) for label in concept.labels if not label.language and label.where[:2] in home}
    foreign: dict[tuple[str, ...], tuple[Label, ...]] = {}
    for label in concept.labels:
        stems = _stems(label.text)
        if stems not in everyday:
            foreign[stems] = (*foreign.get(stems, ()), label)
    return Explained(concept, own, foreign)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(normal(text)))
