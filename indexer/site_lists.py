"""Pages that list cases: by value, overviews of values, all cases, endings, and the evidence map."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from indexer import site_words
from indexer.case import Case
from indexer.site_catalogue import BY_FOLDER, Catalogue, Facet, newest_first
from indexer.site_glance import glance
from indexer.site_pages import CasesPage, IndexPage, ListPage
from indexer.site_views import Idea, Link, Row, Said, Shelf, Term, Tile
from indexer.wording import count

MOST = 300
PER_PAGE = 500
OVERVIEW = {
    "need": "need/index.html",
    "service": "service/index.html",
    "country": "country/index.html",
    "delivery": "delivery/index.html",
    "contract": "delivery/index.html#contract",
    "result": "map.html",
    "factor": "factor/index.html",
    "pitfall": "factor/index.html#pitfall",
}
BACK = {
    "need": "By problem",
    "service": "All services",
    "country": "All countries",
    "delivery": "Ways of buying and running",
    "contract": "Ways of buying and running",
    "result": "The evidence map",
    "factor": "Factors and pitfalls",
    "pitfall": "Factors and pitfalls",
}
NOTHING_NEW = ("no-difference", "worse", "not-delivered")


def rows(catalogue: Catalogue, cases: Sequence[Case]) -> tuple[Row, ...]:
    """Return the newest MOST of some cases as rows."""
    return tuple(map(catalogue.row, newest_first(cases)[:MOST]))


def path_of(facet: Facet, key: str) -> str:
    """Return the address of a value's page."""
    return f"{facet.folder}/{key.lower()}.html"


def value_page(catalogue: Catalogue, facet: Facet, key: str) -> ListPage:
    """Return the page of one value."""
    cases = catalogue.holders[facet.folder, key]
    heading = catalogue.label(facet.section, key)
    means = catalogue.means(facet.section, key)
    tally = catalogue.tally(cases)
    asked = tuple(
        Link(q.question, f"question/{q.key}.html")
        for q in catalogue.corpus.questions
        if facet.folder == "need" and key in q.needs
    )
    more = f"The newest {MOST} of {count(len(cases), 'case')}; the search finds the rest." if len(cases) > MOST else ""
    return ListPage(
        catalogue.frame(path_of(facet, key), heading, f"{heading}. {tally.sentence}."),
        heading,
        means,
        facet.name,
        Link(BACK[facet.folder], OVERVIEW[facet.folder]),
        tally,
        glance(catalogue, cases, leave_out=key),
        rows(catalogue, cases),
        tuple(sorted(islice(_reasons(catalogue, facet.folder, key, cases), MOST), key=lambda said: said.state)),
        tuple(_words(catalogue, facet.folder, key)),
        facet.folder == "country",
        asked,
        more,
        f"search.html?{facet.folder}={key}",
    )


def _reasons(catalogue: Catalogue, folder: str, key: str, cases: Sequence[Case]) -> Iterator[Said]:
    if folder not in ("factor", "pitfall"):
        return
    for case in newest_first(cases):
        for reason in case.factors if folder == "factor" else case.pitfalls:
            if reason.key == key:
                yield Said(
                    case.title,
                    reason.note,
                    catalogue.label("bases", reason.basis),
                    reason.stance,
                    f"case/{case.slug}.html",
                    badge=catalogue.badge("stances", reason.stance),
                )


def _words(catalogue: Catalogue, folder: str, key: str) -> Iterator[Term]:
    if folder == "country" and key not in catalogue.corpus.library.home:
        for concept, texts in site_words.spoken(catalogue, key):
            yield Term(concept.key, concept.label, "", (("", texts),), f"glossary.html#concept-{concept.key}")
    if folder in ("need", "service"):
        for concept in catalogue.words.concepts:
            if key in (concept.need if folder == "need" else concept.service):
                yield Term(concept.key, concept.label, concept.means, (), f"glossary.html#concept-{concept.key}")


# -- overviews ------------------------------------------------------------------------------------------------------


def _tile(catalogue: Catalogue, folder: str, key: str) -> Tile:
    section = BY_FOLDER[folder].section
    return Tile(
        catalogue.link(folder, key), catalogue.means(section, key), catalogue.tally(catalogue.holders[folder, key])
    )


def shelf(catalogue: Catalogue, folder: str, heading: str, text: str = "") -> Shelf:
    """Return one group of an overview: the values with cases as tiles, the others by name."""
    held = catalogue.values(folder)
    section = BY_FOLDER[folder].section
    empty = [catalogue.label(section, key) for key in catalogue.words.keys(section) if key not in held]
    return Shelf(
        folder,
        heading,
        text,
        tuple(_tile(catalogue, folder, key) for key in held),
        tuple(empty) if folder != "country" else (),
    )


def question_tiles(catalogue: Catalogue) -> tuple[Tile, ...]:
    """Return the commissioning questions that any case speaks to, each with its results."""
    found = ((question, catalogue.covered(question)) for question in catalogue.corpus.questions)
    return tuple(
        Tile(Link(q.short, f"question/{q.key}.html"), q.question, catalogue.tally(cases)) for q, cases in found if cases
    )


def needs(catalogue: Catalogue) -> IndexPage:
    """Return the overview of problems, with the questions that have answers."""
    return IndexPage(
        catalogue.frame("need/index.html", "By problem", "Cases by the problem they speak to."),
        "By problem",
        "Start from what is going wrong. Each problem leads to every case that speaks to it, good news and bad.",
        question_tiles(catalogue),
        (shelf(catalogue, "need", "All problems"),),
    )


def services(catalogue: Catalogue) -> IndexPage:
    """Return the overview of services."""
    return IndexPage(
        catalogue.frame("service/index.html", "By service", "Cases by the service they concern."),
        "By service",
        "Every kind of service that a case here concerns.",
        (),
        (shelf(catalogue, "service", "All services"),),
    )


def countries(catalogue: Catalogue) -> IndexPage:
    """Return the overview of countries."""
    return IndexPage(
        catalogue.frame("country/index.html", "By country", "Cases by country."),
        "By country",
        "Where the cases come from. Few cases from a country say little about that country.",
        (),
        (shelf(catalogue, "country", "All countries"),),
    )


def arrangements(catalogue: Catalogue) -> IndexPage:
    """Return the overview of who runs services under which contract, and how that ended."""
    return IndexPage(
        catalogue.frame(
            "delivery/index.html",
            "Ways of buying and running",
            "Who ran it and under which contract, and how that ended.",
        ),
        "Ways of buying and running",
        "Who ran the service, under which contract. The counts say what happened in those cases; they do not say that "
        "the arrangement caused it.",
        (),
        (
            shelf(catalogue, "delivery", "Who ran it"),
            shelf(catalogue, "contract", "Under which contract"),
            _ended(catalogue),
        ),
    )


def claims(catalogue: Catalogue) -> IndexPage:
    """Return the overview of factors and pitfalls."""
    return IndexPage(
        catalogue.frame(
            "factor/index.html", "Factors and pitfalls", "What is said to make the difference, and what cases say."
        ),
        "Factors and pitfalls",
        "Each is a claim about what makes services succeed or fail. A case supports it where the claim held there, and "
        "contradicts it where it did not.",
        (),
        (),
        tuple(ideas(catalogue)),
        catalogue.corpus.library.about,
    )


OVERVIEWS: dict[str, Callable[[Catalogue], IndexPage]] = {
    "need/index.html": needs,
    "service/index.html": services,
    "country/index.html": countries,
    "delivery/index.html": arrangements,
    "factor/index.html": claims,
}


def _ended(catalogue: Catalogue) -> Shelf:
    tiles = []
    for key in catalogue.words.keys("ended_how"):
        cases = [case for case in catalogue.corpus.cases if key in case.ended_how]
        if cases:
            tiles.append(
                Tile(
                    Link(catalogue.label("ended_how", key), f"reversed.html#{key}"),
                    catalogue.means("ended_how", key),
                    catalogue.tally(cases),
                )
            )
    return Shelf("ended", "How it ended", "", tuple(tiles), ())


def ideas(catalogue: Catalogue) -> Iterator[Idea]:
    """Return factors, then pitfalls, each with its cases for and against, most named first."""
    for folder in ("factor", "pitfall"):
        found = [_idea(catalogue, folder, key) for key in catalogue.words.keys(BY_FOLDER[folder].section)]
        yield from sorted(found, key=lambda idea: -(idea.supports + idea.contradicts))


def _idea(catalogue: Catalogue, folder: str, key: str) -> Idea:
    section = BY_FOLDER[folder].section
    stances = [
        r.stance
        for case in catalogue.holders.get((folder, key), ())
        for r in (case.factors if folder == "factor" else case.pitfalls)
        if r.key == key
    ]
    origin = str(catalogue.words.extra(section, key, "from") or "")
    return Idea(
        catalogue.link(folder, key, folder),
        catalogue.means(section, key),
        stances.count("supports"),
        stances.count("contradicts"),
        origin,
    )


# -- all cases ------------------------------------------------------------------------------------------------------


def case_paths(catalogue: Catalogue) -> list[str]:
    """Return the addresses of the table of all cases: several pages where there are many."""
    pages = range(1, max(1, math.ceil(len(catalogue.corpus.cases) / PER_PAGE)) + 1)
    return [f"cases-{number}.html" if number > 1 else "cases.html" for number in pages]


def case_page(catalogue: Catalogue, number: int) -> CasesPage:
    """Return a page of the table of all cases, numbered from 1."""
    cases = catalogue.corpus.cases
    paths = case_paths(catalogue)
    names = tuple(Link(str(n), path) for n, path in enumerate(paths, 1))
    start = (number - 1) * PER_PAGE
    return CasesPage(
        catalogue.frame(paths[number - 1], "All cases" if number == 1 else f"All cases, page {number}"),
        catalogue.tally(cases),
        glance(catalogue, cases) if number == 1 else None,
        tuple(map(catalogue.row, catalogue.newest[start : start + PER_PAGE])),
        names if len(names) > 1 else (),
        number,
    )
