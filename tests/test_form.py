"""The form on the site: the same rules as `check`, a file that passes it, and nothing trusted or sent."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import codes, corpus, fields, form, reader, rules, rules_fairness, site, writer
from indexer.corpus import Corpus
from indexer.fields import BY_NAME, Field
from indexer.head import plain

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_CHECK = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false,
    rules: { "target-size": { enabled: true } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}"""
EXAMPLE = codes.EXAMPLE.read_text(encoding="utf-8")
REPOSITORY = "https://github.com/example/casebook"


# -- the data -------------------------------------------------------------------------------------------------------


def test_the_form_asks_for_every_field_once() -> None:
    asked = [name for _, _, _, names in form.GROUPS for name in names]

    assert sorted(asked) == sorted(field.name for field in fields.CASE)


def test_every_code_of_the_form_can_be_explained(real: Corpus) -> None:
    data = json.loads(json.dumps(form.form_data(real)))

    assert set(data["codes"]) == {code.code for code in codes.CODES if code.form}
    assert {item["code"] for item in data["conditions"]} <= set(data["codes"])


@pytest.mark.parametrize(
    ("written", "source", "flags"),
    [
        (re.compile(r"\bab\w\Z"), form.ESCAPES["b"] + r"ab[\p{L}\p{N}_]$", "u"),
        (re.compile(r"[\w.-]\d", re.IGNORECASE), r"[\p{L}\p{N}_.-]\p{Nd}", "iu"),
        (re.compile(r"(?>a)b*+[\"'\-]"), r"""(?:a)b*["'\-]""", "u"),
    ],
)
def test_patterns_are_put_into_the_browsers_words(written: re.Pattern[str], source: str, flags: str) -> None:
    assert form.for_browser(written) == [source, flags]


def test_a_pattern_without_counterpart_is_refused() -> None:
    with pytest.raises(ValueError, match="no counterpart"):
        form.for_browser(re.compile(r"\Aab"))


@pytest.mark.parametrize(
    ("repository", "page"),
    [
        (None, []),
        ("javascript:alert(1)", []),
        (REPOSITORY + "/", [f"{REPOSITORY}/new/main/corpus/cases?filename=", "&value="]),
        (
            "https://gitlab.example.org/a/b.git",
            ["https://gitlab.example.org/a/b/-/new/main/corpus/cases?file_name=", "&file="],
        ),
    ],
)
def test_the_page_for_a_new_file_is_made_from_the_repository(repository: str | None, page: list[str]) -> None:
    assert form.new_page(repository, "main") == page


# -- in a browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def form_site(real: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that the form needs, with a repository named."""
    import dataclasses

    library = dataclasses.replace(real.library, repository=REPOSITORY)
    named = dataclasses.replace(real, library=library)
    out = tmp_path_factory.mktemp("form") / "site"
    wanted = ("add.html", "data/form.js", "static/theme.css", "static/logo.svg")
    site.write((page for page in site.pages(named) if page.path in wanted), out, library=library.id)
    return out


@pytest.fixture
def page(browser: Any, form_site: Path) -> Iterator[Any]:
    """The form, opened from disk; a script error, a warning of the policy or a request outwards fails."""
    context = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    opened, wrong = context.new_page(), []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: asked.url.startswith(("file:", "blob:")) or wrong.append(asked.url))
    opened.goto((form_site / "add.html").as_uri())
    opened.wait_for_selector("#form-root:not([hidden])")
    yield opened
    context.close()
    assert wrong == []


def as_draft(text: str, slug: str) -> tuple[dict[str, Any], reader.Draft] | None:
    """A case's text as the form would hold it, and as it is read; None where the form could not hold it."""
    draft, _ = reader.read_text(text, slug, f"{slug}.md")
    if draft is None or len({section.key for section in draft.sections} - {"", "?"}) != len(draft.sections):
        return None
    return {"slug": slug, "head": plain(draft.head), "body": {s.key: s.text for s in draft.sections}}, draft


def variations(real: Corpus) -> Iterator[str]:
    """Every example of a rule, some real cases, and real cases spoilt in ways that people spoil them."""
    for code in codes.CODES:
        if code.how == "text":
            yield from (code.applied(example) for example in (code.bad, code.good))
    chance = random.Random(7)
    texts = [(ROOT / case.path).read_text(encoding="utf-8") for case in real.cases]
    yield from texts[::10]
    said = [
        "Mr Jones.", "seven children ran.", "[^x]", "020 7946 0018", "été 3 girls", "Baby P", "<REQUIRED: x>",
        "Harbour Family Coaching failed.", "Harbour Family Coaching misled, the court ruled.[^audit-2020]",
    ]  # fmt: skip
    for _ in range(200):
        lines = chance.choice([EXAMPLE, EXAMPLE, chance.choice(texts)]).split("\n")
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(1, len(lines))
            lines[place] = chance.choice(
                [
                    re.sub(r": .*", ": ", lines[place]),
                    re.sub(r"\d", lambda _: str(chance.randrange(10)), lines[place]),
                    f"{lines[place]} {chance.choice(said)}",
                    lines[place].replace(chance.choice("aeio"), chance.choice(["é", "x", " ", "U"]), 1),
                ]
            )
        yield "\n".join(lines)


@pytest.mark.browser
def test_the_form_and_check_find_the_same_in_hundreds_of_drafts(page: Any, real: Corpus) -> None:
    page.evaluate("whatworks.given.form.taken = []")
    drafts, met = [], set()
    for number, text in enumerate(variations(real)):
        slug = ("Has_Capitals", "con", "a-good-name")[min(number, 2)]
        held = as_draft(text, slug)
        expected = {problem.code for problem in rules.check(held[1], real.vocabulary)} if held else {"C201"}
        if held and "C201" not in expected:
            drafts.append((held[0], expected, writer.canonical(held[1]) if not expected & {"C102", "C104"} else None))
            met |= expected
    found = page.evaluate(
        "drafts => drafts.map((one) => [whatworks.form.check(one).map((f) => f.code), whatworks.form.write(one)])",
        [draft for draft, _, _ in drafts],
    )

    between_cases = {"C401", "C402"}
    wrong = [
        (draft["slug"], expected ^ (set(codes_found) - between_cases))
        for (draft, expected, _), (codes_found, _) in zip(drafts, found, strict=True)
        if set(codes_found) - between_cases != expected
    ]
    assert wrong == []
    assert len(drafts) > 200
    in_a_file = {code.code for code in codes.CODES if code.form and code.how in ("text", "name")}
    assert in_a_file - met == set(), "a rule that no draft of this test breaks"
    written = [(text, file) for (_, _, text), (_, file) in zip(drafts, found, strict=True) if text is not None]
    assert [text for text, file in written if text != file] == [], "both write one canonical form"


def fill(page: Any, given: dict[str, Any], known: tuple[Field, ...], at: str = "f") -> None:
    """Enter a record through the controls that a person would use."""
    by_name = {field.name: field for field in known}
    for name, value in given.items():
        field, place = by_name[name], f"#{at}-{name}"
        if field.kind == "records":
            for number, record in enumerate(value):
                page.click(f"{place} > button.add")
                fill(page, record, field.of, f"{at}-{name}-{number}")
        elif field.kind == "verified":
            page.fill(f"{place}-date", value["date"])
            page.select_option(f"{place}-by", value["by"])
        elif field.kind == "source" or (field.kind == "key" and field.many):
            for key in value if isinstance(value, list) else [value]:
                page.check(f'{place} input[value="{key}"]')
        elif field.kind == "key":
            page.select_option(place, value)
        else:
            page.fill(place, ", ".join(value) if isinstance(value, list) else value)


def fill_example(page: Any) -> str:
    """Enter the example case and return its canonical text."""
    held = as_draft(EXAMPLE, codes.EXAMPLE_SLUG)
    assert held
    given, draft = held
    head = {name: value for name, value in given["head"].items() if value != []}
    order = [name for _, _, _, names in form.GROUPS for name in names]
    for part in page.locator("details.part").all():
        part.evaluate("(part) => { part.open = true; }")
    # Sources come first, as their names are offered from then on.
    for name in ["sources", *(name for name in order if name != "sources")]:
        if name in head:
            fill(page, {name: head[name]}, (BY_NAME[name],))
            page.wait_for_timeout(300 if name == "sources" else 0)
    for key, text in given["body"].items():
        page.fill(f"#f-body-{key}", text)
    page.fill("#f-slug", codes.EXAMPLE_SLUG)
    unwritten = [name for name, value in given["head"].items() if value == []]
    return re.sub(rf"^(?:{'|'.join(unwritten)}): \[\]\n", "", writer.canonical(draft), flags=re.M)


@pytest.mark.browser
def test_a_filled_form_gives_a_file_that_passes_check(page: Any, library_folder: Path) -> None:
    expected = fill_example(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Check and download the file").click()
    file = library_folder / "corpus" / "cases" / waiting.value.suggested_filename
    file.write_bytes(Path(waiting.value.path()).read_bytes())

    assert file.name == f"{codes.EXAMPLE_SLUG}.md"
    assert file.read_text(encoding="utf-8") == expected
    assert corpus.check(library_folder, [file]) == ([], 1)
    assert page.locator("#form-good").is_visible()
    assert "Family coaching in Anytown" in page.locator("#form-preview h3").inner_text()
    assert page.locator("#form-text").input_value() == expected
    address = page.locator("#form-page-link").get_attribute("href")
    assert address.startswith(f"{REPOSITORY}/new/main/corpus/cases?filename={codes.EXAMPLE_SLUG}.md&value=---%0Atitle")


@pytest.mark.browser
def test_a_text_too_long_for_an_address_is_to_be_pasted(page: Any) -> None:
    address = page.evaluate("whatworks.form.newPage('a-case', 'é'.repeat(3000))")

    assert address == {"href": f"{REPOSITORY}/new/main/corpus/cases?filename=a-case.md", "whole": False}


@pytest.mark.browser
def test_a_bad_form_shows_the_codes_of_check_and_leads_to_each_place(page: Any, real: Corpus) -> None:
    page.fill("#f-title", "Mrs Smith closes a home")
    page.fill("#f-country", "Norway, Atlantis")
    page.fill("#f-started", "last year")
    page.select_option("#f-result", "improved")
    page.fill("#f-body-happened", "Seven children ran away. It was noted.[^nothing]")
    page.get_by_role("button", name="Check and download the file").click()
    page.wait_for_timeout(400)
    shown = page.locator("#form-problems-list li").evaluate_all("items => items.map((item) => item.dataset.code)")
    draft, _ = reader.read_text(page.locator("#form-text").input_value(), "mrs-smith", "mrs-smith.md")

    assert draft
    assert set(shown) == {problem.code for problem in rules.check(draft, real.vocabulary)}
    assert {"C101", "C105", "C106", "C202", "C204", "C301", "C304", "PRIV01", "PRIV03"} <= set(shown)
    assert plain(draft.head.entries["country"]) == ["NO", "Atlantis"]
    assert page.evaluate("document.activeElement.id") == "form-problems"
    assert page.locator("#f-started").get_attribute("aria-invalid") == "true"
    assert "YYYY-MM-DD" in page.locator("#f-started-wrong").inner_text()
    page.locator("#form-problems-list a", has_text="Started").click()
    assert page.evaluate("document.activeElement.id") == "f-started"
    page.fill("#f-started", "2019")
    page.wait_for_selector("#f-started:not([aria-invalid])")


@pytest.mark.browser
def test_an_unfinished_form_gives_a_draft_with_slots(page: Any, library_folder: Path) -> None:
    page.fill("#f-title", "Coaching in Anytown")
    page.fill("#f-cost_note", "Cost not published: we looked in the council's papers.")
    page.get_by_role("button", name="Add to “sources”").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download it unfinished").click()
    file = library_folder / "corpus" / "cases" / waiting.value.suggested_filename
    file.write_bytes(Path(waiting.value.path()).read_bytes())
    problems, _ = corpus.check(library_folder, [file])

    assert {problem.severity for problem in problems} == {"hint"}
    assert "C110" in {problem.code for problem in problems}


@pytest.mark.browser
def test_what_is_written_stays_in_this_browser_until_it_is_cleared(page: Any, real: Corpus) -> None:
    key = f"whatworks:{real.library.id}:form"
    page.fill("#f-title", "Coaching in Anytown")
    page.check('#f-need input[value="edge-of-care"]')
    page.fill("#f-body-cost", "Nobody knows.")
    page.wait_for_function("(key) => (localStorage.getItem(key) || '').includes('Nobody knows')", arg=key)
    page.reload()

    assert page.input_value("#f-title") == "Coaching in Anytown"
    assert page.is_checked('#f-need input[value="edge-of-care"]')
    assert page.input_value("#f-body-cost") == "Nobody knows."
    clear = page.get_by_role("button", name="Clear what is saved on this computer")
    page.once("dialog", lambda asked: asked.dismiss())
    clear.click()
    assert page.input_value("#f-title") == "Coaching in Anytown", "it is asked first"
    page.once("dialog", lambda asked: asked.accept())
    clear.click()
    page.wait_for_timeout(400)
    assert page.evaluate("(key) => localStorage.getItem(key)", key) is None
    assert page.input_value("#f-title") == ""
    page.reload()
    assert page.input_value("#f-title") == ""


@pytest.mark.browser
def test_a_long_text_that_was_kept_is_there_on_the_next_visit(page: Any, real: Corpus) -> None:
    key, long = f"whatworks:{real.library.id}:form", "Nobody knows. " * 2000
    lines = "\n".join(f"question number {number}" for number in range(150))
    page.locator("details.part", has=page.locator("#f-asks")).evaluate("(part) => { part.open = true; }")
    page.fill("#f-asks", lines)
    page.fill("#f-body-cost", long)
    page.wait_for_function("(key) => (localStorage.getItem(key) || '').includes('Nobody knows')", arg=key)
    page.reload()

    assert page.input_value("#f-body-cost") == long
    assert page.input_value("#f-asks") == lines


@pytest.mark.browser
def test_one_stored_value_stands_for_a_list_of_one(page: Any, real: Corpus) -> None:
    head = {"title": "One", "country": "GB", "need": "edge-of-care", "sources": [{"id": "a"}]}
    stored = json.dumps({"version": 1, "slug": "one", "head": head, "body": {}})
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"whatworks:{real.library.id}:form", stored])
    page.reload()
    page.wait_for_selector("#form-root:not([hidden])")

    assert page.input_value("#f-country") == "GB"
    assert page.is_checked('#f-need input[value="edge-of-care"]')
    assert "country: [GB]" in page.locator("#form-text").input_value()


HOSTILE: tuple[Any, ...] = (
    "not json",
    "[]",
    {"version": 2, "head": {"title": "Other version"}},
    {"version": 1, "head": "x", "body": 7, "slug": []},
    {
        "version": 1,
        "head": {"__proto__": {"title": "x"}, "title": {"a": 1}, "sources": [[], 1, None], "need": {"0": "a"}},
    },
    {"version": 1, "slug": "x", "head": {"title": ["x"], "colour": "blue", "outcomes": [{"source": ["<b>"]}]}},
    {"version": 1, "head": {"country": "<b>", "need": "x", "outcomes": [{"source": "<b>"}], "setting": "x"}},
    {
        "version": 1,
        "slug": "<img src=x onerror=alert(1)>",
        "head": {
            "title": "<img src=x onerror=alert(1)>",
            "result": 'x"><script>alert(1)</script>',
            "sources": [{"id": "<svg onload=alert(1)>", "title": "<script>alert(1)</script>"}],
            "outcomes": [{"measure": "x", "verified": "yes"}],
        },
        "body": {"in-brief": "<img src=x onerror=alert(1)>", "constructor": "x"},
    },
)


@pytest.mark.browser
@pytest.mark.parametrize("stored", HOSTILE, ids=range(len(HOSTILE)))
def test_what_was_stored_is_not_trusted(page: Any, real: Corpus, stored: Any) -> None:
    text = stored if isinstance(stored, str) else json.dumps(stored)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [f"whatworks:{real.library.id}:form", text])
    page.reload()
    page.wait_for_selector("#form-root:not([hidden])")
    page.click("#form-check")

    assert page.locator("#case-form img, #case-form script, #form-preview img, #form-preview script").count() == 0
    assert page.evaluate("Object.prototype.title === undefined")
    assert page.input_value("#f-title") in ("", "<img src=x onerror=alert(1)>")


@pytest.mark.browser
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci`, or `make test` where npm is")
def test_axe_finds_nothing_in_the_form_with_its_mistakes(page: Any) -> None:
    for part in page.locator("details.part").all():
        part.evaluate("(part) => { part.open = true; }")
    for name in ("sources", "outcomes"):
        page.click(f"#f-{name} > button.add")
    page.fill("#f-sources-0-id", "audit-2020")
    page.fill("#f-title", "Mrs Smith closes a home")
    page.click("#form-check")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[width, scheme] = page.evaluate(AXE_CHECK)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert {place: said for place, said in found.items() if said} == {}


@pytest.mark.browser
def test_the_form_can_be_filled_by_keyboard_alone(page: Any) -> None:
    page.locator("#f-title").focus()
    page.keyboard.type("A title")
    page.keyboard.press("Tab")
    page.keyboard.type("A summary.")
    page.locator("#f-sources > button.add").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "f-sources-0-id"
    page.keyboard.type("one")
    assert page.input_value("#f-summary") == "A summary."
    page.locator("#f-sources-0 > button").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "add"


@pytest.mark.browser
def test_ticking_a_source_keeps_the_focus(page: Any) -> None:
    for part in page.locator("details.part").all():
        part.evaluate("(part) => { part.open = true; }")
    focused = "document.activeElement.type + ' ' + document.activeElement.value"
    for number, name in enumerate(("one", "two")):
        page.click("#f-sources > button.add")
        page.fill(f"#f-sources-{number}-id", name)
    page.click("#f-outcomes > button.add")
    page.wait_for_timeout(400)
    page.locator("#f-outcomes-0-source input").last.focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(400)
    assert page.evaluate(focused) == "checkbox two"

    page.fill("#f-sources-0-id", "another")
    page.locator("#f-outcomes-0-source input").last.focus()  # before the list is drawn anew
    page.wait_for_timeout(400)
    boxes = page.locator("#f-outcomes-0-source input")
    assert [box.input_value() for box in boxes.all()] == ["another", "two"]
    assert page.evaluate(focused) == "checkbox two" and boxes.last.is_checked()


@pytest.mark.browser
def test_where_a_script_fails_the_form_says_that_it_did_not_start(page: Any) -> None:
    assert page.locator("#form-starting").count() == 0, "it has started"
    opened = page.context.new_page()
    opened.route("**/static/form-fields.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    opened.goto(page.url)
    assert opened.locator("#form-starting").is_visible() and "reload the page" in opened.inner_text("#form-starting")
    assert not opened.locator("#form-root").is_visible()


@pytest.mark.browser
def test_without_javascript_the_form_says_what_to_do_instead(browser: Any, form_site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto((form_site / "add.html").as_uri())

    assert not opened.locator("#form-root").is_visible()
    assert "whatworks new" in opened.locator("noscript").inner_text()
    context.close()


def test_the_fairness_patterns_travel_whole(real: Corpus) -> None:
    data = form.form_data(real)

    assert data["mirrors"] == rules_fairness.MIRROR_HOSTS
    assert len(data["persons"]) + len(data["details"]) == 6
