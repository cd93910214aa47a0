"""What comes in: an own export unchanged, other collections by a map, references as sources; nothing half-written."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer import codes, corpus, mapping, reader, reading, references, writer
from indexer.errors import IntakeRefused
from whatworks import main

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]
EXAMPLE = codes.EXAMPLE.read_text(encoding="utf-8")


def whatworks(folder: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["--library", str(folder), *arguments])
    assert result.exit_code == code, f"{arguments}: {result.output}\n{result.exception!r}"
    return result


def canonical(folder: Path) -> dict[str, str]:
    """The canonical text of every case file that can be read, by its place; others as they are."""
    texts = {}
    for path in reading.files(folder / "corpus"):
        draft, _, data = reader.read_file(path, path.name)
        name = f"{path.parent.name}/{path.stem}"
        texts[name] = writer.canonical(draft) if draft else data.decode("utf-8", "surrogateescape")
    return texts


def as_files(folder: Path) -> dict[str, str]:
    return {
        f"{path.parent.name}/{path.stem}": path.read_bytes().decode("utf-8", "surrogateescape")
        for path in reading.files(folder / "corpus")
    }


# -- out and in again -----------------------------------------------------------------------------------------------


@pytest.fixture
def odd(library_folder: Path) -> Path:
    """A library with a draft, a private case, an HTML case, and files that cannot be read."""
    cases, local = library_folder / "corpus" / "cases", library_folder / "corpus" / "local"
    local.mkdir()
    local.joinpath("our-own.md").write_text(EXAMPLE, encoding="utf-8")
    spoilt = EXAMPLE.replace("ages: 11-17", 'colour: {a: [b, "c: d"]}\nages:').replace(
        "## In brief", "Before.\n\n## Brief"
    )
    cases.joinpath("a-draft.md").write_text(spoilt.replace("review: published", "review: draft"), encoding="utf-8")
    cases.joinpath("no-head.md").write_text("No head at all: é\n", encoding="utf-8")
    cases.joinpath("other-encoding.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    head, body = EXAMPLE.split("---\n", 2)[1:]
    parts = (part.split("\n", 1) for part in body.split("## ")[1:])
    sections = "".join(f"<h2>{heading}</h2><p>{text.strip()}</p>\n" for heading, text in parts)
    page = f'<script type="application/yaml" id="case">\n{head}</script>\n{sections}'
    cases.joinpath("a-page.html").write_text(page, encoding="utf-8")
    return library_folder


def begin(folder: Path) -> None:
    """Start a library and take out its example and its questions."""
    whatworks(folder.parent, "init", str(folder))
    for path in (*(folder / "corpus" / "cases").iterdir(), folder / "corpus" / "questions.yaml"):
        path.unlink()


def test_an_export_comes_back_as_the_same_library_byte_for_byte(odd: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "all.json", tmp_path / "again.json"
    whatworks(odd, "export", "--include-local", "--out", str(out))
    other = tmp_path / "other"
    begin(other)
    done = whatworks(other, "import", str(out), "--overwrite")

    assert "14 written" in done.stderr or "15 written" in done.stderr, done.stderr
    assert as_files(other) == canonical(odd)
    for name in ("library.toml", "vocabulary.yaml"):
        assert (other / "corpus" / name).read_bytes() == (odd / "corpus" / name).read_bytes()
    whatworks(other, "export", "--include-local", "--out", str(again))
    assert exported(again) == exported(out)
    assert "written" not in whatworks(other, "import", str(again)).stderr


def exported(path: Path) -> dict[str, Any]:
    """An export without what is derived, and without the guide that `init` writes."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["files"].pop("README.md", None)
    for case in whole["cases"]:
        case.pop("derived", None)
    return dict(whole)


def test_the_real_library_comes_back_byte_for_byte(tmp_path: Path) -> None:
    out, other = tmp_path / "all.json", tmp_path / "other"
    whatworks(ROOT, "export", "--out", str(out))
    begin(other)
    whatworks(other, "import", str(out), "--overwrite")
    there = {name: text for name, text in canonical(ROOT).items() if name.startswith("cases/")}

    assert len(there) > 150
    assert as_files(other) == there
    for path in (ROOT / "corpus").glob("*.*"):
        assert (other / "corpus" / path.name).read_bytes() == path.read_bytes()


def test_into_the_library_it_came_from_an_export_changes_nothing(odd: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "all.json", as_files(odd)
    whatworks(odd, "export", "--include-local", "--out", str(out))
    done = whatworks(odd, "import", str(out))

    assert as_files(odd) == before
    assert "written" not in done.stderr and "unchanged" in done.stderr


def test_private_cases_leave_only_when_asked(odd: Path) -> None:
    for form in ("json", "csv", "ris"):
        assert "our-own" not in whatworks(odd, "export", "--format", form).stdout
        assert "our-own" in whatworks(odd, "export", "--format", form, "--include-local").stdout


GOOD = {"slug": "a-case", "head": {"title": "A"}, "body": [["In brief", "Text."]]}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"format_version": 2},
        {"cases": "x"},
        {"cases": [1]},
        {"cases": [{**GOOD, "slug": "../../outside"}]},
        {"cases": [{**GOOD, "slug": "/etc/x"}]},
        {"cases": [{**GOOD, "slug": "con"}]},
        {"cases": [{**GOOD, "slug": "a" * 61}]},
        {"cases": [{"slug": "a", "file": "..\\x.md", "text": ""}]},
        {"cases": [{"slug": "a", "file": "a.py", "text": ""}]},
        {"cases": [{"slug": "a", "base64": "%%%"}]},
        {"cases": [{**GOOD, "head": {"title": 1}}]},
        {"cases": [{**GOOD, "head": {"a": {"a": {"a": {"a": {"a": {"a": {"a": "b"}}}}}}}}]},
        {"files": {"../library.toml": "x"}},
        {"files": {"library.toml": 7}},
        {"files": {"evil.py": "x"}},
    ],
    ids=range(15),
)
def test_a_spoilt_export_is_refused_and_nothing_is_written(run: Run, library_folder: Path, spoilt: Any) -> None:
    before = as_files(library_folder)
    path = library_folder / "export.json"
    path.write_text(json.dumps({"format_version": 1, "cases": [GOOD], **spoilt}), encoding="utf-8")
    said = run("import", str(path), "--overwrite", code=1).stderr

    assert said.startswith("Error: ") and "To mend it:" in said
    assert as_files(library_folder) == before
    assert not [entry.name for entry in library_folder.parent.iterdir() if entry.name == "outside.md"]


def test_a_file_that_says_something_else_stays_until_it_may_be_overwritten(run: Run, library_folder: Path) -> None:
    path, file = library_folder / "export.json", library_folder / "corpus" / "cases" / "kin-navigators.md"
    run("export", "--out", str(path))
    file.write_text(file.read_text("utf-8").replace("## In brief", "<!-- mine -->\n## In brief"), encoding="utf-8")
    changed = file.read_bytes()

    assert "says something else" in run("import", str(path), code=1).stderr
    assert file.read_bytes() == changed
    assert "1 would be written" in run("import", str(path), "--overwrite", "--dry-run").stderr
    assert file.read_bytes() == changed
    run("import", str(path), "--overwrite")
    assert file.read_bytes() != changed


def test_a_link_that_leads_out_is_left_alone(run: Run, library_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "outside.md"
    target.write_text("mine", encoding="utf-8")
    path = library_folder / "export.json"
    path.write_text(json.dumps({"format_version": 1, "cases": [GOOD]}), encoding="utf-8")
    (library_folder / "corpus" / "cases" / "a-case.md").symlink_to(target)
    run("import", str(path), "--overwrite", code=1)

    assert target.read_text(encoding="utf-8") == "mine"


# -- records by a map -----------------------------------------------------------------------------------------------

MAP = """
format = 1
slug = "{Name} {Place}"
[keep]
Field = ["Family", "Youth"]
[head]
title = "{Name} in {Place}"
summary = { from = "Text", words = 5 }
country = { from = "Country" }
place = "{Place}"
kind = "programme"
need = { from = "Needs", split = ";" }
service = { from = "Field", map = { Family = "family-support" }, others = "early-help" }
ages = { from = "Ages", find = "[0-9]+ to [0-9]+" }
started = { from = ["Began", "Signed"] }
status = { from = "State", map = { Over = "ended" }, default = "not-known" }
result = "not-known"
cost_note = "Cost not published: the data set has none."
[[head.arrangement]]
from = { from = "Began" }
delivery = "charity"
provider = "{Who}"
[[head.costs]]
only_with = "Price"
what = "unit"
amount = "{Price}"
currency = "GBP"
price_year = { from = "Began", find = "[0-9]{4}" }
price_year_basis = "assumed"
basis = "actual"
source = ["set"]
[[head.sources]]
id = "set"
title = "The data set, record {Id}"
publisher = "Somebody"
kind = "register"
read = "full"
read_on = "{today}"
[body]
in-brief = "{Text}"
"""
ROWS = [
    {"Id": "1", "Name": "Øst Hjelp", "Place": "Bergen", "Country": "Norway", "Field": "Family", "Began": "3 May 2011",
     "Signed": "", "State": "Over", "Needs": "Edge of care;abuse_and_neglect", "Ages": "Between 11 to 17 years",
     "Text": "One two three four five six.", "Who": "Hjelp", "Price": ""},
    {"Id": "2", "Name": "Øst Hjelp", "Place": "Bergen", "Country": "NO", "Field": "Youth", "Began": "",
     "Signed": "2012", "State": "", "Needs": "", "Ages": "", "Text": "## Not a heading", "Who": "", "Price": ""},
    {"Id": "3", "Name": "Left", "Place": "Out", "Country": "NO", "Field": "Roads", "Began": "2012"},
]  # fmt: skip


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A map that uses all that a map can say."""
    path = tmp_path / "map.toml"
    path.write_text(MAP, encoding="utf-8")
    return path


def written(form: str, folder: Path) -> Path:
    """The rows in one of the forms that can be imported."""
    path = folder / f"rows.{form}"
    if form.startswith("csv"):
        mark = ";" if form == "csv" else "\t"
        path = folder / "rows.csv"
        cell = lambda text: '"' + str(text).replace('"', '""') + '"'  # noqa: E731
        lines = [mark.join(map(cell, ROWS[0]))]
        lines += [mark.join(cell(row.get(name, "")) for name in ROWS[0]) for row in ROWS]
        path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    elif form == "json":
        path.write_text(json.dumps({"records": ROWS}), encoding="utf-8")
    else:
        text = "\n".join(json.dumps(row) for row in ROWS).encode()
        path.write_bytes(gzip.compress(text) if form.endswith(".gz") else text)
    return path


@pytest.mark.parametrize("form", ["csv", "csv-tab", "json", "jsonl", "jsonl.gz"])
def test_records_become_drafts_by_a_map(form: str, run: Run, library_folder: Path, given: Path, tmp_path: Path) -> None:
    done = run("import", str(written(form, tmp_path)), "--map", str(given))
    cases = library_folder / "corpus" / "cases"
    first = (cases / "ost-hjelp-bergen.md").read_text(encoding="utf-8")
    second = (cases / "ost-hjelp-bergen-2.md").read_text(encoding="utf-8")

    assert "2 written, 1 passed over by the map" in done.stderr
    for line in (
        "title: Øst Hjelp in Bergen",
        "summary: One two three four five ...",
        "country: [NO]",
        "service: [family-support]",
        "ages: 11-17",
        "started: 2011-05-03",
        "status: ended",
        "review: draft",
        "checked_by: automated",
        "  - from: 2011-05-03",
    ):
        assert f"\n{line}\n" in first, line
    assert "need: [edge-of-care, abuse-and-neglect]" in first
    assert "costs:" not in first and "costs:" not in second
    assert "\nstarted: 2012\n" in second and "\nstatus: not-known\n" in second and "arrangement:" not in second
    assert "\nneed: [" in second and "<REQUIRED: " in second
    assert "\n\\## Not a heading\n" in second
    problems, _ = corpus.check(library_folder, [cases / "ost-hjelp-bergen-2.md"])
    assert {problem.severity for problem in problems} == {"hint"}


def test_a_record_with_errors_is_named_and_left_out_unless_it_may_come(
    run: Run, library_folder: Path, given: Path, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    bad = {**ROWS[1], "Name": "Bad", "Country": "Atlantis"}
    path.write_text(f"{json.dumps(ROWS[1])}\n\n{json.dumps(bad)}\n", encoding="utf-8")
    done = run("import", str(path), "--map", str(given), code=1)

    assert "rows.jsonl:3: C106 bad-bergen:" in done.stdout
    assert "1 written, 1 left out" in done.stderr
    assert not (library_folder / "corpus" / "cases" / "bad-bergen.md").exists()
    run("import", str(path), "--map", str(given), "--faulty", "--private")
    assert (library_folder / "corpus" / "local" / "bad-bergen.md").exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a"\n', ":2: this is not JSON"),
        ("a.jsonl", b"[1]\n", ":1: a record must be"),
        ("a.json", b"{", "this is not JSON"),
        ("a.json", b"[" * 100_000, "this is not JSON"),
        ("a.csv", b"a,b\n1,2,3\n", ":2: this row has more cells"),
        ("a.csv", b'a,b\n"1,2\n', "this is not CSV"),
        ("a.csv", "a,b\ncaf\xe9,2\n".encode("latin-1"), ":2: it is not UTF-8"),
        ("a.jsonl.gz", b"no gzip", "it cannot be read"),
        ("a.jsonl.gz", gzip.compress(b"x" * 1000, mtime=0)[:-9], "it cannot be read"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}' * 90, mtime=0)[:14] + b"\xff" * 40, "it cannot be read"),
        ("a.json", b"42", "it holds one value"),
        ("a.xlsx", b"PK", "nothing here can be imported"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence_with_its_line(
    run: Run, given: Path, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    answer = run("import", str(path), "--map", str(given), code=1).stderr

    assert said in answer and answer.count("Error: ") == 1 and "To mend it:" in answer


def test_a_packed_file_that_swells_is_refused(
    run: Run, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.intake.MAX_BYTES", 10_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 1_000_000))

    assert "more than 10,000 bytes" in run("import", str(path), "--map", str(given), code=1).stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "`format = 1`"),
        ("[keep]", "[keeep]\n[keep]", "did you mean 'keep'?"),
        ("place =", "plaze =", "did you mean 'place'?"),
        ('provider = "{Who}"', 'providr = "x"', "did you mean 'provider'?"),
        ('split = ";"', 'spilt = ";"', "did you mean 'split'?"),
        ("words = 5", 'words = "five"', "wrong kind"),
        ("[0-9]+ to", "([0-9]+ to", "the pattern under `find`"),
        ("[[head.arrangement]]", "[head.arrangement]", "must be a list"),
        ("in-brief =", "brief =", "did you mean 'in-brief'?"),
        ('result = "not-known"', 'result = "not-known"\nreview = "published"', "a map cannot publish"),
        ("[head]", "[head", "the map cannot be read"),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused(given: Path, old: str, new: str, said: str) -> None:
    given.write_text(MAP.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(IntakeRefused) as failure:
        mapping.load(given)
    assert said in failure.value.message + failure.value.remedy


def test_records_without_a_map_are_refused(run: Run, tmp_path: Path) -> None:
    assert "--map" in run("import", str(written("csv", tmp_path)), code=1).stderr


COLLECTION = Path(os.environ.get("WHATWORKS_COLLECTIONS", "no-such-folder")) / "loads" / "indigo_impact_bonds"


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="WHATWORKS_COLLECTIONS has no loads/indigo_impact_bonds")
def test_three_hundred_outcomes_contracts_come_in_by_the_example_map(run: Run, library_folder: Path) -> None:
    before = len(reading.files(library_folder / "corpus"))
    example = ROOT / "corpus" / "maps" / "impact-bonds.toml"
    run("import", str(COLLECTION), "--map", str(example), "--faulty", "--private")
    files = reading.files(library_folder / "corpus")
    problems, _ = corpus.check(library_folder, [path for path in files if path.parent.name == "local"])

    assert len(files) - before == 319
    assert len({problem.path for problem in problems if problem.severity == "error"}) <= 5


def test_the_example_map_can_be_followed() -> None:
    assert mapping.load(ROOT / "corpus" / "maps" / "impact-bonds.toml").keep


# -- references -----------------------------------------------------------------------------------------------------

RIS = """TY  - JOUR
AU  - Ødegård, Anna
TI  - Kinship care in Norway
JO  - A Journal
PY  - 2019/03/01
DO  - 10.1000/xyz
ER  -

TY  - RPRT
TI  - Value for money: an audit
PB  - Example Audit Office
PY  - 2020
UR  - https://example.org/audit/
ER  -
"""
BIBTEX = """@article{key1, title = {Kinship care in {N}orway}, author = {{\\O}deg{\\aa}rd, Anna and Other, B.},
  journal = "A Journal", year = 2019, doi = {10.1000/xyz}}
@techreport{key2, title = {Value for money}, institution = {Example Audit Office}, year = {2020},
  url = {https://example.org/audit}}
"""


@pytest.mark.parametrize(("name", "text"), [("a.ris", RIS), ("a.bib", BIBTEX)])
def test_references_are_printed_as_sources_with_slots_for_what_nobody_has_read(
    name: str, text: str, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    shown = run("import", str(path)).stdout
    draft, problems = reader.read_text(f"---\n{shown}---\n", "x", "x.md")

    assert draft, problems
    first, second = draft.head.maps("sources")
    assert first.text("title") == "Kinship care in Norway"
    assert (first.text("publisher"), first.text("year"), first.text("kind")) == ("A Journal", "2019", "journal")
    assert first.text("url") == "https://doi.org/10.1000/xyz"
    assert "<REQUIRED:" in (first.text("read") or "") and "<REQUIRED:" in (second.text("kind") or "")
    assert second.text("id") == "example-audit-office-2020"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_references_go_below_a_cases_own_sources_and_nothing_else_changes(
    end: str, run: Run, library_folder: Path, tmp_path: Path
) -> None:
    file = library_folder / "corpus" / "cases" / "coaching.md"
    before = EXAMPLE.replace("review: published", "# read again in spring\nreview: published").replace("\n", end)
    file.write_text(before, encoding="utf-8", newline="")
    path = tmp_path / "a.ris"
    path.write_text(RIS, encoding="utf-8")
    done = run("import", str(path), "--into", "coaching")
    after = file.read_bytes().decode("utf-8")
    start = next(n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    added = after[start : start + len(after) - len(before)]

    assert "1 sources added to coaching" in done.stderr, "the audit is among its sources already"
    assert after.replace(added, "", 1) == before
    assert "Kinship care in Norway" in added and "Value for money" not in added
    assert (end == "\r\n") == ("\r\n" in added)
    assert run("import", str(path), "--into", "coaching").stderr.startswith("0 sources")
    assert file.read_bytes().decode("utf-8") == after


@pytest.mark.parametrize("between", ["", "\n", "# the best first\n"])
def test_references_follow_the_indent_of_the_sources_there(between: str) -> None:
    head, body = EXAMPLE.split("sources:\n", 1)
    listed, rest = re.split(r"(?m)^(?=\S)", body, maxsplit=1)
    text = head + "sources:\n" + between + re.sub(r"(?m)^", "  ", listed).rstrip(" ") + rest
    added = {"id": "new-2020", "title": "New", "url": "https://example.org/new"}
    made, ids = references.with_sources(Path("x.md"), text, [added])

    draft, problems = reader.read_text(made, "x", "x.md")
    assert ids == ["new-2020"] and not problems and draft is not None
    assert [source.text("id") for source in draft.head.maps("sources")][-1] == "new-2020"


def test_references_never_cost_a_case_a_letter(run: Run, library_folder: Path, tmp_path: Path) -> None:
    references_there = tmp_path / "x.ris"
    references_there.write_text("TY  - RPRT\nTI  - A report\nUR  - https://example.org/r\nER  - \n", encoding="utf-8")
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    good = path.read_bytes()
    assert "would be added" in run("import", str(references_there), "--into", path.stem, "--dry-run").stderr
    assert path.read_bytes() == good
    path.write_bytes(good.replace(b"Haste.", "Søster.".encode("cp1252")))
    spoilt = path.read_bytes()
    assert "not UTF-8" in run("import", str(references_there), "--into", path.stem, code=1).stderr
    assert path.read_bytes() == spoilt


def test_into_takes_references_alone(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "records.csv"
    table.write_text("title\nOne\n", encoding="utf-8")
    assert "holds no references" in run("import", str(table), "--into", "kin-navigators", code=2).stderr


def test_references_go_into_a_head_without_sources() -> None:
    text = EXAMPLE.split("sources:")[0] + "review: draft\n---\n\n## In brief\n"
    new, ids = references.with_sources(Path("x.md"), text, references.read_ris(Path("a.ris"), RIS))
    draft, _ = reader.read_text(new, "x", "x.md")

    assert draft
    assert [source.text("id") for source in draft.head.maps("sources")] == ids


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.bib", "@article{key, title = {never closed", "cannot be read as BibTeX"),
        ("a.bib", "nothing here", "holds no reference"),
        ("a.ris", "nothing here", "a.ris"),
    ],
)
def test_references_that_cannot_be_read_are_refused(name: str, text: str, said: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    assert said in run("import", str(path), code=1).stderr


def test_an_unknown_case_gets_the_nearest_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    path.write_text(RIS, encoding="utf-8")

    assert "kin-navigators" in run("import", str(path), "--into", "kin-navigator", code=1).stderr


def test_the_canonical_form_is_a_fixed_point_for_hostile_texts() -> None:
    hostile = ["", " ", "NO", "- a", "a: b", "a #b", "'", '"', "\\", "{a}", "[a]", "*a", "&a", "!a", "a:", "£1", "1\n2",
               "\u2028", "\x00", "\x85", "\ufeff", "😀", "---", "...", "null", "a\tb", "(a) b: c"]  # fmt: skip
    head = {"title": "x", "also_known_as": [text for text in hostile if text.strip()], "terms": {"lots": "a: b"}}
    head |= {f"x{number}": text for number, text in enumerate(hostile)}
    text = writer.case_text(head, [("In brief", "## a\n\n--- \r\nb"), ("The problem", "")])
    draft, problems = reader.read_text(text, "x", "x.md")

    assert draft, problems
    assert writer.canonical(draft) == text
    assert [draft.head.text(f"x{n}") or "" for n in range(len(hostile))] == [one.strip() for one in hostile]


def test_taking_in_twice_is_the_same_as_once(odd: Path, tmp_path: Path) -> None:
    shutil.copytree(odd, tmp_path / "copy")
    out = tmp_path / "all.json"
    whatworks(odd, "export", "--out", str(out))
    for _ in range(2):
        whatworks(tmp_path / "copy", "import", str(out))
    assert as_files(tmp_path / "copy") == as_files(odd)
