"""What `check --fix` mends, what it leaves alone, and that everything else in the file stays byte for byte."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from indexer import codes, mending
from indexer.corpus import Corpus

Run = Callable[..., Result]
EXAMPLE = codes.EXAMPLE.read_text(encoding="utf-8")


def mended(real: Corpus, old: str, new: str) -> tuple[str, list[str]]:
    """The example with one text replaced, mended: the text that stands there then, and the codes of the mends."""
    assert EXAMPLE.count(old) == 1
    text, mends = mending.mend(EXAMPLE.replace(old, new), "some-case", "some-case.md", real.vocabulary)
    before, after = EXAMPLE.split(old)
    assert text.startswith(before) and text.endswith(after), "something else was changed"
    return text[len(before) : len(text) - len(after)], [mend.code for mend in mends]


@pytest.mark.parametrize(
    ("old", "new", "now", "code"),
    [
        ("result: mixed", "result: Mixed # as the auditor says", "result: mixed # as the auditor says", "C103"),
        ("kind: programme", 'kind: "Programme"', "kind: programme", "C103"),
        ("need: [edge-of-care]", "need: [edge_of_care]", "need: [edge-of-care]", "C103"),
        ("started: 2016-04", "started: 2016/4", "started: 2016-04", "C105"),
        ("started: 2016-04", "started: April 2016", "started: 2016-04", "C105"),
        ("added: 2026-01-15", "added: 15th January 2026  # day of entry", "added: 2026-01-15  # day of entry", "C105"),
        ("ages: 11-17", "ages: 11 to 17 years", "ages: 11-17", "C108"),
        ("country: GB", "country: United Kingdom", "country: GB", "C106"),
        ("region: GB-ENG", "region: gb-eng", "region: GB-ENG", "C107"),
        ("amount: 120000", "amount: £120,000", "amount: 120000", "C111"),
        ("amount: 120000", "amount: 100,000 to 120,000.50", "amount: 100000-120000.50", "C111"),
        ("currency: GBP", "currency: gbp", "currency: GBP", "C111"),
        (
            "url: https://example.org/audit",
            "url: <https://example.org/audit>",
            "url: https://example.org/audit",
            "C112",
        ),
        ("place: Anytown, an invented town", "Place: Anytown", "place: Anytown", "C102"),
        ("checked_by: automated", "checked-by: automated", "checked_by: automated", "C102"),
        ("ages: 11-17", "ages:  # not published", "# ages:  # not published", "C113"),
        ("place: Anytown, an invented town", "place: Anytown: a town", 'place: "Anytown: a town"', "C003"),
        ("## Would it work here?", "### Would it work here", "## Would it work here?", "C201"),
    ],
)
def test_what_means_one_thing_is_mended(real: Corpus, old: str, new: str, now: str, code: str) -> None:
    assert mended(real, old, new) == (now, [code])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("started: 2016-04", "started: 03/04/2016"),
        ("result: mixed", "result: success"),
        ("result: mixed", "result: mixd"),
        ("amount: 120000", "amount: $120,000"),
        ("amount: 120000", "amount: €120,000"),
        ("amount: 120000", "amount: about 120000"),
        ("ages: 11-17", "ages: 17 to 11"),
        ("ages: 11-17", "age: 11-17"),
        ("country: GB\n", "country: Atlantis\n"),
        ("checked_by: automated", "checked_by: person"),
        ("url: https://example.org/audit", "url: example.org/audit"),
        ("place: Anytown, an invented town", "place:"),
        ("## What it cost", "## Costs"),
        ("Coaches stayed.", "Mrs Smith stayed."),
    ],
)
def test_what_could_mean_two_things_is_left_alone(real: Corpus, old: str, new: str) -> None:
    assert mended(real, old, new) == (new, [])


def test_a_good_case_is_left_alone_whatever_its_line_ends(real: Corpus) -> None:
    for text in (EXAMPLE, EXAMPLE.replace("\n", "\r\n"), "\ufeff" + EXAMPLE):
        assert mending.mend(text, "some-case", "some-case.md", real.vocabulary) == (text, [])


def test_line_ends_comments_and_the_mark_of_the_encoding_stay(real: Corpus) -> None:
    good = "\ufeff" + EXAMPLE.replace("ages: 11-17", "ages: 11-17   # as  published").replace("\n", "\r\n")
    bad = good.replace("ages: 11-17", "ages: 11–17").replace("result: mixed", "result: Mixed")

    assert mending.mend(bad, "some-case", "some-case.md", real.vocabulary)[0] == good


def test_the_html_form_is_mended_too(real: Corpus) -> None:
    head, body = EXAMPLE.split("---\n", 2)[1:]
    parts = (part.split("\n", 1) for part in body.split("## ")[1:])
    sections = "".join(f"<h2>{heading}</h2><p>{text.strip()}</p>\n" for heading, text in parts)
    page = f'<script type="application/yaml" id="case">\n{head}</script>\n{sections}'.replace("[^", "&#91;^")
    bad = page.replace("ages: 11-17", "ages: 11 to 17")

    assert mending.mend(bad, "some-case", "some-case.html", real.vocabulary)[0] == page


def test_the_command_says_what_it_changed_and_keeps_rights(run: Run, library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"result: improved", b"result: Outcomes improved here"))
    path.chmod(0o640)
    done = run("check", "--fix", str(path), "--format", "json")

    assert path.read_bytes() == good
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "mended corpus/cases/kin-navigators.md:" in done.stderr and "C103" in done.stderr
    assert not [part for part in path.parent.iterdir() if part.name.endswith(".part")]


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    from indexer import whole_file

    path = tmp_path / "a.md"
    path.write_bytes(b"newer")

    assert whole_file.write(path, b"mended", instead_of=b"older") is False
    assert path.read_bytes() == b"newer"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize("value", [": " * 200_000 + '"', " " * 400_000 + "x", "1," * 200_000, "a" * 400_000])
def test_a_very_long_value_does_not_hold_it_up(real: Corpus, value: str) -> None:
    bad = EXAMPLE.replace("amount: 120000", f"amount: {value}").replace("ages: 11-17", f"ages: x{value}")

    assert mending.mend(bad, "some-case", "some-case.md", real.vocabulary)[0].count("amount: ") == 1


def test_the_library_option_takes_no_names(run: Run) -> None:
    run("check", "--library")
    assert "name none" in run("check", "--library", "corpus", code=2).stderr
