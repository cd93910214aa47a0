"""What each kind of page is given: one context for a template, made of the parts in site_views."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from indexer.case import Case
from indexer.site_breakeven import BreakEven
from indexer.site_glance import Glance
from indexer.site_views import (
    Badge,
    CostRow,
    EndGroup,
    Ending,
    Frame,
    Idea,
    Link,
    MapRow,
    OutcomeRow,
    ReasonRow,
    Ref,
    Row,
    Said,
    Shelf,
    SourceRow,
    StageRow,
    Tally,
    Term,
    Terms,
    Tile,
    Word,
)


@dataclass(frozen=True)
class CasePage:
    """A case page. `case` gives texts as written; everything with a label or a source is prepared."""

    frame: Frame
    case: Case
    prose: dict[str, Markup]
    headings: tuple[Link, ...]
    result: Badge
    known: Badge
    comparison: Badge
    kind: Word
    countries: tuple[Link, ...]
    needs: tuple[Link, ...]
    services: tuple[Link, ...]
    status: str
    now: str
    checked: str
    by_program: bool
    by_program_words: str
    review: str
    shelf: str
    failure: str
    conflicts: tuple[Said, ...]
    laws: tuple[Said, ...]
    setting: tuple[Said, ...]
    setting_refs: tuple[Ref, ...]
    to_run_it: tuple[Said, ...]
    outcomes: tuple[OutcomeRow, ...]
    costs: tuple[CostRow, ...]
    breakeven: BreakEven | None
    stages: tuple[StageRow, ...]
    line: tuple[str, str]
    terms: tuple[Said, ...]
    terms_refs: tuple[Ref, ...]
    factors: tuple[ReasonRow, ...]
    pitfalls: tuple[ReasonRow, ...]
    voice: tuple[Said, ...]
    context: tuple[Said, ...]
    context_sentence: str
    ratings: tuple[Said, ...]
    replications: tuple[Said, ...]
    disputes: tuple[Said, ...]
    changes: tuple[Said, ...]
    sources: tuple[SourceRow, ...]
    similar: tuple[Said, ...]
    citation: str
    wrong_href: str
    ris: str
    json: str
    json_ld: Markup
    highwire: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HomePage:
    """The first page."""

    frame: Frame
    examples: tuple[Link, ...]
    example: Row | None
    questions: tuple[Tile, ...]
    results: tuple[Badge, ...]
    known: tuple[Badge, ...]
    comparisons: tuple[Badge, ...]
    overturned: tuple[Said, ...]
    recent: tuple[Said, ...]
    facts: tuple[Said, ...]
    ideas: tuple[Idea, ...]
    opposite: tuple[Idea, ...]
    tally: Tally
    about: str


@dataclass(frozen=True)
class QuestionPage:
    """The answer to one commissioning question."""

    frame: Frame
    question: str
    answer: Markup
    sentences: tuple[str, ...]
    tally: Tally
    glance: Glance | None
    breakeven: BreakEven | None
    rows: tuple[Row, ...]
    endings: tuple[Ending, ...]
    failures: tuple[Said, ...]
    unknown: tuple[Markup, ...]
    needs: tuple[Link, ...]
    search: str


@dataclass(frozen=True)
class ListPage:
    """The cases that share one value."""

    frame: Frame
    heading: str
    means: str
    kind: str
    back: Link
    tally: Tally
    glance: Glance | None
    rows: tuple[Row, ...]
    reasons: tuple[Said, ...]
    words: tuple[Term, ...]
    their_words: bool
    questions: tuple[Link, ...]
    more: str
    search: str


@dataclass(frozen=True)
class IndexPage:
    """An overview of values."""

    frame: Frame
    heading: str
    text: str
    questions: tuple[Tile, ...]
    groups: tuple[Shelf, ...]
    ideas: tuple[Idea, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class ReversedPage:
    """What ended, was reversed, failed or made no difference."""

    frame: Frame
    groups: tuple[EndGroup, ...]
    counts: tuple[Said, ...]
    results: tuple[Tile, ...]
    rows: dict[str, tuple[Row, ...]]
    pitfalls: tuple[Idea, ...]


@dataclass(frozen=True)
class MapPage:
    """The evidence map and its table."""

    frame: Frame
    drawing: Markup
    columns: tuple[Link, ...]
    rows: tuple[MapRow, ...]
    comparisons: tuple[Badge, ...]
    gaps: str


@dataclass(frozen=True)
class CasesPage:
    """All cases in a sortable table; a long shelf has several such pages."""

    frame: Frame
    tally: Tally
    glance: Glance | None
    rows: tuple[Row, ...]
    pages: tuple[Link, ...]
    number: int


@dataclass(frozen=True)
class WordsPage:
    """Glossary or method: parts made from the vocabulary."""

    frame: Frame
    parts: tuple[Terms, ...]
    friends: tuple[tuple[str, str, str, str], ...] = ()
    scale: tuple[tuple[str, str, str], ...] = ()
    results: tuple[Badge, ...] = ()
    known: tuple[Badge, ...] = ()
    comparisons: tuple[Badge, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AboutPage:
    """What this collection is, how it leans, and what it lacks."""

    frame: Frame
    about: str
    facts: tuple[Said, ...]
    tables: tuple[tuple[str, tuple[Said, ...]], ...]
    thin: tuple[str, ...]
    nothing: tuple[str, ...]
    tally: Tally


@dataclass(frozen=True)
class ChangesPage:
    """The log of changes over all cases, newest first; also the feed."""

    frame: Frame
    entries: tuple[Said, ...]
    ids: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    feed_id: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class FilesPage:
    """Downloads with their data dictionary."""

    frame: Frame
    files: tuple[Said, ...]
    fields: tuple[tuple[str, str, str], ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class PlainPage:
    """A page whose words stand in its template."""

    frame: Frame


@dataclass(frozen=True)
class MovedPage:
    """An earlier address of a case."""

    frame: Frame
    target: str
