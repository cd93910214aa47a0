"""Search in the browser: the real pages of the real corpus, opened from a folder in headless Chromium.

One ranking, two doors: for generated queries the browser must give what `search.Library` gives, from the compiled index
and from Whoosh, also after one case in a hundred was changed.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import Stemmer

from indexer import analysis, browser_data, corpus, index, scanning, vocabulary
from indexer.compiled import FORMAT, Compiled, Shard, title_ranks
from indexer.errors import QueryError
from indexer.facets import FACETS
from indexer.shard_file import ShardFile
from indexer.site_notes import Options
from search import Filters, Library
from search.query import TEXT_FIELDS
from search.source_compiled import CompiledSource
from search.source_whoosh import WhooshSource, open_whoosh

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "site_template" / "static"
GOLDEN = Path(__file__).parent / "golden" / "analysis.json"
PATIENCE = 30  # seconds
JUDGED = Path(__file__).parent / "relevance" / "queries.jsonl"
MARKER = "Quokkas were counted beside the lighthouse, and a teenager kept the residential ledger."

Search = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Built:
    """A library with its index and its site in a folder of their own."""

    root: Path
    site: Path

    @property
    def address(self) -> str:
        """The search page's address."""
        return (self.site / "search.html").as_uri()

    @cached_property
    def compiled(self) -> Library:
        """The library on the compiled index."""
        return Library(CompiledSource(ShardFile(self.root / "build" / "index" / "compiled")))

    @cached_property
    def whoosh(self) -> Library:
        """The library on Whoosh."""
        folder = self.root / "build" / "index"
        source = open_whoosh(folder)
        # Whoosh reads its word list anew for every query; remembering it keeps two hundred queries under a minute.
        return Library(remembering(source))


def remembering(source: WhooshSource) -> WhooshSource:
    """Return a Whoosh source that reads each facet once."""
    facets = {name: source.facet(name) for name in FACETS}
    source.facet = facets.__getitem__  # type: ignore[method-assign, assignment]
    return source


def bring_up_to_date(root: Path) -> index.Built:
    """Index a library as the command does."""
    with scanning.scan(root, cache=root / "build" / "cache.sqlite", counted=True) as found:
        return index.build(found, root / "build" / "index")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Return the real corpus, as it stands now, with its index and site."""
    from search import publishing

    root = tmp_path_factory.mktemp("library")
    shutil.copytree(ROOT / "corpus", root / "corpus")
    bring_up_to_date(root)
    with scanning.scan(root, cache=root / "build" / "cache.sqlite", counted=True) as found:
        publishing.publish(found, root / "site", Options())
    made = Built(root, root / "site")
    yield made
    made.whoosh.close()


@pytest.fixture(scope="session")
def changed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Return the same library after one case in a hundred was changed and the index brought up to date."""
    root = tmp_path_factory.mktemp("changed") / "library"
    shutil.copytree(built.root, root)
    for path in sorted((root / "corpus" / "cases").glob("*.md"))[7::100]:
        path.write_text(path.read_text(encoding="utf-8").rstrip() + f"\n\n{MARKER}\n", encoding="utf-8")
    found, _ = corpus.load(root)
    assert bring_up_to_date(root).updated == len(found.cases[7::100])
    shutil.rmtree(root / "site" / "data")
    for name, content in browser_data.scripts(index.compile_corpus(found)):
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_bytes(content)
    made = Built(root, root / "site")
    yield made
    made.whoosh.close()


class Watched:
    """A page that remembers what it asked for and what went wrong in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)

    def slugs(self) -> list[str]:
        """Return the slugs of the results shown."""
        shown: list[str] = self.page.locator("#results [data-slug]").evaluate_all("all => all.map(e => e.dataset.slug)")
        return shown

    def until(self, truth: str) -> None:
        """Wait until something is true in the page. Playwright's own way needs `eval`, which the pages forbid."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.evaluate(truth):
            assert time.monotonic() < deadline, f"{truth} did not come true"
            self.page.wait_for_timeout(20)

    def count(self) -> int:
        """Wait for a number of results and return it."""
        self.until(r"/^\d+ case/.test(document.getElementById('count').textContent)")
        return int(self.page.inner_text("#count").split()[0])


@pytest.fixture(scope="session")
def window(browser: Any) -> Any:
    """Return a window in which pages are opened."""
    return browser.new_context(viewport={"width": 1280, "height": 1000})


@pytest.fixture
def watched(window: Any) -> Iterator[Watched]:
    """Return a new page."""
    page = window.new_page()
    yield Watched(page)
    page.close()


@pytest.fixture(scope="session")
def scripts(window: Any, built: Built) -> Any:
    """Return a search page whose functions are called; nobody types in it."""
    page = window.new_page()
    page.goto(built.address)
    page.wait_for_selector("#facets details")
    return page


@pytest.fixture
def page(watched: Watched, built: Built) -> Iterator[Watched]:
    """Return the search page, opened from its folder; nothing may go wrong in it."""
    watched.page.goto(built.address)
    watched.count()
    yield watched
    assert watched.problems == []


# -- words ------------------------------------------------------------------------------------------------------------


def test_words_are_those_of_the_golden_list(scripts: Any) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    words = scripts.evaluate(
        """texts => texts.map(text => whatworks.analysis.tokens(whatworks.analysis.normal(text))
             .map(t => [t.stem, t.surface, t.start, t.end, t.stop]))""",
        list(golden),
    )
    assert dict(zip(golden, words, strict=True)) == golden


def test_stems_are_those_of_snowball_on_every_word_of_the_corpus(scripts: Any, built: Built) -> None:
    check_stems(scripts, [form for form, _ in built.compiled.source.forms("")])


def test_stems_are_those_of_snowball_on_every_word_of_the_collections(scripts: Any) -> None:
    folder = os.environ.get("WHATWORKS_COLLECTIONS")
    if not folder:
        pytest.skip("WHATWORKS_COLLECTIONS does not name the folder of the judged collections")
    words: set[str] = set()
    for path in sorted(Path(folder).glob("*/docs.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = analysis.normal(" ".join(str(value) for value in json.loads(line).values()))
            words.update(token.surface for token in analysis.tokens(text))
    assert len(words) > 10_000
    check_stems(scripts, words)


def check_stems(scripts: Any, surfaces: Any) -> None:
    """Hold the browser's stems, and its Snowball by itself, to those of Python."""
    words = sorted(surfaces)
    plain = [word for word in words if word.isascii() and word.isalpha()]
    stemmer = Stemmer.Stemmer("english")
    assert scripts.evaluate("words => words.map(whatworks.analysis.stem)", words) == [analysis.stem(w) for w in words]
    assert scripts.evaluate("words => words.map(whatworks.analysis.snowball)", plain) == stemmer.stemWords(plain)


def test_every_letter_folds_as_in_python(scripts: Any) -> None:
    """Letters that this Python's Unicode knows: a browser may know newer ones."""
    import unicodedata

    letters = [
        chr(n)
        for n in range(0x1F000)
        if unicodedata.category(chr(n))[0] in "LNM" and not 0x3400 <= n < 0xD7A4 and not 0x11FFF < n < 0x1D400
    ]  # ideographs and the like do not fold
    expected = [[list(t) for t in analysis.tokens(analysis.normal(f"a{c}b"))] for c in letters]
    found = scripts.evaluate(
        """letters => letters.map(c => whatworks.analysis.tokens(whatworks.analysis.normal(`a${c}b`))
             .map(t => [t.stem, t.surface, t.start, t.end, t.stop]))""",
        letters,
    )
    assert [c for c, a, b in zip(letters, expected, found, strict=True) if a != b] == []


# -- one ranking ------------------------------------------------------------------------------------------------------


class Asker:
    """Makes queries from the words, passages and facets of a corpus; the same ones every time."""

    def __init__(self, library: Library) -> None:
        self.random = random.Random(5)
        self.library = library
        self.texts = [
            text
            for n in range(library.source.size)
            for name, text in library.source.text(n)
            if name in ("body", "summary") and len(text.split()) > 12
        ]
        self.words = [form for form, _ in library.source.forms("") if len(form) > 3 and form.isalpha()]
        concepts = vocabulary.load(ROOT / "corpus" / "vocabulary.yaml").concepts
        self.labels = sorted({label for one in concepts for label in library.source.idea(one.key)["labels"]})

    def word(self) -> str:
        """Return a word: one in three any of the index, else one as often as texts have it."""
        if self.random.random() < 0.3:
            return self.random.choice(self.words)
        words = re.findall(r"[^\W\d_]{4,}", self.random.choice(self.texts))
        return self.random.choice(words) if words else self.word()

    def stretch(self, least: int, most: int) -> str:
        """Return some words in a row, without quotation marks."""
        words = re.sub(r"[\"“”„«»]", " ", self.random.choice(self.texts)).split()
        length = self.random.randint(least, most)
        start = self.random.randint(0, max(0, len(words) - length))
        return " ".join(words[start : start + length])

    def mistyped(self) -> str:
        """Return a word with a letter lost, doubled or swapped."""
        word = self.word()
        at = self.random.randrange(1, len(word) - 1)
        return self.random.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )

    def filters(self) -> dict[str, list[str]]:
        """Return one or two facets with one to three values."""
        chosen: dict[str, list[str]] = {}
        for name in self.random.sample(FACETS, self.random.randint(1, 2)):
            values = list(self.library.source.facet(name).values)
            chosen[name] = self.random.sample(values, min(len(values), self.random.randint(1, 3)))
        return chosen

    def facet_clause(self) -> str:
        """Return a facet with a value, as a part of a query."""
        (name, values), *_ = self.filters().items()
        return f"{name}:{values[0]}"

    def kinds(self) -> list[Callable[[], Search]]:
        """Return one maker for each kind of query."""
        word, pick = self.word, self.random.choice
        return [
            lambda: (word(), {}),
            lambda: (f"{word()} {word()}", {}),
            lambda: (self.stretch(3, 5), {}),
            lambda: (self.stretch(6, 14), {"sort": pick(["relevance", "year", "title"])}),
            lambda: (f'"{self.stretch(2, 3)}"', {}),
            lambda: (f'{word()} "{self.stretch(2, 2)}" {word()}', {}),
            lambda: (f"“{self.stretch(2, 4)}” OR {word()}", {}),
            lambda: (f"{word()} {word()} -{word()}", {}),
            lambda: (f'{word()} -"{self.stretch(2, 2)}" -{pick(TEXT_FIELDS)}:{word()}', {}),
            lambda: (f"{pick(TEXT_FIELDS)}:{word()}", {}),
            lambda: (f'{pick(["body", "title", "summary"])}:"{self.stretch(2, 2)}" {word()}', {}),
            lambda: (f"{word()[:4]}* {word()}", {}),
            lambda: (f"{pick(TEXT_FIELDS)}:{word()[:3]}* OR {word()}", {}),
            lambda: (f"{self.mistyped()}~", {}),
            lambda: (f"{self.mistyped()}~{pick('12')} {word()}", {}),
            lambda: (f"{word()} OR {word()} {word()}", {}),
            lambda: (f"{word()} OR {word()[:3]}* OR {self.mistyped()}~1", {}),
            lambda: (f"{word()} {self.mistyped()}", {}),
            lambda: (self.mistyped(), {"exact": True}),
            lambda: (pick(self.labels), {}),
            lambda: (f"{pick(self.labels)} {word()}", {"exact": self.random.random() < 0.3}),
            lambda: (f"{pick(self.labels)} {pick(self.labels)}", {"filters": {"country": [pick(["GB", "US", "AU"])]}}),
            lambda: (word(), {"filters": self.filters(), "since": pick([None, 2005, 2012])}),
            lambda: ("", {"filters": self.filters(), "sort": pick(["relevance", "year", "title"])}),
            lambda: (f"{word()} {self.facet_clause()}", {"until": pick([None, 2015])}),
            lambda: (f"-{self.facet_clause()} year:{pick(['2010..2015', '2018-', '..2008', '2014'])}", {}),
            lambda: (word(), {"offset": pick([10, 3]), "limit": 7}),
            lambda: (
                pick(
                    [
                        "the",
                        "what works",
                        "who are they",
                        "in-house",
                        "Children's",
                        "naïve",
                        "MĀORI whānau",
                        "0-19",
                        "children’s homes",
                        "year:2016",
                        "since:2019",
                        "foster care privatization",
                        "to be or not to be",
                        "£5m",
                        "nonsense: word",
                        "--",
                        "a.b*c d_e",
                        "👍 care",
                    ]
                ),
                {},
            ),
        ]

    def all(self, number: int) -> list[Search]:
        """Return queries of every kind in turn."""
        makers = self.kinds()
        made = [makers[n % len(makers)]() for n in range(number)]
        return [(text, {key: value for key, value in options.items() if value}) for text, options in made]


@pytest.fixture(scope="session")
def queries(built: Built) -> list[Search]:
    """Return the judged queries and generated ones."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    return [*((json.loads(line)["text"], {}) for line in lines), *Asker(built.compiled).all(500)]


def ask_python(library: Library, text: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer of a library as the browser gives it, or the mistake in the query."""
    rest = dict(options)
    values = {name: tuple(chosen) for name, chosen in rest.pop("filters", {}).items()}
    filters = Filters(values, rest.pop("since", None), rest.pop("until", None))
    try:
        found = library.search(text, filters=filters, **rest)
    except QueryError as error:
        # Where nothing is asked, the terminal names a flag and the page a box to tick.
        remedy = error.remedy.replace(" such as --result failed", "")
        return {"error": [error.start, error.end, error.message, remedy]}
    counts = [int(line.split()[0]) for line in found.advice]
    return {**found.as_json(), "took_ms": 0, "hints": list(found.hints), "advice": counts}


def without_passages(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return answers without what needs the texts of the cases."""
    left_out = ("snippet", "marks", "matched")
    return [
        {
            **answer,
            "results": [
                {key: value for key, value in hit.items() if key not in left_out} for hit in answer.get("results", ())
            ],
        }
        for answer in answers
    ]


@contextmanager
def textless(library: Library) -> Iterator[Library]:
    """Give a library without texts, which answers faster: passages are compared once, ranks everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library.source, "text", lambda document: ())
        yield library


def ask_browser(page: Any, queries: list[Search]) -> list[dict[str, Any]]:
    """Return the answers of the page's own search."""
    answers: list[dict[str, Any]] = page.evaluate(
        """async (queries) => {
             const answers = [];
             for (const [text, options] of queries) {
               try {
                 const found = await whatworks.search(text, options);
                 const results = found.results.map(({ summary, shown, ...rest }) => rest);
                 answers.push({ ...found, took_ms: 0, results, advice: found.advice.map((one) => one.count) });
               } catch (error) {
                 if (error.name !== "QueryError") throw error;
                 answers.push({ error: [error.start, error.end, error.reason, error.remedy] });
               }
             }
             return answers;
           }""",
        [list(query) for query in queries],
    )
    return answers


def differences(queries: list[Search], one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[str]:
    """Return what differs between answers, by query and part."""
    found = []
    for (text, options), a, b in zip(queries, one, other, strict=True):
        found += [
            f"{text!r} {options}: {key}: {str(a.get(key))[:300]} != {str(b.get(key))[:300]}"
            for key in {**a, **b}
            if a.get(key) != b.get(key)
        ]
    return found


def test_browser_terminal_and_whoosh_give_the_same_answers(scripts: Any, built: Built, queries: list[Search]) -> None:
    browser = ask_browser(scripts, queries)
    compiled = [ask_python(built.compiled, text, options) for text, options in queries]
    assert differences(queries, compiled, browser) == []
    with textless(built.whoosh) as library:
        whoosh = [ask_python(library, text, options) for text, options in queries]
    assert differences(queries, without_passages(compiled), without_passages(whoosh)) == []
    assert sum(bool(answer.get("results")) for answer in browser) > len(queries) * 0.6


def test_they_do_after_one_case_in_a_hundred_was_changed(
    watched: Watched, changed: Built, queries: list[Search]
) -> None:
    asked = [*queries, ("quokkas", {}), ('"residential ledger"', {}), ("lighthouse teen*", {})]
    watched.page.goto(changed.address)
    browser = without_passages(ask_browser(watched.page, [(text, {**rest, "passages": False}) for text, rest in asked]))
    with textless(changed.compiled) as library:
        compiled = without_passages([ask_python(library, text, options) for text, options in asked])
    with textless(changed.whoosh) as library:
        whoosh = without_passages([ask_python(library, text, options) for text, options in asked])
    assert differences(asked, compiled, browser) == []
    assert differences(asked, compiled, whoosh) == []
    assert browser[-3]["total"] == len(range(7, changed.compiled.source.size, 100))


def test_idf_is_the_same_whole_number(scripts: Any) -> None:
    """Math.log may differ from Python's in the last bit; rounded, it must not."""
    from search.engine import idf

    sizes = [1, 2, 3, 150, 151, 188, 2_000, 10_000, 20_011]
    pairs = [(frequency, size) for size in sizes for frequency in range(0, size + 1, max(1, size // 500))]
    found = scripts.evaluate(
        "pairs => pairs.map(([f, n]) => Math.max(1, Math.floor(256 * Math.log(1 + (n - f + 0.5) / (f + 0.5)) + 0.5)))",
        pairs,
    )
    assert found == [idf(*pair) for pair in pairs]


BAD_QUERIES = (
    "",
    "   ",
    "OR",
    "care OR",
    "OR care",
    "a OR OR b",
    "care OR -homes",
    "-care OR homes",
    '"never closed',
    'a "open',
    "👍 “half",
    "country:XX",
    "country:gb",
    "-result:imprved",
    "need:",
    "kind:programe",
    "known:Press",
    "year:abc",
    "since:20",
    "until:",
    'year:"20 16"',
    "x*",
    "a* b",
    "ab* é*",
    "service:zzzz",
    "at:hom",
    "year:2016..x",
    "word " * 401,
    "results:good x*",
)


def test_mistakes_in_queries_are_said_alike(scripts: Any, built: Built) -> None:
    asked: list[Search] = [(text, {}) for text in BAD_QUERIES]
    python = [ask_python(built.compiled, text, {}) for text in BAD_QUERIES]
    browser = ask_browser(scripts, asked)
    assert differences(asked, python, browser) == []
    assert sum("error" in answer for answer in browser) > 20


# -- the page ---------------------------------------------------------------------------------------------------------


def test_typing_a_query_shows_the_first_ten_of_the_terminal(page: Watched, built: Built) -> None:
    text = "teenagers in residential care"
    found = built.compiled.search(text)
    page.page.fill("#q", text)
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#results mark")
    assert page.slugs() == [hit.slug for hit in found.hits]
    assert page.page.inner_text("#count") == f"{found.total} cases"
    for n, hit in enumerate(found.hits):
        shown = page.page.locator("#results .hit").nth(n)
        assert shown.locator("h3").inner_text() == hit.card["title"]
        named = shown.locator("[data-pick]").get_attribute("aria-label")
        assert named == f"Add to compare: {hit.card['title']}"
        assert shown.locator(".snippet").text_content() == hit.snippet
        assert shown.locator("mark").all_text_contents() == [hit.snippet[start:end] for start, end in hit.marks]
        link = shown.locator("h3 a").get_attribute("href")
        assert (built.site / str(link)).is_file()


def test_search_as_you_type_takes_an_unfinished_word_as_a_beginning(page: Watched, built: Built) -> None:
    page.page.locator("#q").press_sequentially("residen")
    page.page.wait_for_selector("#results mark")
    assert page.count() == built.compiled.search("residen*").total


def test_what_is_shown_while_typing_is_what_all_else_goes_on_from(page: Watched, built: Built) -> None:
    page.page.locator("#q").press_sequentially("residen")
    page.page.wait_for_selector("#results mark")
    page.until("location.href.includes('q=residen*')")
    assert "“residen*”" in page.page.evaluate("whatworks.trail.line()")
    page.page.click("#pager a:has-text('Next')")
    page.until("document.getElementById('results').start === 11")
    assert "q=residen*&offset=10" in page.page.url
    assert page.slugs() == [hit.slug for hit in built.compiled.search("residen*", offset=10).hits]
    page.page.reload()
    page.page.wait_for_selector("#results mark")
    assert page.page.input_value("#q") == "residen*"

    page.page.fill("#q", "")
    page.page.locator("#q").press_sequentially("fost")
    page.until("location.href.includes('q=fost*')")
    page.page.wait_for_selector("#results mark")
    page.page.select_option("#sort", "year")
    page.until("location.href.includes('sort=year')")
    page.page.locator('#facets input[name="result"][value="failed"]').check()
    page.page.wait_for_selector("#also a.chip")
    found = built.compiled.search("fost*", sort="year", filters=Filters({"result": ("failed",)}))
    assert page.slugs() == [hit.slug for hit in found.hits]
    assert page.count() == found.total


def test_a_finished_word_is_searched_as_it_stands_while_typing(page: Watched, built: Built) -> None:
    page.page.fill("#q", "foster carers")
    page.page.wait_for_selector("#results mark")
    assert page.slugs() == [hit.slug for hit in built.compiled.search("foster carers").hits]


def test_typing_asks_once_for_each_script(page: Watched) -> None:
    for text in ("foster", "foster care", "residential care"):
        page.page.fill("#q", text)
        page.page.wait_for_timeout(250)
    page.page.wait_for_selector("#results mark")
    data = [url for url in page.requests if "/data/" in url]
    assert len(data) == len(set(data)) > 5
    assert all("?v=" in url for url in data if "/head.js" not in url)


def test_texts_come_only_with_results(page: Watched) -> None:
    assert not [url for url in page.requests if "texts.js" in url]


def test_nothing_is_asked_of_another_host(page: Watched) -> None:
    page.page.fill("#q", "foster care")
    page.page.wait_for_selector("#results mark")
    assert all(url.startswith(("file:", "data:")) for url in page.requests)


@pytest.mark.parametrize("mark", ["?", "#"])
def test_the_address_asks(watched: Watched, built: Built, mark: str) -> None:
    words = "q=care+%22foster%22&country=US&country=GB&result=failed&since=2000&until=2020&sort=year&exact=1"
    watched.page.goto(f"{built.address}{mark}{words}")
    watched.page.wait_for_selector("#results li")
    filters = Filters({"country": ("US", "GB"), "result": ("failed",)}, 2000, 2020)
    found = built.compiled.search('care "foster"', filters=filters, sort="year", exact=True)
    assert watched.slugs() == [hit.slug for hit in found.hits]
    assert watched.count() == found.total
    assert watched.page.input_value("#q") == 'care "foster"'
    assert watched.page.input_value("#sort") == "year"
    assert watched.page.is_checked('#facets input[name="country"][value="US"]')
    assert watched.page.input_value('#facets [name="since"]') == "2000"
    assert watched.problems == []


def test_the_address_can_be_shared(page: Watched, window: Any) -> None:
    page.page.fill("#q", "children's homes & “care”")
    page.page.wait_for_selector("#results mark")
    page.page.locator('#facets input[name="result"][value="failed"]').check()
    page.until("location.href.includes('result=failed')")
    page.page.select_option("#sort", "title")
    page.until("location.href.includes('sort=title')")
    page.page.wait_for_timeout(100)
    other = Watched(window.new_page())
    other.page.goto(page.page.url)
    other.page.wait_for_selector("#results mark")
    assert other.slugs() == page.slugs()
    assert other.count() == page.count()
    other.page.close()


def test_a_hash_without_an_equals_sign_is_an_anchor(watched: Watched, built: Built) -> None:
    watched.page.goto(f"{built.address}?q=foster#main")
    watched.page.wait_for_selector("#results li")
    assert watched.page.input_value("#q") == "foster"
    assert watched.page.url.endswith("#main")
    watched.page.evaluate("location.hash = '#q=adoption'")
    watched.until("document.getElementById('q').value === 'adoption'")
    total = built.compiled.search("adoption").total
    watched.until(f"document.getElementById('count').textContent.startsWith('{total} case')")


def test_an_address_typed_on_the_open_page_keeps_its_filters(page: Watched, built: Built) -> None:
    assert page.page.locator('#facets [data-facet="country"] input').count() == 0, "not loaded yet"
    page.page.evaluate("location.hash = '#q=foster&country=GB&need=zzzz'")
    page.page.wait_for_selector("#results mark")
    found = built.compiled.search("foster", filters=Filters({"country": ("GB",)}))
    assert page.slugs() == [hit.slug for hit in found.hits]
    assert page.page.is_checked('#facets input[name="country"][value="GB"]')
    said = page.page.locator("#messages [role=alert]").all_inner_texts()
    assert said == ["No case has the value “zzzz” of need, so that filter was left out."]


def test_open_facets_count_the_results(watched: Watched, built: Built) -> None:
    watched.page.goto(f"{built.address}?q=residential+care")
    watched.page.wait_for_selector("#results mark")
    found = built.compiled.search("residential care")
    shown = watched.page.locator('#facets [data-facet="result"] li:not([hidden])').evaluate_all(
        "all => all.map(one => [one.querySelector('input').value, Number(one.querySelector('.count').textContent)])"
    )
    assert dict(shown) == {value.value: value.count for value in found.facets["result"]}


def test_facets_count_and_narrow(page: Watched, built: Built) -> None:
    page.page.fill("#q", "foster care")
    page.page.wait_for_selector("#results mark")
    page.page.locator('#facets input[name="result"][value="failed"]').check()
    found = built.compiled.search("foster care", filters=Filters({"result": ("failed",)}))
    page.until(f"document.getElementById('count').textContent === '{found.total} cases'")
    shown = page.page.locator('#facets [data-facet="result"] li:visible').evaluate_all(
        "all => all.map(e => [e.querySelector('input').value, Number(e.querySelector('.count').textContent)])"
    )
    assert shown == [[value.value, value.count] for value in found.facets["result"]]
    page.page.locator("#also a.chip").click()
    page.until("!location.href.includes('result=')")
    assert not page.page.is_checked('#facets input[name="result"][value="failed"]')


def test_filters_alone_find_and_show_summaries(page: Watched, built: Built) -> None:
    page.page.locator('#facets input[name="known"][value="official"]').check()
    page.page.wait_for_selector("#results .hit")
    found = built.compiled.search("", filters=Filters({"known": ("official",)}))
    assert page.slugs() == [hit.slug for hit in found.hits]
    assert page.page.locator("#results .snippet").first.text_content()


def test_pages_of_results(page: Watched, built: Built) -> None:
    page.page.fill("#q", "care")
    page.page.wait_for_selector("#results mark")
    page.page.click("#pager a:has-text('Next')")
    page.until("location.href.includes('offset=10')")
    page.page.wait_for_selector("#results mark")
    assert page.slugs() == [hit.slug for hit in built.compiled.search("care", offset=10).hits]
    assert page.page.evaluate("document.activeElement.closest('.hit')?.dataset.slug") == page.slugs()[0]


def test_also_searched_can_be_turned_off(page: Watched, built: Built) -> None:
    page.page.fill("#q", "foster care privatization")
    page.page.wait_for_selector("#also a")
    assert "Also searched: " in page.page.inner_text("#also")
    page.page.click("#also a:has-text('search only my words')")
    page.until("location.href.includes('exact=1')")
    page.page.wait_for_selector("#also a:has-text('related words')")
    assert page.count() == built.compiled.search("foster care privatization", exact=True).total


def test_did_you_mean_is_a_link(page: Watched) -> None:
    page.page.fill("#q", "residental")
    page.page.keyboard.press("Enter")
    page.page.click("#also a:has-text('residential')")
    page.page.wait_for_selector("#results mark")
    assert page.page.input_value("#q") == "residential"


def test_advice_where_nothing_matches_leads_on(page: Watched) -> None:
    page.page.fill("#q", "adoption xyzzyqux country:NO")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#messages li a")
    assert page.count() == 0
    page.page.locator("#messages li a").first.click()
    page.page.wait_for_selector("#results li")


def test_a_mistake_in_the_query_shows_the_place_and_a_remedy(page: Watched) -> None:
    page.page.fill("#q", 'care year:20x "foster')
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#messages pre")
    assert page.page.inner_text("#messages pre").splitlines()[1] == " " * 5 + "^" * 8
    assert "year:2010..2015" in page.page.inner_text("#messages [role=alert]"), "it is read out"


def test_a_half_typed_query_is_not_called_wrong_at_once(page: Watched) -> None:
    page.page.fill("#q", '"foster care')
    page.page.wait_for_selector("#results mark")
    assert page.page.inner_text("#messages") == ""


def test_keys(page: Watched) -> None:
    page.page.fill("#q", "foster care")
    page.page.wait_for_selector("#results mark")
    page.page.keyboard.press("ArrowDown")
    assert page.page.evaluate("document.activeElement.closest('.hit').dataset.slug") == page.slugs()[0]
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("ArrowUp")
    assert page.page.evaluate("document.activeElement.id") == "q"
    page.page.evaluate("document.activeElement.blur()")
    page.page.keyboard.press("/")  # a shortcut of one sign is in the way of those who speak to their computer
    assert page.page.evaluate("document.activeElement === document.body")


def test_hostile_words_stay_words(watched: Watched, built: Built) -> None:
    hostile = "q=%3Cimg+src%3Dx+onerror%3D%22boom%22%3E&need=%3Cb%3E&sort=%3Cb%3E&offset=-1&since=x"
    watched.page.goto(f"{built.address}?{hostile}")
    watched.count()
    assert watched.page.locator("main img, #messages b, #also b").count() == 0
    assert watched.page.input_value("#sort") == "relevance"
    assert watched.problems == []


def test_what_is_stored_is_not_trusted(watched: Watched, built: Built) -> None:
    watched.page.goto(built.address)
    watched.count()
    key = f"whatworks:{built.compiled.source.head['library']['id']}:open-filters"
    for stored in ("{", "7", '{"a":1}', '[1, null, "country", "<b>"]'):
        watched.page.evaluate("([key, value]) => sessionStorage.setItem(key, value)", [key, stored])
        watched.page.reload()
        watched.count()
    assert watched.page.locator('#facets [data-facet="country"][open]').count() == 1
    assert watched.problems == []


def test_scripts_never_turn_data_into_markup() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|\.write\(|eval\(|new Function|fetch\(|import\(")
    for path in (STATIC / "analysis.js", *sorted(STATIC.glob("search-*.js"))):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("// @ts-check\n")
        assert not forbidden.search(text)


def test_badges_have_the_icons_of_the_templates() -> None:
    drawn = (ROOT / "site_template" / "templates" / "_macros.html").read_text(encoding="utf-8")
    view = (STATIC / "search-view.js").read_text(encoding="utf-8")
    paths = re.findall(r'"(?:result|known)-[a-z-]+": "([^"]+)"', view)
    assert len(paths) == 12
    for path in paths:  # circles are drawn as arcs at the end
        assert re.sub(r"M[\d. ]+a[^M]*$", "", path) in drawn


# -- never a blank page -----------------------------------------------------------------------------------------------


@pytest.fixture
def damaged(built: Built, tmp_path: Path) -> Path:
    """Return a copy of what the search page needs, to be damaged."""
    for path in ("search.html", "static", "data"):
        source, target = built.site / path, tmp_path / path
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    return tmp_path


def said(watched: Watched, folder: Path) -> str:
    """Search in a damaged site and return what the page says."""
    watched.page.goto((folder / "search.html").as_uri() + "?q=foster+care")
    watched.page.wait_for_selector("#messages .message")
    return str(watched.page.inner_text("#messages"))


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a piece of a data script."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def each(folder: Path, kind: str) -> list[Path]:
    """Return the data scripts of a kind."""
    return sorted((folder / "data" / kind).iterdir())


def test_a_missing_head_is_said(watched: Watched, damaged: Path) -> None:
    (damaged / "data" / "head.js").unlink()
    message = said(watched, damaged)
    assert "data/head.js" in message
    assert "could not be loaded" in message
    assert "Reload" in message


@pytest.mark.parametrize("kind", ["terms", "facets", "cards", "concepts"])
def test_a_missing_shard_is_said(watched: Watched, damaged: Path, kind: str) -> None:
    shutil.rmtree(damaged / "data" / kind)
    message = said(watched, damaged)
    assert f"data/{kind}/" in message
    assert "could not be loaded" in message


@pytest.mark.parametrize("kind", ["terms", "facets", "cards"])
def test_a_broken_shard_is_said(watched: Watched, damaged: Path, kind: str) -> None:
    for path in each(damaged, kind):
        path.write_bytes(path.read_bytes()[:500])
    assert "cannot be read" in said(watched, damaged)


def test_data_of_another_format_are_said(watched: Watched, damaged: Path) -> None:
    rewrite(damaged / "data" / "head.js", f"whatworks.head=[{FORMAT},", "whatworks.head=[99,")
    assert "another version of the program" in said(watched, damaged)


def test_data_of_another_library_are_said(watched: Watched, damaged: Path) -> None:
    rewrite(damaged / "data" / "head.js", '"library":{"id":"', '"library":{"id":"not-')
    assert "another library" in said(watched, damaged)


def test_missing_texts_are_said_and_results_stand(watched: Watched, damaged: Path) -> None:
    shutil.rmtree(damaged / "data" / "texts")
    assert "data/texts/" in said(watched, damaged)
    assert len(watched.slugs()) == 10
    assert watched.page.locator("#results .snippet").first.text_content()


def test_shards_of_another_build_are_said(watched: Watched, damaged: Path) -> None:
    for path in each(damaged, "terms"):
        path.write_text(re.sub(rf'(,{FORMAT},")', r"\1f00", path.read_text("utf-8"), count=1), "utf-8")
    assert "another build" in said(watched, damaged)


def test_a_head_out_of_an_old_cache_is_loaded_anew(watched: Watched, damaged: Path, built: Built) -> None:
    head = (damaged / "data" / "head.js").read_text(encoding="utf-8")
    old = head.replace('"generation":"', '"generation":"0ld', 1)

    def serve(route: Any) -> None:
        fresh = "?v=" in route.request.url
        route.fulfill(body=head if fresh else old, content_type="text/javascript")

    watched.page.route("**/data/head.js*", serve)
    watched.page.goto((damaged / "search.html").as_uri() + "?q=foster+care")
    watched.page.wait_for_selector("#results mark")
    assert watched.slugs() == [hit.slug for hit in built.compiled.search("foster care").hits]


def test_what_is_still_on_its_way_for_an_older_build_does_not_answer_for_the_new_one(
    watched: Watched, damaged: Path, built: Built
) -> None:
    head = (damaged / "data" / "head.js").read_text(encoding="utf-8")
    seen: list[str] = []
    late: list[Any] = []

    def serve(route: Any) -> None:
        fresh = "?v=" in route.request.url
        route.fulfill(body=head if fresh else head.replace('"generation":"', '"generation":"0ld', 1))

    def hold(route: Any) -> None:
        if not seen and "0ld" in route.request.url:
            seen.append(route.request.url)
            late.append(route)
            return
        route.continue_()
        if seen and route.request.url.split("?")[0] == seen[0].split("?")[0]:
            late.pop().continue_()  # only now, when the same shard of the new build has been asked for

    watched.page.route("**/data/terms/*.js*", hold)
    watched.page.route("**/data/head.js*", serve)
    watched.page.goto((damaged / "search.html").as_uri() + "?q=foster+care", wait_until="commit")
    watched.page.wait_for_selector("#results mark")
    assert watched.slugs() == [hit.slug for hit in built.compiled.search("foster care").hits]


def test_a_script_that_the_browser_cannot_read_is_said(watched: Watched, damaged: Path) -> None:
    (damaged / "static" / "search.js").write_text("this is not ) JavaScript", encoding="utf-8")
    assert "too old" in said(watched, damaged)


def test_without_javascript_the_page_leads_on(browser: Any, built: Built) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(built.address)
    assert "Search needs JavaScript" in page.inner_text("main")
    context.close()


# -- data scripts -----------------------------------------------------------------------------------------------------


def test_data_scripts_of_the_site_are_those_of_the_index(built: Built) -> None:
    store = ShardFile(built.root / "build" / "index" / "compiled")
    head = (built.site / "data" / "head.js").read_text(encoding="utf-8")
    assert f'"{store.head["generation"]}"' in head
    for kind in ("terms", "concepts", "places", "forms", "cards", "facets", "texts"):
        assert len(each(built.site, kind)) == store.count(kind)


def test_line_separators_are_escaped() -> None:
    shard = Shard("cards", 0, "", json.dumps(["a\u2028b"], ensure_ascii=False).encode())
    made = dict(browser_data.scripts(Compiled({"labels": {}}, [shard])))
    assert b'["a\\u2028b"]' in made["data/cards/0.js"]


def test_equal_titles_share_a_place() -> None:
    titles = ["Straße", "b", "STRASSE", "A"]
    assert title_ranks(titles) == [2, 1, 2, 0]
