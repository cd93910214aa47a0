"""Case files to drafts. Reads Markdown with a YAML head, and HTML that carries the same head; the only user of bs4."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer.case import HEADINGS, Section
from indexer.head import HeadError, Map, Seq, Text, collect, compose
from indexer.problems import Problem

MAX_BYTES = 1_000_000
SUFFIXES = (".md", ".html")
KEY_OF_HEADING = {heading.lower(): key for key, heading in HEADINGS.items()}
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,99}+)\]")
HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*#*$")
BLOCKS = ("p", "ul", "ol", "dl", "dt", "dd", "div", "section", "blockquote", "pre", "figure", "table", "tr", "h3", "h4")


@dataclass(frozen=True)
class Draft:
    """A case as written: every value with its line, promising nothing.

    `written` is the text of the head. `headings` are the body's headings as written with their lines, known or not.
    """

    path: str
    slug: str
    written: str
    head: Map
    sections: tuple[Section, ...]
    headings: tuple[tuple[str, int], ...]

    def line(self, key: str) -> int:
        """Return the line of a field of the head, or of the head itself where the field is missing."""
        return self.head.lines.get(key, self.head.line)

    @cached_property
    def prose(self) -> tuple[Text, ...]:
        """Every text of head and body, the sources left out."""
        said: list[Text] = []
        for name, node in self.head.entries.items():
            if name != "sources":
                collect(node, said)
        for section in self.sections:
            said += [Text(line, number) for number, line in enumerate(section.text.split("\n"), section.line + 1)]
        return tuple(said)

    @cached_property
    def sourced(self) -> tuple[Text, ...]:
        """Every text of the sources."""
        said: list[Text] = []
        collect(self.head.entries.get("sources", Seq((), 0)), said)
        return tuple(said)

    @cached_property
    def whole(self) -> str:
        """The prose as one text, so that a rule can look once for what is hardly ever there."""
        return "\n".join([text.value for text in self.prose])


def read_file(path: Path, shown: str) -> tuple[Draft | None, list[Problem], bytes]:
    """Read a case file.

    shown: the path as problems should show it.
    Returns the draft or None, what was wrong with the file as a whole, and its bytes.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return (
                None,
                [
                    Problem(
                        shown,
                        1,
                        "C006",
                        f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read",
                        "shorten it: a case is a page, not a report",
                    )
                ],
                b"",
            )
        data = path.read_bytes()
    except OSError as error:
        return (
            None,
            [
                Problem(
                    shown, 1, "C008", f"the file cannot be read: {error.strerror}", "give yourself the right to read it"
                )
            ],
            b"",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return (
            None,
            [
                Problem(
                    shown,
                    line,
                    "C001",
                    f"not UTF-8 text (byte {error.start})",
                    "save the file again with the encoding UTF-8",
                )
            ],
            data,
        )
    draft, problems = read_text(text, path.stem, shown)
    return draft, problems, data


def read_text(text: str, slug: str, shown: str) -> tuple[Draft | None, list[Problem]]:
    """Read a case from its text; `shown` ends in .html for the HTML form. Returns the draft or None, and problems."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    try:
        if shown.endswith(".html"):
            return _read_html(text, slug, shown)
        return _read_markdown(text, slug, shown)
    except HeadError as error:
        return None, [
            Problem(
                shown,
                error.line,
                "C003",
                f"the head is not readable: {error.reason}",
                "mend that line; quote values that hold a colon followed by a space",
            )
        ]


def _no_head(shown: str, how: str) -> tuple[None, list[Problem]]:
    return None, [Problem(shown, 1, "C002", "the file has no head", how)]


def _read_markdown(text: str, slug: str, shown: str) -> tuple[Draft | None, list[Problem]]:
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return _no_head(shown, "begin the file with a line `---`, the fields, and another line `---`")
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return _no_head(shown, "close the head with a line `---`")
    written = "\n".join(lines[1:end]) + "\n"
    sections, headings = _sections(lines[end + 1 :], end + 2)
    return Draft(shown, slug, written, compose(written, first_line=2), sections, headings), []


def _sections(lines: list[str], first: int) -> tuple[tuple[Section, ...], tuple[tuple[str, int], ...]]:
    sections: list[Section] = []
    headings: list[tuple[str, int]] = []
    key, start, held = "", first - 1, []
    for number, line in enumerate([*lines, "## "], first):
        match = HEADING.match(line) if number < first + len(lines) else True
        if not match:
            held.append(line)
            continue
        if key or any(part.strip() for part in held):
            empty = next((n for n, part in enumerate(held) if part), 0)
            sections.append(Section(key, "\n".join(held).strip("\n"), start + empty))
        if match is True:
            break
        heading = match.group(1)
        headings.append((heading, number))
        key, start, held = KEY_OF_HEADING.get(heading.lower().strip(), "?"), number, []
    return tuple(sections), tuple(headings)


def _read_html(text: str, slug: str, shown: str) -> tuple[Draft | None, list[Problem]]:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it looks like XML is no news: the rules say more
        soup = BeautifulSoup(text, "html.parser")
    script = soup.find("script", id="case", type="application/yaml")
    if script is None:
        return _no_head(shown, 'put the fields in <script type="application/yaml" id="case">')
    written = script.get_text()
    head = compose(written, first_line=script.sourceline or 1)
    script.decompose()
    sections, headings = [], []
    for heading in soup.find_all("h2"):
        title = heading.get_text(" ", strip=True)
        line = heading.sourceline or 1
        parts = []
        for node in heading.find_next_siblings():
            if node.name == "h2":
                break
            parts.append(_joined(_markdown(node), "\n\n"))
        headings.append((title, line))
        key = KEY_OF_HEADING.get(title.lower(), "?")
        sections.append(Section(key, "\n\n".join(filter(None, parts)), line))
    return Draft(shown, slug, written, head, tuple(sections), tuple(headings)), []


def _joined(text: str, between: str) -> str:
    """Return the blocks of a text, which blank lines part, joined by something else."""
    blocks: list[str] = []
    held: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            held.append(line.strip())
        elif held:
            blocks.append("\n".join(held))
            held = []
    return between.join(blocks)


def _markdown(node: object) -> str:
    """Return an HTML block as Markdown: paragraphs, lists, links, emphasis and links to #source-ID as footnotes."""
    from bs4 import Tag
    from bs4.element import NavigableString

    if isinstance(node, NavigableString):
        return re.sub(r"\s+", " ", str(node)) if type(node) is NavigableString else ""
    if not isinstance(node, Tag) or node.name in ("script", "style", "template"):
        return ""
    inner = "".join(_markdown(child) for child in node.children)
    if node.name == "a":
        href = str(node.get("href", ""))
        return f"[^{href.removeprefix('#source-')}]" if href.startswith("#source-") else f"[{inner.strip()}]({href})"
    if node.name in ("em", "i"):
        return f"*{inner.strip()}*"
    if node.name in ("strong", "b"):
        return f"**{inner.strip()}**"
    if node.name == "br":
        return "\n"
    if node.name == "li":
        return f"- {_joined(inner, ' ')}\n"
    if node.name in ("td", "th"):
        return f"{inner.strip()}; "
    if node.name in BLOCKS:
        return f"\n\n{inner.strip().removesuffix(';') if node.name == 'tr' else inner.strip()}\n\n"
    return inner
