"""Pages become text: the only module that knows Jinja."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from indexer.site_views import Around, FileText, Joined, Site
from indexer.wording import day

WEB = re.compile(r"(?:https?://[^\s/]|mailto:)", re.IGNORECASE)
# Macros that are used on every page and depend on nothing but their arguments.
DRAWN_ONCE = ("icon", "badge", "nav", "searchbox", "words_or")


class Order(NamedTuple):
    """By what the files of one case can be made elsewhere. path: of the case, as in `Case.path`."""

    site: Site
    path: str
    around: Around


@dataclass(frozen=True)
class Page:
    """One file of the site: where it goes, which template makes it, and what makes that which the template is given.

    inputs: the digest of all that the page is made from, or nothing where that is not known.
    order: for a file of a case, all by which another process can make it.
    joins: pages whose files are this one's content, in order.
    Pages are many and what they are given is large: it is made when the page is written, and let go of.
    """

    path: str
    template: str
    make: Callable[[], object]
    inputs: str = ""
    order: Order | None = None
    joins: tuple[Page, ...] = ()

    @property
    def context(self) -> object:
        """What the template is given, made anew."""
        return self.make()


def web(address: str | None) -> str:
    """Return an address where a page may link to it, else nothing: whatever rules let through, no script is one."""
    return address if address and WEB.match(address) else ""


def render(page: Page) -> str:
    """Return the text of one page."""
    return "".join(parts(page))


def parts(page: Page, folder: Path | None = None) -> Iterator[str]:
    """Yield the text of one page in parts. folder: where the pages that it joins are written already."""
    context = page.context
    if isinstance(context, Joined):
        yield from _joined(page.joins, context, folder)
        return
    if isinstance(context, FileText):
        yield from context.parts
        return
    assert dataclasses.is_dataclass(context) and not isinstance(context, type)
    names = _names(type(context))
    yield _template(page.template).render({name: getattr(context, name) for name in names})


def _joined(pages: Sequence[Page], by: Joined, folder: Path | None) -> Iterator[str]:
    yield by.before
    for number, page in enumerate(pages):
        if number:
            yield by.between
        yield (folder / page.path).read_bytes().decode() if folder else render(page)
    yield by.after


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("site_template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["day"] = day
    made.filters["web"] = web
    macros = made.get_template("_macros.html").module
    for name in DRAWN_ONCE:
        setattr(macros, name, lru_cache(maxsize=2048)(getattr(macros, name)))
    return made
