"""The rules of a case file: small generators over a draft, each yielding problems. `check` runs them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer import rules_fairness
from indexer.case import HEADINGS
from indexer.head import Map, Seq, Text
from indexer.problems import Problem
from indexer.reader import Draft
from indexer.rules_shape import shape
from indexer.vocabulary import Vocabulary

Rule = Callable[[Draft, Vocabulary], Iterator[Problem]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
SLOT = re.compile(r"<REQUIRED:")
DEVICE_NAMES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
MAX_SLUG = 60
MAX_SUMMARY = 60
MIN_BODY = 350
NO_FINDING = ("not-known", "not-applicable")
FAILED_RESULTS = ("no-difference", "worse", "not-delivered", "mixed")


@dataclass(frozen=True)
class Code:
    """What a problem code stands for, for the documentation."""

    code: str
    says: str


CODES = tuple(Code(code, says) for code, says in {
    "C001": "a file is UTF-8 text",
    "C002": "a file begins with a head",
    "C003": "the head is readable YAML without aliases, and no field stands twice",
    "C006": "a file has at most 1,000,000 bytes",
    "C007": "a file name is a slug: a-z, 0-9 and hyphens, at most 60 characters, no Windows device name",
    "C008": "a file can be read",
    "C101": "required fields are there",
    "C102": "there are no unknown fields",
    "C103": "a value is one of the allowed keys",
    "C104": "a field has the shape it should have: text, list or fields",
    "C105": "dates are YYYY, YYYY-MM or YYYY-MM-DD, and exist",
    "C106": "countries are ISO 3166-1 codes",
    "C107": "regions are ISO 3166-2 codes of one of the countries",
    "C108": "ages are `from-to` in years",
    "C109": "a summary has at most 60 words",
    "C110": "no slot of the template is left unfilled (a hint while the entry is a draft)",
    "C111": "amounts are plain numbers, currencies ISO 4217 codes",
    "C112": "addresses begin with https:// or http:// and name a host",
    "C113": "no field is empty",
    "C114": "an end is not before its start",
    "C201": "the body has the nine headings, in order, each once",
    "C202": "a footnote names a source of the case",
    "C203": "every source is used (hint)",
    "C204": "a body has 350 words or more (hint)",
    "C301": "a result rests on an outcome with a comparison or on a cited official finding",
    "C302": "a source id names a source of the case",
    "C303": "source ids are unique",
    "C304": "there are costs, or a note beginning with `Cost not published`",
    "C305": "what a program checked is not shown as checked by a person",
    "C306": "a failure reason goes with a result or an arrangement that failed",
    "C307": "`reviews` goes with the design systematic-review, and only with it",
    "C308": "an arrangement's stretches follow one another in time",
    "C309": "a case that still runs has not ended its last stretch",
    "C310": "`cashable` goes with a saving, and only with it",
    "C311": "a stated reason with `basis: source` names the source",
    "C401": "slugs and earlier names are unique, also without regard to case",
    "C402": "a case named elsewhere exists",
    "C501": "a library is not below the floors of its settings",
    "ADV01": "an adverse statement on a named organisation is attributed and rests on an official or court source",
    "PRIV01": "no private person is named",
    "PRIV02": "no identifying details: addresses, telephone numbers, e-mail, links to an individual child's review",
    "PRIV03": "no count of children under 10 without a published source",
    "SRC-MIRROR": "sources are publishers' addresses, not document scrapers, mirrors or staging sites",
}.items())


def check(draft: Draft, vocabulary: Vocabulary) -> list[Problem]:
    """Return every problem of a draft, sorted by place, each once."""
    found = {problem for rule in RULES for problem in rule(draft, vocabulary)}
    return sorted(found)


def file_name(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C007: the file name is a slug that every system can hold."""
    if not SLUG.match(draft.slug) or len(draft.slug) > MAX_SLUG:
        yield Problem(draft.path, 1, "C007", f"the file name {draft.slug!r} is not a slug",
                      f"use a-z, 0-9 and single hyphens, at most {MAX_SLUG} characters")
    elif draft.slug in DEVICE_NAMES:
        yield Problem(draft.path, 1, "C007", f"{draft.slug!r} is a device name on Windows", "choose another name")


def summary_length(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C109: a summary has at most 60 words."""
    words = len((draft.head.text("summary") or "").split())
    if words > MAX_SUMMARY:
        yield Problem(draft.path, draft.line("summary"), "C109", f"the summary has {words} words",
                      f"cut it to {MAX_SUMMARY}: what, where, what happened, compared with what")


def unfilled_slots(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C110: no slot of the template is left."""
    severity = "hint" if draft.head.text("review") == "draft" else "error"
    for line, text in all_texts(draft):
        if SLOT.search(text):
            yield Problem(draft.path, line, "C110", "a slot <REQUIRED: ...> is not filled",
                          "write what the slot asks for, or take the field out", severity)


def headings(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C201: the nine headings, in order, each once."""
    wanted = list(HEADINGS.values())
    lower = [heading.lower() for heading in wanted]
    seen: list[str] = []
    for heading, line in draft.headings:
        if heading.lower() not in lower:
            yield Problem(draft.path, line, "C201", f"{heading!r} is not one of the nine headings",
                          "use: " + ", ".join(wanted))
        elif heading.lower() in seen:
            yield Problem(draft.path, line, "C201", f"the heading {heading!r} stands twice", "join the two parts")
        else:
            if seen and lower.index(heading.lower()) < lower.index(seen[-1]):
                yield Problem(draft.path, line, "C201", f"the heading {heading!r} is out of order",
                              "the order is: " + ", ".join(wanted))
            seen.append(heading.lower())
    missing = [heading for heading in wanted if heading.lower() not in seen]
    if missing:
        yield Problem(draft.path, draft.head.line, "C201", "headings are missing: " + ", ".join(missing),
                      "add each as a line beginning with ##")
    for section in draft.sections:
        if section.key == "":
            yield Problem(draft.path, section.line, "C201", "there is text before the first heading",
                          "move it under a heading")


def body_length(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C204: a body has 350 words or more."""
    words = sum(len(FOOTNOTE.sub("", section.text).split()) for section in draft.sections)
    if words < MIN_BODY:
        yield Problem(draft.path, draft.head.line, "C204", f"the body has {words} words",
                      f"aim at {MIN_BODY} or more: enough to decide whether to read the sources", "hint")


def source_ids(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C302, C303, C311: ids of sources are unique and exist."""
    ids: set[str] = set()
    for source in draft.head.maps("sources"):
        name = source.text("id")
        if name in ids:
            yield Problem(draft.path, source.line, "C303", f"the source id {name!r} stands twice",
                          "give each source its own id")
        if name:
            ids.add(name)
    for holder in records(draft.head):
        node = holder.entries.get("source")
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Text) and item.value.strip() and not _is_known(item.value.strip(), ids):
                yield Problem(draft.path, item.line, "C302", f"no source has the id {item.value.strip()!r}",
                              "add it under sources, or use one of: " + ", ".join(sorted(ids)))
        if holder.text("basis") == "source" and holder.text("stance") and not holder.texts("source"):
            yield Problem(draft.path, holder.line, "C311", "`basis: source` names no source",
                          "add `source: [id]`, or write `basis: editors`")


def _is_known(name: str, ids: set[str]) -> bool:
    return name in ids or bool(SLOT.search(name))


def footnotes(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C202, C203: footnotes name sources, and sources are used."""
    sources = {source.text("id"): source.line for source in draft.head.maps("sources")}
    used = {item for holder in records(draft.head) for item in holder.texts("source")}
    for section in draft.sections:
        for number, line in enumerate(section.text.split("\n"), section.line + 1):
            for cited in FOOTNOTE.findall(line):
                used.add(cited)
                if cited not in sources:
                    yield Problem(draft.path, number, "C202", f"the footnote [^{cited}] names no source",
                                  "add a source with that id, or correct the footnote")
    for name, source_line in sources.items():
        if name and name not in used and not SLOT.search(name):
            yield Problem(draft.path, source_line, "C203", f"the source {name!r} is never cited",
                          "cite it where it says something, or take it out", "hint")


def result_rests_on_finding(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C301: a result needs an outcome with a comparison or a cited official finding."""
    result = draft.head.text("result")
    if not result or result in NO_FINDING or SLOT.search(result):
        return
    kinds = {source.text("id"): source.text("kind") or "" for source in draft.head.maps("sources")}
    for outcome in draft.head.maps("outcomes"):
        official = vocabulary.extra("designs", outcome.text("design") or "", "official") or any(
            vocabulary.extra("source_kinds", kinds.get(name, ""), "known") == "official"
            for name in outcome.texts("source")
        )
        if outcome.text("compared_with") or official:
            return
    yield Problem(draft.path, draft.line("result"), "C301", f"nothing carries the result {result!r}",
                  "add an outcome that says what it was compared with or rests on an official finding, "
                  "or write `result: not-known`")


def cost_or_note(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C304: costs, or a note that says where we looked."""
    note = draft.head.text("cost_note")
    if note and not note.startswith("Cost not published") and not SLOT.search(note):
        yield Problem(draft.path, draft.line("cost_note"), "C304", "the note on cost does not say so plainly",
                      "begin it with `Cost not published` and say where you looked")
    if not note and not draft.head.maps("costs"):
        yield Problem(draft.path, draft.head.line, "C304", "there is neither a cost nor a note on it",
                      "add costs, or `cost_note: \"Cost not published: we looked in ...\"`")


def never_blur_who_checked(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C305: a person's check of the whole cannot rest on figures that only a program compared."""
    if draft.head.text("checked_by") != "person":
        return
    for name in ("outcomes", "costs"):
        for holder in draft.head.maps(name):
            verified = holder.entries.get("verified")
            if isinstance(verified, Map) and verified.text("by") != "person":
                yield Problem(draft.path, verified.line, "C305",
                              "the entry says a person checked it, this figure says a program did",
                              "write `checked_by: automated`, or have a person compare the figure")


def failure_needs_failing(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C306: a failure reason goes with a failed result or arrangement."""
    if "failure_reason" not in draft.head.entries or draft.head.text("result") in FAILED_RESULTS:
        return
    ended = (stage.text("ended_how") or "" for stage in draft.head.maps("arrangement"))
    if not any(ended):
        yield Problem(draft.path, draft.line("failure_reason"), "C306",
                      "there is a reason for a failure, but nothing failed",
                      "take the field out, or say in result or ended_how what failed")


def reviews_with_review(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C307: `reviews` and the design systematic-review go together."""
    for outcome in draft.head.maps("outcomes"):
        is_review = outcome.text("design") == "systematic-review"
        if is_review != ("reviews" in outcome.entries):
            yield Problem(draft.path, outcome.line, "C307",
                          "a systematic review must say what it reviews" if is_review
                          else "`reviews` stands without the design systematic-review",
                          "add `reviews: rct` (or another design)" if is_review else "take it out")


def cashable_with_saving(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C310: only savings can be cashable."""
    for cost in draft.head.maps("costs"):
        if "cashable" in cost.entries and cost.text("what") != "saving":
            yield Problem(draft.path, cost.lines["cashable"], "C310", "`cashable` stands with a cost that is no saving",
                          "take it out")


def arrangement_in_time(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """C114, C308, C309: stretches end after they begin and follow one another; a running case has an open end."""
    before = ""
    stages = draft.head.maps("arrangement")
    for stage in stages:
        start, end = stage.text("from") or "", stage.text("to") or ""
        if start and end and end < start[: len(end)]:
            yield Problem(draft.path, stage.lines["to"], "C114", f"the end {end} is before the start {start}",
                          "correct one of the two")
        if start and before and start < before[: len(start)]:
            yield Problem(draft.path, stage.line, "C308", f"this stretch starts {start}, before the one above it",
                          "put the stretches in order of time")
        before = start or before
    if stages and draft.head.text("status") == "running" and all(
        stage.text("ended_how") or stage.text("to") for stage in stages
    ):
        yield Problem(draft.path, draft.line("status"), "C309", "the case still runs, but every stretch has ended",
                      "add the stretch that runs now, or write `status: ended`")


def records(head: Map) -> Iterator[Map]:
    """Yield every mapping nested in the head, except the sources themselves."""
    for name, node in head.entries.items():
        if name == "sources":
            continue
        items = node.items if isinstance(node, Seq) else (node,)
        yield from (item for item in items if isinstance(item, Map))


def all_texts(draft: Draft) -> Iterator[tuple[int, str]]:
    """Yield every text of head and body with its line."""
    stack: list[object] = [draft.head]
    while stack:
        node = stack.pop()
        if isinstance(node, Text):
            yield node.line, node.value
        elif isinstance(node, Seq):
            stack.extend(node.items)
        elif isinstance(node, Map):
            stack.extend(node.entries.values())
    for section in draft.sections:
        for number, line in enumerate(section.text.split("\n"), section.line + 1):
            yield number, line


RULES: tuple[Rule, ...] = (
    file_name,
    shape,
    summary_length,
    unfilled_slots,
    headings,
    body_length,
    source_ids,
    footnotes,
    result_rests_on_finding,
    cost_or_note,
    never_blur_who_checked,
    failure_needs_failing,
    reviews_with_review,
    cashable_with_saving,
    arrangement_in_time,
    rules_fairness.mirrors,
    rules_fairness.private_persons,
    rules_fairness.identifying_details,
    rules_fairness.small_counts,
    rules_fairness.adverse_statements,
)
