"""Made-up input for every reader: heads, bodies, HTML, queries, settings, exports, and an index spoilt byte by byte.

The normal suite tries a few; `make fuzz` tries FUZZ of each (20,000 by default) and prints how many.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer import extract_html, intake, library, mending, reader, rules, vocabulary, writer
from indexer import index as indexes
from indexer.corpus import Corpus
from indexer.count import plain_text
from indexer.errors import QueryError, WhatWorksError
from indexer.markdown import parsed, render
from indexer.vocabulary import Vocabulary
from search.library import Filters, Library
from search.opening import open_source
from tests.trust import hostile
from tests.trust.conftest import FIGURES, FULL

FUZZ = int(os.environ.get("FUZZ", "1000" if FULL else "40"))
ROOT = Path(__file__).parent.parent.parent
FUZZED = settings(
    max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck), database=None, print_blob=True
)
CASE = (ROOT / "tests" / "invented" / "corpus" / "cases" / "kin-navigators.md").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    [*CASE.split("\n"), *hostile.vectors(), "---", "\x00", "\u2028", "\ufeff", "\ud800", "&a ", "*a", "!!x "]
)
SPOILT = re.compile(r"\n\s+at [^\n(]*\(?file:[^\n]*/data/")  # an error whose first place is in a data script
HTML = st.sampled_from(
    [
        *hostile.vectors(),
        "<p>",
        "</p>",
        "<table>",
        "<tr><td>",
        "<h2>In brief</h2>",
        "<div>" * 40,
        "<!--",
        "-->",
        "text ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("\n".join) | st.text(max_size=300) | st.lists(PIECES, max_size=9).map("".join)


@st.composite
def changed_cases(draw: st.DrawFn) -> str:
    """A good case with some stretches cut, doubled or replaced."""
    text = CASE
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        text = text[:start] + draw(PIECES | st.text(max_size=20) | st.just(text[start:end] * 2)) + text[end:]
    return text


@FUZZED
@given(changed_cases() | TEXTS)
@example("\ud800")
@example("<?XML ><A>")
def test_a_case_is_read_or_its_problems_are_said(real: Corpus, text: str) -> None:
    for name in ("x.md", "x.html"):
        draft, problems = reader.read_text(text, "x", name)
        found = problems if draft is None else problems + rules.check(draft, real.vocabulary)
        assert all(problem.line >= 1 and problem.message for problem in found)
        assert draft is not None or found
        if draft is not None:
            again, _ = reader.read_text(writer.canonical(draft), "x", "x.md")
            assert again is not None
    FIGURES["cases fuzzed"] += 1


@FUZZED
@given(changed_cases())
def test_mending_brings_no_new_problem(real: Corpus, text: str) -> None:
    mended, mends = mending.mend(text, "x", "x.md", real.vocabulary)
    assert mends or mended == text
    FIGURES["mends fuzzed"] += 1


@FUZZED
@given(TEXTS)
@example("\ud800<img src=x onerror=ran(1)>")
def test_a_body_becomes_safe_html(text: str) -> None:
    for way in (render, parsed):
        shown = str(way(text, {"eval": (1, 'A "report" <x>')})).lower()
        tags = re.findall(r"<[^>]*>?", shown)
        assert not [tag for tag in tags if tag.startswith(("<script", "<img", "<svg")) or 'href="javascript' in tag]
    plain_text(text)
    FIGURES["bodies fuzzed"] += 1


@FUZZED
@given(st.lists(HTML, max_size=30).map("".join) | st.text(max_size=300))
def test_a_page_is_read(text: str) -> None:
    for block in extract_html.main_text(text):
        assert isinstance(block.text, str)
    FIGURES["pages fuzzed"] += 1


@FUZZED
@given(
    st.lists(
        st.sampled_from([*hostile.vectors(), '"', "-", "OR", "care", "title:", "year:2010..", "a*", "b~2", "(", " "])
    ).map(" ".join)
    | st.text(max_size=300),
    st.dictionaries(st.sampled_from(["need", "country", "result", "x"]), st.tuples(st.text(max_size=9)), max_size=2),
)
def test_a_query_gives_results_or_an_error(small_library: Library, text: str, chosen: dict[str, tuple[str]]) -> None:
    try:
        small_library.search(text, filters=Filters(dict(chosen)))
    except QueryError as error:
        assert error.message and error.remedy
    FIGURES["queries fuzzed"] += 1


@pytest.mark.parametrize(
    "name", ["library.toml", "vocabulary.yaml", "export.json", "records.csv", "refs.bib", "refs.ris"]
)
def test_other_files_are_read_or_refused(name: str, library_folder: Path, real: Corpus) -> None:
    """Spoil settings, vocabularies, exports, tables and references: each is read, or refused in a sentence."""
    chance = random.Random(name)
    whole = {
        "library.toml": (ROOT / "corpus" / "library.toml").read_text("utf-8"),
        "vocabulary.yaml": (ROOT / "corpus" / "vocabulary.yaml").read_text("utf-8")[:6000],
        "export.json": json.dumps(
            {
                "format_version": 1,
                "files": {"a.md": "x"},
                "cases": [{"slug": "a", "head": {"title": "x"}, "body": [["In brief", "x"]]}],
            }
        ),
        "records.csv": "name,place\nA,Leeds\n",
        "refs.bib": "@article{a, title={A {B} c}, year={2010}, author={X and Y}, url={https://example.org}}\n",
        "refs.ris": "TY  - RPRT\nTI  - A title\nPY  - 2010\nUR  - https://example.org/\nER  - \n",
    }[name]
    path = library_folder / ("corpus" if name in ("library.toml", "vocabulary.yaml") else "") / name
    for _ in range(FUZZ // 4 if name == "export.json" else FUZZ):  # each reads the whole vocabulary
        path.write_bytes(spoilt(whole.encode(), chance))
        try:
            if name == "library.toml":
                library.load(library_folder)
            elif name == "vocabulary.yaml":
                assert isinstance(vocabulary.load(path), Vocabulary)
            elif name.startswith("refs"):
                intake.take_references(ROOT, path, None)
            elif name == "records.csv":
                list(intake.records(path))
            else:
                intake.take_in(ROOT, path, None, "2026-01-01", private=False, overwrite=False, faulty=True)
        except WhatWorksError as error:
            assert error.message
        FIGURES["settings, exports and references fuzzed"] += 1


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changed, cut out, doubled, or the end cut off."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        end = at + chance.randrange(1, 30)
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end]
        elif kind == 3:
            changed[at:end] = chance.choice(
                (b"\x00", b"\xff", b"{", b"[", b'"', b"null", b"1e999", b"[" * 2000, b"-1", b"{}")
            )
        elif chance.random() < 0.2:
            del changed[at:]
    return bytes(changed)


def test_a_spoilt_index_is_said_or_gives_the_same_results(library_folder: Path, small_library: Library) -> None:
    """Flip, cut and double bytes of the compiled index: IndexUnreadable, or the very results of the whole one."""
    from indexer import scanning

    build = library_folder / "build"
    with scanning.scan(library_folder, counted=True) as found:
        indexes.build(found, build / "index")
    compiled = build / "index" / "compiled"
    shards, head = next(compiled.glob("shards-*.bin")), compiled / "head.json"
    good = {path: path.read_bytes() for path in (shards, head)}
    queries = ("residential care", '"residential care"', "nurs*", "residentail", "year:2010..", "kinship care")
    wanted = [small_library.search(query).as_json() for query in queries]
    chance = random.Random(7)
    said = 0
    for number in range(FUZZ * 2):
        path = shards if number % 3 else head
        path.write_bytes(spoilt(good[path], chance))
        try:
            with Library(open_source(build)) as opened:
                for query, before in zip(queries, wanted, strict=True):
                    now = opened.search(query).as_json()
                    assert {**now, "took_ms": 0} == {**before, "took_ms": 0}
        except WhatWorksError as error:
            assert "index" in error.remedy
            said += 1
        path.write_bytes(good[path])
        FIGURES["spoilt indexes tried"] += 1
    assert said > FUZZ / 2


@pytest.mark.browser
def test_the_browser_says_that_its_data_are_spoilt(real: Corpus, browser: object, tmp_path: Path) -> None:
    """Spoil the data scripts of a site: the search gives results or a sentence, and no error goes unsaid."""
    from playwright.sync_api import Browser

    assert isinstance(browser, Browser)
    some = Corpus(real.library, real.vocabulary, real.cases[:6], real.questions, real.laws)
    site = tmp_path / "site"
    hostile.write(some, site)
    files = sorted(
        path
        for path in (site / "data").rglob("*.js")
        if path.parent.name in ("terms", "cards", "texts", "concepts", "places", "facets", "forms", "years")
        or path.name == "head.js"
    )
    good = {path: path.read_bytes() for path in files}
    chance = random.Random(11)
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{error.name}: {error.message}\n{error.stack}"))
    for number in range(min(FUZZ, 200)):
        path = files[number % len(files)]
        path.write_bytes(spoilt(good[path], chance))
        page.goto("about:blank")
        page.goto(
            (site / "search.html").as_uri() + "?q=" + ("%22residential+care%22" if number % 2 else "care+childr*")
        )
        page.wait_for_function(
            "document.querySelector('#count')?.textContent || document.querySelector('#messages')?.textContent"
        )
        path.write_bytes(good[path])
        FIGURES["spoilt data scripts tried in the browser"] += 1
    page.close()
    shutil.rmtree(site)
    # The spoilt script itself may not be understood, or name what is not there; no other script may stumble over it.
    assert [error for error in wrong if "SyntaxError: " not in error and not SPOILT.search(error)] == []
