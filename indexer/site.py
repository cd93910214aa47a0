"""The static site: a corpus becomes pages, pages become files. Only this module knows Jinja and the output folder."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from indexer import (
    citation,
    colours,
    form,
    site_answers,
    site_files,
    site_home,
    site_lists,
    site_map,
    site_pack,
    site_words,
)
from indexer.corpus import Corpus
from indexer.errors import OutputRefused
from indexer.site_case import CaseWriter
from indexer.site_catalogue import Catalogue
from indexer.site_pages import MovedPage, PlainPage
from indexer.site_views import FileText, Link, Site
from indexer.wording import day

MARKER = ".whatworks-site"
SEARCH_SCRIPTS = (
    "static/analysis.js",
    "static/search-index.js",
    "data/head.js",
    "static/search-query.js",
    "static/search-source.js",
    "static/search-engine.js",
    "static/search-library.js",
    "static/glance.js",
    "static/trail.js",
    "static/search-view.js",
)
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
    ("search.html", "Search", SEARCH_SCRIPTS),
    ("compare.html", "Compare cases", COMPARE_SCRIPTS),
    ("add.html", "Add or correct a case", FORM_SCRIPTS),
    ("accessibility.html", "Accessibility statement", ()),
)
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


@dataclass(frozen=True)
class Page:
    """One file of the site: where it goes, which template makes it, and what the template is given."""

    path: str
    template: str
    context: object


def pages(
    corpus: Corpus,
    *,
    neighbours: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
    as_of: str | None = None,
    include_local: bool = False,
) -> Iterator[Page]:
    """Return every page of a library.

    neighbours: slug -> (slug, why) of similar cases. as_of: the date shown instead of the newest in the corpus.
    include_local: take private cases too; every page then says so.
    """
    if not include_local:
        corpus = dataclasses.replace(corpus, cases=tuple(case for case in corpus.cases if not case.private))
    catalogue = Catalogue(corpus, _site(corpus, as_of, include_local))
    yield Page("index.html", "index.html", site_home.home(catalogue))
    yield from _cases(catalogue, neighbours or {})
    yield from _named("question.html", site_answers.pages(catalogue))
    yield from _named("list.html", site_lists.value_pages(catalogue))
    yield from _named("overview.html", site_lists.overviews(catalogue))
    yield from _named("cases.html", site_lists.case_pages(catalogue))
    yield from _single(catalogue)
    yield from _files(catalogue)


def _cases(catalogue: Catalogue, neighbours: Mapping[str, tuple[tuple[str, str], ...]]) -> Iterator[Page]:
    for case in catalogue.corpus.cases:
        page = CaseWriter(catalogue, case, neighbours.get(case.slug, ())).page()
        yield Page(page.frame.path, "case.html", page)
        for path, text in site_files.case_files(catalogue, case):
            yield Page(path, "file.txt", text)
        for alias in case.aliases:
            yield Page(
                f"case/{alias}.html",
                "moved.html",
                MovedPage(catalogue.frame(f"case/{alias}.html", case.title), f"{case.slug}.html"),
            )


def _single(catalogue: Catalogue) -> Iterator[Page]:
    yield from _named("reversed.html", [site_map.reversed_page(catalogue)])
    yield from _named("map.html", [site_map.map_page(catalogue)])
    yield from _named("method.html", [site_words.method(catalogue)])
    yield from _named("glossary.html", [site_words.glossary(catalogue)])
    yield from _named("about.html", [site_home.about(catalogue)])
    yield from _named("changes.html", [site_files.changes_page(catalogue, "changes.html")])
    yield from _named("feed.xml", [site_files.changes_page(catalogue, "feed.xml")])
    yield from _named("downloads.html", [site_files.downloads_page(catalogue)])
    for path, title, scripts in PLAIN:
        yield Page(path, path, PlainPage(catalogue.frame(path, title, scripts=scripts)))


def _files(catalogue: Catalogue) -> Iterator[Page]:
    for path, text in site_files.downloads(catalogue):
        yield Page(path, "file.txt", text)
    yield Page("data/cases.js", "file.txt", site_pack.cases_script(catalogue))
    yield Page("data/form.js", "file.txt", form.form_script(catalogue.corpus))
    yield Page("static/theme.css", "file.txt", FileText(Markup(colours.theme(catalogue.corpus.library.colours))))  # noqa: S704
    if catalogue.corpus.library.logo is not None:
        yield Page("static/logo.svg", "file.txt", FileText(Markup(catalogue.corpus.library.logo)))  # noqa: S704


def _named(template: str, contexts: Iterable[Any]) -> Iterator[Page]:
    for context in contexts:
        yield Page(context.frame.path, template, context)


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


# -- writing --------------------------------------------------------------------------------------------------------


def write(
    made: Iterable[Page],
    out: Path,
    *,
    corpus: Corpus,
    extra: Mapping[str, bytes] | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Render all pages, then put them in the place of `out` at once. Returns the number of files.

    extra: further files (path -> bytes). progress: called with the number of pages rendered so far.
    Raises OutputRefused where `out` holds files and none of them is this program's marker.
    """
    _refuse_foreign(out)
    files: dict[str, bytes] = {}
    for number, page in enumerate(made, 1):
        files[page.path] = render(page).encode()
        if progress:
            progress(number)
    files |= {**static(), **(extra or {}), MARKER: f"{corpus.library.id}\n".encode()}
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for path, data in files.items():
            _put(fresh, path, data)
        fresh.chmod(0o755)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return len(files)


def render(page: Page) -> str:
    """Return the text of one page."""
    context = page.context
    assert dataclasses.is_dataclass(context)
    values = {field.name: getattr(context, field.name) for field in dataclasses.fields(context)}
    return _environment().get_template(page.template).render(values)


def static() -> dict[str, bytes]:
    """Return the files of site_template/static by their path in the site."""
    folder = resources.files("site_template") / "static"
    return {
        f"static/{item.name}": item.read_bytes()
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.is_file()
    }


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("site_template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["day"] = day
    return made


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or out.is_file():
        raise OutputRefused(out)
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputRefused(out)


def _put(folder: Path, path: str, data: bytes) -> None:
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{path} leads out of the site")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _swap(fresh: Path, out: Path) -> None:
    old = fresh.with_name(fresh.name + "-old")
    if out.exists():
        out.rename(old)
    fresh.rename(out)
    shutil.rmtree(old, ignore_errors=True)
