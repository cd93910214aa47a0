"""Method and glossary: the vocabulary explained, with the scale behind the comparison words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from indexer import languages
from indexer.site_catalogue import COMPARISON_ORDER, Catalogue
from indexer.site_pages import WordsPage
from indexer.site_setting import FACT_NAMES
from indexer.site_views import Term, Terms
from indexer.vocabulary import Concept, Vocabulary

PARTS = (
    ("deliveries", "Who runs a service", "delivery"),
    ("contracts", "Contracts", "contract"),
    ("ended_how", "How arrangements end", ""),
    ("kinds", "Kinds of case", ""),
    ("designs", "How a figure was found out", ""),
    ("factors", "Success factors", "factor"),
    ("pitfalls", "Pitfalls", "pitfall"),
    ("source_kinds", "Kinds of source", ""),
    ("cost_what", "Kinds of cost", ""),
)
LEVEL_WORDS = {5: "strong", 4: "strong", 3: "some", 2: "before-after", 1: "before-after"}


def method(catalogue: Catalogue) -> WordsPage:
    """Return the page on method and scales."""
    words = catalogue.words
    scale = tuple(_step(catalogue, key) for key in words.keys("designs"))
    return WordsPage(
        catalogue.frame("method.html", "Method and scales", "How cases are chosen, read, judged and checked."),
        (),
        scale=scale,
        results=tuple(catalogue.badge("results", key) for key in words.keys("results")),
        known=tuple(catalogue.badge("known", key) for key in words.keys("known")),
        comparisons=tuple(catalogue.badge("comparisons", key) for key in COMPARISON_ORDER),
        facts=tuple(FACT_NAMES.values()),
    )


def _step(catalogue: Catalogue, design: str) -> tuple[str, str, str]:
    level = _level(catalogue, design)
    shown = catalogue.label("comparisons", LEVEL_WORDS.get(level or 0, "none"))
    if design == "systematic-review":
        return catalogue.label("designs", design), "As what it reviews", "As what it reviews"
    return catalogue.label("designs", design), str(level) if level else "Not scored", shown


def _level(catalogue: Catalogue, design: str) -> int | None:
    level = catalogue.words.extra("designs", design, "level")
    return int(str(level)) if level is not None else None


def glossary(catalogue: Catalogue) -> WordsPage:
    """Return the glossary: allowed values, and concepts with their words in other countries."""
    words = catalogue.words
    friends = tuple((f.term, f.here, f.elsewhere, f.note) for f in words.false_friends)
    return WordsPage(
        catalogue.frame("glossary.html", "Glossary", "What the words here mean, and what others say for them."),
        (*_parts(catalogue), *_concepts(catalogue)),
        friends,
    )


def _parts(catalogue: Catalogue) -> Iterator[Terms]:
    for section, heading, folder in PARTS:
        terms = tuple(
            Term(
                f"{section}-{key}",
                catalogue.label(section, key),
                catalogue.means(section, key),
                href=catalogue.link(folder, key).href if folder else "",
            )
            for key in catalogue.words.keys(section)
        )
        if any(term.means for term in terms):
            text = "Each word leads to its cases." if folder else ""
            yield Terms(section, heading, text, terms)


def _concepts(catalogue: Catalogue) -> Iterator[Terms]:
    ordered = sorted(catalogue.words.concepts, key=lambda concept: (concept.label.lower(), concept.key))
    for letter, concepts in groupby(ordered, key=lambda concept: concept.label[:1].upper()):
        yield Terms(
            f"letter-{letter.lower()}",
            f"Words across countries: {letter}",
            "The search treats the words of one entry alike.",
            tuple(_concept(catalogue, concept) for concept in concepts),
            letter,
        )


def _concept(catalogue: Catalogue, concept: Concept) -> Term:
    grouped: dict[str, list[tuple[str, str]]] = {}
    for label in concept.labels:
        if label.text != concept.label:
            grouped.setdefault(_where(catalogue, label.where), []).append((label.text, label.language or ""))
    labels = tuple((where, tuple(texts)) for where, texts in grouped.items())
    return Term(f"concept-{concept.key}", concept.label, concept.means.rstrip("."), labels)


def _where(catalogue: Catalogue, where: str) -> str:
    if where in languages.NAMES:
        return languages.NAMES[where][0]
    for section in ("countries", "regions"):
        if where in catalogue.words.keys(section):
            return catalogue.label(section, where)
    language, _, country = where.partition("-")
    if language in languages.NAMES and country in catalogue.words.keys("countries"):
        return f"{languages.NAMES[language][0]} ({catalogue.label('countries', country)})"
    return where


def spoken(catalogue: Catalogue, country: str) -> Iterator[tuple[Concept, tuple[tuple[str, str], ...]]]:
    """Yield the words that a country has for concepts: its own English and its languages."""
    for concept, words in _spoken(catalogue.words).get(country, {}).items():
        yield catalogue.words.concept[concept], tuple(words)


@lru_cache(maxsize=1)
def _spoken(vocabulary: Vocabulary) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return country -> concept -> its words there."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for concept in vocabulary.concepts:
        for label in concept.labels:
            if label.text != concept.label:
                for country in languages.countries(label):
                    found.setdefault(country, {}).setdefault(concept.key, []).append((label.text, label.language or ""))
    return found
