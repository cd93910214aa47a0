"""Markdown to safe HTML: the only module that knows which marks, links and footnotes a case's prose may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

Mark = Callable[[str], Markup]

FOOTNOTE = re.compile(r"\[\^([a-z0-9][a-z0-9-]*)\]")
TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "hr",
    "a",
    "sup",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {
    "a": {"href", "title", "aria-label", "class", "data-word", "data-means", "lang"},
    "ol": {"start"},
    "span": {"lang"},
}
SCHEMES = {"http", "https"}
CLEANER = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
# Lines that begin with a letter, a figure or an opening mark, and hold no sign of Markdown but footnotes.
_LINE = (
    r"(?:[^\W\d_]|[\"'“‘(£$€]|\d(?!\d*+[.)]))"
    r"(?:[^\x00-\x1f\x7f-\x9f\\`*_\[\]<&]++|\[\^[a-z0-9][a-z0-9-]*+\]|&(?=[ ]))*+(?<!\s)"
)
PLAIN = re.compile(rf"{_LINE}(?:\n++{_LINE})*+\Z")
PIECES = re.compile(rf"(\n+|{FOOTNOTE.pattern.replace('(', '(?:')})")


def render(text: str, sources: Mapping[str, tuple[int, str]], mark: Mark | None = None) -> Markup:
    """Return prose as HTML.

    sources: number and title by source id; `[^id]` becomes a superscript link to `#source-id`.
    mark: makes HTML of a stretch of plain text outside headings and links, by default itself.
    Plain paragraphs, which is most of what cases hold, need no parser; a test holds both ways to the same bytes.
    """
    text = _whole(text)
    if PLAIN.match(text) and all(key in sources for key in FOOTNOTE.findall(text)):
        return Markup(_paragraphs(text, sources, mark))  # noqa: S704
    return parsed(text, sources, mark)


def parsed(text: str, sources: Mapping[str, tuple[int, str]], mark: Mark | None = None) -> Markup:
    """Return prose as HTML by way of the parser and the cleaner, whatever it holds. Arguments as of `render`."""
    return Markup(CLEANER.clean(_PARSER.render(_whole(text), {"sources": sources, "mark": mark})))  # noqa: S704


def _whole(text: str) -> str:
    """Return a text without halves of characters, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _paragraphs(text: str, sources: Mapping[str, tuple[int, str]], mark: Mark | None) -> str:
    pieces = PIECES.split(text)  # as the parser gives them: stretches of text, and line ends or footnotes in between
    pieces[::2] = [mark(said) if mark else escaped(said) for said in pieces[::2]]
    pieces[1::2] = [said if said.startswith("\n") else _link(said[2:-1], sources) for said in pieces[1::2]]
    made = [f"<p>{part}</p>\n" for some in "".join(pieces).split("\n\n") if (part := some.strip("\n"))]
    return "".join(made)


def escaped(text: str) -> str:
    """Return a text as HTML, as the cleaner writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, between double quotes, as the cleaner writes it."""
    return escaped(text).replace('"', "&quot;")


def allowed(address: str) -> bool:
    """Tell whether prose may link to an address: http, https, or relative within the site."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES and bool(parts.netloc)
    return not parts.netloc and not address.strip().startswith(("//", "\\", "/"))


def _footnote(state: StateInline, silent: bool) -> bool:
    match = FOOTNOTE.match(state.src, state.pos)
    if not match or match.group(1) not in state.env.get("sources", {}):
        return False
    if not silent:
        state.push("source_ref", "", 0).meta = {"id": match.group(1)}
    state.pos = match.end()
    return True


def _reference(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    return _link(tokens[index].meta["id"], env["sources"])


def _link(key: str, sources: Mapping[str, tuple[int, str]]) -> str:
    number, title = sources[key]
    return f'<sup><a href="#source-{key}" aria-label="{attribute(f"Source {number}: {title}")}">{number}</a></sup>'


def _mark(state: StateCore) -> None:
    """Give plain text to the one who marks words, except in headings and links."""
    mark: Mark | None = state.env.get("mark")
    if mark is None:
        return
    for before, token in pairwise(state.tokens):
        if token.type != "inline" or before.type == "heading_open":
            continue
        inside = 0
        for child in token.children or ():
            inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and not inside:
                child.type, child.content = "html_inline", mark(child.content)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    setattr(parser, "validateLink", allowed)  # noqa: B010
    parser.inline.ruler.before("link", "source_ref", _footnote)
    parser.core.ruler.push("mark", _mark)
    parser.add_render_rule("source_ref", _reference)
    return parser


_PARSER = _parser()
