"""Stock Whoosh, as documented: build DOCUMENTS DIR, add DOCUMENT DIR, search DIR QUERY, warm DIR QUERIES."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing itself would take a few milliseconds of every search
if TYPE_CHECKING:
    from typing import Any


def schema() -> Any:
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import ID, STORED, TEXT, Schema

    words = StemmingAnalyzer()
    return Schema(
        slug=ID(unique=True, stored=True),
        title=TEXT(words, stored=True, field_boost=3.0),
        summary=TEXT(words, stored=True, field_boost=2.0),
        body=TEXT(words, stored=True),
        card=STORED,
    )


def _put(writer: Any, line: str) -> None:
    import json

    document = json.loads(line)
    writer.update_document(**{name: document.pop(name) for name in ("slug", "title", "summary", "body")}, card=document)


def build(documents: str, folder: str) -> None:
    import json
    from pathlib import Path

    from whoosh.index import create_in

    Path(folder).mkdir(parents=True, exist_ok=True)
    writer = create_in(folder, schema()).writer(limitmb=256)
    with Path(documents).open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            fields = {name: document.pop(name) for name in ("slug", "title", "summary", "body")}
            writer.add_document(**fields, card=document)
    writer.commit()


def add(documents: str, folder: str) -> None:
    from pathlib import Path

    from whoosh.index import open_dir

    writer = open_dir(folder).writer()
    with Path(documents).open(encoding="utf-8") as lines:
        for line in lines:
            _put(writer, line)
    writer.commit()


def parser(index: Any) -> Any:
    from whoosh.qparser import MultifieldParser, OrGroup

    return MultifieldParser(["title", "summary", "body"], index.schema, group=OrGroup)


def search(folder: str, text: str) -> None:
    from whoosh.index import open_dir

    index = open_dir(folder)
    with index.searcher() as searcher:
        found = searcher.search(parser(index).parse(text), limit=10)
        print(f"{len(found)} found")
        for rank, hit in enumerate(found, 1):
            print(f"\n{rank:2}. {hit['title']}\n    {hit.highlights('body', top=1)}\n    {hit['slug']}")


def warm(folder: str, queries: str) -> None:
    import json
    from pathlib import Path
    from time import perf_counter

    from whoosh.index import open_dir

    index = open_dir(folder)
    took: dict[str, list[float]] = {}
    with index.searcher() as searcher, Path(queries).open(encoding="utf-8") as file:
        for name, texts in json.load(file).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                found = searcher.search(parser(index).parse(text), limit=10)
                [(hit["slug"], hit["title"], hit["summary"]) for hit in found]
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    {"build": build, "add": add, "search": search, "warm": warm}[sys.argv[1]](*sys.argv[2:])
