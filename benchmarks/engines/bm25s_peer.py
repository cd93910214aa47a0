"""bm25s, which keeps its scores in arrays and cannot take one document more: build DOCUMENTS DIR, warm DIR QUERIES."""

import sys

import bm25s
import Stemmer


def build(documents: str, folder: str) -> None:
    import json
    from pathlib import Path

    rows, texts = [], []
    with Path(documents).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts.append(" ".join((row["title"], row["title"], row["summary"], row["body"])))
            rows.append({name: row[name] for name in ("slug", "title", "summary")})
    words = bm25s.tokenize(texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
    engine = bm25s.BM25()
    engine.index(words, show_progress=False)
    engine.save(folder, corpus=rows)


def warm(folder: str, queries: str) -> None:
    import json
    from pathlib import Path
    from time import perf_counter

    engine = bm25s.BM25.load(folder, load_corpus=True, mmap=True)
    stemmer = Stemmer.Stemmer("english")
    took: dict[str, list[float]] = {}
    with Path(queries).open(encoding="utf-8") as file:
        for name, texts in json.load(file).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                words = bm25s.tokenize(text, stopwords="en", stemmer=stemmer, show_progress=False)
                engine.retrieve(words, k=10, show_progress=False)
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    {"build": build, "warm": warm}[sys.argv[1]](*sys.argv[2:])
