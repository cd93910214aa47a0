"""The first page and the page about the collection: what is in here, how it leans, where it is thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote_plus

from indexer.case import Case, Change
from indexer.site_catalogue import COMPARISON_ORDER, Catalogue
from indexer.site_lists import ideas, question_tiles
from indexer.site_pages import AboutPage, HomePage
from indexer.site_views import Link, Row, Said
from indexer.stats import THIN, bad_news
from indexer.wording import count, day, lower_first, small

RECENT = 5


def home(catalogue: Catalogue) -> HomePage:
    """Return the first page."""
    words, library = catalogue.words, catalogue.corpus.library
    every = tuple(ideas(catalogue))
    return HomePage(
        frame=catalogue.frame("index.html", library.title, library.promise),
        examples=tuple(Link(text, f"search.html?q={quote_plus(text)}") for text in library.examples),
        example=_example(catalogue),
        questions=question_tiles(catalogue),
        results=tuple(catalogue.badge("results", key) for key in words.keys("results")),
        known=tuple(catalogue.badge("known", key) for key in words.keys("known")),
        comparisons=tuple(catalogue.badge("comparisons", key) for key in COMPARISON_ORDER),
        overturned=_overturned(catalogue),
        recent=_recent(catalogue),
        facts=facts(catalogue),
        ideas=tuple(idea for idea in every if idea.origin and idea.origin != "opposite"),
        opposite=tuple(idea for idea in every if idea.origin == "opposite"),
        tally=catalogue.tally(catalogue.corpus.cases),
        about=library.about,
    )


def _example(catalogue: Catalogue) -> Row | None:
    """Return the case that shows best what the two badges keep apart: a fair trial that found no difference, say."""
    wanted = (("no-difference", "strong"), ("mixed", "strong"), ("improved", "strong"))
    cases = sorted(catalogue.corpus.cases, key=lambda c: (not catalogue.corpus.at_home(c), -c.year, c.slug))
    for wished in wanted:
        found = (case for case in cases if (case.result, catalogue.comparison(case)) == wished)
        if case := next(found, None):
            return catalogue.row(case)
    return catalogue.row(cases[0]) if cases else None


def about(catalogue: Catalogue) -> AboutPage:
    """Return the page about the collection."""
    return AboutPage(
        catalogue.frame(
            "about.html",
            "About this collection",
            "What this collection is, how it leans, what it lacks and who checked it.",
        ),
        catalogue.corpus.library.about,
        facts(catalogue),
        tuple(_tables(catalogue)),
        thin(catalogue),
        nothing_found(catalogue),
        catalogue.tally(catalogue.corpus.cases),
    )


def _overturned(catalogue: Catalogue) -> tuple[Said, ...]:
    return tuple(_changed(catalogue, case, change) for case, change in catalogue.changes if change.was)[:RECENT]


def _recent(catalogue: Catalogue) -> tuple[Said, ...]:
    newest: dict[str, tuple[Case, Change]] = {}
    for case, change in catalogue.changes:
        newest.setdefault(case.slug, (case, change))
    seen: Counter[tuple[str, str]] = Counter()
    turns = []
    for case, change in sorted(newest.values(), key=lambda pair: (-pair[0].year, pair[0].slug)):
        turns.append((seen[change.date, case.result], case, change))
        seen[change.date, case.result] += 1
    # Where a whole shelf arrived on one day, results take turns: good news and bad.
    turns.sort(key=lambda turn: turn[0])
    turns.sort(key=lambda turn: turn[2].date, reverse=True)
    return tuple(_changed(catalogue, case, change) for _, case, change in turns[:RECENT])


def _changed(catalogue: Catalogue, case: Case, change: Change) -> Said:
    was = f"was: {lower_first(catalogue.label('results', change.was))}" if change.was else ""
    return Said(
        case.title,
        change.what,
        was,
        day(change.date),
        f"case/{case.slug}.html",
        badge=catalogue.badge("results", case.result),
    )


def facts(catalogue: Catalogue) -> tuple[Said, ...]:
    """Return the numbers that say what the collection is worth."""
    cases = catalogue.corpus.cases
    known = Counter(catalogue.known(case) for case in cases)
    bad = sum(bad_news(case, catalogue.corpus) for case in cases)
    home = sum(catalogue.corpus.at_home(case) for case in cases)
    person = sum(case.checked_by == "person" for case in cases)
    countries = len({key for case in cases for key in case.country})
    return (
        Said(
            count(len(cases), "case"),
            f"{home} from {catalogue.corpus.library.home_words}, {len(cases) - home} from "
            f"elsewhere; {count(countries, 'country', 'countries')} in all.",
            href="cases.html",
        ),
        Said(
            _share(known["independent"] + known["official"], len(cases)),
            "rest on an independent evaluation or an official finding.",
            href="method.html#known",
        ),
        Said(_share(bad, len(cases)), "bring mixed or bad news, or a reversal.", href="reversed.html"),
        Said(
            _share(sum(bool(case.costs) for case in cases), len(cases)),
            "publish a cost. For the others we looked.",
            href="cases.html",
        ),
        Said(
            f"{person:,} of {len(cases):,}",
            "cases were checked by a person. The others were checked by a program only, which each of them says.",
            href="method.html#checked",
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "0%"


def thin(catalogue: Catalogue) -> tuple[str, ...]:
    """Return what the collection lacks, in sentences."""
    words = catalogue.words
    held = {key: len(catalogue.holders.get(("need", key), ())) for key in words.keys("needs")}
    none = [lower_first(words.label("needs", key)) for key, number in held.items() if not number]
    few = [lower_first(words.label("needs", key)) for key, number in held.items() if 0 < number < THIN]
    read, _ = catalogue.sources
    full, sources = read["full"], read.total()
    said = []
    if none:
        said.append(f"No case speaks to {'this' if len(none) == 1 else 'any of these'}: {'; '.join(none)}.")
    if few:
        each = "this" if len(few) == 1 else "each of these"
        said.append(f"Fewer than {small(THIN)} cases speak to {each}: {'; '.join(few)}.")
    if sources:
        said.append(
            f"Of {count(sources, 'source')}, {full:,} {'was' if full == 1 else 'were'} read in full; the "
            "others in summary or in part. Each case says which."
        )
    return tuple(said)


def nothing_found(catalogue: Catalogue) -> tuple[str, ...]:
    """Return what was looked for in the cases and not found, in sentences; nothing where all was found."""
    cases, served = catalogue.corpus.cases, catalogue.corpus.library.words.served_views
    missing = (
        (sum(not case.costs for case in cases), "no published cost. The case says where we looked"),
        (sum(case.result == "not-known" for case in cases), "no published finding, so that we do not know the result"),
        (sum(not case.voice for case in cases), f"nothing that says what {served} thought"),
        (sum(not case.to_run_it for case in cases), "nothing that says what it takes to run it"),
        (sum(not case.arrangement for case in cases), "nothing that says who ran it, and under which contract"),
    )
    return tuple(f"In {number:,} of {count(len(cases), 'case')}: {what}." for number, what in missing if number)


def _tables(catalogue: Catalogue) -> Iterable[tuple[str, tuple[Said, ...]]]:
    words, cases = catalogue.words, catalogue.corpus.cases
    read, kinds = catalogue.sources
    spread = (
        ("By kind", "kinds", Counter([case.kind for case in cases])),
        ("By how we know", "known", Counter(map(catalogue.known, cases))),
        ("By comparison", "comparisons", Counter(map(catalogue.comparison, cases))),
        ("By who checked", "checked_by", Counter([case.checked_by for case in cases])),
        ("Sources by how far we read them", "read", read),
        ("Sources by kind", "source_kinds", kinds),
        ("By country", "countries", Counter([country for case in cases for country in case.country])),
    )
    for heading, section, numbers in spread:
        order = [key for key in words.keys(section) if numbers[key]] + sorted(set(numbers) - set(words.keys(section)))
        if section in ("countries", "source_kinds"):
            order.sort(key=lambda key: -numbers[key])
        yield heading, tuple(Said(words.label(section, key), f"{numbers[key]:,}") for key in order)
