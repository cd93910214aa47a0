"""A source's passages: contact details taken out, cut into sentences, and laid under the headings of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.case import HEADINGS
from indexer.document import Block, Document
from indexer.rules_fairness import EMAIL, PHONE

SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[A-Z0-9\"'“‘(])")
ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|Mr|Mrs|Ms|Dr|St|No|approx|vs|Cllr|Prof|para|cf)\.$")
CONTACT_LABEL = re.compile(
    r"(?i)\b(?:e-?mail|tel(?:ephone)?|phone|fax|mobile|call|contact)s?\s*:?\s*(?:us )?(?:at|on|via)?\s*(?=[,;.|)]|$)"
)
MAX_PASSAGES = 6
MAX_WORDS = 90
LEAST_WORDS = 6
ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

# Which words of a heading lead to which section; the first that fits, so the narrower ones stand first.
HEADING_WORDS = {
    "cost": "cost financ budget saving spend spent economic price money",
    "bought": "commission procure contract governance tender provider partner fund",
    "avoid": "barrier pitfall risk limitation avoid wrong difficult lesson challenges",
    "difference": "success enabl strength critical worked works",
    "here": "transfer replicat elsewhere implication recommendation next conclusion future scal",
    "happened": "result finding outcome impact evaluat happened evidence effect achieve performance inspect",
    "problem": "background context problem challenge issue why need introduction aims rationale case before",
    "done": "did done approach intervention programme program model activit solution description implement deliver "
    "method design project service new",
    "in-brief": "summary overview abstract key glance brief headline about",
}
HEADING_PATTERNS = {
    key: re.compile(rf"\b(?:{'|'.join(words.split())})", re.IGNORECASE) for key, words in HEADING_WORDS.items()
}
KEY_OF_HEADING = {heading.lower(): key for key, heading in HEADINGS.items()}


@dataclass(frozen=True)
class Passage:
    """A stretch of a source, the section it may belong to, and the id of its source."""

    section: str
    text: str
    source: str


def without_contacts(document: Document) -> tuple[Document, int]:
    """Return a document without e-mail addresses and telephone numbers, and how many were taken out."""
    count = 0
    blocks = []
    for block in document.blocks:
        text, mails = EMAIL.subn("", ODD.sub(" ", block.text))
        text, phones = PHONE.subn("", text)
        if mails or phones:
            count += mails + phones
            text = re.sub(r"[(\[<]\s*[)\]>]", "", CONTACT_LABEL.sub("", text))
        text = text.replace("[^", "[").replace("<REQUIRED:", "")  # what would be read as a footnote or slot of ours
        text = re.sub(r"\s+([,;.])", r"\1", " ".join(text.split())).strip(" |,;:")
        if text:
            blocks.append(replace(block, text=text))
    return replace(document, blocks=tuple(blocks)), count


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a paragraph."""
    held = ""
    for part in SENTENCE.split(text):
        held = f"{held} {part}" if held else part
        if not ABBREVIATED.search(held):
            yield held
            held = ""
    if held:
        yield held


def section_of(heading: str) -> str | None:
    """Return the key of the section that a source's heading leads to, or None."""
    exact = KEY_OF_HEADING.get(heading.lower().strip())
    return exact or next((key for key, pattern in HEADING_PATTERNS.items() if pattern.search(heading)), None)


def passages(document: Document, source: str) -> list[Passage]:
    """Return a document's paragraphs under the sections of a case, a few for each.

    source: the id of the document's source entry. What stands before the first heading is taken for the outline; a
    heading that says nothing to us leaves its text with the heading above it.
    """
    found: list[Passage] = []
    open_sections: list[tuple[int, str | None]] = []
    for block in _with_lists(document.blocks):
        if block.kind == "heading" and block.text == document.title:
            continue
        if block.kind == "heading":
            open_sections = [held for held in open_sections if held[0] < block.level]
            open_sections.append((block.level, section_of(block.text)))
            continue
        key = next((key for _, key in reversed(open_sections) if key), None) or _by_content(block.text)
        if len(block.text.split()) >= LEAST_WORDS and sum(p.section == key for p in found) < MAX_PASSAGES:
            found.append(Passage(key, shortened(block.text), source))
    return found


def _with_lists(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with the items of a list, and the rows of a table, joined to one text."""
    held: list[str] = []
    for block in blocks:
        if block.kind in ("item", "row"):
            held.append(block.text.strip("| ").replace(" | ", ", "))
            continue
        if held:
            yield Block("text", "; ".join(held))
            held = []
        yield block
    if held:
        yield Block("text", "; ".join(held))


def _by_content(text: str) -> str:
    if re.search(r"[£€$]\s?\d|\b\d[\d,.]* (?:million|billion)\b", text):
        return "cost"
    if re.search(r"\d\s?%|\bper cent\b|\bevaluat|\bfound that\b", text):
        return "happened"
    return "in-brief"


def shortened(text: str, words: int = MAX_WORDS) -> str:
    """Return whole sentences of a text up to so many words, at least one; a longer one is cut with an ellipsis."""
    kept: list[str] = []
    for sentence in sentences(text):
        if kept and len(" ".join((*kept, sentence)).split()) > words:
            break
        kept.append(sentence)
    parts = " ".join(kept).split()
    return " ".join(parts[:words]) + " …" if len(parts) > words else " ".join(parts)
