"""The corpus as pages see it: badges, rows, tallies, and which value has a page where."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer import drawings, evidence, parts
from indexer.case import Case, Change, Outcome, Stage, unique
from indexer.corpus import Corpus
from indexer.questions import Question
from indexer.site_terms import Glossary
from indexer.site_views import Badge, Count, Ending, Frame, Link, Row, Site, Tally, Word
from indexer.wording import count, listed, lower_first, span, sum_of_money

Making = Callable[[Sequence[Case]], str]
Kept = Callable[[str, Sequence[Case], Making], str]

SHORT = 36
COMPARISON_ORDER = ("strong", "some", "before-after", "none")
SENTENCE = {
    "improved": "{} improved",
    "mixed": "{} mixed",
    "no-difference": "{} no difference",
    "worse": "{} made worse",
    "not-delivered": "{} not delivered as planned",
    "not-known": "{} not known",
    "not-applicable": "{} without a result to judge",
}


@dataclass(frozen=True)
class Facet:
    """A field whose values have pages: the folder (and search flag), the vocabulary section, how a page is headed."""

    folder: str
    section: str
    name: str
    values: Callable[[Case], Iterable[str]]


FACETS = (
    Facet("need", "needs", "Problem", lambda case: case.need),
    Facet("service", "services", "Service", lambda case: case.service),
    Facet("country", "countries", "Country", lambda case: case.country),
    Facet("delivery", "deliveries", "Who runs it", lambda case: case.delivery),
    Facet("contract", "contracts", "Contract", lambda case: case.contract),
    Facet("result", "results", "What happened", lambda case: (case.result,)),
    Facet("factor", "factors", "Success factor", lambda case: unique(r.key for r in case.factors)),
    Facet("pitfall", "pitfalls", "Pitfall", lambda case: unique(r.key for r in case.pitfalls)),
)
BY_FOLDER = {facet.folder: facet for facet in FACETS}


def newest_first(cases: Iterable[Case]) -> list[Case]:
    """Order cases by first year, newest first, then by slug."""
    return sorted(cases, key=lambda case: (-case.year, case.slug))


def _made(name: str, cases: Sequence[Case], make: Making) -> str:
    return make(cases)


class Catalogue:
    """A corpus with its site: everything that more than one kind of page asks for.

    full: returns a case with its body, where the corpus holds cases without. kept: returns what is made of the heads
    of some cases, which it may have kept under a name. all_held: every value that is asked for has a page, as is so on
    the page of a case, which holds its values itself.
    """

    def __init__(
        self,
        corpus: Corpus,
        site: Site,
        full: Callable[[Case], Case] | None = None,
        kept: Kept | None = None,
        *,
        all_held: bool = False,
    ) -> None:
        self.corpus = corpus
        self._all_held = all_held
        self.full = full or (lambda case: case)
        self._kept = kept or _made
        self.words = corpus.vocabulary
        self.site = site
        self._badges: dict[tuple[str, str], Badge] = {}
        self._links: dict[tuple[str, str], Link] = {}
        self._rows: dict[str, Row] = {}

    # -- addresses ---------------------------------------------------------------------------------------------

    def frame(self, path: str, title: str, description: str = "", *, scripts: tuple[str, ...] = ()) -> Frame:
        """Return what the page at `path` says about itself."""
        base = self.corpus.library.base_url
        return Frame(
            self.site,
            path,
            title,
            description or self.corpus.library.promise,
            "../" * path.count("/"),
            f"{base.rstrip('/')}/{path}" if base else "",
            scripts,
        )

    @cached_property
    def holders(self) -> dict[tuple[str, str], tuple[Case, ...]]:
        """Cases by folder and value: a value has a page exactly where it has cases."""
        found: dict[tuple[str, str], list[Case]] = {}
        for case in self.corpus.cases:
            for facet in FACETS:
                for key in facet.values(case):
                    found.setdefault((facet.folder, key), []).append(case)
        return {place: tuple(cases) for place, cases in found.items()}

    def label(self, section: str, key: str) -> str:
        """Return the shown label of a key."""
        return self.words.label(section, key)

    def means(self, section: str, key: str) -> str:
        """Return what a key means, without a full stop, so that a page can go on or end there."""
        return self.words.means(section, key).rstrip(". ")

    def link(self, folder: str, key: str, note: str = "") -> Link:
        """Return the link to a value's page; without cases the words stand alone."""
        found = self._links.get((folder, key))
        if found is None:
            href = f"{folder}/{key.lower()}.html" if self._all_held or (folder, key) in self.holders else ""
            found = self._links[folder, key] = Link(self.label(BY_FOLDER[folder].section, key), href)
        return dataclasses.replace(found, note=note) if note else found

    def word(self, section: str, key: str) -> Word:
        """Return a value of a section that the glossary lists; without a meaning it leads nowhere."""
        means = self.means(section, key)
        return Word(self.label(section, key), means, f"glossary.html#{section}-{key}" if means else "")

    @cached_property
    def glossary(self) -> Glossary:
        """The words that pages explain where they stand."""
        return Glossary(self.words, self.corpus.library.home)

    def values(self, folder: str) -> tuple[str, ...]:
        """Return the values of a facet that have cases, in the vocabulary's order."""
        keys = self.words.keys(BY_FOLDER[folder].section)
        held = [key for place, key in self.holders if place == folder]
        return (*(key for key in keys if key in held), *sorted(set(held) - set(keys)))

    # -- what is made of all cases, once -------------------------------------------------------------------------

    def gathered(self, name: str, make: Making) -> Iterator[str]:
        """Yield what is made of the heads of all cases, part by part of the library; see `indexer.parts`."""
        for cases in parts.groups(self.corpus.cases):
            yield self._kept(name, cases, make)

    @cached_property
    def newest(self) -> list[Case]:
        """All cases, newest first."""
        return newest_first(self.corpus.cases)

    @cached_property
    def changes(self) -> list[tuple[Case, Change]]:
        """Every change of every case, newest first, then by slug."""
        found = [(case, change) for case in self.corpus.cases for change in case.changes]
        return sorted(found, key=lambda pair: pair[1].date, reverse=True)

    @property
    def sources(self) -> tuple[Counter[str], Counter[str]]:
        """How many sources were read how far, and how many are of which kind."""
        return self._derived[1], self._derived[2]

    @cached_property
    def _derived(self) -> tuple[dict[str, tuple[str, str]], Counter[str], Counter[str]]:
        """How we know each case's result and the comparison behind it; then as `sources`."""
        results: dict[str, tuple[str, str]] = {}
        read: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        for text in self.gathered("derived", self._derive):
            some, some_read, some_kinds = json.loads(text)
            results |= {slug: (known, comparison) for slug, known, comparison in some}
            read.update(some_read)
            kinds.update(some_kinds)
        return results, read, kinds

    def _derive(self, cases: Sequence[Case]) -> str:
        results = [
            (case.slug, evidence.known(case, self.words), evidence.comparison(case, self.words)) for case in cases
        ]
        sources = [source for case in cases for source in case.sources]
        read, kinds = Counter([source.read for source in sources]), Counter([source.kind for source in sources])
        return json.dumps((results, read, kinds))

    # -- what is derived from a case -----------------------------------------------------------------------------

    def known(self, case: Case) -> str:
        """Return how we know a case's result."""
        found = self._derived[0].get(case.slug)
        return found[0] if found else evidence.known(case, self.words)

    def comparison(self, case: Case) -> str:
        """Return the strongest comparison among a case's outcomes."""
        found = self._derived[0].get(case.slug)
        return found[1] if found else evidence.comparison(case, self.words)

    # -- badges, rows, tallies -----------------------------------------------------------------------------------

    def badge(self, section: str, key: str) -> Badge:
        """Return a value of the vocabulary with its icon and meaning."""
        found = self._badges.get((section, key))
        if found is None:
            found = self._badges[section, key] = self._badge(section, key)
        return found

    def _badge(self, section: str, key: str) -> Badge:
        icon = self.words.extra(section, key, "icon")
        href = f"method.html#{section}-{key}" if section in ("results", "known", "comparisons") else ""
        means, keys = self.means(section, key), self.words.keys(section)
        order = keys.index(key) if key in keys else len(keys)
        return Badge(key, self.label(section, key), str(icon or f"{section}-{key}"), means, href, order)

    def best(self, case: Case) -> Outcome | None:
        """Return the outcome with the fairest comparison among those that name one and found something."""
        compared = [outcome for outcome in case.outcomes if outcome.compared_with and outcome.direction != "unclear"]
        return min(
            compared,
            default=None,
            key=lambda outcome: COMPARISON_ORDER.index(evidence.comparison_of(outcome, self.words)),
        )

    def row(self, case: Case) -> Row:
        """Return a case as a row; each is made once."""
        found = self._rows.get(case.slug)
        if found is None:
            found = self._rows[case.slug] = self._row(case)
        return found

    def _row(self, case: Case) -> Row:
        return Row(
            slug=case.slug,
            title=case.title,
            href=f"case/{case.slug}.html",
            summary=case.summary,
            place=case.place,
            country=listed([self.label("countries", key) for key in case.country]),
            year=case.year,
            kind=self.label("kinds", case.kind),
            result=self.badge("results", case.result),
            comparison=self.badge("comparisons", self.comparison(case)),
            known=self.badge("known", self.known(case)),
            cost=self.cost(case),
            status=self.label("statuses", case.status),
            now=self.now(case),
            private=case.private,
            at_home=self.corpus.at_home(case),
            review=self.review(case),
            shelf=self.shelf(case),
        )

    def review(self, case: Case) -> str:
        """Say how far an entry is, or nothing where it is published."""
        return "" if case.review == "published" else self.label("reviews", case.review)

    def shelf(self, case: Case) -> str:
        """Say on which shelf a case stands, or nothing where it is the first: that of reviewed cases."""
        return "" if case.shelf in self.words.keys("shelves")[:1] else self.label("shelves", case.shelf)

    def cost(self, case: Case) -> str:
        """Say the first cost of a case in a few words, savings last, or that none is published."""
        cost = min(case.costs, key=lambda c: (c.what == "saving", c.what != "unit"), default=None)
        if cost is None:
            return "Not published"
        what = self.label("cost_what", cost.what)
        per = f", {cost.per}" if cost.per and len(cost.per) <= SHORT else ""
        return f"{what} {sum_of_money(cost.amount, cost.currency)}{per}"

    def now(self, case: Case) -> str:
        """Say how the arrangement stands: how it ended last, or who runs it now."""
        stage, status = evidence.current_stage(case), self.label("statuses", case.status)
        if stage:
            who = lower_first(self.label("deliveries", stage))
            return f"{status}; now {who}" if case.status == "ended" else f"{status} ({who})"
        ended = case.arrangement[-1].ended_how if case.arrangement else None
        return f"{status}: {lower_first(self.label('ended_how', ended))}" if ended else status

    def tally(self, cases: Sequence[Case]) -> Tally:
        """Count cases by result, as sentence, list and bar."""
        keys = self.words.keys("results")
        found = Counter([case.result for case in cases])
        numbers = {key: found[key] for key in keys}
        judged = [(key, n) for key, n in numbers.items() if key not in evidence.NO_RESULT]
        rest = [(key, n) for key, n in numbers.items() if key in evidence.NO_RESULT]
        counts = tuple(Count(self.badge("results", key), n) for key, n in (*judged, *rest) if n)
        said = [SENTENCE.get(c.badge.key, c.badge.word + " {}").format(c.number) for c in counts]
        sentence = count(len(cases), "case") + (": " + ", ".join(said) if said else "")
        return Tally(len(cases), sentence, counts, drawings.results_bar(judged, rest))

    def covered(self, question: Question) -> tuple[Case, ...]:
        """Return the cases that belong to a question."""
        return tuple(case for case in self.corpus.cases if question.covers(case))

    # -- how arrangements ended ----------------------------------------------------------------------------------

    def endings(self, cases: Iterable[Case]) -> list[tuple[str, Ending]]:
        """Return every ended stretch of these cases with how it ended, newest first."""
        found = [(stage, case) for case in cases for stage in case.arrangement if stage.ended_how]
        found.sort(key=lambda pair: pair[1].slug)
        found.sort(key=lambda pair: pair[0].end or pair[0].start, reverse=True)
        return [(str(stage.ended_how), self._ending(stage, case)) for stage, case in found]

    def _ending(self, stage: Stage, case: Case) -> Ending:
        return Ending(
            self.row(case),
            span(stage.start, stage.end, open_words="an unknown date"),
            self.label("deliveries", stage.delivery),
            self.label("contracts", stage.contract) if stage.contract else "",
            self.label("ended_how", str(stage.ended_how)),
            stage.why or "",
            self.now(case),
        )
