"""What comes in from elsewhere: an own export, another collection by a map, or references for the sources of a case.

Everything is read and checked before anything is written; a file that is there already stays unless it is to be
overwritten, and each file is written whole or not at all.
"""

from __future__ import annotations

import base64
import binascii
import csv
import difflib
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer import case_schema, mapping, reader, references, rules, vocabulary, whole_file, writer
from indexer.errors import CaseNotFound, IntakeRefused
from indexer.export import FORMAT_VERSION, OWN_FILE
from indexer.problems import Problem, errors
from indexer.reading import files as corpus_files
from indexer.reading import shown
from indexer.rules import DEVICE_NAMES, MAX_SLUG, SLUG

MAX_BYTES = 300_000_000
RECORDS = (".csv", ".jsonl", ".ndjson", ".json")
REFERENCES = (".ris", ".bib")


@dataclass
class Intake:
    """What an import comes to: files to write, what is there already, what was left out and why."""

    files: dict[Path, bytes] = field(default_factory=dict)
    unchanged: int = 0
    left_alone: list[str] = field(default_factory=list)
    passed_over: int = 0
    problems: list[Problem] = field(default_factory=list)

    def write(self) -> None:
        """Write the files, each whole or not at all. Raises OSError; what is written by then can be imported again."""
        for path, data in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            whole_file.write(path, data)
            if path.name == "vocabulary.yaml":
                case_schema.renew(path)


def sources_of(path: Path) -> list[Path]:
    """Return the files that an import of a file or folder reads. Raises IntakeRefused where there is none."""
    kinds = (*RECORDS, *REFERENCES)
    found = sorted(entry for entry in path.iterdir() if _kind(entry) in kinds) if path.is_dir() else [path]
    if not found or _kind(found[0]) not in kinds:
        raise IntakeRefused(
            path, "nothing here can be imported", "give a file ending in " + ", ".join(kinds) + " (or .gz)"
        )
    return found


def is_references(path: Path) -> bool:
    """Tell whether a file holds references rather than records."""
    return _kind(path) in REFERENCES


def take_in(
    root: Path, path: Path, given: Path | None, today: str, *, private: bool, overwrite: bool, faulty: bool
) -> Intake:
    """Read and check what is to come into a library, and write nothing yet.

    path: a file or folder. given: the map, needed for everything but an own export. private: into corpus/local/.
    overwrite: replace files that say something else. faulty: take drafts with errors too.
    Raises IntakeRefused where a file or the map cannot be read, CorpusInvalid.
    """
    intake = Intake()
    case_map = mapping.load(given) if given else None
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    for source in sources_of(path):
        whole = _own_export(source)
        if whole is not None:
            _take_export(intake, root, source, whole, overwrite=overwrite)
        elif case_map is None:
            raise IntakeRefused(source, "records of another collection need a map", "name one with --map M.toml")
        else:
            place = root / "corpus" / ("local" if private else "cases")
            _take_records(intake, root, source, case_map, words, place, today, overwrite=overwrite, faulty=faulty)
    return intake


def take_references(root: Path, path: Path, into: str | None, *, dry_run: bool = False) -> tuple[str, list[str]]:
    """Take references in as sources and return them as lines for a head, with their ids.

    into: the case to which they are added; those it has already are left out. dry_run: write nothing.
    Raises IntakeRefused, CaseNotFound.
    """
    read = references.read_ris if _kind(path) == ".ris" else references.read_bibtex
    found = read(path, text_of(path))
    if not found:
        raise IntakeRefused(path, "it holds no reference", "export the references again")
    if into is None:
        return references.as_yaml(found), [source["id"] for source in found]
    files = {file.stem: file for file in corpus_files(root / "corpus")}
    if into not in files:
        raise CaseNotFound(into, difflib.get_close_matches(into, files, n=3, cutoff=0.4))
    data = files[into].read_bytes()
    text, ids = references.with_sources(files[into], _decoded(files[into], data), found)
    if ids and not dry_run and not whole_file.write(files[into], text.encode("utf-8"), instead_of=data):
        raise IntakeRefused(files[into], "it changed meanwhile, so nothing was written", "try again")
    return "", ids


def summary(intake: Intake, *, dry_run: bool) -> str:
    """Say in a sentence what an import came to."""
    wrong = len({problem.message.split(":")[0] for problem in intake.problems})
    counts = [
        (len(intake.files), "would be written" if dry_run else "written"),
        (intake.unchanged, "unchanged"),
        (len(intake.left_alone), "left alone"),
        (intake.passed_over, "passed over by the map"),
        (wrong, "left out for their errors (take them too with --faulty)"),
    ]
    return ", ".join(f"{number} {what}" for number, what in counts if number) or "Nothing to import."


# -- an own export --------------------------------------------------------------------------------------------------


def _own_export(path: Path) -> Mapping[str, Any] | None:
    if _kind(path) != ".json":
        return None
    data = _json(path, text_of(path))
    return data if isinstance(data, dict) and "format_version" in data and "cases" in data else None


def _take_export(intake: Intake, root: Path, source: Path, whole: Mapping[str, Any], *, overwrite: bool) -> None:
    if whole["format_version"] != FORMAT_VERSION or not isinstance(whole["cases"], list):
        raise IntakeRefused(
            source, f"only exports of format {FORMAT_VERSION} are read", "export it again with this version"
        )
    files = whole.get("files", {})
    for name, text in files.items() if isinstance(files, dict) else ():
        if not OWN_FILE.fullmatch(name) or not isinstance(text, str):
            raise IntakeRefused(source, f"{name!r} is no name of a file of a library", "take it out of the export")
        _put(intake, root, root / "corpus" / name, text.encode("utf-8"), overwrite=overwrite)
    for number, case in enumerate(whole["cases"], 1):
        name, data = _exported(source, number, case)
        place = root / "corpus" / ("local" if case.get("private") is True else "cases")
        _put(intake, root, place / name, data, overwrite=overwrite)


def _exported(source: Path, number: int, case: object) -> tuple[str, bytes]:
    """Return the name and the bytes of an exported case, trusting nothing of what it says."""
    if not isinstance(case, dict):
        raise IntakeRefused(source, f"case {number} is no record", "export it again")
    name = str(case.get("file") or f"{case.get('slug')}.md")
    stem, dot, ending = name.rpartition(".")
    if not SLUG.match(stem) or len(stem) > MAX_SLUG or stem in DEVICE_NAMES or dot + ending not in reader.SUFFIXES:
        raise IntakeRefused(source, f"case {number} has a name that no file can have: {name!r}", "rename it")
    if "base64" in case:
        try:
            return name, base64.b64decode(str(case["base64"]), validate=True)
        except (binascii.Error, ValueError):
            raise IntakeRefused(source, f"case {number} ({name}) is damaged", "export it again") from None
    if "text" in case:
        return name, str(case["text"]).encode("utf-8", "replace")
    head, body = case.get("head"), case.get("body")
    if not isinstance(head, dict) or not _plain(head) or not isinstance(body, list) or not _plain(body):
        raise IntakeRefused(
            source, f"case {number} ({name}) has no head or body that can be written", "export it again"
        )
    parts = [(part[0], part[1]) for part in body if isinstance(part, list) and len(part) == 2]
    return name, writer.case_text(head, parts).encode("utf-8")


def _plain(value: object, depth: int = 0) -> bool:
    """Tell whether a value is made of texts, lists and records alone, and not too deep."""
    if isinstance(value, dict):
        return depth < 6 and all(isinstance(key, str) and _plain(one, depth + 1) for key, one in value.items())
    if isinstance(value, list):
        return depth < 6 and all(_plain(one, depth + 1) for one in value)
    return isinstance(value, str)


# -- records by a map -----------------------------------------------------------------------------------------------


def _take_records(
    intake: Intake,
    root: Path,
    source: Path,
    case_map: mapping.CaseMap,
    words: vocabulary.Vocabulary,
    place: Path,
    today: str,
    *,
    overwrite: bool,
    faulty: bool,
) -> None:
    used: set[str] = {path.stem for path in intake.files}
    for line, record in records(source):
        if not mapping.kept(record, case_map):
            intake.passed_over += 1
            continue
        slug = mapping.slug_of(record, case_map, today, used)
        used.add(slug)
        head = mapping.head_of(record, case_map, words, today)
        text = writer.case_text(head, mapping.body_of(record, case_map, today))
        draft, found = reader.read_text(text, slug, f"{slug}.md")
        wrong = errors(rules.check(draft, words) if draft else found)
        if wrong and not faulty:
            where = f"{source.name}"
            intake.problems += [Problem(where, line, p.code, f"{slug}: {p.message}", p.fix) for p in wrong]
            continue
        _put(intake, root, place / f"{slug}.md", text.encode("utf-8"), overwrite=overwrite)


def records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (line or number, record) of a CSV, JSON or JSON lines file. Raises IntakeRefused with the line."""
    text, kind = text_of(path), _kind(path)
    if kind == ".csv":
        yield from _csv(path, text)
    elif kind == ".json":
        data = _json(path, text)
        if not isinstance(data, list | dict):
            raise IntakeRefused(path, "it holds one value and no records", "export the records as a list", 1)
        items = data if isinstance(data, list) else next((v for v in data.values() if isinstance(v, list)), [])
        yield from ((number, _record(path, number, item)) for number, item in enumerate(items, 1))
    else:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, _record(path, number, _json(path, line, number))


def _csv(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row in rows:
            if None in row:
                raise IntakeRefused(path, "this row has more cells than the first", "mend the row", rows.line_num)
            yield rows.line_num, {name: value or "" for name, value in row.items()}
    except csv.Error as error:
        raise IntakeRefused(path, f"this is not CSV: {error}", "save the table again as CSV", rows.line_num) from None


def _record(path: Path, line: int, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise IntakeRefused(path, "a record must be `{...}` with names and values", "mend that record", line)
    return value


def _json(path: Path, text: str, line: int = 0) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        at = line or getattr(error, "lineno", 0)
        raise IntakeRefused(
            path, f"this is not JSON: {getattr(error, 'msg', 'nested too deep')}", "mend it", at
        ) from None


# -- files ----------------------------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    """Return a file's text, unpacked where it ends in .gz. Raises IntakeRefused on too much or another encoding."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as source:
            data = source.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise IntakeRefused(
            path, f"it cannot be read: {getattr(error, 'strerror', None) or error}", "look at the file"
        ) from None
    if len(data) > MAX_BYTES:
        raise IntakeRefused(path, f"it holds more than {MAX_BYTES:,} bytes", "split it into several files")
    return _decoded(path, data).removeprefix("\ufeff")


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise IntakeRefused(path, "it is not UTF-8 text", "save it again with the encoding UTF-8", line) from None


def _kind(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _put(intake: Intake, root: Path, path: Path, data: bytes, *, overwrite: bool) -> None:
    """Plan a file, unless one is there that says the same, or says something else and is to stay."""
    there = [path.with_suffix(ending) for ending in dict.fromkeys((path.suffix, *reader.SUFFIXES))]
    old = next((one for one in there if one.exists()), None) if path.parent.name in ("cases", "local") else path
    if not path.resolve().is_relative_to(path.parent.resolve()):
        intake.left_alone.append(shown(path.parent, root) + "/" + path.name)
    elif old is None or not old.exists():
        intake.files[path] = data
    elif old.read_bytes() == data or _canonical(old) == data:
        intake.unchanged += 1
    elif overwrite and old == path:
        intake.files[path] = data
    else:
        intake.left_alone.append(shown(old, root))


def _canonical(path: Path) -> bytes | None:
    draft, _, _ = reader.read_file(path, path.name) if path.suffix in reader.SUFFIXES else (None, [], b"")
    return writer.canonical(draft).encode("utf-8") if draft else None
