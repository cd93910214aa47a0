"""Documents: what the index needs of cases, which is counted words, facets, result card and packed text."""

from __future__ import annotations

import hashlib
import json
import marshal
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from indexer import count
from indexer.card import Card, card, text
from indexer.case import Case
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.count import Counted
from indexer.library import Library
from indexer.vocabulary import Vocabulary


class Document(NamedTuple):
    """One document, ready for Whoosh and for the compiled index. text: as packed by `pack_text`."""

    counted: Counted
    facets: Mapping[str, tuple[str, ...]]
    card: Card
    text: bytes


class Maker:
    """Makes documents of cases."""

    def __init__(self, settings: Library, words: Vocabulary, matcher: Matcher) -> None:
        self._corpus = Corpus(settings, words, ())
        self._matcher = matcher

    def document(self, case: Case) -> Document:
        """Return a case as a document."""
        counted = count.count_case(case, self._corpus, self._matcher)
        facets = count.facets(case, self._corpus)
        said = as_json(text(case, self._corpus))
        return Document(counted, facets, card(case, self._corpus) | {"stamp": stamp(said)}, pack_text(said))


def as_json(value: object) -> bytes:
    """Return plain data as JSON, as an index holds it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def pack_text(text: bytes) -> bytes:
    """Return a document's text packed. text: its [field, text] pairs as JSON."""
    return zlib.compress(text, 1)


def unpack_text(data: bytes) -> bytes:
    """Return what `pack_text` packed."""
    return zlib.decompress(data)


def stamp(text: bytes) -> str:
    """Return by what a card and its text know each other: the beginning of the text's digest."""
    return hashlib.sha256(text).hexdigest()[:4]


def keep(made: Document) -> bytes:
    """Return a document as bytes, for the cache of this machine: never read such bytes from elsewhere."""
    counted = made.counted
    parts = (counted.slug, counted.words, counted.concepts, counted.length, counted.surfaces)
    return marshal.dumps((parts, dict(made.facets), made.card, made.text))


def kept(data: bytes) -> Document:
    """Return the document that `keep` wrote."""
    parts, facets, shown, packed = marshal.loads(data)  # noqa: S302 - our own cache
    return Document(Counted(*parts), facets, shown, packed)
