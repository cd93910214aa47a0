"""The commands, really run: what they print, where, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from indexer.facets import FACETS
from whatworks import main

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]
HIT = {
    "rank",
    "slug",
    "title",
    "country",
    "place",
    "kind",
    "result",
    "comparison",
    "known",
    "year",
    "score",
    "snippet",
    "marks",
    "matched",
}


@pytest.fixture
def indexed(indexed_folder: Path, library_folder: Path, run: Run) -> Run:
    """The commands on an indexed library."""
    shutil.rmtree(library_folder)
    shutil.copytree(indexed_folder, library_folder)
    return run


def test_search_prints_results_on_stdout_and_nothing_else_there(indexed: Run) -> None:
    result = indexed("search", "residential", "care")

    assert result.stderr == ""
    assert "hub-for-teenagers" in result.stdout
    assert "\x1b[" not in result.stdout


def test_search_json_is_the_contract(indexed: Run) -> None:
    found = json.loads(indexed("search", "residential care", "--format", "json", "--limit", "1").stdout)

    assert list(found) == ["format_version", "query", "total", "took_ms", "expanded", "suggestion", "facets", "results"]
    assert (found["format_version"], found["query"], found["total"]) == (1, "residential care", 3)
    assert set(found["results"][0]) == HIT
    assert found["results"][0]["rank"] == 1
    assert set(found["facets"]) == set(FACETS)
    assert set(found["facets"]["result"][0]) == {"value", "label", "count"}
    assert all(set(item) == {"concept", "labels"} for item in found["expanded"])


def test_search_csv_markdown_and_ris(indexed: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(indexed("search", "residential care", "--format", "csv").stdout)))
    ris = indexed("search", "residential care", "--format", "ris").stdout

    assert rows[0]["slug"] == "hub-for-teenagers"
    assert "| 1 |" in indexed("search", "residential care", "--format", "md").stdout
    assert ris.startswith("TY  - GEN\n")
    assert ris.count("ER  - \n") == 3


def test_no_hits_is_no_failure(indexed: Run) -> None:
    assert "0 cases" in indexed("search", "zeppelin", code=0).stdout


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_is_a_filter(indexed: Run, facet: str) -> None:
    values = json.loads(indexed("browse", facet, "--format", "json").stdout)
    used = [row for row in values if row["count"]]
    for row in used[:2]:
        found = json.loads(indexed("search", f"--{facet}", row["value"], "--format", "json", "--limit", "50").stdout)
        assert found["total"] == row["count"]


def test_an_unknown_filter_value_is_wrong_usage_with_did_you_mean(indexed: Run) -> None:
    result = indexed("search", "care", "--result", "improvd", code=2)

    assert "Did you mean improved?" in result.stderr
    assert result.stdout == ""


def test_a_query_error_shows_a_caret_and_a_remedy(indexed: Run) -> None:
    lines = indexed("search", 'care "never closed', code=1).stderr.splitlines()

    assert lines[1] == '  care "never closed'
    assert lines[2] == "       ^"
    assert "Close it" in lines[3]


def test_an_empty_query_is_answered(indexed: Run) -> None:
    assert "The query is empty" in indexed("search", "", code=1).stderr
    assert "The query is empty" in indexed("search", code=1).stderr


def test_no_library_is_answered(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--library", str(tmp_path), "search", "x"])

    assert result.exit_code == 1
    assert "whatworks init" in result.stderr


def test_a_trail_is_written_and_added_to(indexed: Run, tmp_path: Path) -> None:
    trail = tmp_path / "trail.md"
    indexed("search", "residential care", "--country", "GB", "--trail", str(trail))
    indexed("search", "kinship", "--exact", "--trail", str(trail))
    text = trail.read_text(encoding="utf-8")

    assert text.count("# Search trail\n") == 1
    assert "- Filters: country: GB" in text
    assert "- Found: 2; left out by the query and filters: 6" in text
    assert "- Synonyms: off" in text


def test_show_gives_the_whole_case(run: Run) -> None:
    shown = run("show", "lead-agency-collapse").stdout
    data = json.loads(run("show", "lead-agency-collapse", "--format", "json").stdout)

    assert "Not delivered as planned" in shown
    assert "provider withdrew" in shown
    assert data["derived"]["known"] == "official"
    assert data["derived"]["failed"] is True


def test_an_unknown_case_gets_the_nearest_names(run: Run) -> None:
    assert "lead-agency-collapse" in run("show", "lead-agency-colapse", code=1).stderr
    run("index")
    assert "lead-agency-collapse" in run("similar", "lead-agency-colapse", code=1).stderr


def test_compare_marks_what_differs(run: Run) -> None:
    rows = json.loads(run("compare", "kin-navigators", "hvb-hem-priser", "--format", "json").stdout)

    assert {row["name"]: row["differs"] for row in rows}["What happened here"] is True
    assert {row["name"]: row["differs"] for row in rows}["How it ended"] is False
    assert "≠ Where" in run("compare", "kin-navigators", "hvb-hem-priser").stdout
    run("compare", "kin-navigators", code=2)


def test_similar_and_stats_have_json(indexed: Run) -> None:
    assert json.loads(indexed("similar", "kin-navigators", "--format", "json").stdout)[0]["why"]
    assert json.loads(indexed("stats", "--format", "json").stdout)["numbers"]["cases"] == 8
    assert "countries abroad" in indexed("stats").stdout


def test_check_reports_problems_in_three_forms(run: Run, library_folder: Path) -> None:
    bad = library_folder / "corpus" / "cases" / "bad.md"
    bad.write_text("---\ncolour: blue\n---\n", encoding="utf-8")
    text = run("check", str(bad), code=1)

    assert text.stdout.startswith("corpus/cases/bad.md:")
    assert "    fix: " in text.stdout
    assert "1 file: " in text.stderr
    assert json.loads(run("check", str(bad), "--format", "json", code=1).stdout)[0]["path"] == "corpus/cases/bad.md"
    assert "::error file=corpus/cases/bad.md,line=" in run("check", str(bad), "--format", "github", code=1).stdout


def test_a_bad_file_does_not_hide_the_good_ones(run: Run, library_folder: Path) -> None:
    (library_folder / "corpus" / "cases" / "bad.md").write_text("nothing", encoding="utf-8")

    assert "1 files have errors" in run("index").stderr
    assert "hub-for-teenagers" in run("search", "residential care").stdout


def test_new_makes_a_draft_that_check_takes_with_hints_only(run: Run, library_folder: Path) -> None:
    path = Path(run("new", "my-first-case").stdout.strip())

    assert path.parent == library_folder / "corpus" / "cases"
    checked = run("check", str(path))
    assert "C110 (hint)" in checked.stdout
    assert " 0 errors" in checked.stderr
    run("new", "my-first-case", code=1)
    run("new", "Not A Slug", code=1)
    assert "local" in run("new", "our-own", "--private").stdout


def test_init_makes_a_working_second_library(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    run("init", str(folder), "--title", "Second Casebook")
    assert "not empty" in run("init", str(folder), code=1).stderr
    runner = CliRunner()
    made = runner.invoke(main, ["--library", str(folder), "new", "first"])

    assert made.exit_code == 0
    assert runner.invoke(main, ["--library", str(folder), "index", "--drafts"]).exit_code == 0


def test_export_in_three_forms(run: Run, tmp_path: Path) -> None:
    cases = json.loads(run("export").stdout)["cases"]
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout)))

    assert len(cases) == len(rows) == 8
    assert {row["slug"]: row["known"] for row in rows}["lead-agency-collapse"] == "official"
    run("export", "--format", "ris", "--out", str(tmp_path / "all.ris"))
    assert (tmp_path / "all.ris").read_text(encoding="utf-8").count("TY  - ") == 8


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    from indexer.spreadsheet import as_csv

    cells = ["=1+1", "@x", "-2+3+cmd|' /C calc'!A0", " =1", "＝1", "- a point", "-5%", "+1.5", "-3.000", "fine"]
    written = as_csv([{"a": text} for text in cells], ["a"]).splitlines()
    assert written == ["a", *(f"'{text}" for text in cells[:6]), *cells[6:]]


def test_every_command_has_help_with_a_sentence(run: Run) -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        text = run(name, "--help").stdout
        command = main.get_command(context, name)
        assert command is not None and command.help
        assert command.help.split(".")[0] in " ".join(text.split())


def test_the_front_door_prints_no_colour_in_a_pipe_and_ends_well(library_folder: Path) -> None:
    environment = {**os.environ, "WHATWORKS_LIBRARY": str(library_folder)}
    for arguments in (["index"], ["search", "care"]):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "whatworks", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert "\x1b[" not in done.stdout + done.stderr


def test_the_library_can_be_used_from_a_program(indexed: Run, library_folder: Path) -> None:
    from search import Library

    with Library.open(library_folder) as library:
        assert library.search("kinship").hits[0].slug == "kin-navigators"
