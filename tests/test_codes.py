"""Every rule has an example that breaks it alone and one that keeps it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from indexer import codes, corpus
from indexer.codes import Code

ROOT = Path(__file__).parent.parent
SETTINGS = 'format = 1\nid = "examples"\ntitle = "Examples"\npromise = "Examples of rules."\nhome = ["GB"]\n'


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A library that holds the example case's neighbour and nothing else."""
    cases = tmp_path / "corpus" / "cases"
    cases.mkdir(parents=True)
    (tmp_path / "corpus" / "library.toml").write_text(SETTINGS, encoding="utf-8")
    words = (ROOT / "corpus" / "vocabulary.yaml").read_text(encoding="utf-8")
    values = words.split("\nconcepts:")[0] + "\ncountries:" + words.split("\ncountries:")[1]
    (tmp_path / "corpus" / "vocabulary.yaml").write_text(values, encoding="utf-8")
    shutil.copy(codes.EXAMPLE, cases / "a-neighbour.md")
    return tmp_path


def found(code: Code, example: str, folder: Path) -> list[str]:
    """The codes that an example of a rule gets, by the way it says."""
    path = folder / "corpus" / "cases" / f"{codes.EXAMPLE_SLUG}.md"
    bad = example == code.bad
    text = codes.EXAMPLE.read_text(encoding="utf-8")
    if code.how in ("text", "library", "history", "encoding"):
        text = code.applied(example)
    if code.how == "name":
        path = path.with_name(f"{example}.md")
    if code.how == "history":
        shutil.copy(codes.EXAMPLE, path)
        git(folder, "init", "-q")
        git(folder, "add", "corpus")
        git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "Before")
    if code.how == "floors":
        with (folder / "corpus" / "library.toml").open("a", encoding="utf-8") as out:
            out.write(f"[floors]\n{example}\n")
    if code.how == "folder" and bad:
        path.mkdir()
    else:
        text += "x" * (1_000_001 - len(text.encode())) if code.how == "size" and bad else ""
        path.write_bytes(text.encode("cp1252" if code.how == "encoding" and bad else "utf-8"))
    whole = code.how in ("library", "floors")
    problems, _ = corpus.check(folder, [] if whole else [path], floors=code.how == "floors")
    return [problem.code for problem in problems]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.code)
def test_the_bad_example_breaks_this_rule_alone(code: Code, examples: Path) -> None:
    assert set(found(code, code.bad, examples)) == {code.code}


@pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.code)
def test_the_good_example_breaks_no_rule(code: Code, examples: Path) -> None:
    assert found(code, code.good, examples) == []


def test_every_rule_says_what_it_demands_and_why() -> None:
    assert [code.code for code in codes.CODES if not (code.says and code.why.endswith("."))] == []
    assert [code.code for code in codes.CODES if code.form != bool(code.do)] == []
    assert len({code.why for code in codes.CODES}) == len(codes.CODES)


def test_an_example_that_no_longer_fits_the_case_is_noticed() -> None:
    code = Code("X", "says", "why", "bad", "good", place="not in the example case")

    with pytest.raises(ValueError, match="exactly once"):
        code.applied("bad")
