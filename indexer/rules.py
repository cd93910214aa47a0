"""The rules of a case file: small generators over a draft, each yielding problems. `check` runs them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer import rules_fairness
from indexer.case import HEADINGS
from indexer.conditions import broken_conditions
from indexer.head import Map, Seq, Text
from indexer.problems import Problem
from indexer.reader import FOOTNOTE, Draft
from indexer.rules_shape import SLOT, shape
from indexer.vocabulary import Vocabulary

Rule = Callable[[Draft, Vocabulary], Iterator[Problem]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
DEVICE_NAMES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
MAX_SLUG = 60
MAX_SUMMARY = 60
MIN_BODY = 350


def check(draft: Draft, vocabulary: Vocabulary) -> list[Problem]:
    """Return every problem of a draft, sorted by place, each once."""
    found = {problem for rule in RULES for problem in rule(draft, vocabulary)}
    return sorted(found)


def file_name(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C007: the file name is a slug that every system can hold."""
    if not SLUG.match(draft.slug) or len(draft.slug) > MAX_SLUG:
        yield Problem(
            draft.path,
            1,
            "C007",
            f"the file name {draft.slug!r} is not a slug",
            f"use a-z, 0-9 and single hyphens, at most {MAX_SLUG} characters",
        )
    elif draft.slug in DEVICE_NAMES:
        yield Problem(draft.path, 1, "C007", f"{draft.slug!r} is a device name on Windows", "choose another name")


def summary_length(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C109: a summary has at most 60 words."""
    words = len((draft.head.text("summary") or "").split())
    if words > MAX_SUMMARY:
        yield Problem(
            draft.path,
            draft.line("summary"),
            "C109",
            f"the summary has {words} words",
            f"cut it to {MAX_SUMMARY}: what, where, what happened, compared with what",
        )


def unfilled_slots(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C110: no slot of the template is left."""
    severity = "hint" if draft.head.text("review") == "draft" else "error"
    prose = draft.prose if SLOT in draft.whole else ()
    for text in (*prose, *draft.sourced):
        if SLOT in text.value:
            yield Problem(
                draft.path,
                text.line,
                "C110",
                "a slot <REQUIRED: ...> is not filled",
                "write what the slot asks for, or take the field out",
                severity,
            )


def headings(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C201: the nine headings, in order, each once."""
    wanted = list(HEADINGS.values())
    lower = [heading.lower() for heading in wanted]
    seen: list[str] = []
    for heading, line in draft.headings:
        if heading.lower() not in lower:
            yield Problem(
                draft.path, line, "C201", f"{heading!r} is not one of the nine headings", "use: " + ", ".join(wanted)
            )
        elif heading.lower() in seen:
            yield Problem(draft.path, line, "C201", f"the heading {heading!r} stands twice", "join the two parts")
        else:
            if seen and lower.index(heading.lower()) < lower.index(seen[-1]):
                yield Problem(
                    draft.path,
                    line,
                    "C201",
                    f"the heading {heading!r} is out of order",
                    "the order is: " + ", ".join(wanted),
                )
            seen.append(heading.lower())
    missing = [heading for heading in wanted if heading.lower() not in seen]
    if missing:
        yield Problem(
            draft.path,
            draft.head.line,
            "C201",
            "headings are missing: " + ", ".join(missing),
            "add each as a line beginning with ##",
        )
    for section in draft.sections:
        if section.key == "":
            yield Problem(
                draft.path, section.line, "C201", "there is text before the first heading", "move it under a heading"
            )


def body_length(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C204: a body has 350 words or more."""
    words = sum(len(FOOTNOTE.sub("", section.text).split()) for section in draft.sections)
    if words < MIN_BODY:
        yield Problem(
            draft.path,
            draft.head.line,
            "C204",
            f"the body has {words} words",
            f"aim at {MIN_BODY} or more: enough to decide whether to read the sources",
            "hint",
        )


def source_ids(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C302, C303: ids of sources are unique and exist."""
    ids: set[str] = set()
    for source in draft.head.maps("sources"):
        name = source.text("id")
        if name in ids:
            yield Problem(
                draft.path, source.line, "C303", f"the source id {name!r} stands twice", "give each source its own id"
            )
        if name:
            ids.add(name)
    for holder in records(draft.head):
        node = holder.entries.get("source")
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Text) and item.value.strip() and not _is_known(item.value.strip(), ids):
                yield Problem(
                    draft.path,
                    item.line,
                    "C302",
                    f"no source has the id {item.value.strip()!r}",
                    "add it under sources, or use one of: " + ", ".join(sorted(ids)),
                )


def _is_known(name: str, ids: set[str]) -> bool:
    return name in ids or SLOT in name


def footnotes(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C202, C203: footnotes name sources, and sources are used."""
    sources = {source.text("id"): source.line for source in draft.head.maps("sources")}
    used = {item for holder in records(draft.head) for item in holder.texts("source")}
    for section in draft.sections:
        for match in FOOTNOTE.finditer(section.text):
            cited = match.group(1)
            used.add(cited)
            if cited not in sources:
                yield Problem(
                    draft.path,
                    section.line + 1 + section.text.count("\n", 0, match.start()),
                    "C202",
                    f"the footnote [^{cited}] names no source",
                    "add a source with that id, or correct the footnote",
                )
    for name, source_line in sources.items():
        if name and name not in used and SLOT not in name:
            yield Problem(
                draft.path,
                source_line,
                "C203",
                f"the source {name!r} is never cited",
                "cite it where it says something, or take it out",
                "hint",
            )


def records(head: Map) -> Iterator[Map]:
    """Yield every mapping nested in the head, except the sources themselves."""
    for name, node in head.entries.items():
        if name == "sources":
            continue
        items = node.items if isinstance(node, Seq) else (node,)
        yield from (item for item in items if isinstance(item, Map))


RULES: tuple[Rule, ...] = (
    file_name,
    shape,
    summary_length,
    unfilled_slots,
    headings,
    body_length,
    source_ids,
    footnotes,
    broken_conditions,
    rules_fairness.mirrors,
    rules_fairness.private_persons,
    rules_fairness.identifying_details,
    rules_fairness.small_counts,
    rules_fairness.adverse_statements,
)
