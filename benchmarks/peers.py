"""The programs that WhatWorks is measured against, each installed under build/peers when it is first needed.

Python peers go into folders of their own and are run by this very interpreter with that folder on PYTHONPATH, so
that start-up costs all of them the same. Whoosh 2.7.4 is apart: it is imported under the same name as whoosh3.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from measuring import Run

ROOT = Path(__file__).parent.parent
ENGINES = Path(__file__).parent / "engines"
PEERS = ROOT / "build" / "peers"
WHATWORKS = Path(sys.executable).parent / "whatworks"

PYTHON = {
    "whoosh": ["whoosh==2.7.4"],
    "tantivy": ["tantivy==0.27.0"],
    "bm25s": ["bm25s==0.3.16", "PyStemmer>=3"],
    "hypercorn": ["hypercorn==0.18.0"],
    "pelican": ["pelican==4.12.0", "markdown>=3.8"],
}
NODE = {"pagefind": "1.6.0", "minisearch": "7.2.0", "flexsearch": "0.8.212", "@11ty/eleventy": "3.1.8"}


class PeerMissing(RuntimeError):
    """A peer could not be installed."""


def python(peer: str) -> dict[str, str]:
    """Install a Python peer and return the environment that finds it. Raises PeerMissing."""
    folder = PEERS / "python" / peer
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "--target",
        folder,
    ]
    _install(folder, PYTHON[peer], [*pip, *PYTHON[peer]])
    return {"PYTHONPATH": str(folder)}


def node() -> Path:
    """Install the Node peers and return their node_modules. Raises PeerMissing."""
    folder = PEERS / "node"
    wanted = [f"{name}@{version}" for name, version in NODE.items()]
    _install(folder, wanted, ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, *wanted])
    return folder / "node_modules"


def hugo() -> str:
    """Return the path of Hugo, which comes from the system's packages. Raises PeerMissing."""
    found = shutil.which("hugo")
    if not found:
        raise PeerMissing("Hugo is not installed; on Debian: apt-get install hugo")
    return found


def whatworks(library: Path, *arguments: str) -> Run:
    """Return a command of this checkout's `whatworks` on a library."""
    return Run([WHATWORKS, "--library", library, *arguments])


def engine(name: str, verb: str, *arguments: object) -> Run:
    """Return a call of a search engine's script: build, add, search or warm."""
    command: list[str | Path] = [sys.executable, ENGINES / f"{name}_peer.py", verb, *map(str, arguments)]
    return Run(command, python(name) if name in PYTHON else None)


def pagefind(site: Path, out: Path) -> Run:
    """Return the command that indexes a folder of pages with Pagefind."""
    return Run([node() / ".bin" / "pagefind", "--site", site, "--output-path", out])


def _install(folder: Path, wanted: list[str], command: list[str | Path]) -> None:
    stamp = folder / "installed.json"
    if stamp.is_file() and json.loads(stamp.read_text(encoding="utf-8")) == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = subprocess.run([os.fspath(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerMissing(f"{' and '.join(wanted)} could not be installed:\n{done.stderr.strip()[-800:]}")
    stamp.write_text(json.dumps(wanted), encoding="utf-8")
