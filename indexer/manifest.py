"""The manifest of a site: the digest of every file, in the form that `sha256sum --check` reads as well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from indexer.site_notes import Written, stats

NAME = "manifest-sha256.txt"
MARKER = ".whatworks-site"  # stays where the site was made: many hosts take no hidden files
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def text(files: Mapping[str, Written]) -> str:
    """Return the manifest of written files by their path in the site."""
    return "".join(f"{files[path].digest}  {path}\n" for path in sorted(files) if path not in (NAME, MARKER))


def read(out: Path) -> dict[str, str] | None:
    """Return path -> digest as a site's manifest has them, or None where it is missing or none."""
    try:
        lines = (out / NAME).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = [LINE.fullmatch(line) for line in lines]
    return {match[2]: match[1] for match in found if match} if found and all(found) else None


def differences(out: Path) -> list[tuple[str, str]]:
    """Return (path, what is wrong) of every file of a site that is not as its manifest says."""
    said = read(out)
    if said is None:
        return [(NAME, "is missing, or is no manifest")]
    there = stats(out).keys() - {NAME, MARKER}
    wrong = [(path, "is missing") for path in said.keys() - there]
    wrong += [(path, "is not in the manifest") for path in there - said.keys()]
    wrong += [(path, "is not as it was written") for path in said.keys() & there if digest(out / path) != said[path]]
    return sorted(wrong)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
