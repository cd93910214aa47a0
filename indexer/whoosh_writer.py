"""Writing cases into Whoosh: adds what is new, replaces what changed, removes what is gone."""

from __future__ import annotations

import json
from pathlib import Path

from whoosh import index as whoosh_index

from indexer import card, count, schema
from indexer.case import Case
from indexer.concepts import Matcher
from indexer.corpus import Corpus
from indexer.index import Built, Progress


def update(corpus: Corpus, folder: Path, matcher: Matcher, progress: Progress | None) -> Built:
    """Bring the Whoosh index in a folder up to date with a corpus, in one commit."""
    folder.mkdir(parents=True, exist_ok=True)
    exists = whoosh_index.exists_in(folder)
    index = whoosh_index.open_dir(folder) if exists else whoosh_index.create_in(folder, schema.schema())
    try:
        with index.reader() as reader:
            known = {fields["slug"]: fields["digest"] for _, fields in reader.iter_docs()}
        wanted = {case.slug: case for case in corpus.cases}
        gone = [slug for slug in known if slug not in wanted]
        changed = [case for case in corpus.cases if known.get(case.slug) != _digest(case)]
        if gone or changed:
            _commit(index, corpus, matcher, gone, changed, progress)
    finally:
        index.close()
    updated = sum(case.slug in known for case in changed)
    return Built(len(changed) - updated, updated, len(gone), len(corpus.cases) - len(changed))


def _commit(
    index: whoosh_index.Index,
    corpus: Corpus,
    matcher: Matcher,
    gone: list[str],
    changed: list[Case],
    progress: Progress | None,
) -> None:
    writer = index.writer(compound=False)
    try:
        for slug in gone:
            writer.delete_by_term("slug", slug)
        for number, case in enumerate(changed, 1):
            writer.update_document(**_fields(case, corpus, matcher))
            if progress:
                progress("indexing", number, len(changed))
        writer.commit()
    except BaseException:
        writer.cancel()
        raise


def _digest(case: Case) -> str:
    return f"{case.digest}{'-private' if case.private else ''}"


def _fields(case: Case, corpus: Corpus, matcher: Matcher) -> dict[str, object]:
    counted = count.count_case(case, corpus, matcher)
    facets = count.facets(case, corpus)
    return {
        "slug": case.slug,
        "digest": _digest(case),
        "card": json.dumps(card.card(case, corpus), ensure_ascii=False),
        "text": json.dumps(card.text(case, corpus), ensure_ascii=False),
        "concept": counted.concepts,
        "surface": tuple(counted.surfaces),
        "length": counted.length,
        "year": case.year,
        **counted.fields,
        **{schema.facet_field(name): values for name, values in facets.items() if values},
    }
