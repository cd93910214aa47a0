"""The commissioning questions that have answer pages, and the changes of law that put a banner on older cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.case import Case
from indexer.head import HeadError, Map, compose
from indexer.problems import Problem
from indexer.rules import SLUG
from indexer.rules_shape import real_date
from indexer.vocabulary import Vocabulary

QUESTION_FIELDS = {
    "key",
    "question",
    "short",
    "answer",
    "unknown",
    "needs",
    "services",
    "kinds",
    "include",
    "leave_out",
    "search",
}
LAW_FIELDS = {"key", "title", "date", "jurisdiction", "needs", "services", "text", "source"}


@dataclass(frozen=True)
class Question:
    """A commissioning question; a case belongs to it by need, service or kind, or because it is included by name.

    Empty `services` or `kinds` do not narrow. `answer` holds hand-written words where the data cannot speak.
    """

    key: str
    question: str
    short: str
    answer: str
    unknown: str
    needs: tuple[str, ...]
    services: tuple[str, ...]
    kinds: tuple[str, ...]
    include: tuple[str, ...]
    leave_out: tuple[str, ...]
    search: str

    def covers(self, case: Case) -> bool:
        """Tell whether a case belongs to the question."""
        if case.slug in self.leave_out:
            return False
        if case.slug in self.include:
            return True
        if self.kinds and case.kind not in self.kinds:
            return False
        by_need = bool(set(case.need) & set(self.needs))
        by_service = bool(set(case.service) & set(self.services))
        return (by_need or not self.needs) and (by_service or not self.services) and bool(self.needs or self.services)


@dataclass(frozen=True)
class Law:
    """A change of law that older cases should be read with."""

    key: str
    title: str
    date: str
    jurisdiction: tuple[str, ...]
    needs: tuple[str, ...]
    services: tuple[str, ...]
    text: str
    source_title: str
    source_url: str

    def touches(self, case: Case) -> bool:
        """Tell whether a case is of the law's jurisdiction and matter, and began before it."""
        places = {*case.country, *case.region}
        here = any(place in places or (place[:2] in case.country and not case.region) for place in self.jurisdiction)
        matter = set(self.services) & set(case.service) or set(self.needs) & set(case.need)
        return here and bool(matter) and case.started < self.date


def load(folder: Path, vocabulary: Vocabulary) -> tuple[tuple[Question, ...], list[Problem]]:
    """Read questions.yaml of a corpus folder; without that file there are none."""
    items, problems = _read(folder / "questions.yaml", "questions", QUESTION_FIELDS, ("key", "question"), vocabulary)
    return tuple(
        Question(
            m.text("key") or "",
            _flat(m, "question"),
            _flat(m, "short") or _flat(m, "question"),
            _flat(m, "answer"),
            _flat(m, "unknown"),
            m.texts("needs"),
            m.texts("services"),
            m.texts("kinds"),
            m.texts("include"),
            m.texts("leave_out"),
            _flat(m, "search"),
        )
        for m in items
    ), problems


def load_laws(folder: Path, vocabulary: Vocabulary) -> tuple[tuple[Law, ...], list[Problem]]:
    """Read law.yaml of a corpus folder; without that file there are none."""
    items, problems = _read(folder / "law.yaml", "laws", LAW_FIELDS, ("key", "title", "date", "text"), vocabulary)
    laws = []
    for m in items:
        source = m.entries.get("source")
        title, url = (source.text("title") or "", source.text("url") or "") if isinstance(source, Map) else ("", "")
        laws.append(
            Law(
                m.text("key") or "",
                _flat(m, "title"),
                m.text("date") or "",
                m.texts("jurisdiction"),
                m.texts("needs"),
                m.texts("services"),
                _flat(m, "text"),
                title,
                url,
            )
        )
    return tuple(sorted(laws, key=lambda law: law.date)), problems


def _flat(record: Map, key: str) -> str:
    return " ".join((record.text(key) or "").split())


def _read(
    path: Path, name: str, fields: set[str], required: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[list[Map], list[Problem]]:
    shown = f"corpus/{path.name}"
    try:
        head = compose(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [], []
    except UnicodeDecodeError as error:
        return [], [Problem(shown, 1, "C001", f"not UTF-8 text (byte {error.start})", "save it as UTF-8")]
    except HeadError as error:
        return [], [Problem(shown, error.line, "C003", f"not readable: {error.reason}", "mend that line")]
    good, problems, taken = [], [], set[str]()
    for item in head.maps(name):
        found = list(_wrong(item, shown, fields, required, vocabulary))
        found += _wrong_key(item, shown, taken)
        problems += found
        if not found:
            good.append(item)
    return good, problems


def _wrong_key(item: Map, shown: str, taken: set[str]) -> Iterator[Problem]:
    """Say that a key is no name of a page, or stands a second time; note it as taken."""
    key, line = item.text("key") or "", item.lines.get("key", item.line)
    if key in taken:
        yield Problem(shown, line, "C401", f"the key {key!r} is taken", "give each entry a key of its own")
    elif key and not SLUG.match(key):
        yield Problem(
            shown, line, "C103", f"the key {key!r} is no name of a page", "use small letters, digits and hyphens"
        )
    taken.add(key)


def _wrong(
    item: Map, shown: str, fields: set[str], required: tuple[str, ...], vocabulary: Vocabulary
) -> Iterator[Problem]:
    for field in required:
        if not item.text(field):
            yield Problem(shown, item.line, "C101", f"{field!r} is missing", f"add `{field}:`")
    for field, line in item.lines.items():
        if field not in fields:
            yield Problem(shown, line, "C102", f"unknown field {field!r}", "use one of: " + ", ".join(sorted(fields)))
    for field in ("needs", "services", "kinds"):
        for key in item.texts(field):
            if key not in vocabulary.keys(field):
                near = vocabulary.near(field, key)
                yield Problem(
                    shown,
                    item.lines[field],
                    "C103",
                    f"{key!r} is not one of the {field}",
                    f"did you mean {near[0]}?" if near else "see corpus/vocabulary.yaml",
                )
    if "date" in fields and item.text("date") and not real_date(item.text("date") or ""):
        yield Problem(shown, item.lines["date"], "C105", f"{item.text('date')!r} is not a date", "write YYYY-MM-DD")
