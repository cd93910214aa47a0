"""What templates are given: typed values, ready to show. Knows no corpus; hrefs are relative to the site's root."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from indexer.case import Case


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere inside the site, with an optional note beside them."""

    words: str
    href: str
    note: str = ""


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


@dataclass(frozen=True)
class Badge:
    """An allowed value as shown: a word, an icon and what it means."""

    key: str
    word: str
    icon: str
    means: str
    href: str = ""


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
    """One case in a list or table."""

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
    design: str
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
    contract: str
    ended: str
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
class CasePage:
    """A case page. `case` gives texts as written; everything with a label or a source is prepared."""

    frame: Frame
    case: Case
    prose: dict[str, Markup]
    headings: tuple[Link, ...]
    result: Badge
    known: Badge
    comparison: Badge
    kind: str
    countries: tuple[Link, ...]
    needs: tuple[Link, ...]
    services: tuple[Link, ...]
    status: str
    now: str
    checked: str
    by_program: bool
    by_program_words: str
    failure: str
    conflicts: tuple[Said, ...]
    laws: tuple[Said, ...]
    setting: tuple[Said, ...]
    setting_refs: tuple[Ref, ...]
    to_run_it: tuple[Said, ...]
    outcomes: tuple[OutcomeRow, ...]
    costs: tuple[CostRow, ...]
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
class Tile:
    """A question or value with its cases in short."""

    link: Link
    text: str
    tally: Tally


@dataclass(frozen=True)
class Ending:
    """One ended arrangement."""

    row: Row
    what: str
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
class HomePage:
    """The first page."""

    frame: Frame
    examples: tuple[Link, ...]
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
    answer: str
    sentences: tuple[str, ...]
    tally: Tally
    rows: tuple[Row, ...]
    endings: tuple[Ending, ...]
    failures: tuple[Said, ...]
    unknown: tuple[str, ...]
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
    rows: tuple[Row, ...]
    reasons: tuple[Said, ...]
    words: tuple[Said, ...]
    questions: tuple[Link, ...]
    more: str
    search: str


@dataclass(frozen=True)
class Shelf:
    """One group of an overview: a heading over tiles, and the values without a case."""

    id: str
    heading: str
    text: str
    tiles: tuple[Tile, ...]
    empty: tuple[str, ...]


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
    results: tuple[Shelf, ...]
    rows: dict[str, tuple[Row, ...]]
    pitfalls: tuple[Idea, ...]


@dataclass(frozen=True)
class MapRow:
    """One line of the table beside the evidence map."""

    link: Link
    cells: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class MapPage:
    """The evidence map and its table."""

    frame: Frame
    drawing: Markup
    columns: tuple[str, ...]
    rows: tuple[MapRow, ...]
    comparisons: tuple[Badge, ...]
    gaps: str


@dataclass(frozen=True)
class CasesPage:
    """All cases in a sortable table; a long shelf has several such pages."""

    frame: Frame
    tally: Tally
    rows: tuple[Row, ...]
    pages: tuple[Link, ...]
    number: int


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    id: str
    word: str
    means: str
    labels: tuple[tuple[str, str, str], ...] = ()
    href: str = ""


@dataclass(frozen=True)
class Terms:
    """A part of the glossary."""

    id: str
    heading: str
    text: str
    terms: tuple[Term, ...]


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
    tally: Tally
    method: tuple[Link, ...] = ()


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


@dataclass(frozen=True)
class FileText:
    """A data file: its text as it is."""

    text: Markup
