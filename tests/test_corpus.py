"""The corpus: the real one is sound, and a bad file never hides the good ones."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from indexer import corpus as corpora
from indexer import evidence, finding, reading, stats
from indexer.corpus import Corpus
from indexer.errors import CorpusInvalid, CorpusNotFound, EmptyCorpus
from indexer.problems import errors

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def test_the_real_corpus_has_no_errors_and_keeps_its_floors() -> None:
    problems, count = corpora.check(ROOT, floors=True)

    assert errors(problems) == []
    assert count >= 24


def test_nobody_is_said_to_have_checked_what_a_program_checked(real: Corpus) -> None:
    by_person = [case.slug for case in real.cases if case.checked_by == "person"]
    figures = [(case.slug, f.verified.by) for case in real.cases for f in (*case.outcomes, *case.costs) if f.verified]

    assert [slug for slug, by in figures if by == "person" and slug not in by_person] == []


def test_every_law_and_question_of_the_real_corpus_is_used(real: Corpus) -> None:
    assert [q.key for q in real.questions if not any(q.covers(case) for case in real.cases)] == []
    assert len({q.key for q in real.questions}) == len(real.questions)
    assert [law.key for law in real.laws if not law.source_url.startswith("http")] == []


def test_good_cases_load_beside_bad_ones(library_folder: Path) -> None:
    cases = library_folder / "corpus" / "cases"
    (cases / "not-utf8.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (cases / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (cases / "unknown-key.md").write_text("---\ncolour: blue\n---\n", encoding="utf-8")
    found, problems = corpora.load(library_folder)

    assert len(found.cases) == 8
    assert {problem.path for problem in errors(problems)} == {
        f"corpus/cases/{name}.md" for name in ("not-utf8", "broken", "unknown-key")
    }


def test_names_that_differ_only_in_case_or_ending_are_doubles(library_folder: Path) -> None:
    cases = library_folder / "corpus" / "cases"
    page = (cases / "kin-navigators.md").read_text(encoding="utf-8")
    (cases / "another.md").write_text(page.replace("country: US", "aliases: [kin-navigators]\ncountry: US"), "utf-8")
    found, problems = corpora.load(library_folder)

    assert len(found.cases) == 8
    assert [problem.code for problem in errors(problems)] == ["C401"]


def test_a_dangling_related_case_is_named(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("country: US", "related: [kin-navigator]\ncountry: US"), "utf-8")
    _, problems = corpora.load(library_folder)

    assert [(p.code, p.fix) for p in errors(problems)] == [("C402", "did you mean 'kin-navigators'?")]


def test_drafts_are_left_out_unless_asked_for(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.write_text(path.read_text("utf-8").replace("review: published", "review: draft"), "utf-8")

    assert len(corpora.load(library_folder)[0].cases) == 7
    assert len(corpora.load(library_folder, drafts=True)[0].cases) == 8


def test_private_cases_are_marked_and_can_be_left_out(library_folder: Path) -> None:
    local = library_folder / "corpus" / "local"
    local.mkdir()
    source = library_folder / "corpus" / "cases" / "kin-navigators.md"
    (local / "our-own.md").write_text(source.read_text("utf-8"), "utf-8")

    assert [c.slug for c in corpora.load(library_folder)[0].cases if c.private] == ["our-own"]
    assert "our-own" not in corpora.load(library_folder, local=False)[0].by_slug


def test_a_link_out_of_the_corpus_is_not_followed(library_folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("secret", encoding="utf-8")
    (library_folder / "corpus" / "cases" / "link.md").symlink_to(outside)

    assert "link" not in [path.stem for path in reading.files(library_folder / "corpus")]


def test_no_corpus_an_empty_one_and_broken_settings_are_said(tmp_path: Path, library_folder: Path) -> None:
    with pytest.raises(CorpusNotFound, match="No library found"):
        finding.find(tmp_path / "nowhere")
    for path in (library_folder / "corpus" / "cases").iterdir():
        path.unlink()
    with pytest.raises(EmptyCorpus):
        corpora.load(library_folder)
    (library_folder / "corpus" / "library.toml").write_text("format = 1\ncolor = 3\n", encoding="utf-8")
    with pytest.raises(CorpusInvalid, match="'id' is missing"):
        corpora.load(library_folder)


def test_a_folder_with_the_name_of_a_case_is_a_problem_and_not_a_crash(library_folder: Path) -> None:
    (library_folder / "corpus" / "cases" / "folder.md").mkdir()

    found, problems = corpora.load(library_folder)
    assert [p.code for p in problems if "folder.md" in p.path] == ["C008"] and len(found.cases) == 8


def test_a_value_that_stands_twice_counts_once(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^country: .*$", "country: [US, US]", text), encoding="utf-8")

    assert corpora.load(library_folder)[0].case("kin-navigators").country == ("US",)


def test_two_questions_with_one_key_are_a_problem(library_folder: Path) -> None:
    one = "  - {key: costs, question: What does it cost?}\n"
    other = "  - {key: Not a key, question: What else?}\n"
    (library_folder / "corpus" / "questions.yaml").write_text("questions:\n" + one * 2 + other, encoding="utf-8")

    found, problems = corpora.load(library_folder)
    assert [(p.line, p.code) for p in problems if "questions" in p.path] == [(3, "C401"), (4, "C103")]
    assert [question.key for question in found.questions] == ["costs"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_is_a_problem_not_a_crash(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    path.chmod(0)

    assert "C008" in [p.code for p in corpora.load(library_folder)[1]]


def test_an_oversized_file_is_refused(library_folder: Path) -> None:
    (library_folder / "corpus" / "cases" / "huge.md").write_text("x" * 1_000_001, encoding="utf-8")

    assert "C006" in [p.code for p in corpora.load(library_folder)[1]]


@pytest.mark.parametrize(
    ("slug", "comparison", "known", "failed"),
    [
        ("nurse-visits-trial", "strong", "independent", False),
        ("hub-for-teenagers", "some", "independent", False),
        ("lead-agency-collapse", "none", "official", True),
        ("reading-company-returns", "none", "official", False),
        ("leaving-care-flats", "none", "provider", False),
        ("hvb-hem-priser", "none", "official", True),
    ],
)
def test_what_is_derived(library_folder: Path, slug: str, comparison: str, known: str, failed: bool) -> None:
    found, _ = corpora.load(library_folder)
    case = found.case(slug)

    assert evidence.comparison(case, found.vocabulary) == comparison
    assert evidence.known(case, found.vocabulary) == known
    assert evidence.failed(case, found.vocabulary) is failed


@pytest.mark.parametrize(
    ("design", "reviews", "downgrade", "level"),
    [
        ("rct", "", "", 5),
        ("rct", "", "downgrade: [attrition]", 4),
        ("rct", "", "downgrade: [attrition, small]", 3),
        ("pre-post", "", "downgrade: [small]", 1),
        ("systematic-review", "reviews: rct", "", 5),
        ("systematic-review", "reviews: qualitative", "", None),
        ("audit", "", "", None),
    ],
)
def test_the_level_of_a_comparison(
    library_folder: Path, design: str, reviews: str, downgrade: str, level: int | None
) -> None:
    path = library_folder / "corpus" / "cases" / "kin-navigators.md"
    more = "".join(f"    {line}\n" for line in (reviews, downgrade) if line)
    path.write_text(
        path.read_text("utf-8").replace("    design: matched-comparison\n", f"    design: {design}\n{more}"), "utf-8"
    )
    found, problems = corpora.load(library_folder)

    assert errors(problems) == []
    assert evidence.level(found.case("kin-navigators").outcomes[0], found.vocabulary) == level


def test_a_newspapers_report_of_an_audit_counts_as_press(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "lead-agency-collapse.md"
    path.write_text(path.read_text("utf-8").replace("kind: audit", "kind: press"), "utf-8")
    found, _ = corpora.load(library_folder)

    assert evidence.known(found.case("lead-agency-collapse"), found.vocabulary) == "press"


def test_a_floor_that_is_not_kept_is_an_error(library_folder: Path, run: Run) -> None:
    settings = library_folder / "corpus" / "library.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[floors]\ncases = 9\nabroad = 4\n", "utf-8")

    result = run("check", "--library", code=1)

    assert "cases is 8, the floor is 9" in result.stdout
    assert "abroad" not in result.stdout


def test_stats_count_the_invented_library(library_folder: Path) -> None:
    found, _ = corpora.load(library_folder)
    numbers = stats.stats(found).numbers

    assert (numbers["cases"], numbers["abroad"], numbers["countries_abroad"]) == (8, 4, 3)
    assert numbers["randomised"] == 1
    assert numbers["bad_news"] == 4


def test_an_unclear_outcome_compares_nothing(library_folder: Path) -> None:
    path = library_folder / "corpus" / "cases" / "nurse-visits-trial.md"
    path.write_text(path.read_text("utf-8").replace("direction: no-change", "direction: unclear"), "utf-8")
    found, _ = corpora.load(library_folder)

    assert evidence.comparison(found.case("nurse-visits-trial"), found.vocabulary) == "none"
