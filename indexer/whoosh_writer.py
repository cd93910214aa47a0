"""Writing documents into Whoosh: adds what is new, replaces what changed, removes what is gone.

A few documents go through Whoosh's own writer. Many are written as segments by `write_segment`, which feeds Whoosh's
codec what is already counted and sorted: its writer would pickle every posting, sort it and read it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from whoosh import index as whoosh_index
from whoosh.codec import default_codec

from indexer import schema
from indexer.documents import Document
from indexer.runs import Runs

# How hard blocks of postings are pressed: with Whoosh's own 3 a segment costs a sixth more CPU and is 1% smaller.
PACKED = 1
WORD = 3  # values of a posting: the document's number, its weight, its places


def known(folder: Path) -> dict[str, str]:
    """Return slug -> digest of what the Whoosh index in a folder holds."""
    if not whoosh_index.exists_in(folder):
        return {}
    index = whoosh_index.open_dir(folder)
    try:
        with index.reader() as reader:
            held = zip(reader.column_reader("name"), reader.column_reader("digest"), strict=True)
            gone = reader.is_deleted
            return {name.decode(): digest.decode() for number, (name, digest) in enumerate(held) if not gone(number)}
    finally:
        index.close()


class Writer:
    """Writes documents into the Whoosh index of a folder; all of them count at the end, or none.

    gone: slugs to take out. changed: slug -> digest of the documents that will be added or replaced.
    """

    def __init__(self, folder: Path, gone: Iterable[str], changed: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        exists = whoosh_index.exists_in(folder)
        self._changed = changed
        self._index = whoosh_index.open_dir(folder) if exists else whoosh_index.create_in(folder, schema.schema())
        self._segments: list[Any] = []
        self._writer = self._index.writer(compound=False, limitmb=48)
        for slug in (*gone, *(changed if exists else ())):
            self._writer.delete_by_term("slug", slug)

    def add(self, document: Document) -> None:
        """Write one document."""
        self._writer.add_document(**fields(document, self._changed[document.counted.slug]))

    def take(self, segment: Any) -> None:
        """Take over a segment of further documents that `write_segment` made."""
        self._segments.append(segment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *failure: object) -> None:
        try:
            if kind is None:
                if self._segments:
                    self._writer.commit(mergetype=lambda writer, segments: [*segments, *self._segments])
                else:
                    self._writer.commit()
            else:
                self._writer.cancel()
        finally:
            self._index.close()


def write_segment(folder: Path, documents: Iterable[Document], digests: Iterable[str]) -> Any:
    """Write documents as a segment of the Whoosh index in a folder; they count once a writer takes it over.

    digests: of the documents in turn. Returns the segment.
    """
    index = whoosh_index.open_dir(folder)
    codec, kinds = default_codec(compression=PACKED), index.schema
    segment = codec.new_segment(index.storage, index.indexname)
    of_documents = codec.per_document_writer(index.storage, segment)
    words = Runs()
    others: dict[str, dict[bytes, list[Any]]] = {}
    number = -1
    for number, (document, digest) in enumerate(zip(documents, digests, strict=True)):
        of_documents.start_doc(number)
        for name, value in sorted(fields(document, digest).items()):
            kind = kinds[name]
            if name == "word":
                for stem, posting in document.counted.words.items():
                    words.add(stem, (number, float(posting[0]), posting[1]))
                words.rest()
            elif kind.indexed:
                terms = others.setdefault(name, {})
                for term, _, weight, data in kind.index(value):
                    terms.setdefault(term, []).extend((number, float(weight), data))
            of_documents.add_field(name, kind, value if kind.stored else None, 0)
            if kind.column_type:
                of_documents.add_column_value(name, kind.column_type, kind.to_column_value(value))
        of_documents.finish_doc()
    of_documents.close()
    of_terms = codec.field_writer(index.storage, segment)
    for name in sorted((*others, "word")):
        of_terms.start_field(name, kinds[name])
        for term, held in _encoded(words) if name == "word" else sorted(others[name].items()):
            of_terms.start_term(term)
            for posting in zip(*(held[n::WORD] for n in range(WORD)), strict=True):
                of_terms.add(*posting, 0)
            of_terms.finish_term()
        of_terms.finish_field()
    of_terms.close()
    segment.set_doc_count(number + 1)
    index.close()
    return segment


def _encoded(words: Runs) -> Iterator[tuple[bytes, list[Any]]]:
    return ((stem.encode(), held) for stem, held in words.merged())


def fields(document: Document, digest: str) -> dict[str, object]:
    """Return a document as Whoosh takes it."""
    counted = document.counted
    return {
        "slug": counted.slug,
        "name": counted.slug.encode(),
        "digest": digest.encode(),
        "card": json.dumps(document.card, ensure_ascii=False).encode(),
        "text": document.text,
        "surfaces": schema.pack_surfaces(counted.surfaces),
        "word": counted.words,
        "concept": counted.concepts,
        "title": str(document.card["title"]).encode(),
        "length": counted.length,
        "year": document.card["year"] or 0,
        **{
            schema.facet_field(name): {value: schema.FIRST if n == 0 else 1 for n, value in enumerate(values)}
            for name, values in document.facets.items()
            if values
        },
    }
