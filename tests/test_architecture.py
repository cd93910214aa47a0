"""The folders are the architecture: who may import what, and what a search may wait for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("frontdoor", "indexer", "search")
MODULES = sorted([*(path for package in PACKAGES for path in ROOT.glob(f"{package}/*.py")), ROOT / "whatworks.py"])
FRONT = {"whatworks", *(f"frontdoor.{path.stem}" for path in ROOT.glob("frontdoor/*.py"))}
FORBIDDEN = {
    "indexer": {"search", "frontdoor", "whatworks", "click", "tests"},
    "search": {"frontdoor", "whatworks", "click", "bs4", "jinja2", "yaml"},
    "frontdoor": {"bs4", "jinja2", "yaml", "tests"},
}
ONLY_IN = {
    "click": FRONT,
    "bs4": {"indexer.reader", "indexer.extract_html"},
    "trafilatura": {"indexer.extract_html"},
    "docx": {"indexer.extract_docx"},
    "pypdfium2": {"indexer.extract_pdf"},
    "urllib3": {"indexer.fetch"},
    "yaml": {"indexer.head"},
    "whoosh": {"indexer.language", "indexer.schema", "indexer.whoosh_writer", "search.source_whoosh"},
    "rich": {"frontdoor.progress", "frontdoor.reading"},
    "ir_measures": {"search.evaluate"},
    "Stemmer": {"indexer.analysis"},
    "tomllib": {"indexer.library", "indexer.codes", "indexer.mapping"},
    "rispy": {"indexer.references"},
    "bibtexparser": {"indexer.references"},
    "subprocess": {"indexer.shortening", "indexer.history"},
}
# What a plain search may import beyond the standard library: nothing that is slow to start.
HEAVY = {
    "whoosh",
    "yaml",
    "bs4",
    "jinja2",
    "nh3",
    "markdown_it",
    "rich",
    "rispy",
    "bibtexparser",
    "ir_measures",
    "numpy",
    "lxml",
    "trafilatura",
    "docx",
    "pypdfium2",
    "urllib3",
    "indexer.corpus",
    "indexer.vocabulary",
    "indexer.rules",
    "frontdoor.building",
    "frontdoor.filling",
    "frontdoor.reading",
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    package = name_of(path).split(".")[0]
    tops = {name.split(".")[0] for name in imports(path)}

    assert tops & FORBIDDEN.get(package, set()) == set()
    assert {top for top in tops if top in ONLY_IN and name_of(path) not in ONLY_IN[top]} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_does(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)
    public = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    nested = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if inner is not node
    }
    assert [node.name for node in public if node not in nested and not ast.get_docstring(node)] == []


def test_there_is_no_module_named_for_nothing() -> None:
    names = {path.stem for path in MODULES}

    assert names & {"utils", "helpers", "manager", "data", "process", "misc", "common"} == set()


def test_every_module_imports_alone_with_warnings_as_errors() -> None:
    names = [name_of(path) for path in MODULES if name_of(path) != "search.evaluate"]
    code = (
        "import sys, importlib\nfor n in sys.argv[1:]:\n    importlib.import_module(n)\n"
        "    [sys.modules.pop(m) for m in "
        "list(sys.modules) if m.split('.')[0] in ('frontdoor', 'indexer', 'search')]"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore:invalid escape:DeprecationWarning", "-c", code, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_a_search_waits_for_nothing_heavy(library_folder: Path) -> None:
    code = (
        "import sys\n"
        "from whatworks import main\n"
        "main(['--library', sys.argv[1], 'search', 'residential care'], standalone_mode=False)\n"
        "print('', *sys.modules, sep='\\n')\n"
    )
    subprocess.run(
        [sys.executable, "-m", "whatworks", "--library", str(library_folder), "index"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(library_folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) & HEAVY == set()
