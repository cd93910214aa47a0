"""Writing documents into Whoosh: adds what is new, replaces what changed, removes what is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from whoosh import index as whoosh_index

from indexer import schema
from indexer.documents import Document


def known(folder: Path) -> dict[str, str]:
    """Return slug -> digest of what the Whoosh index in a folder holds."""
    if not whoosh_index.exists_in(folder):
        return {}
    index = whoosh_index.open_dir(folder)
    try:
        with index.reader() as reader:
            names, digests = reader.column_reader("name"), reader.column_reader("digest")
            live = [number for number in range(reader.doc_count_all()) if not reader.is_deleted(number)]
            return {names[number].decode(): digests[number].decode() for number in live}
    finally:
        index.close()


class Writer:
    """Writes documents into the Whoosh index of a folder; all of them count at the end, or none.

    gone: slugs to take out. changed: slug -> digest of the documents that will be added or replaced.
    processes: how many write; with more than one each makes segments of its own.
    """

    def __init__(self, folder: Path, gone: Iterable[str], changed: Mapping[str, str], *, processes: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        exists = whoosh_index.exists_in(folder)
        self._changed = changed
        self._index = whoosh_index.open_dir(folder) if exists else whoosh_index.create_in(folder, schema.schema())
        several = {"procs": processes, "multisegment": True, "batchsize": 50} if processes > 1 else {}
        self._writer = self._index.writer(compound=False, limitmb=48, **several)
        for slug in (*gone, *(changed if exists else ())):
            self._writer.delete_by_term("slug", slug)

    def add(self, document: Document) -> None:
        """Write one document."""
        self._writer.add_document(**fields(document, self._changed[document.counted.slug]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *failure: object) -> None:
        try:
            if kind is None:
                self._writer.commit()
            else:
                self._writer.cancel()
        finally:
            self._index.close()


def fields(document: Document, digest: str) -> dict[str, object]:
    """Return a document as Whoosh takes it."""
    counted = document.counted
    return {
        "slug": counted.slug,
        "name": counted.slug.encode(),
        "digest": digest.encode(),
        "card": json.dumps(document.card, ensure_ascii=False),
        "text": document.text,
        "surfaces": counted.surfaces,
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
