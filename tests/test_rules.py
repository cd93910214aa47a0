"""The rules: each mistake is reported once, with its line; good files give none."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from indexer import codes, reader, rules, rules_fairness, rules_shape
from indexer.corpus import Corpus
from indexer.problems import Problem

BROKEN = Path(__file__).parent / "broken"

EVERYTHING_WRONG = [
    (2, "C101", "'added' is missing"),
    (2, "C101", "'place' is missing"),
    (
        2,
        "C201",
        "headings are missing: What was done, How it was bought and run, What it cost, "
        "What made the difference, What to avoid, Would it work here?",
    ),
    (2, "C204", "the body has 16 words"),
    (3, "C109", "the summary has 62 words"),
    (8, "C106", "'England' is not a country code"),
    (9, "C107", "'US-NE' is not a region of England, GB"),
    (10, "C103", "'programm' is not allowed for 'kind'"),
    (11, "C103", "'edge-of-car' is not allowed for 'need'"),
    (12, "C113", "'service' is empty"),
    (13, "C108", "'17-11' is not a range of ages"),
    (14, "C102", "unknown field 'colour'"),
    (15, "C105", "'2016-13' is not a date"),
    (16, "C309", "the case still runs, but every stretch has ended"),
    (17, "C110", "a slot <REQUIRED: ...> is not filled"),
    (20, "C114", "the end 2016 is before the start 2018"),
    (25, "ADV01", "'negligent' is said of Harbour Homes Limited without an official or court source"),
    (25, "ADV01", "'negligent' is said of Harbour Homes Limited without saying who found it"),
    (26, "C308", "this stretch starts 2015, before the one above it"),
    (29, "C301", "nothing carries the result 'improved'"),
    (32, "C307", "a systematic review must say what it reviews"),
    (36, "C302", "no source has the id 'nowhere'"),
    (37, "C305", "the entry says a person checked it, this figure says a program did"),
    (40, "C111", "'£1,000' is not a plain number"),
    (41, "C111", "'pounds' is not a currency code"),
    (42, "C105", "'last year' is not a year"),
    (45, "C310", "`cashable` stands with a cost that is no saving"),
    (47, "C304", "the note on cost does not say so plainly"),
    (49, "C311", "`basis: source` names no source"),
    (50, "C104", "'pitfalls' must be a list"),
    (51, "C104", "'to_run_it' must hold fields"),
    (53, "PRIV01", "'Mrs Smith' looks like a person"),
    (53, "PRIV02", "'AB1 2CD' looks like a postcode"),
    (59, "C112", "'ftp://example.org' is not a web address"),
    (63, "C303", "the source id 'one' stands twice"),
    (66, "SRC-MIRROR", "scribd.com copies other people's documents or is no public address"),
    (70, "C203", "the source 'unused' is never cited"),
    (73, "PRIV02", "the address is an individual child's review"),
    (76, "C113", "'read_on' is empty"),
    (83, "C201", "there is text before the first heading"),
    (87, "C202", "the footnote [^missing] names no source"),
    (87, "PRIV03", "'Seven children' is a small count without a published source"),
    (93, "C201", "the heading 'The problem' is out of order"),
    (97, "C201", "the heading 'In brief' stands twice"),
    (101, "C201", "'Lessons' is not one of the nine headings"),
]

GOOD = Path(__file__).parent / "invented" / "corpus" / "cases" / "lead-agency-collapse.md"


def problems_of(text: str, corpus: Corpus, name: str = "some-case.md") -> list[Problem]:
    draft, found = reader.read_text(text, name.rsplit(".", 1)[0], name)
    return found if draft is None else [p for p in rules.check(draft, corpus.vocabulary) if p.code != "C204"]


def changed(corpus: Corpus, old: str, new: str) -> list[tuple[str, str]]:
    """The (code, severity) of the problems of a good case in which one text was replaced."""
    text = GOOD.read_text(encoding="utf-8")
    assert old in text
    return [(p.code, p.severity) for p in problems_of(text.replace(old, new), corpus)]


def test_a_file_wrong_in_every_way_gets_each_mistake_once(real: Corpus) -> None:
    path = BROKEN / "everything-wrong.md"
    draft, problems, _ = reader.read_file(path, "everything-wrong.md")

    assert draft is not None
    assert problems == []
    found = [(p.line, p.code, p.message) for p in rules.check(draft, real.vocabulary)]
    assert found == EVERYTHING_WRONG


def test_every_problem_has_a_remedy(real: Corpus) -> None:
    draft, _, _ = reader.read_file(BROKEN / "everything-wrong.md", "everything-wrong.md")

    assert draft is not None
    assert [p for p in rules.check(draft, real.vocabulary) if not p.fix] == []


def test_every_code_in_the_source_is_listed_and_the_other_way_round() -> None:
    import re

    import indexer

    folder = Path(indexer.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "codes.py")
    used = set(re.findall(r'"((?:C\d{3}|ADV\d\d|PRIV\d\d|SRC-[A-Z]+))"', text))
    assert used == {code.code for code in codes.CODES}


def test_every_rule_says_what_it_demands() -> None:
    assert [rule.__name__ for rule in rules.RULES if not inspect.getdoc(rule)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "C002"),
        ("no head at all", "C002"),
        ("---\ntitle: x\n", "C002"),
        ("---\ntitle: [x\n---\n", "C003"),
        ("---\ntitle: x\ntitle: y\n---\n", "C003"),
        ("---\na: &x [1]\nb: *x\n---\n", "C003"),
        ("---\n- a list\n---\n", "C003"),
        ("---\n" + "a:\n" + "".join("  " * n + "b:\n" for n in range(1, 20)) + "---\n", "C003"),
    ],
)
def test_a_broken_head_is_one_problem(real: Corpus, text: str, code: str) -> None:
    assert [problem.code for problem in problems_of(text, real)] == [code]


@pytest.mark.parametrize("name", ["Has Capitals", "under_score", "-dash", "con", "a" * 61, "umlaut-ä", "..", "a--b"])
def test_a_bad_file_name_is_refused(real: Corpus, name: str) -> None:
    draft, _ = reader.read_text(GOOD.read_text(encoding="utf-8"), name, f"{name}.md")

    assert draft is not None
    assert "C007" in [p.code for p in rules.check(draft, real.vocabulary)]


def test_a_slot_is_a_hint_while_the_entry_is_a_draft(real: Corpus) -> None:
    title = "title: A lead agency takes over foster care and hands it back"
    slot = 'title: "<REQUIRED: what happened>"'

    assert changed(real, title, slot) == [("C110", "error")]
    text = GOOD.read_text(encoding="utf-8").replace(title, slot).replace("review: published", "review: draft")
    assert [(p.code, p.severity) for p in problems_of(text, real)] == [("C110", "hint")]


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("The auditor found that Prairie Family Services had breached its contract.[^eval]", []),
        ("Prairie Family Services had breached its contract.[^eval]", ["ADV01"]),
        ("The auditor found that Prairie Family Services had breached its contract.", ["ADV01"]),
        ("The price was too low.", []),
        ("Prairie Family Services withdrew in 2012.", []),
        ("Prairie Family Services misled the state.", ["ADV01", "ADV01"]),
        ("The court ruled that Prairie Family Services misled the state.[^eval]", []),
        ("Critics called Prairie Family Services corrupt.[^eval]", ["ADV01"]),
        ("Plains Department failed, the auditor said.[^eval]", []),
    ],
)
def test_adverse_statements_are_attributed_and_officially_sourced(
    real: Corpus, sentence: str, codes: list[str]
) -> None:
    assert [code for code, _ in changed(real, "Something was done.", sentence)] == codes


def test_an_adverse_statement_on_press_alone_is_refused(real: Corpus) -> None:
    text = (
        GOOD.read_text(encoding="utf-8")
        .replace("kind: audit", "kind: press")
        .replace(
            "Something was done.", "The auditor found that Prairie Family Services had breached its contract.[^eval]"
        )
    )

    assert "ADV01" in [p.code for p in problems_of(text, real)]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Mr Jones chaired it.", "PRIV01"),
        ("Justice Smith ruled.", "PRIV01"),
        ("Prof. Jones found this.", "PRIV01"),
        ("Cllr Brown said so.", "PRIV01"),
        ("The case of Child AB led to it.", "PRIV01"),
        ("They lived at AB1 2CD.", "PRIV02"),
        ("The girl was born on a Monday.", "PRIV02"),
        ("Call +44 20 7946 0018.", "PRIV02"),
        ("One girl died.", "PRIV03"),
        ("It housed 4 young people.", "PRIV03"),
        ("The death of Baby P led to it.", "PRIV01"),
        ("Write to office@example.org.", "PRIV02"),
        ("Call 020 7946 0018 now.", "PRIV02"),
        ("Three girls were moved.", "PRIV03"),
    ],
)
def test_private_matters_are_refused(real: Corpus, sentence: str, code: str) -> None:
    assert [found for found, _ in changed(real, "Something was done.", sentence)] == [code]


@pytest.mark.parametrize(
    "sentence",
    [
        "Two children's homes were bought.",
        "About one in four children returned.",
        "Children under five were left out.",
        "It cost £1,200 in 2012-2014 and 45 families took part.",
        "Three girls were moved, the report says.[^eval]",
        "The Youth Justice Board and the Ministry of Justice paid.",
        "The County Justice Restoration Project began.",
        "A doctor, a judge and Lord knows who took part.",
        "The home at 12 to 14 places was full in 2012 and 2013.",
        "Group A and Group B were compared.",
        "Fewer than ten girls were moved.",
    ],
)
def test_harmless_sentences_pass(real: Corpus, sentence: str) -> None:
    assert changed(real, "Something was done.", sentence) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://www.scribd.com/document/1", "SRC-MIRROR"),
        ("https://vdocuments.us/x", "SRC-MIRROR"),
        ("https://staging.example.org/x", "SRC-MIRROR"),
        ("https://web.archive.org/web/2020/https://example.org", "SRC-MIRROR"),
        ("https://www.slideshare.net/x", "SRC-MIRROR"),
        ("https://docplayer.net/1", "SRC-MIRROR"),
        ("http://dev.example.org/report", "SRC-MIRROR"),
        ("https://example.org@scribd.com/", "C112"),
        ("javascript:alert(1)", "C112"),
        ("https://", "C112"),
        ("https://user@example.org/", "C112"),
        ("https://example.org/a b", "C112"),
    ],
)
def test_source_addresses(real: Corpus, address: str, code: str) -> None:
    assert (code, "error") in changed(real, "https://example.org/report", f'"{address}"')


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/scribd.com",
        "https://www.gov.uk/staging",
        "http://example.org:8080/a?b=c#d",
        "https://exämple.org",
    ],
)
def test_publishers_addresses_pass(real: Corpus, address: str) -> None:
    assert changed(real, "https://example.org/report", f'"{address}"') == []


def test_did_you_mean_works_on_labels_and_keys(real: Corpus) -> None:
    text = GOOD.read_text(encoding="utf-8")
    by_key = problems_of(text.replace("result: not-delivered", "result: not-deliverd"), real)
    by_label = problems_of(text.replace("result: not-delivered", "result: Not delivered as planned"), real)

    assert {p.fix for p in [*by_key, *by_label]} == {"did you mean not-delivered?"}


def test_the_html_form_reads_into_the_same_case(real: Corpus) -> None:
    from indexer import assemble

    markdown, _ = reader.read_text(GOOD.read_text(encoding="utf-8"), "lead", "lead.md")
    assert markdown is not None
    head, body = GOOD.read_text(encoding="utf-8").split("---\n", 2)[1:]
    linked = body.replace("[^eval]", '<a href="#source-eval">1</a>')
    parts = (part.split("\n", 1) for part in linked.split("## ")[1:])
    sections = "".join(f"<h2>{heading}</h2><p>{text.strip()}</p>" for heading, text in parts)
    page = f'<script type="application/yaml" id="case">\n{head}</script>\n{sections}'
    html, problems = reader.read_text(page, "lead", "lead.html")

    assert problems == []
    assert html is not None
    assert [p for p in rules.check(html, real.vocabulary) if p.code != "C204"] == []
    one, other = assemble.case(markdown), assemble.case(html)
    assert [(s.key, s.text.strip()) for s in one.sections] == [(s.key, s.text.strip()) for s in other.sections]
    assert one.outcomes == other.outcomes
    assert one.arrangement == other.arrangement


def test_blocks_and_cells_of_the_html_form_stay_apart() -> None:
    head = GOOD.read_text(encoding="utf-8").split("---\n", 2)[1]
    body = (
        "<h2>In brief</h2><p>Leeds<br>Bradford</p><div><p>One.</p> <p>Two.</p></div>"
        "<ul><li>First</li><li><p>Second</p></li></ul><table><tr><td>ten</td><td>20</td></tr></table>"
    )
    page = f'<script type="application/yaml" id="case">\n{head}</script>\n{body}'
    draft, _ = reader.read_text(page, "lead", "lead.html")

    assert draft is not None
    assert draft.sections[0].text == "Leeds\nBradford\n\nOne.\n\nTwo.\n\n- First\n- Second\n\nten; 20"


def test_shape_and_fairness_are_among_the_rules() -> None:
    assert rules_shape.shape in rules.RULES
    assert rules_fairness.adverse_statements in rules.RULES
