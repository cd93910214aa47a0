"""The schema of the head: in step with fields and vocabulary, kept by every good case, broken by every bad shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from indexer import case_schema, codes, reader, reading
from indexer.codes import Code
from indexer.corpus import Corpus
from indexer.head import plain

fastjsonschema = pytest.importorskip("fastjsonschema")

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]
SHAPES = ("C101", "C102", "C103", "C104", "C105", "C106", "C108", "C111", "C112", "C113")


@pytest.fixture(scope="session")
def validate(real: Corpus) -> Any:
    """The schema, compiled."""
    return fastjsonschema.compile(json.loads(case_schema.schema_text(real.vocabulary)))


def head_of(text: str) -> Any:
    draft, problems = reader.read_text(text, "x", "x.md")
    assert draft, problems
    return plain(draft.head)


def test_the_schema_is_in_step(real: Corpus) -> None:
    text = (ROOT / "corpus" / case_schema.NAME).read_text(encoding="utf-8")

    assert text == case_schema.schema_text(real.vocabulary), "run: python -m indexer.reference"


def test_every_case_keeps_it(validate: Any) -> None:
    for path in reading.files(ROOT / "corpus"):
        validate(head_of(path.read_text(encoding="utf-8")))


def test_an_editor_may_read_years_and_counts_as_numbers(validate: Any) -> None:
    head = head_of(codes.EXAMPLE.read_text(encoding="utf-8"))
    head["started"] = head["sources"][0]["year"] = 2016
    head["costs"][0]["amount"] = 120_000
    head["outcomes"][0]["n"] = 44

    validate(head)


@pytest.mark.parametrize("code", [code for code in codes.CODES if code.code in SHAPES], ids=lambda code: code.code)
def test_what_breaks_a_rule_of_shape_breaks_the_schema(code: Code, validate: Any) -> None:
    validate(head_of(code.applied(code.good)))
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        validate(head_of(code.applied(code.bad)))


def test_a_new_case_names_its_schema_and_a_new_library_has_one(run: Run, library_folder: Path, tmp_path: Path) -> None:
    run("init", str(tmp_path / "other"))
    path = Path(run("new", "a-case").stdout.strip())
    second = path.read_text(encoding="utf-8").split("\n")[1]

    assert second == case_schema.MODELINE
    assert (path.parent / second.split("=")[1]).resolve() == library_folder / "corpus" / case_schema.NAME
    made = (tmp_path / "other" / "corpus" / case_schema.NAME).read_text(encoding="utf-8")
    assert json.loads(made)["properties"]["result"]["enum"][0] == "improved"
