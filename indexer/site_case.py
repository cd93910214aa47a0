"""A case becomes its page: every label, reference, date and sum in it put into words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from markupsafe import Markup

from indexer import citation, evidence, markdown, site_breakeven, site_line, site_setting
from indexer.case import Case, Cost, Outcome, Reason
from indexer.questions import Law
from indexer.site_catalogue import Catalogue
from indexer.site_pages import CasePage
from indexer.site_terms import SCRIPT
from indexer.site_views import Around, CostRow, Link, OutcomeRow, ReasonRow, Ref, Said, SourceRow, Word
from indexer.wording import day, listed, lower_first, sum_of_money

TERM_LABELS = {
    "lots": "Lots",
    "price_quality": "Price and quality weights",
    "length": "Length",
    "price_basis": "Price basis",
    "uplift": "Uplift",
    "volume": "Volume",
    "indicators": "Indicators",
    "exit": "Exit",
}
RUN_LABELS = {
    "staff": "Staff",
    "training": "Training and licence",
    "referral": "Who is referred, and how",
    "first_result": "Time to a first result",
    "preconditions": "What must be there first",
}
PROSE_ORDER = ("in-brief", "here", "problem", "done", "happened", "cost", "bought", "difference", "avoid")
CONFLICTING = {
    "improved": {"no-difference", "worse", "mixed", "not-delivered"},
    "mixed": {"no-difference", "worse"},
    "no-difference": {"improved", "worse"},
    "worse": {"improved", "no-difference"},
    "not-delivered": {"improved"},
}


class CaseWriter:
    """Writes one case's page: holds the numbers of its sources, and which words it has explained."""

    def __init__(self, catalogue: Catalogue, case: Case, around: Around) -> None:
        self.catalogue, self.case, self.words = catalogue, case, catalogue.words
        self.around = around
        self.explained: set[tuple[str, str]] = set()
        self.numbers = {source.id: (number, source.title) for number, source in enumerate(case.sources, 1)}

    def refs(self, keys: Iterable[str]) -> tuple[Ref, ...]:
        """Return the numbered references of some source ids."""
        return tuple(
            Ref(
                self.numbers[key][0],
                key,
                self.numbers[key][1],
                lower_first(self.words.label("read", self.case.source(key).read)),
            )
            for key in keys
            if key in self.numbers
        )

    def word(self, section: str, key: str) -> Word:
        """Return a value in words; only the first time on the page does it lead to its meaning."""
        word = self.catalogue.word(section, key)
        first = (section, key) not in self.explained
        self.explained.add((section, key))
        return word if first else Word(word.words)

    def page(self) -> CasePage:
        """Return the whole page."""
        case, catalogue = self.case, self.catalogue
        known, comparison = catalogue.known(case), catalogue.comparison(case)
        breakeven = site_breakeven.of_case(catalogue, case)
        scripts = (SCRIPT, *(site_breakeven.SCRIPTS if breakeven else ()))
        frame = catalogue.frame(f"case/{case.slug}.html", case.title, case.summary, scripts=scripts)
        prose = self._prose()
        context, sentence = site_setting.context(case)
        return CasePage(
            frame=frame,
            case=case,
            prose=prose,
            headings=self._headings(prose),
            result=catalogue.badge("results", case.result),
            known=catalogue.badge("known", known),
            comparison=catalogue.badge("comparisons", comparison),
            kind=self.word("kinds", case.kind),
            countries=tuple(catalogue.link("country", key) for key in case.country),
            needs=tuple(catalogue.link("need", key) for key in case.need),
            services=tuple(catalogue.link("service", key) for key in case.service),
            status=f"looked up {day(case.status_checked)}",
            now=catalogue.now(case),
            checked=day(case.checked),
            by_program=case.checked_by == "automated",
            by_program_words=self.words.label("checked_by", case.checked_by),
            review=self.catalogue.review(case),
            shelf=self.catalogue.shelf(case) or self.words.label("shelves", case.shelf),
            failure=listed([lower_first(self.words.label("failure_reasons", key)) for key in case.failure_reason]),
            conflicts=tuple(self._replications(conflicting=True)),
            laws=self._laws(),
            setting=site_setting.setting(catalogue, case),
            setting_refs=self.refs(case.setting.source if case.setting else ()),
            to_run_it=tuple(Said(RUN_LABELS.get(k, k), text) for k, text in case.to_run_it),
            outcomes=tuple(self._outcome(o) for o in case.outcomes),
            costs=tuple(self._cost(c) for c in case.costs),
            breakeven=breakeven,
            stages=site_line.stages(catalogue, case, self.refs, self.word),
            line=site_line.ends(case),
            terms=tuple(Said(TERM_LABELS.get(k, k), text) for k, text in (case.terms.items if case.terms else ())),
            terms_refs=self.refs(case.terms.source if case.terms else ()),
            factors=tuple(self._reason("factor", r) for r in case.factors),
            pitfalls=tuple(self._reason("pitfall", r) for r in case.pitfalls),
            voice=tuple(Said("", v.text, refs=self.refs(v.source)) for v in case.voice),
            context=context,
            context_sentence=sentence,
            ratings=tuple(
                Said(r.register, r.rating, r.why or "", day(r.date) if r.date else "", refs=self.refs(r.source))
                for r in case.ratings
            ),
            replications=tuple(self._replications()),
            disputes=tuple(Said(d.who, d.text, day(d.date), refs=self.refs(d.source)) for d in case.disputes),
            changes=self._changes(),
            sources=self._sources(),
            similar=self._similar,
            citation=citation.plain(case, catalogue.corpus.library, frame.url),
            wrong_href=citation.correction(catalogue.corpus.library, case),
            ris=f"{case.slug}.ris",
            json=f"{case.slug}.json",
            json_ld=citation.json_ld(case, catalogue.corpus, frame.url),
            highwire=citation.highwire(case, catalogue.corpus.library, frame.url),
        )

    def _prose(self) -> dict[str, Markup]:
        """Return the sections as HTML, in the order in which the page shows them."""
        mark = self.catalogue.glossary.on("../", self.case.country)
        texts = {section.key: section.text for section in self.case.sections if section.text.strip()}
        return {key: markdown.render(texts[key], self.numbers, mark) for key in PROSE_ORDER if key in texts}

    def _headings(self, prose: dict[str, Markup]) -> tuple[Link, ...]:
        case = self.case
        there = (
            ("brief", "In brief", True),
            ("here", "Would it work here?", True),
            ("done", "What was done", "done" in prose),
            ("outcomes", "What happened", True),
            ("cost", "What it cost", True),
            ("bought", "How it was bought, and now", True),
            ("terms", "Terms", bool(case.terms)),
            ("factors", "What made the difference", True),
            ("pitfalls", "What to avoid", True),
            ("people", "Who it was tested on", True),
            ("context", "What is known of the context", True),
            ("elsewhere", "Ratings and other places", bool(case.ratings or case.replications)),
            ("law", "Changes of law since", bool(self._touching)),
            ("record", "Disputes and changes", True),
            ("sources", "Sources", True),
            ("similar", "Similar cases", bool(self._similar)),
            ("cite", "Cite", True),
        )
        return tuple(Link(words, f"#{key}") for key, words, shown in there if shown)

    def _outcome(self, outcome: Outcome) -> OutcomeRow:
        words, badge = self.words, self.catalogue.badge
        return OutcomeRow(
            outcome.measure,
            badge("directions", outcome.direction),
            outcome.figure or "",
            outcome.uncertainty or "",
            outcome.compared_with or "",
            outcome.horizon or "",
            outcome.n or "",
            self.word("designs", outcome.design),
            lower_first(words.label("designs", outcome.reviews)) if outcome.reviews else "",
            badge("comparisons", evidence.comparison_of(outcome, words)),
            listed([lower_first(words.label("downgrades", key)) for key in outcome.downgrade]),
            words.label("measured_by", outcome.measured_by),
            self.refs(outcome.source),
            _verified(outcome),
        )

    def _cost(self, cost: Cost) -> CostRow:
        words = self.words
        basis = words.label("cost_basis", cost.basis)
        if cost.cashable:
            basis += f"; {lower_first(words.label('cashable', cost.cashable))}"
        return CostRow(
            words.label("cost_what", cost.what),
            sum_of_money(cost.amount, cost.currency),
            cost.per or "",
            cost.includes or "",
            f"{cost.price_year}, {words.label('price_year_basis', cost.price_year_basis)}",
            basis,
            words.label("measured_by", cost.measured_by) if cost.measured_by else "",
            self.refs(cost.source),
            _verified(cost),
        )

    def _reason(self, folder: str, reason: Reason) -> ReasonRow:
        section = folder + "s"
        return ReasonRow(
            self.catalogue.link(folder, reason.key),
            self.catalogue.means(section, reason.key),
            reason.stance,
            self.words.label("stances", reason.stance),
            reason.note,
            self.words.label("bases", reason.basis),
            self.refs(reason.source),
        )

    def _replications(self, *, conflicting: bool = False) -> Iterable[Said]:
        against = CONFLICTING.get(self.case.result, set())
        for other in self.case.replications:
            if conflicting and other.result not in against:
                continue
            yield Said(
                other.where,
                other.note or "",
                href=f"case/{other.case}.html" if other.case in self.around.there else "",
                refs=self.refs(other.source),
                badge=self.catalogue.badge("results", other.result),
            )

    @cached_property
    def _touching(self) -> tuple[Law, ...]:
        return tuple(law for law in self.catalogue.corpus.laws if law.touches(self.case))

    def _laws(self) -> tuple[Said, ...]:
        return tuple(
            Said(law.title, law.text, day(law.date), law.source_title, law.source_url) for law in self._touching
        )

    def _changes(self) -> tuple[Said, ...]:
        newest = sorted(self.case.changes, key=lambda change: change.date, reverse=True)
        return tuple(
            Said(day(c.date), c.what, f"Earlier result: {self.words.label('results', c.was)}" if c.was else "")
            for c in newest
        )

    @cached_property
    def _similar(self) -> tuple[Said, ...]:
        badge = self.catalogue.badge
        return tuple(
            Said(n.title, n.why, n.place, href=f"case/{n.slug}.html", badge=badge("results", n.result))
            for n in self.around.near
        )

    def _sources(self) -> tuple[SourceRow, ...]:
        words = self.words
        return tuple(
            SourceRow(
                number,
                s.id,
                s.title,
                s.publisher,
                str(s.year or ""),
                s.url or "",
                s.archive_url or "",
                words.label("source_kinds", s.kind),
                words.label("read", s.read),
                day(s.read_on),
                s.funded_by or "",
                words.label("interests", s.interest) if s.interest else "",
                s.licence or "",
            )
            for number, s in enumerate(self.case.sources, 1)
        )


def _verified(item: Outcome | Cost) -> str:
    if item.verified is None:
        return ""
    how = "by a person" if item.verified.by == "person" else "by a program only"
    return f"{how}, {day(item.verified.date)}"
