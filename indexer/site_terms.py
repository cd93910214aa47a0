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
from indexer.analysis import Token, normal, tokens, word
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
        words, made, done = tokens(text), Markup(), 0
        plain = [word(text[token.start : token.end]) for token in words]
        for match in self.glossary.matcher.find(plain, self.countries):
            found = words[match.start : match.end]
            start, end = found[0].start, found[-1].end
            marked = self._marked(match.concepts, found, text[start:end])
            if marked:
                made += Markup.escape(text[done:start]) + marked
                done = end
        return made + Markup.escape(text[done:])

    def _marked(self, keys: tuple[str, ...], found: Sequence[Token], text: str) -> Markup:
        entry = self.glossary.explained.get(keys[0]) if len(keys) == 1 else None
        label = entry.label(tuple(token.stem for token in found), self.countries) if entry else None
        if entry is None or label is None or _apart(found, text):
            return Markup()
        concept = entry.concept
        lang = Markup(' lang="{}"').format(label.language) if label.language else Markup()
        if concept.key in self.seen:
            return Markup("<span{}>{}</span>").format(lang, text) if lang else Markup()
        self.seen.add(concept.key)
        return Markup(
            '<a class="term" href="{}glossary.html#concept-{}" data-word="{}" data-means="{}"{}>{}</a>'
        ).format(self.root, concept.key, concept.label, concept.means, lang, text)


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
