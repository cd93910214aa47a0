"""The draft that `add` writes: answers, what sources say of themselves, suggestions as comments, passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from indexer import reader, rules
from indexer.analysis import WORD, surface
from indexer.answers import Answers
from indexer.case import HEADINGS
from indexer.errors import WhatWorksError
from indexer.passages import Passage, passages
from indexer.problems import Problem
from indexer.reader import Draft
from indexer.rules import MAX_SLUG
from indexer.rules_fairness import is_private
from indexer.scaffold import case_text, slot
from indexer.sources import Source
from indexer.suggest import Suggestions

MAX_TITLE = 300
UNFAIR = re.compile(r"(?:PRIV|ADV)\d+")
RESTATE = slot("say it in your own words, or take it out")
SLOT_TEXT = re.compile(r"<REQUIRED: ([^>]*)>")


@dataclass(frozen=True)
class Made:
    """A draft as text and as read again, its problems, and the codes of the rules for which passages were left out."""

    text: str
    draft: Draft
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...] = ()


def describe(sources: Sequence[Source], answers: Answers, today: str) -> None:
    """Give as answers, where there is none yet, what the sources say of themselves; each gets an id of its own."""
    taken: set[str] = set()
    for number, source in enumerate(sources, 1):
        about = source.document
        year = (about.date or "")[:4]
        told = {
            "title": (about.title or "")[:MAX_TITLE],
            "publisher": about.publisher,
            "year": year,
            "url": quote(about.address or "", safe="/%:@!$&()*+,;=~-._?#[]"),
            "read_on": today,
        }
        for name, value in told.items():
            _offer(answers, f"sources.{number}.{name}", value)
        _offer(answers, "checked_by", "automated")  # a person who has compared it says so herself
        given = str(answers.given.get(f"sources.{number}.id") or _source_id(answers, number, taken))
        taken.add(given)
        _offer(answers, f"sources.{number}.id", given)


def _offer(answers: Answers, path: str, value: str | None) -> None:
    if value and not answers.has(path) and not answers.wrong(path, value):
        answers.give(path, value)


def _source_id(answers: Answers, number: int, taken: set[str]) -> str:
    said = (str(answers.given.get(f"sources.{number}.{name}") or "") for name in ("publisher", "title"))
    words = next((found for text in said if (found := _slug_words(text))), ["source"])
    year = str(answers.given.get(f"sources.{number}.year") or "")
    name = "-".join([*words[:2], *([year] if year else [])])
    return name if name not in taken else f"{name}-{number}"


def _slug_words(text: str) -> list[str]:
    return [plain for word in WORD.findall(text) if (plain := re.sub(r"[^a-z0-9]", "", surface(word)))]


def slug_for(title: str, place: str) -> str:
    """Return a name for a case from its title, with its place where the title does not say it."""
    words = _slug_words(title)
    first = _slug_words(place.split(",")[0])
    words += first if first and not set(first) <= set(words) else []
    small = {"the", "a", "an", "of", "its"}
    words = [word for word in words if word not in small] or words
    while len("-".join(words)) > MAX_SLUG and len(words) > 1:
        words.pop()
    return "-".join(words)[:MAX_SLUG] or "new-case"


def compose(
    slug: str, sources: Sequence[Source], answers: Answers, suggestions: Suggestions, today: str, shown: str
) -> Made:
    """Return the draft of a case; passages that break a rule of fairness are left out.

    slug: its name. shown: its path as problems show it.
    """
    ids = [str(answers.given[f"sources.{number}.id"]) for number in range(1, len(sources) + 1)]
    told = [p for source, name in zip(sources, ids, strict=True) for p in passages(source.document, name)]
    kept, left_out = [p for p in told if not is_private(p.text)], ["PRIV" for p in told if is_private(p.text)]
    linked = Answers(answers.vocabulary, dict(answers.given))
    for path in ("arrangement.source", "outcomes.source"):
        if not linked.has(path):
            linked.give(path, ", ".join(ids))
    notes = _notes(suggestions, linked)
    while True:
        filled = linked.filled(notes, _sections(kept))
        text = case_text(answers.vocabulary, today, filled)
        draft, problems = reader.read_text(text, slug, shown)
        if draft is None:
            raise WhatWorksError(f"{slug}: {problems[0].message}.", "correct what was set; nothing was written")
        problems = rules.check(draft, answers.vocabulary)
        broken = _broken(text, problems)
        unfair = [p for p in kept if p.text in broken]
        if not unfair:
            return Made(text, draft, tuple(problems), tuple(left_out))
        kept = [p for p in kept if p not in unfair]
        left_out += [broken[p.text] for p in unfair]


def _sections(kept: Iterable[Passage]) -> dict[str, str]:
    by_key: dict[str, list[str]] = {}
    for passage in kept:
        by_key.setdefault(passage.section, []).append(f"> {RESTATE} {passage.text}[^{passage.source}]")
    return {
        key: "\n\n".join([f"<REQUIRED: {heading}>", *by_key[key]]) for key, heading in HEADINGS.items() if key in by_key
    }


def _broken(text: str, problems: Iterable[Problem]) -> dict[str, str]:
    """Return the passages on whose lines a rule of fairness complains, each with the rule's code."""
    lines = text.split("\n")
    found = {}
    for problem in problems:
        line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
        if UNFAIR.fullmatch(problem.code) and line.startswith(f"> {RESTATE} "):
            found[line.removeprefix(f"> {RESTATE} ").rsplit("[^", 1)[0]] = problem.code
    return found


def _notes(suggestions: Suggestions, answers: Answers) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for name, found in suggestions.by_field.items():
        if not answers.has(name):
            notes[name] = [f"suggested by the source: {each.value}{_quoted(each.passage)}" for each in found]
    if suggestions.money:
        notes["costs"] = [f"in the source: {m.amount} {m.currency}{_quoted(m.passage)}" for m in suggestions.money]
    if suggestions.percentages:
        notes["outcomes"] = [f"in the source: {figure}{_quoted(text)}" for figure, text in suggestions.percentages]
    return notes


def _quoted(passage: str) -> str:
    return f' ("{passage}")' if passage and not is_private(passage) else ""


def missing(text: str, problems: Iterable[Problem]) -> list[str]:
    """Return what is still to be filled in a case file: each slot with its line, those of passages counted together."""
    lines, restate = [], 0
    for problem in problems:
        if problem.code != "C110":
            continue
        line = text.split("\n")[problem.line - 1].strip()
        if line.startswith(f"> {RESTATE}"):
            restate += 1
            continue
        match = SLOT_TEXT.search(line)
        name = line.split(":", 1)[0].lstrip("- ") if not line.startswith("<") else "section"
        lines.append(f"line {problem.line}: {name}: {match.group(1) if match else ''}")
    if restate:
        lines.append(f"{restate} passages of the source to restate in your own words, or to take out")
    return lines
