"""The static site: which pages a library has, at which addresses, and from what each of them is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from indexer import (
    citation,
    colours,
    form,
    site_answers,
    site_cases,
    site_files,
    site_home,
    site_lists,
    site_map,
    site_pack,
    site_scripts,
    site_words,
)
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.site_cases import Neighbours
from indexer.site_catalogue import FACETS, Catalogue, Kept
from indexer.site_digests import Digests
from indexer.site_pages import PlainPage
from indexer.site_rendering import Order, Page, render
from indexer.site_views import FileText, Joined, Link, Site
from indexer.site_writing import write

FORM_SCRIPTS = (
    "data/form.js",
    "static/form-draft.js",
    "static/form-shape.js",
    "static/form-fair.js",
    "static/form-check.js",
    "static/form-write.js",
    "static/form-fields.js",
    "static/form-keep.js",
    "static/form-problems.js",
    "static/form.js",
)
COMPARE_SCRIPTS = ("static/trail.js", "static/compare.js")
PLAIN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("search.html", "Search", site_scripts.SEARCH),
    ("compare.html", "Compare cases", COMPARE_SCRIPTS),
    ("add.html", "Add or correct a case", FORM_SCRIPTS),
    ("accessibility.html", "Accessibility statement", ()),
)
SINGLE: dict[str, Callable[[Catalogue], object]] = {
    "reversed.html": site_map.reversed_page,
    "map.html": site_map.map_page,
    "method.html": site_words.method,
    "glossary.html": site_words.glossary,
    "about.html": site_home.about,
    "downloads.html": site_files.downloads_page,
}
NAV = (
    Link("Search", "search.html"),
    Link("By problem", "need/index.html"),
    Link("Ways of buying and running", "delivery/index.html"),
    Link("What went wrong or was reversed", "reversed.html"),
    Link("Compare", "compare.html"),
    Link("About and method", "about.html"),
)
FOOT = (
    Link("All cases", "cases.html"),
    Link("Evidence map", "map.html"),
    Link("By service", "service/index.html"),
    Link("By country", "country/index.html"),
    Link("Factors and pitfalls", "factor/index.html"),
    Link("Method and scales", "method.html"),
    Link("Glossary", "glossary.html"),
    Link("Downloads", "downloads.html"),
    Link("Changes", "changes.html"),
    Link("Add or correct a case", "add.html"),
    Link("Accessibility", "accessibility.html"),
)


def pages(
    corpus: Corpus,
    *,
    neighbours: Callable[[], Neighbours] = dict,
    as_of: str | None = None,
    include_local: bool = False,
    full: Callable[[Case], Case] | None = None,
    kept: Kept | None = None,
) -> Iterator[Page]:
    """Return every page of a library, each with the digest of its inputs and nothing made yet: files of cases last.

    neighbours: returns slug -> (slug, why) of similar cases; asked for when the files of cases are. as_of: the date
    shown instead of the newest in the corpus. include_local: take private cases too; every page then says so. full:
    returns a case with its body, where the corpus holds cases without, to save memory. kept: as of `Catalogue`.
    """
    if not include_local:
        corpus = dataclasses.replace(corpus, cases=tuple(case for case in corpus.cases if not case.private))
    catalogue = Catalogue(corpus, _site(corpus, as_of, include_local), full, kept)
    digests = Digests(catalogue)
    yield Page("index.html", "index.html", partial(site_home.home, catalogue), digests.whole)
    yield from _values(catalogue, digests)
    yield from _whole(catalogue, digests.whole)
    library = corpus.library
    yield Page("static/theme.css", "", partial(FileText, (colours.theme(library.colours),)), digests.basis)
    if library.logo is not None:
        yield Page("static/logo.svg", "", partial(FileText, (library.logo,)), digests.basis)
    cases = tuple(_cases(catalogue, digests, neighbours()))
    yield from cases
    yield from _joined(catalogue, digests, cases)


def _cases(catalogue: Catalogue, digests: Digests, neighbours: Neighbours) -> Iterator[Page]:
    for case in catalogue.corpus.cases:
        around = site_cases.around(catalogue.corpus, case, neighbours)
        inputs = digests.case(case, around)
        order = Order(catalogue.site, case.path, around)
        for path, template in site_cases.files(case):
            make = partial(site_cases.context, catalogue, case, around, path)
            yield Page(path, template, make, inputs, order)


def _joined(catalogue: Catalogue, digests: Digests, cases: Sequence[Page]) -> Iterator[Page]:
    """Yield the files that are the records of all cases, one after the other."""
    records = tuple(page for page in cases if page.path.endswith(".json"))
    references = tuple(page for page in cases if page.path.endswith(".ris"))
    yield Page("data/cases.json", "", partial(site_files.all_json, catalogue), digests.bodies, joins=records)
    yield Page("data/cases.ris", "", partial(Joined, "", "", ""), digests.whole, joins=references)


def _values(catalogue: Catalogue, digests: Digests) -> Iterator[Page]:
    for facet in FACETS:
        for key in catalogue.values(facet.folder):
            path = site_lists.path_of(facet, key)
            make = partial(site_lists.value_page, catalogue, facet, key)
            yield Page(path, "list.html", make, digests.members(catalogue.holders[facet.folder, key]))


def _whole(catalogue: Catalogue, inputs: str) -> Iterator[Page]:
    """Yield the pages and files that depend on every case."""
    for question, cases in site_answers.answered(catalogue):
        make = partial(site_answers.page, catalogue, question, cases)
        yield Page(f"question/{question.key}.html", "question.html", make, inputs)
    for path, overview in site_lists.OVERVIEWS.items():
        yield Page(path, "overview.html", partial(overview, catalogue), inputs)
    for number, path in enumerate(site_lists.case_paths(catalogue), 1):
        yield Page(path, "cases.html", partial(site_lists.case_page, catalogue, number), inputs)
    for path, single in SINGLE.items():
        yield Page(path, path, partial(single, catalogue), inputs)
    for path in ("changes.html", "feed.xml"):
        yield Page(path, path, partial(site_files.changes_page, catalogue, path), inputs)
    for path, title, scripts in PLAIN:
        yield Page(path, path, partial(_plain, catalogue, path, title, scripts), inputs)
    for path, download in site_files.downloads(catalogue):
        yield Page(path, "", download, inputs)
    yield Page("data/cases.js", "", partial(site_pack.cases_script, catalogue), inputs)
    yield Page("data/form.js", "", partial(form.form_script, catalogue.corpus), inputs)


def _plain(catalogue: Catalogue, path: str, title: str, scripts: tuple[str, ...]) -> PlainPage:
    return PlainPage(catalogue.frame(path, title, scripts=scripts))


def _site(corpus: Corpus, as_of: str | None, include_local: bool) -> Site:
    library = corpus.library
    local = include_local and any(case.private for case in corpus.cases)
    return Site(
        library.title,
        library.promise,
        library.footer,
        as_of or corpus.as_of,
        NAV,
        FOOT,
        local,
        library.id,
        citation.correction(library),
        library.repository or "",
        library.words,
        library.logo is not None,
    )


__all__ = ["Page", "pages", "render", "write"]
