"""SQLite's FTS5: build DOCUMENTS DIR, add DOCUMENT DIR, search DIR QUERY, warm DIR QUERIES."""

import sqlite3
import sys

RANKED = "SELECT slug, title, summary{} FROM cases WHERE cases MATCH ? ORDER BY bm25(cases, 0, 3, 2, 1) LIMIT 10"
SNIPPET = ", snippet(cases, 3, '[', ']', '...', 24)"


def _any_of(text: str) -> str:
    return " OR ".join(f'"{word}"' for word in text.split())


def _write(documents: str, database: sqlite3.Connection) -> None:
    import json
    from pathlib import Path

    with Path(documents).open(encoding="utf-8") as lines, database:
        rows = (json.loads(line) for line in lines)
        database.executemany(
            "INSERT INTO cases VALUES (?, ?, ?, ?)",
            ((row["slug"], row["title"], row["summary"], row["body"]) for row in rows),
        )


def _open(folder: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{folder}/cases.db")


def build(documents: str, folder: str) -> None:
    from pathlib import Path

    Path(folder).mkdir(parents=True, exist_ok=True)
    database = _open(folder)
    database.execute("CREATE VIRTUAL TABLE cases USING fts5(slug UNINDEXED, title, summary, body, tokenize='porter')")
    _write(documents, database)


def add(documents: str, folder: str) -> None:
    _write(documents, _open(folder))


def search(folder: str, text: str) -> None:
    database = _open(folder)
    total = database.execute("SELECT count(*) FROM cases WHERE cases MATCH ?", (_any_of(text),)).fetchone()[0]
    print(f"{total} found")
    for rank, row in enumerate(database.execute(RANKED.format(SNIPPET), (_any_of(text),)), 1):
        print(f"\n{rank:2}. {row[1]}\n    {row[3]}\n    {row[0]}")


def warm(folder: str, queries: str) -> None:
    import json
    from pathlib import Path
    from time import perf_counter

    database = _open(folder)
    took: dict[str, list[float]] = {}
    with Path(queries).open(encoding="utf-8") as file:
        for name, texts in json.load(file).items():
            took[name] = []
            for text in texts:
                started = perf_counter()
                database.execute(RANKED.format(""), (_any_of(text),)).fetchall()
                took[name].append(perf_counter() - started)
    print(json.dumps(took))


if __name__ == "__main__":
    {"build": build, "add": add, "search": search, "warm": warm}[sys.argv[1]](*sys.argv[2:])
