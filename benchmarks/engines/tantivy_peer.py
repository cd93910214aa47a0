"""Tantivy's Python binding: build DOCUMENTS DIR, add DOCUMENT DIR, search DIR QUERY, warm DIR QUERIES."""

import sys

import tantivy

FIELDS = ["title", "summary", "body"]
BOOSTS = {"title": 3.0, "summary": 2.0}
FACETS = ["result", "known", "country", "need", "delivery"]


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("slug", stored=True, tokenizer_name="raw")
    for name in FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw")
    builder.add_json_field("card", stored=True)
    return builder.build()


def _write(documents: str, index: tantivy.Index) -> None:
    import json
    from pathlib import Path

    writer = index.writer(heap_size=128_000_000)
    with Path(documents).open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line)
            fields = {name: given.pop(name) for name in ("slug", *FIELDS)}
            writer.delete_documents("slug", fields["slug"])
            facets = {name: given[name] for name in FACETS}
            writer.add_document(tantivy.Document(**fields, **facets, card=given))
    writer.commit()
    writer.wait_merging_threads()


def build(documents: str, folder: str) -> None:
    from pathlib import Path

    Path(folder).mkdir(parents=True, exist_ok=True)
    _write(documents, tantivy.Index(schema(), path=folder))


def add(documents: str, folder: str) -> None:
    _write(documents, tantivy.Index.open(folder))


def search(folder: str, text: str) -> None:
    index = tantivy.Index.open(folder)
    query = index.parse_query(text, FIELDS, field_boosts=BOOSTS)
    searcher = index.searcher()
    found = searcher.search(query, limit=10)
    snippets = tantivy.SnippetGenerator.create(searcher, query, index.schema, "body")
    print(f"{found.count} found")
    for rank, (_, address) in enumerate(found.hits, 1):
        hit = searcher.doc(address)
        print(f"\n{rank:2}. {hit['title'][0]}\n    {snippets.snippet_from_doc(hit).fragment()}\n    {hit['slug'][0]}")


def warm(folder: str, queries: str) -> None:
    import json
    from pathlib import Path
    from time import perf_counter

    index = tantivy.Index.open(folder)
    searcher = index.searcher()
    took: dict[str, list[float]] = {}
    with Path(queries).open(encoding="utf-8") as file:
        for name, texts in json.load(file).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                found = searcher.search(index.parse_query(text, FIELDS, field_boosts=BOOSTS), limit=10)
                documents = [searcher.doc(address) for _, address in found.hits]
                [(hit["slug"], hit["title"], hit["summary"]) for hit in documents]
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    {"build": build, "add": add, "search": search, "warm": warm}[sys.argv[1]](*sys.argv[2:])
