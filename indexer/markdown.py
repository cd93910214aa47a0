"""Markdown to safe HTML: the only module that knows which marks, links and footnotes a case's prose may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markupsafe import Markup

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


def render(text: str, sources: Mapping[str, tuple[int, str]], mark: Callable[[str], Markup] = Markup.escape) -> Markup:
    """Return prose as HTML.

    sources: number and title by source id; `[^id]` becomes a superscript link to `#source-id`.
    mark: makes HTML of a stretch of plain text outside headings and links, by default itself.
    """
    made = _PARSER.render(text, {"sources": sources, "mark": mark})
    return Markup(nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None))  # noqa: S704


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
    key = tokens[index].meta["id"]
    number, title = env["sources"][key]
    name = escape(f"Source {number}: {title}", quote=True)
    return f'<sup><a href="#source-{key}" aria-label="{name}">{number}</a></sup>'


def _mark(state: StateCore) -> None:
    """Give plain text to the one who marks words, except in headings and links."""
    for before, token in pairwise(state.tokens):
        if token.type != "inline" or before.type == "heading_open":
            continue
        inside = 0
        for child in token.children or ():
            inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and not inside:
                child.type, child.content = "html_inline", state.env["mark"](child.content)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    setattr(parser, "validateLink", allowed)  # noqa: B010
    parser.inline.ruler.before("link", "source_ref", _footnote)
    parser.core.ruler.push("mark", _mark)
    parser.add_render_rule("source_ref", _reference)
    return parser


_PARSER = _parser()
