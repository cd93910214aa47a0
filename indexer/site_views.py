"""The parts that templates are given: typed values, ready to show. Hrefs are relative to the site's root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from indexer.library import Words


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere inside the site, with an optional note beside them."""

    words: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary with its meaning; `href` leads to its entry in the glossary, or is empty."""

    words: str
    means: str = ""
    href: str = ""


class Near(NamedTuple):
    """A case as the page of another shows it, and why it does."""

    slug: str
    why: str
    title: str
    place: str
    result: str


class Around(NamedTuple):
    """All that a case's page shows of other cases. there: which cases that it names as replications have pages."""

    near: tuple[Near, ...] = ()
    there: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """What every page of one site shares."""

    title: str
    promise: str
    footer: str
    as_of: str
    nav: tuple[Link, ...]
    foot: tuple[Link, ...]
    local: bool
    library_id: str
    corrections: str
    repository: str
    words: Words
    logo: bool

    @cached_property
    def linked(self) -> frozenset[str]:
        """The addresses that every page leads to."""
        return frozenset(link.href for link in (*self.nav, *self.foot))


@dataclass(frozen=True)
class Frame:
    """What one page says about itself: `root` leads from it to the root of the site, `path` is its own address."""

    site: Site
    path: str
    title: str
    description: str
    root: str
    url: str = ""
    scripts: tuple[str, ...] = ()

    @property
    def here(self) -> str:
        """Its own address where every page leads to it, else nothing: so that most pages share one navigation."""
        return self.path if self.path in self.site.linked else ""


@dataclass(frozen=True)
class Badge:
    """An allowed value as shown: a word, an icon and what it means; `order` is its place in the vocabulary."""

    key: str
    word: str
    icon: str
    means: str
    href: str = ""
    order: int = 0


@dataclass(frozen=True)
class Count:
    """How many cases have one value."""

    badge: Badge
    number: int


@dataclass(frozen=True)
class Tally:
    """Cases by result: the sentence, the counts and the bar that say the same."""

    total: int
    sentence: str
    counts: tuple[Count, ...]
    bar: Markup


@dataclass(frozen=True)
class Row:
    """One case in a list or table; `review` and `shelf` are said only where it is not published, or not reviewed.

    `drawn` is its line of a table by the root of the page, once it was made.
    """

    slug: str
    title: str
    href: str
    summary: str
    place: str
    country: str
    year: int
    kind: str
    result: Badge
    comparison: Badge
    known: Badge
    cost: str
    status: str
    now: str
    private: bool
    at_home: bool
    review: str = ""
    shelf: str = ""
    drawn: dict[str, Markup] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Ref:
    """A numbered reference to a source of the same page."""

    number: int
    id: str
    title: str
    read: str


@dataclass(frozen=True)
class OutcomeRow:
    """One measured outcome."""

    measure: str
    direction: Badge
    figure: str
    uncertainty: str
    compared_with: str
    horizon: str
    n: str
    design: Word
    reviewed: str
    comparison: Badge
    caveats: str
    measured_by: str
    refs: tuple[Ref, ...]
    verified: str


@dataclass(frozen=True)
class CostRow:
    """One cost or saving."""

    what: str
    amount: str
    per: str
    includes: str
    prices: str
    basis: str
    measured_by: str
    refs: tuple[Ref, ...]
    verified: str


@dataclass(frozen=True)
class StageRow:
    """One stretch of an arrangement, with its part of the line in time."""

    span: str
    delivery: Link
    commissioner: str
    provider: str
    contract: Word
    ended: Word
    failed: bool
    why: str
    refs: tuple[Ref, ...]
    bar: Markup


@dataclass(frozen=True)
class ReasonRow:
    """A factor or pitfall of one case."""

    link: Link
    means: str
    stance: str
    stance_word: str
    note: str
    basis: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True)
class Said:
    """A labelled text with its sources: a fact, a term, a voice, a rating, a dispute."""

    label: str
    text: str
    note: str = ""
    state: str = ""
    href: str = ""
    refs: tuple[Ref, ...] = ()
    badge: Badge | None = None


@dataclass(frozen=True)
class SourceRow:
    """One numbered source."""

    number: int
    id: str
    title: str
    publisher: str
    year: str
    url: str
    archive_url: str
    kind: str
    read: str
    read_on: str
    funded_by: str
    interest: str
    licence: str


@dataclass(frozen=True)
class Tile:
    """A question or value with its cases in short."""

    link: Link
    text: str
    tally: Tally


@dataclass(frozen=True)
class Ending:
    """One ended arrangement."""

    row: Row
    span: str
    delivery: str
    contract: str
    ended: str
    why: str
    now: str


@dataclass(frozen=True)
class EndGroup:
    """Arrangements that ended the same way."""

    badge: Badge
    failed: bool
    total: int
    endings: tuple[Ending, ...]


@dataclass(frozen=True)
class Idea:
    """A factor or pitfall with how many cases support and contradict it."""

    link: Link
    means: str
    supports: int
    contradicts: int
    origin: str


@dataclass(frozen=True)
class Shelf:
    """One group of an overview: a heading over tiles, and the values without a case."""

    id: str
    heading: str
    text: str
    tiles: tuple[Tile, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True)
class MapRow:
    """One line of the table beside the evidence map."""

    link: Link
    cells: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    id: str
    word: str
    means: str
    labels: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Terms:
    """A part of the glossary."""

    id: str
    heading: str
    text: str
    terms: tuple[Term, ...]
    short: str = ""


@dataclass(frozen=True)
class FileText:
    """A data file: its text as it is, in parts, so that a large one is never held whole."""

    parts: Iterable[str]


@dataclass(frozen=True)
class Joined:
    """A data file that is other files of the site, one after the other: what stands before, between and after them."""

    before: str
    between: str
    after: str
