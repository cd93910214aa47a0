"""A case: the model of one entry, frozen and valid by construction. Knows no files and no vocabulary labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

HEADINGS = {
    "in-brief": "In brief",
    "problem": "The problem",
    "done": "What was done",
    "bought": "How it was bought and run",
    "happened": "What happened",
    "cost": "What it cost",
    "difference": "What made the difference",
    "avoid": "What to avoid",
    "here": "Would it work here?",
}

CONTEXT_FACTS = (
    "participants",
    "place",
    "commissioner",
    "provider",
    "staff",
    "scale",
    "cost",
    "quality_assurance",
    "variation",
)


@dataclass(frozen=True)
class Verified:
    """When a figure was compared with its source, and by what (`person` or `automated`)."""

    date: str
    by: str


@dataclass(frozen=True)
class Stage:
    """One stretch of an arrangement: who ran the service, under which contract, and how that ended."""

    start: str
    end: str | None
    delivery: str
    commissioner: str | None
    provider: str | None
    contract: str | None
    ended_how: str | None
    why: str | None
    source: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """Published terms of a tender or contract, each a sentence by its name."""

    items: tuple[tuple[str, str], ...]
    source: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """One measured outcome: what, which way, how much, against what, and who measured it."""

    measure: str
    direction: str
    figure: str | None
    compared_with: str | None
    horizon: str | None
    n: str | None
    uncertainty: str | None
    design: str
    reviews: str | None
    downgrade: tuple[str, ...]
    measured_by: str
    source: tuple[str, ...]
    verified: Verified | None


@dataclass(frozen=True)
class Cost:
    """One cost or saving; `amount` is one number or the two ends of a range, in whole currency units."""

    what: str
    amount: tuple[float, ...]
    currency: str
    price_year: int
    price_year_basis: str
    per: str | None
    includes: str | None
    basis: str
    cashable: str | None
    measured_by: str | None
    source: tuple[str, ...]
    verified: Verified | None


@dataclass(frozen=True)
class Reason:
    """A factor or pitfall that this case supports or contradicts."""

    key: str
    stance: str
    note: str
    basis: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """The authority at the start, as far as known."""

    authority_type: str | None = None
    population: str | None = None
    density: str | None = None
    inspection: str | None = None
    care_rate: str | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class Voice:
    """What children or families said, restated from a published source."""

    text: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Rating:
    """Another register's rating and why it differs from ours."""

    register: str
    rating: str
    date: str | None
    why: str | None
    source: tuple[str, ...]


@dataclass(frozen=True)
class Replication:
    """The same approach elsewhere; `case` is the slug of its own entry where there is one."""

    where: str
    country: str | None
    case: str | None
    result: str
    note: str | None
    source: tuple[str, ...]


@dataclass(frozen=True)
class Dispute:
    """A correction, reply, appeal or later finding."""

    date: str
    who: str
    text: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A document or page that was read, and how far."""

    id: str
    title: str
    publisher: str
    year: int | None
    url: str | None
    archive_url: str | None
    kind: str
    funded_by: str | None
    interest: str | None
    licence: str | None
    read: str
    read_on: str


@dataclass(frozen=True)
class Change:
    """One line of the change log; `was` is the earlier result when the result changed."""

    date: str
    what: str
    was: str | None


@dataclass(frozen=True)
class Section:
    """A part of the body as Markdown, with the line it starts on."""

    key: str
    text: str
    line: int

    @property
    def heading(self) -> str:
        """The heading as shown."""
        return HEADINGS[self.key]


@dataclass(frozen=True)
class Case:
    """One case study. Field meanings: corpus/README.md."""

    slug: str
    title: str
    summary: str
    country: tuple[str, ...]
    region: tuple[str, ...]
    place: str
    kind: str
    need: tuple[str, ...]
    service: tuple[str, ...]
    started: str
    status: str
    status_checked: str
    result: str
    sources: Sequence[Source]
    review: str
    shelf: str
    checked: str
    checked_by: str
    added: str
    sections: tuple[Section, ...]
    also_known_as: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ages: str | None = None
    tested_on: str | None = None
    arrangement: tuple[Stage, ...] = ()
    terms: Terms | None = None
    failure_reason: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    costs: tuple[Cost, ...] = ()
    cost_note: str | None = None
    factors: tuple[Reason, ...] = ()
    pitfalls: tuple[Reason, ...] = ()
    to_run_it: Sequence[tuple[str, str]] = ()
    setting: Setting | None = None
    context: Sequence[tuple[str, str]] = ()
    voice: Sequence[Voice] = ()
    ratings: tuple[Rating, ...] = ()
    replications: tuple[Replication, ...] = ()
    related: tuple[str, ...] = ()
    disputes: Sequence[Dispute] = ()
    changes: Sequence[Change] = ()
    path: str = field(default="", compare=False)
    digest: str = field(default="", compare=False)
    head_digest: str = field(default="", compare=False)
    private: bool = field(default=False, compare=False)

    @property
    def year(self) -> int:
        """The first year."""
        return int(self.started[:4])

    @property
    def newest(self) -> str:
        """The newest date at which it was checked, added or changed."""
        return max(self.checked, self.added, *(change.date for change in self.changes))

    @property
    def delivery(self) -> tuple[str, ...]:
        """Who ran it, each once, in order."""
        return unique(stage.delivery for stage in self.arrangement)

    @property
    def contract(self) -> tuple[str, ...]:
        """Under which contracts, each once, in order."""
        return unique(stage.contract for stage in self.arrangement)

    @property
    def ended_how(self) -> tuple[str, ...]:
        """How its arrangements ended, each once, in order."""
        return unique(stage.ended_how for stage in self.arrangement)

    @property
    def organisations(self) -> tuple[str, ...]:
        """Commissioners and providers named in the arrangement, each once."""
        names = (name for stage in self.arrangement for name in (stage.commissioner, stage.provider))
        return unique(names)

    def source(self, key: str) -> Source:
        """Return the source with this id. Raises KeyError where there is none."""
        for source in self.sources:
            if source.id == key:
                return source
        raise KeyError(key)

    def section(self, key: str) -> Section | None:
        """Return the body section with this key of HEADINGS, or None where the case has none."""
        return next((section for section in self.sections if section.key == key), None)


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Return the non-empty values, each once, in their first order."""
    return tuple(dict.fromkeys(value for value in values if value))
