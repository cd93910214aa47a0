"""The compiled index: all that a search needs, small and read-only, for terminal and browser alike.

Postings hold a quantised BM25F impact without idf; idf comes from the document frequencies at query time, so that
a score is a sum of whole numbers and both doors rank alike. Format: DESIGN.md, "The compiled index".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer import count
from indexer.card import Card
from indexer.concepts import Entry, Matcher
from indexer.corpus import Corpus
from indexer.count import Counted
from indexer.scoring import BLOCKS, FIELD_WEIGHTS, RANKING, average_length, impact, pair_impact

FORMAT = 1


@dataclass(frozen=True)
class Document:
    """One document, ready to compile."""

    counted: Counted
    facets: Mapping[str, tuple[str, ...]]
    card: Card
    text: list[list[str]]


def weighted_words(counted: Counted) -> dict[str, int]:
    """Return stem -> count with fields weighted. Stop words are counted too; queries pass over them."""
    words: dict[str, int] = {}
    for name, places in counted.fields.items():
        weight = FIELD_WEIGHTS[name]
        for stem, found in places.items():
            words[stem] = words.get(stem, 0) + weight * len(found)
    return words


def build(documents: Sequence[Document], named: Mapping[str, Any]) -> dict[str, Any]:
    """Compile documents (in order of slug) into one value of plain data.

    named: what queries need besides documents, from `names`.
    """
    lengths = [document.counted.length for document in documents]
    average = average_length(lengths)
    words: dict[str, list[int]] = {}
    pairs: dict[str, list[int]] = {}
    concepts: dict[str, list[int]] = {}
    places: dict[str, list[list[int]]] = {}
    surfaces: dict[str, str] = {}
    facets: dict[str, dict[str, list[int]]] = {}
    for number, document in enumerate(documents):
        counted = document.counted
        for stem, weighted in weighted_words(counted).items():
            words.setdefault(stem, []).extend((number, impact(weighted, counted.length, average)))
        for (one, other), times in count.pairs(counted).items():
            pairs.setdefault(f"{one} {other}", []).extend((number, pair_impact(times)))
        for key, weighted in counted.concepts.items():
            concepts.setdefault(key, []).extend((number, impact(weighted, counted.length, average)))
        for stem, found in _block_places(counted).items():
            places.setdefault(stem, []).append([number, *found])
        surfaces.update(counted.surfaces)
        for name, values in document.facets.items():
            for value in values:
                facets.setdefault(name, {}).setdefault(value, []).append(number)
    content = {
        "format": FORMAT,
        "ranking": RANKING,
        "blocks": BLOCKS,
        "size": len(documents),
        "slugs": [document.card["slug"] for document in documents],
        "years": [document.card.get("year") for document in documents],
        "words": dict(sorted(words.items())),
        "pairs": dict(sorted(pairs.items())),
        "concepts": dict(sorted(concepts.items())),
        "places": dict(sorted(places.items())),
        "surfaces": dict(sorted(surfaces.items())),
        "facets": {name: dict(sorted(values.items())) for name, values in sorted(facets.items())},
        "cards": [document.card for document in documents],
        **named,
    }
    texts = [document.text for document in documents]
    digest = hashlib.sha256(json.dumps([content, texts], ensure_ascii=False, sort_keys=True).encode())
    return {"index": {"generation": digest.hexdigest()[:16], **content}, "texts": texts}


def _block_places(counted: Counted) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name in BLOCKS:
        for stem, places in counted.fields.get(name, {}).items():
            found.setdefault(stem, []).extend(BLOCKS[name] + place for place in places)
    return found


def names(corpus: Corpus, matcher: Matcher) -> dict[str, Any]:
    """Return what a query needs besides documents: labels of concepts and facets, and how labels are matched."""
    words = corpus.vocabulary
    sections = {
        "country": "countries",
        "region": "regions",
        "need": "needs",
        "service": "services",
        "kind": "kinds",
        "delivery": "deliveries",
        "contract": "contracts",
        "ended-how": "ended_how",
        "result": "results",
        "comparison": "comparisons",
        "known": "known",
        "factor": "factors",
        "pitfall": "pitfalls",
    }
    labels = {
        facet: {key: words.label(section, key) for key in words.keys(section)} for facet, section in sections.items()
    }
    labels["at"] = {"home": f"In {corpus.library.home_words}", "abroad": "Abroad"}
    labels["setting"] = {
        key: words.label(section, key)
        for section in ("authority_types", "population_bands", "densities", "inspection_grades")
        for key in words.keys(section)
    }
    labels["cost"] = {"published": "Cost published", "not-published": "Cost not published"}
    labels["result"]["failed"] = "Any failure: worse, not delivered, stopped or reversed"
    return {
        "library": {"id": corpus.library.id, "title": corpus.library.title, "as_of": corpus.as_of},
        "labels": labels,
        "concept_labels": {
            concept.key: [concept.label, *_other_labels(concept.labels, concept.label)] for concept in words.concepts
        },
        "tags": dict(sorted(matcher.tags.items())),
        "phrases": [[list(stems), *_entry(entry)] for stems, entry in sorted(matcher.phrases.items())],
        "singles": [[form, *_entry(entry)] for form, entry in sorted(matcher.singles.items())],
    }


def _entry(entry: Entry) -> list[list[Any]]:
    return [list(entry.concepts), [list(sense) for sense in entry.senses]]


def _other_labels(labels: Iterable[Any], first: str) -> list[str]:
    english = [label.text for label in labels if label.language is None and label.text.lower() != first.lower()]
    return list(dict.fromkeys(english))


def write(content: Mapping[str, Any], folder: Path) -> None:
    """Write a compiled index, each file whole or not at all, the index itself last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("texts", "index"):
        value = (
            content[name] if name == "index" else {"generation": content["index"]["generation"], "texts": content[name]}
        )
        part = folder / f"{name}.json.part"
        part.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        part.replace(folder / f"{name}.json")
