"""The licences of what WhatWorks runs on: read from the installed packages, held to a list, and written as LICENCES.md.

Run: python tests/trust/licences.py; with --check it writes nothing, and exits with 1 where the file is out of step.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parent.parent.parent
LOCK = ROOT / "requirements.txt"
FILE = ROOT / "LICENCES.md"
# Licences that a council may use and pass on with a program under MIT: as packages name them -> as we do.
ALLOWED = {
    "mit": "MIT",
    "mit-0": "MIT-0",
    "mit license": "MIT",
    "bsd": "BSD",
    "bsd license": "BSD",
    "bsd-2-clause": "BSD-2-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
    "apache-2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mpl-2.0": "MPL-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "isc": "ISC",
    "isc license (iscl)": "ISC",
    "cnri-python": "CNRI-Python",
    "psf-2.0": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "mpl-1.1": "MPL-1.1",
    "dependency licenses": "those of PDFium, beside it",
    "unlicense": "Unlicense",
    "0bsd": "0BSD",
    "zlib": "Zlib",
    "public domain": "public domain",
    "lgpl-2.1-only": "LGPL-2.1",
    "lgpl-2.1-or-later": "LGPL-2.1-or-later",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1",
}
MOST = 80  # letters of a licence's name; some packages put the whole text there
HEAD = """# Licences of what WhatWorks runs on

Made by `python tests/trust/licences.py` from the packages that `requirements.txt` locks. A test holds it in step, and
refuses a licence that is not on the list there. None of these packages is copied into the repository or into a site.

| package | version | licence |
|---|---|---|
"""


LOCKED = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)


def locked() -> dict[str, str]:
    """Return package -> version of the lock file, those for other systems and Pythons left out."""
    found = LOCKED.findall(LOCK.read_text("utf-8"))
    return {name: version for name, version, only in found if not only or Marker(only).evaluate()}


def licences(package: str) -> tuple[list[str], str]:
    """Return the licences that an installed package states, and whether all of them hold (and) or one of them (or)."""
    about = metadata.metadata(package)
    stated = about.get("License-Expression") or (about.get("License") or "").strip().split("\n")[0]
    if not stated or len(stated) > MOST:
        trove = [
            text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or () if text.startswith("License ::")
        ]
        return trove or ["not stated"], "and"
    joint = "or" if " OR " in stated else "and"
    return [part.strip() for part in re.split(r" AND | OR |, (?!version)|[()]", stated) if part.strip()], joint


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield (package, version, licences) of every locked package. Raises ValueError on a licence not allowed."""
    for package, version in sorted(locked().items()):
        names, joint = licences(package)
        good = [ALLOWED[name.lower()] for name in names if name.lower() in ALLOWED]
        if not good or (joint == "and" and len(good) < len(names)):
            raise ValueError(f"{package} is under {names}, and not all of that is on the list in {Path(__file__).name}")
        yield package, version, f" {joint} ".join(dict.fromkeys(good))


def text() -> str:
    """Return LICENCES.md."""
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


if __name__ == "__main__":
    if "--check" not in sys.argv:
        FILE.write_text(text(), encoding="utf-8")
    elif FILE.read_text("utf-8") != text():
        sys.exit("LICENCES.md is out of step: run python tests/trust/licences.py")
