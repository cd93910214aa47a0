"""The documents say what the program does: commands, fields, rules and the README's own lines."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
from click.testing import CliRunner

from indexer import reference
from indexer.corpus import Corpus
from whatworks import main

ROOT = Path(__file__).parent.parent
COMMANDS = {name: main.get_command(click.Context(main), name) for name in main.list_commands(click.Context(main))}


def test_the_reference_in_the_contributors_guide_is_in_step(real: Corpus) -> None:
    text = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")

    assert text == reference.replaced(text, real.vocabulary), "run: python -m indexer.reference"


def test_every_search_in_the_readme_gives_results(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line[2:] for block in re.findall(r"```console\n(.*?)```", text, re.S) for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("whatworks ")]
    runner = CliRunner()
    place = ["--library", str(ROOT), "--build", str(tmp_path)]
    assert runner.invoke(main, [*place, "index"]).exit_code == 0

    assert len(commands) >= 8
    for command in commands:
        written = ("paper.md", "../roads")
        arguments = [str(tmp_path / Path(part).name) if part in written else part for part in command[1:]]
        result = runner.invoke(main, [*place, *arguments])
        assert result.exit_code == 0, (command, result.output)
        assert not result.stdout.startswith("0 cases"), command


def test_every_command_stands_in_the_readme_or_its_help() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = {name for name in COMMANDS if f"whatworks {name}" in text or f"make {name}" in text}

    assert {"search", "show", "similar", "compare", "browse", "stats", "check"} <= documented


def test_no_document_names_a_machine_or_a_registry() -> None:
    pattern = re.compile(r"/work/|/tmp/|/root/|pypi\.org|files\.pythonhosted|registry\.npmjs")
    files = [
        *ROOT.glob("*.md"),
        *ROOT.glob("corpus/*.md"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        *ROOT.glob("requirements*.txt"),
        *ROOT.glob("frontdoor/*.py"),
        *ROOT.glob("indexer/*.py"),
        *ROOT.glob("search/*.py"),
    ]

    assert [path.name for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_the_pictures_of_the_guide_are_there_and_small() -> None:
    text = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"!\[[^\]]+\]\((pictures/[^)]+)\)", text))
    there = {f"pictures/{path.name}" for path in (ROOT / "corpus" / "pictures").iterdir()}

    assert named == there
    assert sum(path.stat().st_size for path in (ROOT / "corpus" / "pictures").iterdir()) < 200_000


def test_every_command_that_the_guide_names_is_there_with_its_options() -> None:
    for name in ("README.md", "corpus/README.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command, rest in re.findall(r"whatworks ([a-z]+)([^`\n|]*)", text):
            if command in ("check", "due", "export", "import", "index", "new", "serve", "site", "search"):
                known = {option for parameter in COMMANDS[command].params for option in parameter.opts}
                used = set(re.findall(r"(?<!\S)--[a-z-]+", rest.split("whatworks")[0].split("#")[0]))
                assert used - known - {"--help"} == set(), (name, command, used)
        assert not re.search(r"\]\((?!http)([^)#]+)\)", text) or all(
            (ROOT / name).parent.joinpath(link).exists() for link in re.findall(r"\]\((?!http)([^)#]+)\)", text)
        )
