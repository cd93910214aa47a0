"""Main text of pages against trafilatura's own: precision, recall and F1 of runs of four words.

python benchmarks/main_text.py PAGES TEXTS
PAGES holds NAME.html or NAME.html.gz, TEXTS the main text of each as NAME.txt.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import trafilatura

from indexer import extract
from indexer.encoding import decode
from indexer.errors import SourceUnreadable

RUN = 4
Reader = Callable[[bytes], str]


def ours(data: bytes) -> str:
    """Return the main text as `indexer.extract` gives it."""
    try:
        return extract.read(data, "page.html").text
    except SourceUnreadable:
        return ""


def default(data: bytes) -> str:
    """Return the main text by trafilatura's defaults."""
    return trafilatura.extract(decode(data)[0] or "") or ""


def strict(data: bytes) -> str:
    """Return the main text by trafilatura's setting for precision, without comments."""
    return trafilatura.extract(decode(data)[0] or "", include_comments=False, favor_precision=True) or ""


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text, or all its words where it has fewer."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)) if words)


def score(found: str, true: str) -> tuple[float, float]:
    """Return precision and recall of a found text."""
    have, want = runs(found), runs(true)
    both = sum((have & want).values())
    return both / sum(have.values()) if have else 0.0, both / sum(want.values()) if want else 1.0


def pages(folder: Path, texts: Path) -> Iterator[tuple[bytes, str]]:
    """Yield (bytes of a page, its true text)."""
    for path in sorted(folder.glob("*.html*")):
        true = texts / f"{path.name.split('.html')[0]}.txt"
        if true.is_file():
            yield extract.file_bytes(path), true.read_text(encoding="utf-8")


def main() -> None:
    """Print a row for each reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("texts", type=Path)
    chosen = parser.parse_args()
    whole = list(pages(chosen.pages, chosen.texts))
    print(f"{len(whole)} pages\n\n| reader | precision | recall | F1 |\n|---|--:|--:|--:|")
    readers: dict[str, Reader] = {"trafilatura": default, "trafilatura, strict": strict, "indexer.extract": ours}
    for name, reader in readers.items():
        scores = [score(reader(data), true) for data, true in whole]
        precision, recall = (sum(values) / len(values) for values in zip(*scores, strict=True))
        print(f"| {name} | {precision:.4f} | {recall:.4f} | {2 * precision * recall / (precision + recall):.4f} |")


if __name__ == "__main__":
    main()
