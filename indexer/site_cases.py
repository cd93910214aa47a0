"""The files of one case: its page, its records, and its earlier addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer import site_files
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.site_case import CaseWriter
from indexer.site_catalogue import Catalogue
from indexer.site_pages import MovedPage
from indexer.site_views import Around, Near

NAMED = "named by this case"
Neighbours = Mapping[str, tuple[tuple[str, str], ...]]


def around(corpus: Corpus, case: Case, neighbours: Neighbours) -> Around:
    """Return all that a case's page shows of other cases. neighbours: slug -> (slug, why) of similar ones."""
    known = corpus.by_slug
    reasons = {**dict.fromkeys(case.related, NAMED), **dict(neighbours.get(case.slug, ()))}
    shown = [(slug, why) for slug, why in reasons.items() if slug in known and slug != case.slug]
    near = (Near(slug, why, known[slug].title, known[slug].place, known[slug].result) for slug, why in shown)
    return Around(tuple(near), tuple(r.case for r in case.replications if r.case and r.case in known))


def files(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the path and the template of each file of a case; a data file has no template."""
    yield f"case/{case.slug}.html", "case.html"
    yield f"case/{case.slug}.ris", ""
    yield f"case/{case.slug}.json", ""
    for alias in case.aliases:
        yield f"case/{alias}.html", "moved.html"


def context(catalogue: Catalogue, case: Case, shown: Around, path: str) -> object:
    """Return what one file of a case is made from. case: may lack its body, which is then read. path: as in `files`."""
    if path == f"case/{case.slug}.html":
        return CaseWriter(catalogue, catalogue.full(case), shown).page()
    if path.endswith(".ris"):
        return site_files.ris(catalogue, case)
    if path.endswith(".json"):
        return site_files.as_json(catalogue, catalogue.full(case))
    return MovedPage(catalogue.frame(path, case.title), f"{case.slug}.html")
