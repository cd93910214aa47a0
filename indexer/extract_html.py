"""HTML to a document: main text without menus and banners, headings kept, and what the page says of itself.

The only user of trafilatura. Its text is taken whole, but for lines at either end which its strict setting leaves out
too and which are no prose: calls to subscribe, terms of use, lists of other articles.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from indexer.document import Block, Document
from indexer.encoding import decode
from indexer.errors import SourceUnreadable
from indexer.language import language

MAX_CHARACTERS = 8_000_000
# The strict text must be this share of the whole to be trusted; what is cut may hold this share of prose at most.
LEAST_STRICT = 0.4
MOST_PROSE = 0.5
PROSE_WORDS = 20
FEW_WORDS = 120

LANG = re.compile(r"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
EMBEDDED = re.compile(r"data:[\w/+.-]{1,40}(?:;[\w=-]{1,40})*,[^\s\"')>]{200,}")
WALL = re.compile(
    r"\b(cookies?|consent|we value your privacy|enable javascript|captcha|ddos protection|"
    r"javascript (?:is|to be) (?:disabled|enabled|required)|"
    r"are you (?:a )?human|verify(?:ing)? (?:that )?you are|checking your browser)\b",
    re.IGNORECASE,
)
SIGN_IN = re.compile(
    r"\b(log ?in|sign ?in|password|forgotten your|create an account|register to (?:read|continue)|"
    r"subscribe to (?:read|continue)|subscribers only|members only)\b",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"\b(page (?:was |could )?not (?:be )?found|404|page (?:does not|doesn['’]t) exist|no longer (?:available|exists)|"
    r"page can(?:not|['’]t) be found)\b",
    re.IGNORECASE,
)


def read(data: bytes, *, address: str | None = None, charset: str | None = None) -> Document:
    """Read a page.

    data: its bytes. address: where it was found, if known. charset: the encoding a server gave it.
    A page that only asks to log in, to take cookies, or that says it is not there is read too, and its `wall` says so.
    Raises SourceUnreadable on what is no text or too large.
    """
    text, other = decode(data, charset)
    if text is None:
        raise SourceUnreadable("it is in no text encoding that is known here", "save it again with the encoding UTF-8")
    text = EMBEDDED.sub("", text)  # pictures and fonts that a browser packed into the saved page
    if len(text) > MAX_CHARACTERS:
        raise SourceUnreadable(
            f"the page has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read",
            "save the part with the text as a page of its own",
        )
    note = (f"The page was read as {other}, which is not what it says of itself.",) if other else ()
    return _document(text, address, note)


def main_text(text: str) -> tuple[Block, ...]:
    """Return the main text of a page as blocks; empty where there is none."""
    whole = _extract(text)
    if whole is None:
        return tuple(Block("text", line) for line in _baseline(text).split("\n") if line.strip())
    lines = [line for line in (whole.text or "").split("\n") if line.strip()]
    strict = _extract(text, strict=True)
    kept = without_ends(lines, (strict.text or "").split("\n") if strict is not None else [])
    return tuple(_blocks(kept, _headings(whole.body)))


def without_ends(lines: Sequence[str], strict: Iterable[str]) -> Sequence[str]:
    """Return lines without those at either end that the strict reading leaves out, unless they are mostly prose."""
    wanted = {line.strip() for line in strict if line.strip()}
    if sum(map(len, wanted)) < LEAST_STRICT * sum(map(len, lines)):
        return lines
    places = [number for number, line in enumerate(lines) if line.strip() in wanted]
    if not places:
        return lines
    first = 0 if _is_prose(lines[: places[0]]) else places[0]
    last = len(lines) if _is_prose(lines[places[-1] + 1 :]) else places[-1] + 1
    return lines[first:last]


def _is_prose(lines: Sequence[str]) -> bool:
    counts = [len(line.split()) for line in lines]
    return sum(count for count in counts if count >= PROSE_WORDS) > MOST_PROSE * sum(counts)


def _extract(text: str, *, strict: bool = False) -> Any:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(text, include_comments=False, favor_precision=strict)


def _baseline(text: str) -> str:
    """Return what stands in the page's paragraphs or its data for machines: the last resort."""
    from trafilatura import baseline

    try:
        return str(baseline(text)[1])
    except (TypeError, ValueError):
        return ""


def _headings(body: Any) -> dict[str, int]:
    levels = {}
    for head in body.iter("head"):
        mark = (head.get("rend") or "h2")[1:]
        levels[" ".join("".join(head.itertext()).split())] = int(mark) if mark.isdigit() else 2
    return levels


def _blocks(lines: Iterable[str], headings: dict[str, int]) -> Iterable[Block]:
    for line in lines:
        text = line.strip()
        plain = " ".join(text.split())
        if plain in headings:
            yield Block("heading", text, headings[plain])
        elif text.startswith("|"):
            if set(text) - set("|- "):
                yield Block("row", text)
        elif text.startswith("- "):
            yield Block("item", text[2:])
        else:
            yield Block("text", text)


def _document(text: str, address: str | None, notes: tuple[str, ...]) -> Document:
    blocks = main_text(text)
    found = Document("html", blocks)
    soup = _soup(text, SoupStrainer(["title", "meta", "link", "input", "h1"]))
    about = _metadata(text, address)
    declared = LANG.search(text[:20_000])
    return Document(
        "html",
        blocks,
        title=_title(soup, about.title, about.sitename),
        publisher=_publisher(soup, about.sitename),
        date=about.date,
        language=language(found.text, declared.group(1) if declared else None),
        address=canonical(soup, address) or address,
        notes=notes,
        wall=_wall(found, text, soup),
    )


def _metadata(text: str, address: str | None) -> Any:
    from trafilatura import extract_metadata

    return extract_metadata(text, default_url=address)


def _soup(text: str, only: SoupStrainer | None = None) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a page looks like XML is no news to who brings it
        return BeautifulSoup(text, "lxml", parse_only=only)


def canonical(soup: BeautifulSoup, address: str | None) -> str | None:
    """Return the address that a page gives as its own: `rel=canonical`, else `og:url`; None where it gives none."""
    link = soup.find("link", rel="canonical", href=True)
    named = link.get("href") if isinstance(link, Tag) else _meta(soup, "og:url")
    found = urljoin(address or "", str(named).strip()) if named else ""
    try:
        parts = urlsplit(found)
        good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return None
    # A front page given as the canonical address of every page is a fault of the site.
    bare = parts.path in ("", "/") and not parts.query and address and urlsplit(address).path not in ("", "/")
    return found if good and not bare else None


def _meta(soup: BeautifulSoup, *names: str) -> str | None:
    for name in names:
        for key in ("property", "name"):
            tag = soup.find("meta", attrs={key: re.compile(rf"\A{re.escape(name)}\Z", re.IGNORECASE)})
            content = " ".join(str(tag.get("content") or "").split()) if isinstance(tag, Tag) else ""
            if content:
                return content
    return None


def _title(soup: BeautifulSoup, told: str | None, site: str | None) -> str | None:
    written = _meta(soup, "citation_title", "dc.title", "dcterms.title", "og:title")
    if written is None and told is None:
        tag = soup.find("title")
        written = tag.get_text(" ", strip=True) if tag else None
    title = " ".join((written or told or "").split())
    for name in filter(None, (site, _meta(soup, "og:site_name"))):
        title = re.sub(rf"\s+[|\-–—·:]\s+{re.escape(name)}\Z", "", title, flags=re.IGNORECASE)
    return title or None


def _publisher(soup: BeautifulSoup, site: str | None) -> str | None:
    named = _meta(soup, "og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher", "application-name")
    name = named or site
    return name if name and not re.fullmatch(r"[\w.-]+\.\w{2,}", name) else None


def _wall(found: Document, text: str, soup: BeautifulSoup) -> tuple[str, str] | None:
    """Return why a page with next to no text is no document, and the remedy; None for any other page."""
    if found.words >= FEW_WORDS:
        return None
    heads = " ".join(tag.get_text(" ", strip=True) for tag in soup.find_all(["title", "h1"]))
    if NOT_FOUND.search(heads) or (found.words < FEW_WORDS / 2 and NOT_FOUND.search(found.text)):
        return "the page says that it is not there", "look for its new address"
    if soup.find("input", type="password") or SIGN_IN.search(heads):
        return "the page only asks to log in", "log in with a browser, open the page, and save it as a file"
    seen = " ".join(_soup(text).get_text(" ").split()[:400])
    if WALL.search(heads) or len(WALL.findall(f"{found.text} {seen}")) >= 2:
        return (
            "the page shows a notice on cookies or JavaScript and no text",
            "open it in a browser, answer the notice, and save the page as a file",
        )
    if not found.words:
        return "the page has no main text", "save the text you want as a plain text file"
    return None
