"""The site: links and anchors resolve, nothing leaves the host, builds are equal, foreign folders are left alone."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from indexer import (
    citation,
    colours,
    corpus,
    drawings,
    markdown,
    site,
    site_breakeven,
    site_glance,
    site_home,
    site_line,
    wording,
)
from indexer.case import Stage
from indexer.corpus import Corpus
from indexer.errors import CorpusInvalid, OutputRefused
from indexer.library import Words
from indexer.library import load as settings_of
from indexer.site_catalogue import Catalogue
from indexer.site_views import Site, Word
from whatworks import main

ROOT = Path(__file__).resolve().parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
)
ADDRESSES = (
    "index",
    "search",
    "reversed",
    "map",
    "compare",
    "cases",
    "method",
    "glossary",
    "about",
    "add",
    "changes",
    "accessibility",
    "downloads",
    "need/index",
    "service/index",
    "country/index",
    "delivery/index",
    "factor/index",
    "country/gb",
    "result/improved",
)
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data", "embed": "src"}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "dns-prefetch"}


class Reader(HTMLParser):
    """Collects ids, addresses and whatever a page must not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.policies: list[str] = []
        self.headings: list[int] = []
        self.lang = ""
        self.titles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag in ("a", "form") and (given.get("href") or given.get("action")):
            self.links.append(given.get("href") or given["action"])
        self.titles += tag == "title" and not self.headings
        if tag == "html":
            self.lang = given.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if given.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(given["content"])
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").split()):
            self.loads.append(given["href"])
        if given.get(LOADED.get(tag, "")):
            self.loads.append(given[LOADED[tag]])
        data_only = given.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and "src" not in given and not data_only):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


@pytest.fixture(scope="session")
def library() -> Corpus:
    return corpus.load(ROOT)[0]


@pytest.fixture(scope="session")
def built(library: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "site"
    site.write(site.pages(library), out, library=library.library.id)
    return out


@pytest.fixture(scope="session")
def read(built: Path) -> dict[str, Reader]:
    return pages_of(built)


def pages_of(folder: Path) -> dict[str, Reader]:
    """Return the pages of a site, read, by their path."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        found[path.relative_to(folder).as_posix()] = reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
    return found


def broken(folder: Path, read: dict[str, Reader]) -> list[str]:
    """Return the links of a site that lead to no file or to no anchor of it."""
    wrong = []
    for name, page in read.items():
        for path, anchor in targets(read, name, page.links):
            ids = read[path].ids if path in read else ()
            if not (folder / path).is_file() or (anchor and "=" not in anchor and anchor not in ids):
                wrong.append(f"{name} -> {path}#{anchor}")
    return wrong


def targets(read: dict[str, Reader], name: str, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Yield path and anchor of each address inside the site."""
    for address in addresses:
        parts = urlsplit(address)
        if not parts.scheme:
            steps = [*name.split("/")[:-1], *unquote(parts.path).split("/")] if parts.path else name.split("/")
            path: list[str] = []
            for step in steps:
                if step == "..":
                    path.pop()
                elif step:
                    path.append(step)
            yield "/".join(path), parts.fragment


def test_every_address_of_the_contract_is_built(built: Path) -> None:
    for name in ADDRESSES:
        assert (built / f"{name}.html").is_file(), name
    assert (built / "feed.xml").is_file()


def test_every_case_has_a_page_and_its_records(built: Path, library: Corpus) -> None:
    assert library.cases
    for case in library.cases:
        for ending in ("html", "ris", "json"):
            assert (built / "case" / f"{case.slug}.{ending}").is_file()


def test_every_internal_link_and_anchor_resolves(built: Path, read: dict[str, Reader]) -> None:
    wrong = broken(built, read)
    assert not wrong, wrong[:20]


def test_links_name_files_so_that_the_site_opens_from_a_folder(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        for path, _ in targets(read, name, page.links):
            assert Path(path).suffix, f"{name} links to a folder: {path}"


def test_no_page_is_a_dead_end_and_every_page_is_reached(read: dict[str, Reader]) -> None:
    reached, todo = {"index.html"}, ["index.html"]
    while todo:
        name = todo.pop()
        for path, _ in targets(read, name, read[name].links):
            if path in read and path not in reached:
                reached.add(path)
                todo.append(path)
    moved = {name for name, page in read.items() if page.headings == [1] and name.startswith("case/")}
    assert set(read) - reached - moved == set()


def test_loaded_files_exist_and_no_other_host_is_asked(built: Path, read: dict[str, Reader]) -> None:
    for name, page in read.items():
        for address in page.loads:
            assert not urlsplit(address).scheme and not urlsplit(address).netloc, f"{name} loads {address}"
        for path, _ in targets(read, name, page.loads):
            assert (built / path).is_file() or path == "data/head.js", f"{name} loads {path}"
    for style in built.glob("static/*.css"):
        assert not re.search(r"@import|url\(|//[a-z]", style.read_text(encoding="utf-8")), style.name


def test_the_policy_stands_on_every_page_and_nothing_breaks_it(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        assert page.policies == [POLICY], name
        assert page.inline == [], name


def test_ids_are_unique(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        doubled = {one for one in page.ids if page.ids.count(one) > 1}
        assert not doubled, (name, doubled)


def test_pages_have_a_language_a_title_one_main_heading_and_no_leap_between_levels(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        assert page.lang == "en" and page.titles == 1, name
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        leaps = [pair for pair in zip(page.headings, page.headings[1:], strict=False) if pair[1] > pair[0] + 1]
        assert not leaps, (name, leaps)


def test_two_builds_are_byte_identical(built: Path, library: Corpus, tmp_path: Path) -> None:
    site.write(site.pages(library), tmp_path / "again", library=library.library.id)

    def content(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(built) == content(tmp_path / "again")


def test_the_first_page_is_light(built: Path, read: dict[str, Reader]) -> None:
    files = ("index.html", *read["index.html"].loads)
    assert {"static/style.css", "static/theme.css", "static/site.js"} <= set(files)
    assert sum(len(gzip.compress((built / name).read_bytes(), mtime=0)) for name in files) < 50_000


def test_a_foreign_folder_is_left_alone(library: Corpus, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("mine")
    with pytest.raises(OutputRefused):
        site.write([], tmp_path / "letters", library=library.library.id)
    assert (tmp_path / "letters" / "dear.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_an_empty_folder_and_an_earlier_site_are_replaced(library: Corpus, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    site.write([], tmp_path / "out", library="x", extra=[("data/old.js", b"1")])
    site.write([], tmp_path / "out", library="x", extra=[("data/new.js", b"2")])
    assert (tmp_path / "out" / "data" / "new.js").read_bytes() == b"2"
    assert not (tmp_path / "out" / "data" / "old.js").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failed_build_leaves_the_earlier_site(library: Corpus, tmp_path: Path) -> None:
    site.write([], tmp_path / "out", library="x", extra=[("kept.txt", b"1")])
    with pytest.raises(ValueError, match="leads out"):
        site.write([], tmp_path / "out", library="x", extra=[("../lost.txt", b"2")])
    assert (tmp_path / "out" / "kept.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_private_cases_stay_out_unless_asked_for(library: Corpus) -> None:
    secret = dataclasses.replace(library.cases[0], slug="our-secret", title="Ours alone", private=True)
    mixed = dataclasses.replace(library, cases=(*library.cases, secret))
    assert "Ours alone" not in "".join(site.render(page) for page in site.pages(mixed))
    shown = list(site.pages(mixed, include_local=True))
    assert any(page.path == "case/our-secret.html" for page in shown)
    for page in shown:
        if page.path.endswith(".html"):
            assert "private cases" in site.render(page), page.path


def test_as_of_can_be_set_and_follows_the_corpus_otherwise(library: Corpus) -> None:
    def first(**given: str) -> str:
        return site.render(next(iter(site.pages(library, **given))))  # type: ignore[arg-type]

    assert "As of 3 February 2031" in first(as_of="2031-02-03")
    assert f"As of {wording.day(library.as_of)}" in first()


def test_neighbours_are_shown_with_their_reason(library: Corpus) -> None:
    one, other = library.cases[0], library.cases[1]
    pages = site.pages(
        library, neighbours=lambda: {one.slug: ((other.slug, "same problem, other country"), ("gone", "x"))}
    )
    text = site.render(next(page for page in pages if page.path == f"case/{one.slug}.html"))
    assert "same problem, other country" in text
    assert "case/gone.html" not in text


def test_case_pages_keep_their_order(built: Path, library: Corpus) -> None:
    order = (
        "brief",
        "here",
        "outcomes",
        "cost",
        "bought",
        "factors",
        "pitfalls",
        "people",
        "context",
        "record",
        "sources",
        "cite",
    )
    for case in library.cases:
        text = (built / "case" / f"{case.slug}.html").read_text(encoding="utf-8")
        places = [text.index(f'<section id="{key}"') for key in order]
        assert places == sorted(places), case.slug


def test_json_ld_and_citation_tags_can_be_read(built: Path, library: Corpus) -> None:
    for case in library.cases:
        text = (built / "case" / f"{case.slug}.html").read_text(encoding="utf-8")
        match = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert match and json.loads(match.group(1))["headline"] == case.title
        assert '<meta name="citation_title"' in text


def test_the_accessibility_statement_names_all_that_needs_a_script(built: Path) -> None:
    text = (built / "accessibility.html").read_text(encoding="utf-8")
    assert text.count("the comparison and the form for a new case") == 1
    assert "search, comparison and the form for a new case need JavaScript" in text


def test_the_feed_is_well_formed(built: Path) -> None:
    feed = ElementTree.fromstring((built / "feed.xml").read_text(encoding="utf-8"))
    space = "{http://www.w3.org/2005/Atom}"
    ids = [entry.findtext(f"{space}id") for entry in feed.iter(f"{space}entry")]
    assert ids and len(ids) == len(set(ids))
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", feed.findtext(f"{space}updated") or "")


def test_downloads_hold_every_case(built: Path, library: Corpus) -> None:
    data = json.loads((built / "data" / "cases.json").read_text(encoding="utf-8"))
    assert [case["slug"] for case in data["cases"]] == [case.slug for case in library.cases]
    package = json.loads((built / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        head = (built / "data" / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert head.split(",") == [field["name"] for field in resource["schema"]["fields"]]
    script = (built / "data" / "cases.js").read_text(encoding="utf-8")
    assert script.startswith('whatworks.register("cases", {') and "<" not in script


SOURCES = {"a": (1, 'The "first" <source>'), "b-2": (2, "Second")}

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "![x](https://a.example/x.png)",
    "[x](//evil.example/x)",
    "[x]( java\nscript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    "<iframe src=https://a.example></iframe>",
    "<style>*{}</style>",
    "[x](&#106;avascript:alert(1))",
    "[x](\\\\evil.example)",
    '[^a"onclick=alert(1)]',
    "<p style='x'>y</p>",
    "[x](file:///etc/passwd)",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_harmless(text: str) -> None:
    reader = Reader()
    made = markdown.render(text, SOURCES)
    reader.feed(made)
    assert reader.inline == [] and reader.loads == []
    for address in reader.links:
        parts = urlsplit(address)
        assert parts.scheme in ("", "http", "https") and (parts.scheme or not parts.netloc), made
    assert not re.search(r"<(script|img|iframe|svg|style|object)\b", made)


def test_footnotes_become_named_links_to_numbered_sources() -> None:
    made = markdown.render("So it was.[^b-2][^a] Not[^unknown] `[^a]`", SOURCES)
    assert '<sup><a href="#source-b-2" aria-label="Source 2: Second">2</a></sup>' in made
    assert 'aria-label="Source 1: The &quot;first&quot; &lt;source&gt;"' in made
    assert "[^unknown]" in made and "<code>[^a]</code>" in made


def test_prose_keeps_tables_emphasis_and_links() -> None:
    made = markdown.render("*a* [b](https://c.example/) [d](other.html)\n\n| x | y |\n|---|---|\n| 1 | 2 |", {})
    for part in ("<em>a</em>", '<a href="https://c.example/">b</a>', '<a href="other.html">d</a>', "<td>2</td>"):
        assert part in made


def test_script_data_cannot_close_its_element() -> None:
    text = citation.script_safe({"a": "</script><!-- \u2028 &"})
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text) == {"a": "</script><!-- \u2028 &"}


def test_what_is_not_known_never_touches_a_finding() -> None:
    made = drawings.results_bar([("no-difference", 1)], [("not-known", 1)])
    places = [(float(x), float(width)) for x, width in re.findall(r'x="([\d.]+)"[^>]*?width="([\d.]+)"', made)]
    assert places[1][0] - sum(places[0]) >= drawings.APART - 0.1


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ((4_800_000.0,), "GBP", "£4.8\u00a0million"),
        ((318_400.0,), "GBP", "£318,400"),
        ((12.5,), "EUR", "€12.50"),
        ((300_000.0, 320_000.0), "USD", "US$300,000 to US$320,000"),
        ((1_234_567.0,), "GBP", "£1,234,567"),
        ((10_000_000.0,), "NOK", "NOK\u00a010\u00a0million"),
        ((2e9,), "GBP", "£2\u00a0billion"),
    ],
)
def test_sums_are_said_exactly(amount: tuple[float, ...], currency: str, said: str) -> None:
    assert wording.sum_of_money(amount, currency) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2009", "2009"),
        ("2009-11", "November 2009"),
        ("2026-02-01", "1 February 2026"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(text: str, said: str) -> None:
    assert wording.day(text) == said


@pytest.mark.parametrize("accent", ["#0b5d6b", "#ffff00", "#ffffff", "#000000", "red", "#0b5d6b; } body { color: red"])
def test_any_accent_stays_readable(accent: str) -> None:
    theme = colours.theme({"accent": accent})
    assert re.fullmatch(r"[#\w\s:;@(){}.,-]+", theme) and "body" not in theme
    found = re.findall(r"--accent: (#\w{6})", theme)
    assert colours.contrast(found[0], colours.LIGHT) >= 4.5
    assert colours.contrast(found[1], colours.DARK) >= 4.5


def test_page_texts_are_escaped(library: Corpus) -> None:
    bad = '<img src=x onerror="alert(1)">'
    case = dataclasses.replace(library.cases[0], title=bad, summary=bad, place=bad)
    hostile = dataclasses.replace(library, cases=(case,), questions=())
    for page in site.pages(hostile):
        if page.path.endswith((".html", ".xml", ".js")):
            assert "<img" not in site.render(page), page.path
    assert isinstance(next(iter(site.pages(hostile))).context.frame.site, Site)  # type: ignore[attr-defined]


# -- at a glance, break-even, words of a library ----------------------------------------------------------------------


def test_a_list_at_a_glance_counts_its_cases(library: Corpus) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    cases = library.cases[:40]
    seen = site_glance.glance(catalogue, cases)
    assert seen and seen.total == 40
    groups = {group.facet: group.parts for group in seen.groups}
    for facet in ("comparison", "known"):
        assert sum(part.number for part in groups[facet]) == 40
    assert max(part.number for part in groups["factor"]) == groups["factor"][0].number
    assert len(groups["factor"]) <= site_glance.SHOWN
    assert site_glance.glance(catalogue, cases[: site_glance.FEWEST - 1]) is None


def test_a_claim_at_a_glance_counts_the_cases_for_it_and_shows_those_against_beside(
    library: Corpus, built: Path
) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    seen = site_glance.glance(catalogue, library.cases)
    assert seen
    page = unescape((built / "cases.html").read_text(encoding="utf-8"))
    claims = {group.facet: group.parts for group in seen.groups if group.facet in ("factor", "pitfall")}
    for facet, parts in claims.items():
        for part in parts:
            key = Path(part.link.href).stem
            stances = [
                {r.stance for r in (case.factors if facet == "factor" else case.pitfalls) if r.key == key}
                for case in library.cases
            ]
            assert part.number == sum("supports" in one for one in stances), key
            assert part.against == sum("contradicts" in one for one in stances), key
            against = f' <span class="sub">{part.against} against</span>' if part.against else ""
            assert f"{part.link.words}</a></span> <b>{part.number} for{against}</b>" in page
        assert [part.number for part in parts] == sorted((part.number for part in parts), reverse=True)
    assert len(claims) == 2 and any(part.against for parts in claims.values() for part in parts)


def test_every_long_list_is_shown_at_a_glance(built: Path) -> None:
    for folder in ("question", "need", "service", "country", "result"):
        pages = [path.read_text(encoding="utf-8") for path in (built / folder).glob("*.html")]
        assert any('class="glance"' in text for text in pages), folder
    assert 'class="glance"' in (built / "cases.html").read_text(encoding="utf-8")


def test_break_even_stands_where_there_is_a_cost_and_shows_only_fair_comparisons(library: Corpus) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    strong = {catalogue.label("comparisons", key) for key in ("strong", "some")}
    boxes = {case.slug: site_breakeven.of_case(catalogue, case) for case in library.cases}
    for case in library.cases:
        box = boxes[case.slug]
        assert (box is not None) == any(cost.what != "saving" for cost in case.costs), case.slug
        if box:
            assert {effect.comparison for effect in box.effects} <= strong
            assert bool(box.effects) != box.said.startswith("No outcome")
    asked = site_breakeven.of_question(catalogue, library.cases)
    assert asked and len(asked.effects) == site_breakeven.MOST
    assert any(box and box.amount for box in boxes.values())


@pytest.mark.parametrize(
    ("per", "currency", "what", "one"),
    [
        ("family", "GBP", "unit", "family"),
        ("child, in groups of eight", "GBP", "unit", "child"),
        ("a young person", "GBP", "unit", "young person"),
        ("child a week, own homes", "GBP", "unit", ""),
        ("child a year in residential care", "GBP", "unit", ""),
        ("family", "USD", "unit", ""),
        ("family", "GBP", "total", ""),
        (None, "GBP", "unit", ""),
    ],
)
def test_the_sum_begins_with_a_cost_only_where_it_is_for_one(
    library: Corpus, per: str | None, currency: str, what: str, one: str
) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    case = next(case for case in library.cases if case.costs)
    cost = dataclasses.replace(case.costs[0], per=per, currency=currency, what=what, amount=(1934.0,))
    box = site_breakeven.of_case(catalogue, dataclasses.replace(case, costs=(cost,)))
    assert box and (box.amount, box.one) == (("1934", one) if one else ("", library.library.words.one))


def test_templates_leave_the_words_of_a_field_to_the_library() -> None:
    field = re.compile(r"\b(child|children|famil\w+|commissioners?|councils?|placements?|teenagers?)\b", re.IGNORECASE)
    for path in (ROOT / "site_template" / "templates").glob("*"):
        shown = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        assert not field.search(shown), (path.name, field.search(shown))


def library_with(tmp_path: Path, settings: str, **files: str) -> Path:
    """Return the folder of a library with these further settings and files."""
    (tmp_path / "corpus").mkdir()
    head = 'format = 1\nid = "other"\ntitle = "Other"\npromise = "Cases."\nhome = ["SE"]\n'
    (tmp_path / "corpus" / "library.toml").write_text(head + settings, encoding="utf-8")
    for name, text in files.items():
        (tmp_path / "corpus" / f"{name}.svg").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_library_has_words_and_a_logo_of_its_own(library: Corpus, tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="url(#a)"/></svg>'
    folder = library_with(tmp_path, 'logo = "mark.svg"\n[words]\naskers = "foresters"\n', mark=drawing)
    settings = settings_of(folder)
    other = dataclasses.replace(library, library=settings)
    made = {page.path: page for page in site.pages(other)}
    first = site.render(made["index.html"])
    assert "What foresters ask" in first and 'src="static/logo.svg"' in first
    assert site.render(made["static/logo.svg"]) == drawing
    assert not any("data-breakeven" in site.render(page) for path, page in made.items() if path.startswith("case/"))
    assert "children" not in site.render(made["add.html"]) + site.render(made["method.html"])


@pytest.mark.parametrize(
    ("settings", "drawing"),
    [
        ('[words]\naskres = "x"\n', ""),
        ("[words]\naskers = 3\n", ""),
        ('logo = "../x.svg"\n', ""),
        ('logo = "gone.svg"\n', ""),
        ('logo = "mark.svg"\n', "<p>not a drawing</p>"),
        ('logo = "mark.svg"\n', "<svg><script>alert(1)</script></svg>"),
        ('logo = "mark.svg"\n', "<svg\nonload='alert(1)'></svg>"),
        ('logo = "mark.svg"\n', '<svg><a href="javascript:alert(1)"><path/></a></svg>'),
        ('logo = "mark.svg"\n', '<svg><image href="https://a.example/x.png"/></svg>'),
        ('logo = "mark.svg"\n', '<svg><path fill="url(https://a.example/x)"/></svg>'),
        ('logo = "mark.svg"\n', '<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>'),
    ],
)
def test_settings_that_cannot_be_used_are_refused(settings: str, drawing: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusInvalid):
        settings_of(library_with(tmp_path, settings, mark=drawing))


def test_the_comparison_carries_costs_and_caveats(built: Path, library: Corpus) -> None:
    text = (built / "data" / "cases.js").read_text(encoding="utf-8")
    cases = json.loads(text.removeprefix('whatworks.register("cases", ').removesuffix(");\n"))["cases"]
    for case in library.cases:
        assert cases[case.slug]["costs"] and len(cases[case.slug]["costs"]) == max(1, len(case.costs))
        by_program = any("program only" in caveat for caveat in cases[case.slug]["caveats"])
        assert by_program == (case.checked_by == "automated")


def test_a_stretch_that_ended_at_an_unknown_date_is_not_drawn_until_today(library: Corpus) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    case = next(case for case in library.cases if case.arrangement)
    ended = dataclasses.replace(case.arrangement[0], start="2016", end=None, ended_how="expired")
    after = dataclasses.replace(ended, start="2022", end="2024")

    def drawn(*arrangement: Stage) -> tuple[tuple[str, str], list[str]]:
        one = dataclasses.replace(case, arrangement=arrangement, status_checked="2026-11-27")
        rows = site_line.stages(catalogue, one, lambda keys: (), lambda section, key: Word(key))
        return site_line.ends(one), [str(row.bar) for row in rows]

    years, (bar,) = drawn(ended)
    assert years == ("2016", "2016") and "run-open" in bar and "mark-" not in bar
    years, (first, second) = drawn(ended, after)
    assert years == ("2016", "2024")
    assert "run-open" in first and 'x="0.0" y="4" width="666.7"' in first, "open until the next one began"
    assert "run-open" not in second and "mark-" in second
    going = dataclasses.replace(after, end=None, ended_how=None)
    assert drawn(ended, going)[0] == ("2016", "2026")
    assert "run-open" not in drawn(ended, going)[1][1]


# -- a library about something else -----------------------------------------------------------------------------------

ABOUT_THIS_ONE = re.compile(r"child|famil(?:y|ies)|foster|teenag|placement|adoption|social care|casebook|demos", re.I)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library just started: its folder, with index and site."""
    folder = tmp_path_factory.mktemp("new") / "roads"
    runner = CliRunner()
    assert runner.invoke(main, ["init", str(folder), "--title", 'Roads "and" TODAY']).exit_code == 0
    checked = runner.invoke(main, ["--library", str(folder), "check", "--library"])
    assert (checked.exit_code, checked.stderr) == (0, "1 file: 0 errors, 0 hints\n")
    for command in (["index"], ["site"]):
        assert runner.invoke(main, ["--library", str(folder), *command]).exit_code == 0
    return folder


def test_a_new_library_finds_its_example_by_a_word_for_the_same_thing(second: Path) -> None:
    for words in ("waitlist", "overspent", "run it ourselves"):
        found = CliRunner().invoke(main, ["--library", str(second), "search", words, "--format", "json"])
        assert [hit["slug"] for hit in json.loads(found.stdout)["results"]] == ["example-to-replace"], words


def test_a_new_library_has_a_whole_site(second: Path) -> None:
    out = second / "build" / "site"
    read = pages_of(out)
    assert broken(out, read) == []
    for name in ADDRESSES:
        assert (out / f"{name}.html").is_file() or name == "result/improved", name
    first = (out / "index.html").read_text(encoding="utf-8")
    for words in ("Roads &#39;and&#39; TODAY", "Example to replace", "Waiting less", "What people ask"):
        assert words in first or words in (out / "question" / "waiting-less.html").read_text(encoding="utf-8"), words
    case = (out / "case" / "example-to-replace.html").read_text(encoding="utf-8")
    assert "This case is invented" in case and 'class="term"' in case and "breakeven" not in case


def test_no_page_of_a_new_library_speaks_of_this_one(second: Path) -> None:
    kinds = {".html", ".xml", ".csv", ".json", ".ris"}
    files = [path for path in (second / "build" / "site").rglob("*") if path.suffix in kinds]
    files += [second / "build" / "site" / "data" / "cases.js", *(second / "corpus").rglob("*.*")]
    assert len(files) > 40
    for path in files:
        found = ABOUT_THIS_ONE.search(path.read_text(encoding="utf-8"))
        assert not found, (path.name, found)


def test_a_new_library_lists_every_word_that_pages_take_from_it(second: Path) -> None:
    settings = settings_of(second)
    text = (second / "corpus" / "library.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{field.name} = ", text, re.MULTILINE) for field in dataclasses.fields(Words))
    assert settings.words.avoided == "" and settings.title == "Roads 'and' TODAY"


# -- glossary in place, settings, pictures with tables, reference managers --------------------------------------------


TERM = re.compile(r'<a class="term" href="../glossary.html#[\w-]+" data-word="[^"]+" data-means="[^"]')


def test_case_and_answer_pages_explain_words_by_links_into_the_glossary(built: Path, read: dict[str, Reader]) -> None:
    for folder in ("case", "question"):
        texts = [path.read_text(encoding="utf-8") for path in (built / folder).glob("*.html")]
        assert any(TERM.search(text) for text in texts)
    entries = {name for name in read["glossary.html"].ids if name.startswith(("contracts-", "designs-", "concept-"))}
    assert len(entries) > 200


def test_what_is_known_of_the_setting_leads_to_cases_like_it(built: Path, library: Corpus) -> None:
    case = next(case for case in library.cases if case.setting and case.setting.inspection)
    text = (built / "case" / f"{case.slug}.html").read_text(encoding="utf-8")
    assert case.setting
    for key in filter(None, (case.setting.authority_type, case.setting.inspection)):
        assert f'href="../search.html?setting={key}"' in text


def test_questions_that_a_case_helps_with_lead_to_the_search(built: Path, library: Corpus) -> None:
    case = next(case for case in library.cases if case.asks)
    text = (built / "case" / f"{case.slug}.html").read_text(encoding="utf-8")
    assert text.count('href="../search.html?q=') == len(case.asks)


def test_the_evidence_map_and_its_table_say_and_link_the_same(built: Path) -> None:
    text = (built / "map.html").read_text(encoding="utf-8")
    drawing, table = text[text.index('<svg class="map" viewBox="0 0 10') :].split("</svg>", 1)
    bubbles = re.findall(r'<a href="([^"]+)" aria-label.*?>(\d+)</text></a>', drawing)
    cells = re.findall(r'<td [^>]*><a href="([^"]+)"><b>(\d+)</b>', table)
    assert len(bubbles) > 50 and sorted(bubbles) == sorted(cells)
    assert all(re.fullmatch(r"search\.html\?need=[\w-]+&amp;result=[\w-]+", href) for href, _ in bubbles)
    assert drawing.count('class="gap"') == table.count(">none<") > 0


def test_every_bar_of_an_answer_stands_beside_its_table(built: Path, library: Corpus) -> None:
    key = library.questions[0].key
    text = (built / "question" / f"{key}.html").read_text(encoding="utf-8")
    table = text[text.index('<table class="counts">') :].split("</table>")[0]
    total = re.search(r'<p class="tally">(\d+) cases', text)
    assert total and sum(map(int, re.findall(r'<td class="num">(\d+)', table))) == int(total[1])


def creators(text: str) -> tuple[str, str]:
    """Return (family name, first name) as reference managers cut an author: at the comma, else at the last space."""
    last, comma, first = text.partition(",")
    if comma:
        return last.strip(), first.strip()
    first, _, last = text.rpartition(" ")
    return last, first


def test_a_reference_manager_picks_a_case_up(built: Path, library: Corpus) -> None:
    case = library.cases[0]
    text = (built / "case" / f"{case.slug}.html").read_text(encoding="utf-8")
    tags = {name: unescape(said) for name, said in re.findall(r'<meta name="citation_(\w+)" content="([^"]*)">', text)}
    assert tags["title"] == case.title and tags["abstract"] == case.summary
    assert tags["technical_report_institution"] == library.library.title, "so that it becomes a report"
    assert creators(tags["author"]) == (library.library.title, ""), "a body, not a person"
    assert re.fullmatch(r"\d{4}(/\d{2}){0,2}", tags["publication_date"])

    records = (built / "data" / "cases.ris").read_bytes().decode().split("ER  - \r\n")
    assert len(records) == len(library.cases) + 1 and not records[-1]
    for record in records[:-1]:
        lines = record.strip().splitlines()
        assert all(re.match(r"[A-Z][A-Z0-9]  - \S", line) for line in lines), record
        fields = {line[:2]: line[6:] for line in lines}
        assert fields["TY"] == "RPRT" and fields["TI"] and creators(fields["AU"])[1] == ""


def test_the_data_dictionary_describes_every_column(built: Path) -> None:
    package = json.loads((built / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        assert [field["name"] for field in resource["schema"]["fields"] if not field["description"]] == []


def test_what_was_looked_for_in_vain_is_counted(library: Corpus) -> None:
    catalogue = Catalogue(library, site._site(library, None, False))
    said = " ".join(site_home.nothing_found(catalogue))
    silent = sum(not case.voice for case in library.cases)
    assert f"In {silent:,} of {len(library.cases)} cases: nothing that says what" in said
    full = dataclasses.replace(library, cases=())
    assert site_home.nothing_found(Catalogue(full, site._site(full, None, False))) == ()
