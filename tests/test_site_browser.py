"""The site in a browser: accessibility, break-even, results at a glance, the decision pack, and a first visit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import count, scanning, wording
from indexer.corpus import Corpus
from indexer.site_notes import Options

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """async (only) => {
  const rules = only ? { runOnly: { type: "rule", values: only } } : { rules: { "target-size": { enabled: true } } };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false, ...rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}"""
LIMIT = 90_000  # bytes; a longer list has more of the same
ONLY_COLOURS = ["color-contrast"]  # all that differs between the schemes
FIXED = (
    "index", "search", "search-results", "search-nothing", "search-mistake", "compare", "compare-two", "cases", "map",
    "reversed", "method", "glossary", "about", "add", "changes", "accessibility", "downloads", "need/index",
    "service/index", "country/index", "delivery/index", "factor/index", "question/*", "need/*", "service/*",
    "country/*", "factor/*", "pitfall/*", "delivery/*", "contract/*", "result/*", "case/*",
)  # fmt: skip


@pytest.fixture(scope="session")
def made(real: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real corpus, search data included."""
    from search import publishing

    out = tmp_path_factory.mktemp("whole") / "site"
    with scanning.scan(ROOT, counted=True) as found:
        publishing.publish(found, out, Options())
    return out


@pytest.fixture
def opened(browser: Any, made: Path) -> Iterator[Callable[..., Any]]:
    """Open a page of the site by its path; a script error, a warning of the policy or a request outwards fails."""
    context = browser.new_context(accept_downloads=True)
    wrong: list[str] = []

    def open_page(path: str, *, width: int = 1280, height: int = 900) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: asked.url.startswith(("file:", "blob:")) or wrong.append(asked.url))
        page.goto((made / path.split("#")[0].split("?")[0]).as_uri() + "".join(re.findall(r"[?#].*", path)))
        return page

    yield open_page
    context.close()
    assert wrong == []


def address(name: str, made: Path, real: Corpus) -> str:
    """Return the address of one page of a kind: of folders, the page that holds most below a limit."""
    if name.endswith("/*"):
        pages = [path for path in sorted((made / name[:-2]).glob("*.html")) if path.stem != "index"]
        small = [path for path in pages if path.stat().st_size < LIMIT] or pages
        return max(small, key=lambda path: path.stat().st_size).relative_to(made).as_posix()
    special = {
        "search-results": "search.html?q=children&known=independent",
        "search-nothing": "search.html?q=zzzzqqqq",
        "search-mistake": 'search.html?q="never+closed',
        "compare-two": f"compare.html#cases={real.cases[0].slug},{real.cases[1].slug}",
    }
    return special.get(name, f"{name}.html")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci`, or `make test` where npm is")
@pytest.mark.parametrize("name", FIXED)
def test_axe_finds_nothing_on_phone_and_desk_light_and_dark(
    name: str, opened: Callable[..., Any], made: Path, real: Corpus
) -> None:
    page = opened(address(name, made, real))
    page.evaluate(AXE.read_text(encoding="utf-8"))
    if name == "search-results":
        page.wait_for_selector("#results [data-slug] mark")
        page.evaluate("document.getElementById('glance').open = true")
    if name == "compare-two":
        page.wait_for_selector(".compared")
    found = {}
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            only = ONLY_COLOURS if scheme == "dark" else None
            found[width, scheme] = page.evaluate(CHECK, only)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide at {width}"

    assert {place: said for place, said in found.items() if said} == {}


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci`, or `make test` where npm is")
def test_axe_would_see_a_mistake(opened: Callable[..., Any]) -> None:
    page = opened("method.html")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("document.documentElement.removeAttribute('lang'); document.querySelector('h1').className = 'sub';")
    page.evaluate("document.querySelector('.lede').append(document.createElement('button'))")

    found = page.evaluate(CHECK, None)
    assert {"html-has-lang", "button-name"} <= {said.split(":")[0] for said in found}


# -- the break-even sum ---------------------------------------------------------------------------------------------

SUMS = (
    (("2285", "6000", "26"), "£156,000): pays back if 1 in 68 avoids it. A sum, not a forecast."),
    (("1000", "500", "40"), "pays back if 1 in 20 avoids it."),
    (("3000", "1000", "10"), "pays back if 1 in 3, more exactly 30 in 100, avoid it."),
    (("3000", "1000", "4"), "pays back if 75 in 100 avoid it."),
    (("5000", "1000", "4"), "does not pay back, even if everyone avoids it."),
    (("4000", "1000", "4"), "pays back if 100 in 100 avoid it."),
    (("", "1000", "4"), "Fill in all three for the sum."),
    (("0", "1000", "4"), "Fill in all three for the sum."),
    (("-5", "1000", "4"), "Fill in all three for the sum."),
)


def test_the_break_even_sum_is_done_with_the_readers_numbers(
    opened: Callable[..., Any], made: Path, real: Corpus
) -> None:
    path = next(path for path in sorted((made / "case").glob("*.html")) if "data-breakeven" in path.read_text("utf-8"))
    page = opened(f"case/{path.name}")
    boxes = page.locator("[data-breakeven] input")
    for numbers, said in SUMS:
        for place, number in enumerate(numbers):
            boxes.nth(place).fill(number)
        assert said in page.locator("[data-breakeven] output").inner_text(), numbers
    assert page.evaluate("localStorage.length") == 0
    boxes.nth(2).press("Enter")
    assert page.url.endswith(path.name), "nothing is sent"


def test_without_javascript_the_break_even_sum_is_explained(browser: Any, made: Path, real: Corpus) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made / "question" / f"{real.questions[0].key}.html").as_uri())

    assert page.locator(".breakeven").is_visible() and "A sum you can do" in page.locator(".breakeven").inner_text()
    assert not page.locator("[data-breakeven]").is_visible()
    context.close()


# -- at a glance ----------------------------------------------------------------------------------------------------

SEARCHES = ("q=children", "q=children&known=independent", "q=foster&result=mixed&result=no-difference",
            "known=official&factor=independent-oversight", "q=care&country=GB&pitfall=weak-monitoring")  # fmt: skip
FROM_HITS = """async () => {
  const given = new URLSearchParams(location.search), filters = {};
  for (const name of new Set(given.keys())) if (name !== "q") filters[name] = given.getAll(name);
  const { results } = await whatworks.search(given.get("q") ?? "", { filters, limit: 10000, passages: false });
  const count = (field) => results.reduce((sum, hit) => ({ ...sum, [hit[field]]: (sum[hit[field]] ?? 0) + 1 }), {});
  return [count("result"), count("comparison"), count("known")].map((one) => Object.values(one).sort((a, b) => a - b));
}"""


@pytest.mark.parametrize("asked", SEARCHES)
def test_results_at_a_glance_are_counted_from_the_results(asked: str, opened: Callable[..., Any]) -> None:
    page = opened(f"search.html?{asked}")
    page.wait_for_selector("#glance:not([hidden])", state="attached")
    page.evaluate("document.getElementById('glance').open = true")
    for heading in ("What happened", "How sure", "Who says so"):  # counted only once they can be seen
        page.locator("#glance h3", has_text=heading).wait_for()
    groups = page.locator("#glance .glance-groups > div")
    shown = [
        sorted(int(number) for number in groups.nth(place).locator("b").all_inner_texts())
        for place in range(groups.count())
    ]

    assert shown[:3] == page.evaluate(FROM_HITS)


def test_factors_and_pitfalls_of_results_are_headed_as_what_is_counted(opened: Callable[..., Any]) -> None:
    page = opened("search.html?q=children")
    page.wait_for_selector("#glance:not([hidden])", state="attached")
    page.evaluate("document.getElementById('glance').open = true")
    for named in ("Factors named, for or against", "Pitfalls named, for or against"):
        page.locator("#glance h3", has_text=named).wait_for()


def test_results_at_a_glance_follow_the_filters(opened: Callable[..., Any]) -> None:
    page = opened("search.html?q=children")
    page.wait_for_selector("#glance:not([hidden])", state="attached")
    before = page.locator("#glance").text_content()
    page.locator("[data-facet=known] input").first.check()
    page.locator("#also .chip").wait_for()
    assert page.locator("#glance").text_content() != before
    page.fill("#q", "zzzzqqqq")
    page.get_by_text("0 cases", exact=True).wait_for()
    assert page.locator("#glance").is_hidden()


def test_a_chip_of_the_setting_leads_to_the_cases_that_began_like_it(
    opened: Callable[..., Any], made: Path, real: Corpus
) -> None:
    page = opened(first_case(made, "search.html?setting="))
    chip = page.locator("#here .chips a").first
    key = str(chip.get_attribute("href")).split("setting=")[1]
    chip.click()
    page.wait_for_selector("#results [data-slug]")
    alike = sum(key in count.setting(case) for case in real.cases)
    assert page.locator("#count").inner_text() == wording.count(alike, "case")
    assert page.locator(f"input[name=setting][value={key}]").is_checked()


# -- comparison and decision pack -----------------------------------------------------------------------------------


def test_a_first_visit_reaches_a_comparison_of_two_cases_in_at_most_five_clicks(opened: Callable[..., Any]) -> None:
    page = opened("index.html")
    clicks: list[tuple[str, int]] = [
        (".tile h3 a", 0),
        ("[data-pick]", 0),
        ("[data-pick]", 1),
        ("nav a >> text=Compare", 0),
    ]
    for selector, place in clicks:
        page.locator(selector).nth(place).click()

    page.wait_for_selector(".compared")
    assert page.locator(".compared thead th").count() == 2
    assert len(clicks) <= 5


def test_the_first_screen_says_what_the_library_is_and_shows_both_badges(opened: Callable[..., Any]) -> None:
    page = opened("index.html")
    for words in ("What happened here", "How we know"):
        box = page.locator(".sample dt", has_text=words).bounding_box()
        assert box and box["y"] + box["height"] < 900
    assert page.locator("h1").bounding_box()["y"] < 300


def pack(page: Any, button: str) -> str:
    with page.expect_download() as waiting:
        page.click(button)
    return Path(waiting.value.path()).read_text(encoding="utf-8-sig")


def test_the_decision_pack_carries_caveats_costs_references_and_the_search(
    opened: Callable[..., Any], real: Corpus
) -> None:
    page = opened("search.html?q=foster&known=independent")
    page.wait_for_selector("#results [data-slug]")
    found = int(page.locator("#count").inner_text().split()[0])
    costly = [case for case in real.cases if case.costs][:2]
    page = opened("compare.html#cases=" + ",".join(case.slug for case in costly))
    page.wait_for_selector(".compared")
    trail = f"“foster”; How we know: Independent evaluation; {found} cases found; library as of"
    assert trail in page.locator("#compare-trail").inner_text()

    table, records = pack(page, "#compare-csv"), pack(page, "#compare-ris")
    for text in (table, records):
        for part in ("not all that exist", trail, "Checked by a program only", costly[0].sources[0].title[:30]):
            assert part in text or part.replace('"', '""') in text
    assert "file:" not in table
    assert records.count("TY  - ") == records.count("ER  - ") == 2 and "N1  - Cost: " in records

    page.emulate_media(media="print")
    assert page.locator("#compare-caveats").is_visible() and page.locator("#compare-trail").is_visible()
    assert not page.locator("#compare-csv").is_visible() and not page.locator(".nav").is_visible()


def state(page: Any) -> str:
    """Return what the comparison says of itself, which must have the focus."""
    assert page.evaluate("document.activeElement.id") == "compare-state"
    return str(page.locator("#compare-state").inner_text())


def test_the_comparison_keeps_the_focus_when_it_changes(opened: Callable[..., Any], real: Corpus) -> None:
    page = opened("compare.html#cases=" + ",".join(case.slug for case in real.cases[:3]))
    page.locator(".remove").first.press("Enter")
    assert state(page) == "2 cases chosen."
    page.locator("#compare-add button").press("Enter")
    assert state(page) == "3 cases chosen."
    page.locator("#compare-clear").press("Enter")
    assert state(page).startswith("Nothing chosen yet.")


def test_the_comparison_shows_what_is_stored(opened: Callable[..., Any], real: Corpus) -> None:
    key, stored = f"whatworks:{real.library.id}:compare", "(key) => JSON.parse(localStorage.getItem(key))"
    slugs = [case.slug for case in real.cases[:3]]
    store = "([key, slugs]) => localStorage.setItem(key, JSON.stringify(slugs))"
    page = opened("method.html")
    page.evaluate(store, [key, ["gone-from-here", "gone-too", *slugs[:2]]])
    page = opened("compare.html")
    page.wait_for_selector(".compared")
    assert page.evaluate(stored, key) == slugs[:2], "what this library does not have is taken out"
    assert page.locator("[data-picked]").first.inner_text() == "2"

    page.evaluate(store, [key, slugs])  # chosen on another page, and then back
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.locator(".compared thead th").count() == 3
    page = opened(f"compare.html#cases={slugs[0]},{slugs[0]},{slugs[1]}")
    page.wait_for_selector(".compared")
    assert page.evaluate(stored, key) == slugs[:2]


def test_the_address_of_a_comparison_names_what_is_chosen(opened: Callable[..., Any], real: Corpus) -> None:
    slugs = [case.slug for case in real.cases[:3]]
    page = opened("compare.html#cases=" + ",".join(slugs))
    page.wait_for_selector(".compared")
    page.locator(".remove").first.click()
    assert page.evaluate("location.hash") == "#cases=" + ",".join(slugs[1:])
    page.reload()
    page.wait_for_selector(".compared")
    assert page.locator(".compared thead th").count() == 2

    page.evaluate("(slug) => whatworks.picks.write([slug])", slugs[0])  # chosen on another page, and then back
    page.reload()
    page.wait_for_selector(".compared")
    assert page.evaluate("location.hash") == f"#cases={slugs[0]}"
    page.evaluate("(slugs) => { location.hash = '#cases=' + slugs }", ",".join(slugs[1:]))
    page.wait_for_function("document.querySelectorAll('.compared thead th').length === 2")
    page.evaluate("location.hash = '#main'")  # as the link that skips to the content does
    page.wait_for_timeout(100)
    assert page.evaluate("location.hash") == "#main" and page.locator(".compared thead th").count() == 2
    page.locator("#compare-clear").click()
    assert "#" not in page.evaluate("location.href")


STORED: tuple[object, ...] = (
    "not json", "null", "[]", {"q": 1, "filters": [], "total": 1, "asOf": ""},
    {"q": "x", "filters": "y", "total": 1, "asOf": ""}, {"q": "x", "filters": [{}], "total": 1, "asOf": ""},
    {"q": "x", "filters": [], "total": "<b>", "asOf": ""}, {"q": "x" * 999, "filters": [], "total": 1, "asOf": ""},
)  # fmt: skip


def test_a_stored_trail_is_not_trusted(opened: Callable[..., Any], real: Corpus) -> None:
    slugs = ",".join(case.slug for case in real.cases[:2])
    page = opened(f"compare.html#cases={slugs}")
    key = f"whatworks:{real.library.id}:trail"
    for stored in STORED:
        text = stored if isinstance(stored, str) else json.dumps(stored)
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
        assert page.evaluate("whatworks.trail.line()") == "", text
    hostile = json.dumps({"q": "<img src=x onerror=alert(1)>", "filters": ["<b>"], "total": 3, "asOf": "<i>"})
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, hostile])
    page.reload()
    page.wait_for_selector(".compared")
    assert page.locator("#compare-trail *").count() == 0 and "<img" in page.locator("#compare-trail").inner_text()


# -- words of the glossary, focus, keys, motion, paper ----------------------------------------------------------------


def first_case(made: Path, mark: str) -> str:
    """Return the address of the first case page that holds a text."""
    return next(
        f"case/{path.name}" for path in sorted((made / "case").glob("*.html")) if mark in path.read_text("utf-8")
    )


def test_a_word_opens_its_meaning_where_it_stands(opened: Callable[..., Any], made: Path) -> None:
    page = opened(first_case(made, "#concept-"), width=320)
    term, box = page.locator(".prose a.term").first, page.locator("#meaning")
    assert term.get_attribute("role") == "button" and term.get_attribute("aria-expanded") == "false"
    where = page.url
    term.click()
    assert box.is_visible() and (term.get_attribute("data-means") or "?")[:40] in box.inner_text()
    assert term.get_attribute("aria-expanded") == "true" and page.url == where
    assert term.get_attribute("aria-controls") == "meaning"
    at = box.bounding_box()
    assert at and at["x"] >= 0 and at["x"] + at["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(CHECK, None) == []
    term.click()
    assert not box.is_visible() and term.get_attribute("aria-expanded") == "false"


def test_meanings_open_and_close_by_keyboard(opened: Callable[..., Any], made: Path) -> None:
    page = opened(first_case(made, "#concept-"))
    term, box = page.locator(".prose a.term").first, page.locator("#meaning")
    for key in ("Enter", " "):
        term.focus()
        page.keyboard.press(key)
        assert box.is_visible()
        page.keyboard.press("Escape")
        assert not box.is_visible() and page.evaluate("document.activeElement.className") == "term"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "In the glossary" and box.is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "term", "the focus comes back to the word"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert not box.is_visible(), "what has the focus is never covered"


def test_one_meaning_is_open_at_a_time_and_a_click_elsewhere_closes_it(opened: Callable[..., Any], made: Path) -> None:
    path = next(p for p in sorted((made / "case").glob("*.html")) if p.read_text("utf-8").count('class="term"') > 3)
    page = opened(f"case/{path.name}")
    terms = page.locator("a.term")
    terms.nth(0).click()
    page.evaluate("document.querySelectorAll('a.term')[1].click()")
    assert page.locator("#meaning").count() == 1
    assert page.locator("a.term[aria-expanded=true]").count() == 1
    page.locator("h1").click()
    assert page.locator("#meaning").count() == 0


def test_without_javascript_a_word_leads_into_the_glossary(browser: Any, made: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made / first_case(made, "#concept-")).as_uri())
    term = page.locator(".prose a.term").first
    word = term.get_attribute("data-word")
    term.click()
    assert "glossary.html#concept-" in page.url
    assert page.locator(":target dt").inner_text() == word
    context.close()


FOCUSED = """() => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none";
  const within = at.closest("svg") && parseFloat(getComputedStyle(at.querySelector(".bubble") ?? at).strokeWidth) >= 4;
  return { name: at.tagName + " " + at.className, seen: drawn || Boolean(within), body: at === document.body,
    shown: box.bottom > 0 && box.top < innerHeight };
}"""


@pytest.mark.parametrize("name", ["index", "search-results", "compare-two", "cases", "map", "case/*", "question/*"])
def test_the_focus_is_always_seen(name: str, opened: Callable[..., Any], made: Path, real: Corpus) -> None:
    page = opened(address(name, made, real))
    page.emulate_media(reduced_motion="reduce")
    if name == "search-results":
        page.wait_for_selector("#results [data-slug] mark")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if not found["body"] and not (found["seen"] and found["shown"]):
            unseen.append(found["name"])
    assert unseen == []


def tab_to(page: Any, selector: str, most: int = 150) -> None:
    """Move the focus with the Tab key until it is on a part of the page."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key never came to {selector}")


def test_two_cases_are_compared_with_the_keyboard_alone(opened: Callable[..., Any]) -> None:
    page = opened("index.html")
    tab_to(page, ".tile h3 a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(2):
        tab_to(page, "[data-pick][aria-pressed=false]")
        page.keyboard.press("Space")
    page.evaluate("document.querySelector('.skip').focus()")
    tab_to(page, "a[href$='compare.html']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".compared")
    assert page.locator(".compared thead th").count() == 2


def test_nothing_moves_for_those_who_ask_for_it(opened: Callable[..., Any]) -> None:
    page = opened("index.html")
    look = "() => [getComputedStyle(document.documentElement).scrollBehavior, "
    look += "getComputedStyle(document.querySelector('.tile')).transitionDuration]"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(look) == ["auto", "0s"]
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(look)[0] == "smooth"


def test_a_case_on_paper_has_its_sources_and_none_of_the_controls(opened: Callable[..., Any], made: Path) -> None:
    page = opened(first_case(made, "Change it to your own"))
    page.emulate_media(media="print")
    controls = (".nav", ".top .searchbox", ".actions", ".contents", ".breakeven form", ".foot nav", "[data-pick]")
    for selector in controls:
        assert page.locator(selector).count() and not page.locator(selector).first.is_visible(), selector
    assert not page.get_by_text("Change it to your own").is_visible()
    after = "getComputedStyle(document.querySelector('.sources a[href^=http]'), '::after').content"
    assert "http" in page.evaluate(after)
    assert page.locator("#outcomes").is_visible() and page.locator("#sources").is_visible()


def test_results_on_paper_have_none_of_the_controls(opened: Callable[..., Any]) -> None:
    page = opened("search.html?q=children")
    page.wait_for_selector("#results [data-slug] mark")
    shut = page.locator("#facets details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#facets details:not([open])").count() == shut > 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="print")
    for selector in ("#search-form button", ".filters", ".sort", "#pager", "#results [data-pick]"):
        assert page.locator(selector).count() and not page.locator(selector).first.is_visible(), selector
    assert page.locator("#results h3").first.is_visible() and page.locator("#count").is_visible()
    assert page.locator("#results").bounding_box()["width"] > 1000, "the results have the whole sheet"


@pytest.mark.parametrize("width", [360, 768])
def test_a_small_screen_gets_the_tables_of_a_case_without_scrolling_sideways(
    width: int, opened: Callable[..., Any], made: Path
) -> None:
    page = opened(first_case(made, "data-breakeven"), width=width)
    wide = """() => [...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.getAttribute("aria-label"))"""
    assert page.evaluate(wide) == []


def test_a_phone_gets_the_evidence_map_as_its_table(opened: Callable[..., Any]) -> None:
    page = opened("map.html", width=360)
    assert page.locator(".matrix").is_visible() and not page.locator(".map-scroll").is_visible()
    assert page.evaluate(
        "(() => { const at = document.querySelector('.matrix').parentElement;"
        " return at.scrollWidth <= at.clientWidth + 1; })()"
    )


def test_the_table_of_all_cases_sorts_by_headings_and_on_a_phone_by_a_choice(
    opened: Callable[..., Any], real: Corpus
) -> None:
    page = opened("cases.html")
    years = "[...document.querySelectorAll('.cases tbody td:nth-of-type(2)')].map((cell) => Number(cell.textContent))"
    shelves = [[case.year for case in real.cases if (case.shelf == "reviewed") is first] for first in (True, False)]
    assert all(shelves)
    listed = page.evaluate(years)
    assert not page.locator(".sorter").is_visible()
    page.locator(".cases thead button", has_text="Began").click()
    assert page.evaluate(years) == [year for shelf in shelves for year in sorted(shelf)]
    assert page.locator("th[aria-sort=ascending]").inner_text() == "Began"
    page.set_viewport_size({"width": 320, "height": 800})
    page.locator(".sorter select").select_option(label="Began, backwards")
    assert page.evaluate(years) == [year for shelf in shelves for year in sorted(shelf, reverse=True)]
    page.locator(".sorter select").select_option(label="as listed")
    assert page.evaluate(years) == listed


def test_tables_sort_by_the_order_of_the_vocabulary_and_not_by_cost(opened: Callable[..., Any], real: Corpus) -> None:
    page = opened("cases.html")
    read = """(at) => [...document.querySelectorAll(".cases tbody")].map((body) =>
      [...body.querySelectorAll(`td:nth-of-type(${at}) span:not(.sub) > span, td:nth-of-type(${at}) > .badge > span`)]
        .map((said) => said.textContent))"""
    for heading, at, section in (("What happened", 3, "results"), ("How sure", 4, "comparisons")):
        order = [real.vocabulary.label(section, key) for key in real.vocabulary.keys(section)]
        page.locator(".cases thead button", has_text=heading).click()
        shelves = [[order.index(said) for said in shelf] for shelf in page.evaluate(read, at)]
        assert sum(map(len, shelves)) == len(real.cases)
        assert all(shelf == sorted(shelf) and len(set(shelf)) > 1 for shelf in shelves), heading
    assert page.locator(".cases thead th", has_text="Cost").locator("button").count() == 0
    assert not [words for words in page.locator(".sorter option").all_inner_texts() if "Cost" in words]
