"""Search in the browser, against Pagefind, MiniSearch and FlexSearch: python benchmarks/browser.py [--sizes 150,2000]

All answer on the same search page, in headless Chromium over HTTP/2 with gzip. Bytes are those of every script and
data file as sent, without the page's own HTML, style sheets and drawings; passages of long texts, which our pages load
once a card is on screen, stand in a column of their own. Times run from opening an address that asks a
query to the first result on the page, with nothing in the browser's store before.
"""

from __future__ import annotations

import re
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import measuring
import pages
import serving
import web
from claims import Claim, claims_table
from measuring import Failed
from serving import Server
from settings import Settings, library, parser, settings
from slowline import slow_line

ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--ignore-certificate-errors"]
SLOW = {"down": 1.6e6 / 8, "up": 0.75e6 / 8, "round_trip": 0.15}
PAGE_ITSELF = (".html", ".css", ".svg", ".png", ".ico")
SIZES = (150, 2_000, 10_000)
MOST_KB = {150: 70, 2_000: 90, 10_000: 120}
MOST_TO_PAGEFIND, MOST_SECOND_KB, MOST_PHRASE_KB, MOST_FILES = 0.5, 50, 250, 1_999
QUERIES = 3
LEAST = 10
PHRASES_FROM = 2_000  # pages; enough to know which pairs of words are common
PATIENCE = 400_000  # milliseconds for a first result
QUIET = 700  # milliseconds without a request
TOO_SLOW = 20_000  # milliseconds after which a time is not taken again
WORD = re.compile(r"\b[a-z]{4,}\b")
PAIR = re.compile(r"\b(?=([a-z]{4,} [a-z]{4,})\b)")
SHOWN = """
new MutationObserver((changes, observer) => {
  if (!document.querySelector("#results [data-slug]")) return;
  window.firstResult ??= performance.now();
  if (!document.querySelector("#facets input")) return;
  window.allShown = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
LATER = """performance.getEntriesByType("resource")
  .filter((entry) => entry.startTime > window.allShown).map((entry) => new URL(entry.name).pathname)"""


@dataclass(frozen=True)
class Asked:
    """A first query, a second one, and a phrase; each is found in ten pages or more."""

    first: str
    second: str
    phrase: str


@dataclass(frozen=True)
class Seen:
    """What a program loaded.

    size, requests: to ten results with facets. later: bytes that followed. second, phrase: bytes of a second query, and
    of a first query that is a phrase, without passages.
    """

    size: int
    requests: int
    later: int
    second: int
    phrase: int | None
    paths: frozenset[str]


def queries(folder: Path) -> list[Asked]:
    """Return queries of three plain words, and phrases of two, that ten documents or more hold."""
    rng = Random(len(folder.name))
    bodies = [pages.record(document) for document in pages.documents(folder)]
    sets = [set(WORD.findall(body)) for body in bodies]
    counts = Counter(word for words in sets for word in words)
    plain = sorted(word for word, count in counts.items() if count >= max(LEAST, len(bodies) // 20))
    pairs = Counter(pair for body in bodies[:PHRASES_FROM] for pair in set(PAIR.findall(body)))
    phrases = sorted(pair for pair, count in pairs.items() if count >= LEAST)
    found: list[str] = []
    while len(found) < 2 * QUERIES:
        three = rng.sample(sorted(rng.choice(sets).intersection(plain)), 3)
        if sum(1 for one in sets if one.issuperset(three)) >= LEAST:
            found.append(" ".join(three))
    return [Asked(found[at], found[at + QUERIES], f'"{rng.choice(phrases)}"') for at in range(QUERIES)]


class Browser:
    """A headless Chromium, and the server whose pages it opens, by a fast line or a slow one."""

    def __init__(self, chromium: Any, server: Server, slow_port: int) -> None:
        self.chromium, self.server, self.slow_port = chromium, server, slow_port

    @contextmanager
    def asking(self, one: web.Built, text: str, *, slow: bool = False) -> Iterator[Any]:
        """Open the page that shows the answer to a query, in a browser that has nothing stored."""
        context = self.chromium.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(SHOWN)
        port = self.slow_port if slow else self.server.port
        try:
            page.goto(f"https://127.0.0.1:{port}/{one.folder}/search.html?q={quote(text)}", wait_until="commit")
            yield page
        finally:
            context.close()

    def time(self, one: web.Built, text: str, *, slow: bool) -> float:
        """Return the milliseconds from opening a shared search to its first result."""
        with self.asking(one, text, slow=slow) as page:
            _wait(page, "firstResult")
            return float(page.evaluate("window.firstResult"))

    def seen(self, one: web.Built, asked: Asked) -> Seen:
        """Return what a first query, a second one and a phrase load."""
        start = len(self.server.answered())
        with self.asking(one, asked.first) as page:
            first = self._loaded(page, start)
            late = set(page.evaluate(LATER))
            start = len(self.server.answered())
            page.fill("#q", asked.second)
            page.press("#q", "Enter")
            second = self._loaded(page, start)
        phrase = None
        if one.phrases:
            start = len(self.server.answered())
            with self.asking(one, asked.phrase) as page:
                phrase = _size(_without_passages(self._loaded(page, start)))
        needed = [(path, size) for path, size in first if path not in late]
        paths = frozenset(path.split("/", 2)[2] for path, _ in first)
        return Seen(
            _size(needed), len(needed), _size(first) - _size(needed), _size(_without_passages(second)), phrase, paths
        )

    def _loaded(self, page: Any, start: int) -> list[tuple[str, int]]:
        """Wait for results and counts, then until nothing more is asked for; return scripts and data since `start`."""
        _wait(page, "allShown")
        before = -1
        while before != (now := len(self.server.answered())):
            before = now
            page.wait_for_timeout(QUIET)
        return [(path, size) for path, size in self.server.answered(start) if not path.endswith(PAGE_ITSELF)]


def _wait(page: Any, mark: str) -> None:
    from playwright.sync_api import TimeoutError as Late

    try:
        page.wait_for_function(f"() => window.{mark}")
    except Late:
        raise Failed(f"nothing was found within {PATIENCE // 1000} seconds at {page.url}") from None


def _without_passages(answers: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(path, size) for path, size in answers if web.PASSAGES not in path]


def _size(answers: list[tuple[str, int]]) -> int:
    return sum(size for _, size in answers)


@dataclass(frozen=True)
class Measured:
    """What was measured of one program: medians over the queries, times in milliseconds."""

    built: web.Built
    size: float
    requests: float
    later: float
    second: float
    phrase: float | None
    fast: float
    slow: float
    files: int


def measure(browser: Browser, root: Path, one: web.Built, asked: Sequence[Asked]) -> Measured:
    """Measure one program."""
    seen = [browser.seen(one, each) for each in asked]
    phrases = [each.phrase for each in seen if each.phrase is not None]
    return Measured(
        built=one,
        size=statistics.median(each.size for each in seen),
        requests=statistics.median(each.requests for each in seen),
        later=statistics.median(each.later for each in seen),
        second=statistics.median(each.second for each in seen),
        phrase=statistics.median(phrases) if phrases else None,
        fast=_times(browser, one, asked, slow=False),
        slow=_times(browser, one, asked, slow=True),
        files=web.files(root, one, set().union(*(each.paths for each in seen))),
    )


def _times(browser: Browser, one: web.Built, asked: Sequence[Asked], *, slow: bool) -> float:
    taken: list[float] = []
    for each in asked:
        taken.append(browser.time(one, each.first, slow=slow))
        if taken[-1] > TOO_SLOW:
            break
    return statistics.median(taken)


def row(found: Measured, size: int) -> list[object]:
    """Return a program's row."""
    return [
        f"{size:,} pages: {found.built.name}",
        _kb(found.size),
        round(found.requests),
        _kb(found.later),
        _kb(found.second),
        _kb(found.phrase) if found.phrase is not None else "no phrases",
        f"{found.fast:,.0f}",
        f"{found.slow:,.0f}",
        measuring.seconds(found.built.cost.cpu),
        measuring.mb(found.built.cost.memory),
        f"{found.files:,}",
    ]


def _kb(size: float) -> str:
    return f"{size / 1000:,.0f}"


def claimed(found: Sequence[Measured], size: int) -> Iterator[Claim]:
    """Yield what is promised of search in the browser. found: ours first, then Pagefind."""
    ours, pagefind = found[:2]
    what = f"in the browser, {size:,} pages:"
    least = min((known for known in MOST_KB if known >= size), default=max(MOST_KB))
    yield Claim(f"{what} first ten results with facets", ours.size / 1000, MOST_KB[least], "kB")
    yield Claim(f"{what} first result at 1.6 Mbit/s, to Pagefind", ours.slow / pagefind.slow, MOST_TO_PAGEFIND, "x")
    yield Claim(f"{what} a second query", ours.second / 1000, MOST_SECOND_KB, "kB")
    if ours.phrase is not None:
        yield Claim(f"{what} a phrase as the first query", ours.phrase / 1000, MOST_PHRASE_KB, "kB")
    yield Claim(f"{what} files of search data", ours.files, MOST_FILES, "files")


def compared(folder: Path) -> list[Measured]:
    """Measure every program on a library."""
    from playwright.sync_api import sync_playwright

    root, built = web.build(folder)
    asked = queries(folder)
    with serving.served(root) as server, slow_line(server.port, **SLOW) as slow_port, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        try:
            return [measure(Browser(chromium, server, slow_port), root, one, asked) for one in built]
        finally:
            chromium.close()


def main(given: Settings) -> list[Claim]:
    """Print the table and return what is promised."""
    rows: list[list[object]] = []
    claims: list[Claim] = []
    for size in given.chosen(SIZES):
        found = compared(library(given, size))
        rows += [row(one, size) for one in found]
        claims += claimed(found, size)
    print(f"### Search in the browser (medians of {QUERIES} queries of three words; whatworks builds the pages too)\n")
    head = [
        "what",
        "kB to ten results with facets",
        "requests",
        "kB that follow",
        "kB, second query",
        "kB, a phrase first",
    ]
    head += ["first result, ms", "first result at 1.6 Mbit/s, ms", "build CPU s", "build MB", "files"]
    print(measuring.table(head, rows))
    return claims


if __name__ == "__main__":
    print("\n" + claims_table(main(settings(parser(__doc__).parse_args()))))
