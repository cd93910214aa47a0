"""What a source suggests for a case, each suggestion with the passage that suggests it. Nothing is asserted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer import concepts, suggest_where
from indexer.analysis import normal, words
from indexer.document import Document
from indexer.passages import sentences, shortened
from indexer.suggest_figures import Money, beginnings, money, percentages
from indexer.vocabulary import Vocabulary
from indexer.votes import Suggestion, Votes

MAX_CHARACTERS = 300_000
PASSAGE_WORDS = 30
MOST = 3
TITLE_WEIGHT = 4
MOST_MENTIONS = 6  # of one concept, however often it is said
# Fields for whose values the vocabulary has words.
WORDED = {
    "kind": "kinds",
    "arrangement.delivery": "deliveries",
    "arrangement.contract": "contracts",
    "arrangement.ended_how": "ended_how",
    "outcomes.design": "designs",
    "sources.kind": "source_kinds",
}
Weighed = list[tuple[str, int]]


@dataclass(frozen=True)
class Suggestions:
    """Suggestions by field (`country`, `need`, `arrangement.delivery`), the likeliest first; sums and percentages."""

    by_field: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict)
    money: tuple[Money, ...] = ()
    percentages: tuple[tuple[str, str], ...] = ()

    def best(self, name: str) -> str | None:
        """Return the likeliest value of a field, or None."""
        found = self.by_field.get(name)
        return found[0].value if found else None


def suggest(documents: Sequence[Document], vocabulary: Vocabulary, known: Iterable[str], today: str) -> Suggestions:
    """Return what documents that tell of one case suggest together.

    known: the areas of the cases that are there already. today: later dates are plans.
    """
    texts = [text for document in documents for text in _texts(document)]
    heads = [document.title for document in documents if document.title]
    weighed = [(part, TITLE_WEIGHT) for part in heads] + [(part, 1) for text in texts for part in sentences(text)]
    country = suggest_where.countries(documents, texts, vocabulary)
    code = country[0].value if country else None
    region = suggest_where.regions([*heads, *texts], code, vocabulary)
    need, service = _filed(weighed, vocabulary, code)
    found = {
        "country": country,
        "region": region,
        "place": suggest_where.places([*heads, *texts], known) or _as_place(region, vocabulary),
        "need": need,
        "service": service,
        "started": tuple(Suggestion(*pair) for pair in beginnings(texts, today)[:MOST]),
        **{name: _worded(weighed, vocabulary, section) for name, section in WORDED.items()},
    }
    return Suggestions(
        {name: tuple(_cut(values)) for name, values in found.items() if values},
        tuple(replace(sum_, passage=shortened(sum_.passage, PASSAGE_WORDS)) for sum_ in money(texts, code)),
        tuple((figures, shortened(passage, PASSAGE_WORDS)) for figures, passage in percentages(texts)),
    )


def publisher(document: Document) -> Suggestion | None:
    """Return who may have published a document that does not say so."""
    found = suggest_where.publisher(document)
    return next(_cut((found,)), None) if found else None


def _texts(document: Document) -> Iterator[str]:
    held = 0
    for block in document.blocks:
        if block.kind == "heading" and block.text == document.title:
            continue
        held += len(block.text)
        if held > MAX_CHARACTERS:
            return
        yield block.text


def _as_place(region: tuple[Suggestion, ...], vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    return tuple(replace(found, value=vocabulary.label("regions", found.value)) for found in region)


def _filed(weighed: Weighed, vocabulary: Vocabulary, country: str | None) -> tuple[tuple[Suggestion, ...], ...]:
    """Return needs and services under which cases with the concepts of these sentences are filed."""
    matcher = concepts.matcher(vocabulary)
    said = Votes()
    for sentence, weight in weighed:
        for match in matcher.find(words(normal(sentence)), [country] if country else None):
            for concept in match.concepts:
                said.add(concept, sentence, weight)
    tagged = {"need": Votes(), "service": Votes()}
    for concept, spoken in sorted(said.weights.items(), key=lambda item: -item[1]):
        tags = concepts.tags_of(vocabulary.concept[concept])
        for tag in tags:
            kind, _, key = tag.partition(":")
            # A concept that is filed under much says less of each.
            tagged[kind].add(key, said.passages[concept], min(spoken, MOST_MENTIONS) / len(tags) ** 0.5)
    return tuple(votes.top(MOST, share=1 / 3, least=1) for votes in tagged.values())


def _worded(weighed: Weighed, vocabulary: Vocabulary, section: str) -> tuple[Suggestion, ...]:
    """Return values of a section whose `words` in the vocabulary stand in these sentences."""
    votes = Votes()
    for key in vocabulary.keys(section):
        words = vocabulary.extra(section, key, "words")
        if not isinstance(words, list) or not words:
            continue
        pattern = re.compile(rf"\b(?:{'|'.join(re.escape(str(word)) for word in words)})\b", re.IGNORECASE)
        for sentence, weight in weighed:
            if pattern.search(sentence):
                votes.add(key, sentence, weight)
    return votes.top(MOST)


def _cut(values: Iterable[Suggestion]) -> Iterator[Suggestion]:
    for value in values:
        yield replace(value, passage=shortened(value.passage, PASSAGE_WORDS))
