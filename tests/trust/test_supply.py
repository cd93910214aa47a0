"""What comes from others: locked with hashes, under licences that allow it, and warned of by nobody."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trust import licences
from tests.trust.conftest import FULL, ROOT

OF_OTHERS = "ignore:invalid escape sequence"
WARNED = ["-W", "error", "-W", f"{OF_OTHERS}:DeprecationWarning", "-W", f"{OF_OTHERS}:SyntaxWarning"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text("utf-8"))
    packages = [entry for entry in entries if "==" in entry.split("\n")[0]]

    assert len(packages) > 20
    assert [entry.split("\n")[0] for entry in packages if "--hash=sha256:" not in entry] == []


def test_the_two_commands_install_nothing_unlocked() -> None:
    installs = re.findall(r"^\t\$\(BIN\)/python -m pip install (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)

    assert installs
    assert [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line] == []


def test_every_licence_is_allowed_and_listed() -> None:
    written = licences.text()  # raises where one is not allowed
    if sys.version_info[:2] == (3, 11) and sys.platform == "linux":
        assert licences.FILE.read_text("utf-8") == written, "run: python tests/trust/licences.py"


def test_no_command_is_warned_of(library_folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The council opened four family hubs in 2019. " * 30, encoding="utf-8")
    commands = [
        ("check",),
        ("index",),
        ("search", "residential care"),
        ("site",),
        ("verify",),
        ("show", "kin-navigators"),
        ("similar", "kin-navigators"),
        ("browse", "need"),
        ("stats",),
        ("export", "--out", str(tmp_path / "all.json")),
        ("import", str(tmp_path / "all.json")),
        ("add", str(report), "--no-input", "--even-so", "--name", "hubs", "--set", "title=Hubs"),
        ("new", "another"),
    ]
    for arguments in commands if FULL else commands[:5]:
        done = subprocess.run(
            [sys.executable, *WARNED, "-m", "whatworks", "--library", str(library_folder), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 and "Warning:" not in done.stderr.replace("Warning: the corpus", ""), done.stderr


@pytest.mark.skipif(not FULL, reason="make trust")
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_every_python_that_is_here_reads_the_program(version: str) -> None:
    """Compile every module with each Python that is installed; where it is not, this is skipped by name."""
    program = shutil.which(f"python{version}")
    found = subprocess.run([program, "--version"], capture_output=True, text=True, check=False) if program else None
    if found is None or found.returncode or f"Python {version}" not in found.stdout:
        pytest.skip(f"Python {version} is not installed")
    code = "import pathlib, sys\nfor n in sys.argv[1:]: compile(pathlib.Path(n).read_text('utf-8'), n, 'exec')"
    modules = [str(path) for folder in ("frontdoor", "indexer", "search") for path in (ROOT / folder).glob("*.py")]
    subprocess.run([str(program), "-W", "error", "-c", code, *modules, str(ROOT / "whatworks.py")], check=True)
