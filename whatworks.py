"""The front door: commands, options and the one place where failures become sentences. Alone knows click."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.errors import QueryError, WhatWorksError
from indexer.facets import FACETS

if TYPE_CHECKING:
    from indexer.corpus import Corpus
    from indexer.site_notes import Notes, Options
    from search.library import Library

SETTINGS = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "WHATWORKS", "max_content_width": 100}


class FrontDoor(click.Group):
    """The group of commands; its `invoke` is the one boundary for failures."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; say a failure in a sentence and a remedy, and exit with 1."""
        try:
            return super().invoke(ctx)
        except QueryError as error:
            click.secho(f"Error: {error.message}", fg="red", err=True)
            click.echo(f"  {error.query}\n  {' ' * error.start}{'^' * max(1, error.end - error.start)}", err=True)
            click.echo(f"  {error.remedy}", err=True)
        except WhatWorksError as error:
            click.secho(f"Error: {error.message}", fg="red", err=True)
            if error.remedy:
                click.echo(f"  To mend it: {error.remedy}", err=True)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
        except OSError as error:
            if error.errno is None:
                raise
            click.secho(f"Error: {error.filename or 'a file'}: {error.strerror}.", fg="red", err=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                click.echo("  To mend it: free some room, then run the command again; nothing was replaced.", err=True)
        return ctx.exit(1)


class Place:
    """Where the library and its build are; looked up when first needed."""

    def __init__(self, root: Path | None, build: Path | None) -> None:
        self._root = root
        self._build = build

    @property
    def root(self) -> Path:
        """The library's folder."""
        from indexer import finding

        return finding.find(self._root or Path.cwd())

    @property
    def build(self) -> Path:
        """The folder for index and site."""
        return self._build or self.root / "build"

    @property
    def cache(self) -> Path:
        """The file where what was read from the corpus is kept."""
        return self.build / "cache.sqlite"

    def searcher(self) -> Library:
        """Return the opened library; warn where the corpus changed since."""
        from search.library import Library
        from search.opening import is_stale

        root = self.root
        found = Library.open(root, self.build)
        if is_stale(root, self.build):
            click.secho(
                "Warning: the corpus changed since the index was built. Bring it up to date with: whatworks index",
                fg="yellow",
                err=True,
            )
        return found

    def corpus(self, **options: bool) -> Corpus:
        """Return the corpus of the good cases; say how many are left out."""
        from indexer import corpus, scanning
        from indexer.problems import errors

        with Progress("Reading") as step:
            found, problems = corpus.load(
                self.root,
                cache=self.cache,
                processes=scanning.cores(),
                progress=lambda done, whole: step("cases", done, whole),
                **options,
            )
        warn_of_errors(len({problem.path for problem in errors(problems)}))
        return found


def warn_of_errors(files: int) -> None:
    """Say that some files are left out."""
    if files:
        click.secho(f"Warning: {files} files have errors; see them with: whatworks check", fg="yellow", err=True)


class Progress:
    """A progress bar with rate and remaining time on a terminal, nothing in a pipe.

    Use: with Progress("Indexing") as step: step(stage, 3, 10).
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> Callable[[str, int, int], None]:
        if not sys.stderr.isatty():
            return lambda stage, done, whole: None
        from rich import progress
        from rich.console import Console

        columns = (*progress.Progress.get_default_columns(), progress.TextColumn("{task.fields[rate]}"))
        self.bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
        self.bar.start()
        return self._step

    def _step(self, stage: str, done: int, whole: int) -> None:
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(f"{self.title}: {stage}", total=whole, rate="")
        speed = self.bar.tasks[self.tasks[stage]].speed
        rate = f"{speed:,.0f} a second" if speed else ""
        self.bar.update(self.tasks[stage], completed=done, total=whole, rate=rate)

    def __exit__(self, *failure: object) -> None:
        if self.bar:
            self.bar.stop()


def width() -> int:
    """Return the columns to write for: the terminal's, at most 100."""
    try:
        return min(100, os.get_terminal_size(sys.stdout.fileno()).columns or 100)
    except (OSError, ValueError):  # no terminal
        return 100


def today() -> str:
    """Return the day on this computer: for what a person enters, never for pages."""
    import datetime

    return datetime.datetime.now().astimezone().date().isoformat()


def form_option(*forms: str) -> Callable[[Any], Any]:
    """Return the --format option with these choices, the first by default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help="How to write it."
    )


@click.group(cls=FrontDoor, context_settings=SETTINGS)
@click.option(
    "--library",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    envvar="WHATWORKS_LIBRARY",
    help="The library's folder.  [default: the nearest folder above that holds corpus/library.toml]",
)
@click.option(
    "--build",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where index and site are kept.  [default: build/ in the library]",
)
@click.version_option(package_name="whatworks")
@click.pass_context
def main(ctx: click.Context, root: Path | None, build: Path | None) -> None:
    """Search a library of what worked, what did not, and why.

    \b
    Examples:
      whatworks search "too many teenagers in residential care"
      whatworks search "foster care privatisation" --at abroad --result failed
      whatworks show nebraska-lead-agencies
      whatworks index && whatworks site

    Completion for your shell: eval "$(_WHATWORKS_COMPLETE=bash_source whatworks)"
    """
    ctx.obj = Place(root, build)


def facet_options(command: Any) -> Any:
    """Add one repeatable option for every facet."""
    for name in reversed(FACETS):
        command = click.option(
            f"--{name}",
            name.replace("-", "_"),
            multiple=True,
            metavar="VALUE",
            help=f"Only cases with this {name}. Repeat for OR.",
        )(command)
    return command


@main.command()
@click.argument("query", nargs=-1)
@facet_options
@click.option("--since", type=click.IntRange(1600, 2100), help="First year at the earliest.")
@click.option("--until", type=click.IntRange(1600, 2100), help="First year at the latest.")
@click.option("--sort", type=click.Choice(["relevance", "year", "title"]), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many at most.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to pass over.")
@click.option("--exact", is_flag=True, help="Search only the words typed, no synonyms.")
@click.option(
    "--trail",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write what was searched and found, for a decision paper.",
)
@form_option("text", "json", "csv", "md", "ris")
@click.pass_obj
def search(
    place: Place,
    /,
    query: tuple[str, ...],
    since: int | None,
    until: int | None,
    sort: str,
    limit: int,
    offset: int,
    exact: bool,
    trail: Path | None,
    form: str,
    **facets: tuple[str, ...],
) -> None:
    """Search the cases.

    Words, "phrases", field:value, -not, OR, prefix*, fuzzy~, year:2010..2015. All of two words must be there,
    most of more.

    \b
    Examples:
      whatworks search teenagers in residential care
      whatworks search "foster care privatisation" --at abroad --result failed
      whatworks search '"payment by results" -bond' --since 2010 --format json
      whatworks search --ended-how brought-in-house
    """
    from search.library import Filters

    library = place.searcher()
    chosen = {name.replace("_", "-"): values for name, values in facets.items()}
    check_values(library, chosen)
    found = library.search(
        " ".join(query), filters=Filters(chosen, since, until), sort=sort, limit=limit, offset=offset, exact=exact
    )
    labels = {name: library.values(name) for name in FACETS}
    if form == "text":
        from search import terminal

        for line in terminal.results(found, labels, click.style, width()):
            click.echo(line)
    else:
        from search import formats

        click.echo(formats.results_as(found, form, labels), nl=form == "json")
    if trail:
        from search import trail as trails

        trails.write(trail, found, since=since, until=until, exact=exact, sort=sort)


def check_values(library: Library, chosen: dict[str, tuple[str, ...]]) -> None:
    """Refuse an unknown value of a filter with the nearest known ones. Raises click.BadParameter (exit code 2)."""
    from search.library import near_values

    for name, values in chosen.items():
        allowed = library.values(name)
        for value in values:
            if value not in allowed:
                near = near_values(value, allowed)
                meant = f" Did you mean {' or '.join(near)}?" if near else f" Values: whatworks browse {name}"
                raise click.BadParameter(f"{value!r} is not a value of --{name}.{meant}")


def drafts_option(command: Any) -> Any:
    """Add --drafts: without it no command shows what is not published."""
    return click.option("--drafts", is_flag=True, help="Take drafts and entries in review too.")(command)


@main.command()
@click.argument("slug")
@drafts_option
@form_option("text", "json")
@click.pass_obj
def show(place: Place, slug: str, drafts: bool, form: str) -> None:
    """Show one case in full."""
    from search import formats
    from search import show as shown

    corpus = place.corpus(drafts=drafts)
    case = corpus.case(slug)
    if form == "json":
        click.echo(formats.as_json(shown.as_data(case, corpus)))
        return
    click.echo_via_pager("\n".join(shown.as_text(case, corpus, click.style, width())) + "\n")


@main.command()
@click.argument("slug")
@click.option("--limit", type=click.IntRange(1, 100), default=6, show_default=True)
@form_option("text", "json")
@click.pass_obj
def similar(place: Place, slug: str, limit: int, form: str) -> None:
    """Show the cases most like one, conflicting results of the same approach first."""
    from dataclasses import asdict

    from indexer.errors import CaseNotFound
    from search import formats, library
    from search import similar as similars

    searcher = place.searcher()
    if slug not in searcher.source.slugs:
        raise CaseNotFound(slug, library.near_values(slug, {name: name for name in searcher.source.slugs}))
    found = similars.similar(searcher, slug, limit)
    if form == "json":
        click.echo(formats.as_json([asdict(item) for item in found]))
        return
    for item in found:
        click.secho(item.title, bold=True)
        result = searcher.values("result").get(item.result, item.result)
        click.echo(f"    {result} · {item.slug}\n    because of: {', '.join(item.why) or 'similar words'}")


@main.command()
@click.argument("slugs", nargs=-1, required=True)
@drafts_option
@form_option("text", "json", "csv", "md")
@click.pass_obj
def compare(place: Place, slugs: tuple[str, ...], drafts: bool, form: str) -> None:
    """Put two to four cases side by side.

    \b
    Example:
      whatworks compare family-nurse-partnership-england voorzorg-netherlands
    """
    from indexer import spreadsheet
    from search import compare as compared
    from search import formats

    if not 2 <= len(slugs) <= 4:
        raise click.BadParameter(f"Name two to four cases; you named {len(slugs)}.")
    corpus = place.corpus(drafts=drafts)
    rows = compared.compare([corpus.case(slug) for slug in slugs], corpus)
    if form == "text":
        table(["", *slugs], [[("≠ " if row.differs else "  ") + row.name, *row.cells] for row in rows])
    elif form == "json":
        click.echo(formats.as_json([{"name": row.name, "differs": row.differs, "cells": row.cells} for row in rows]))
    else:
        flat = [{"": row.name, **dict(zip(slugs, row.cells, strict=True))} for row in rows]
        click.echo(
            spreadsheet.as_csv(flat, ["", *slugs]) if form == "csv" else formats.table(flat, ["", *slugs]), nl=False
        )


def table(head: list[str], rows: list[list[str]]) -> None:
    """Print a table as wide as the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
    for number, name in enumerate(head):
        drawn.add_column(Text(name), ratio=1 if number == 0 else 3, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 140, highlight=False).print(drawn)


@main.command()
@click.argument("facet", required=False, type=click.Choice(FACETS))
@form_option("text", "json", "csv")
@click.pass_obj
def browse(place: Place, facet: str | None, form: str) -> None:
    """List the facets, or the values of one, with how many cases each has."""
    from indexer import spreadsheet
    from search import browse as browsed
    from search import formats

    library = place.searcher()
    rows = browsed.values(library, facet) if facet else browsed.facets(library)
    if form == "json":
        click.echo(formats.as_json(rows))
    elif form == "csv":
        click.echo(spreadsheet.as_csv(rows, list(rows[0]) if rows else []), nl=False)
    else:
        for row in rows:
            click.echo(f"{row['count']:6}  {row['value']:32}  {row['label']}")
        if not facet:
            click.secho("One of them: whatworks browse need", dim=True, err=True)


@main.command()
@drafts_option
@form_option("text", "json")
@click.pass_obj
def stats(place: Place, drafts: bool, form: str) -> None:
    """Say what is in the library, how it leans and what is missing."""
    from dataclasses import asdict

    from indexer import stats as counted
    from search import formats

    corpus = place.corpus(drafts=drafts)
    found = counted.stats(corpus)
    if form == "json":
        click.echo(formats.as_json(asdict(found)))
        return
    for line in counted.as_text(found, corpus):
        click.echo(line)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--library", "whole", is_flag=True, help="Check the whole, and hold it to its floors in library.toml.")
@click.option("--fix", is_flag=True, help="First mend what means one thing and is only written in another way.")
@click.option("--since", metavar="COMMIT", help="What results are compared with.  [default: git's last commit]")
@form_option("text", "json", "github")
@click.pass_obj
def check(place: Place, paths: tuple[Path, ...], whole: bool, fix: bool, since: str | None, form: str) -> None:
    """Check case files and say every mistake with its line and remedy.

    Without PATHS the whole library is checked. Exit code 1 where there is an error. What --fix changed is said on
    standard error; comments and everything else in the file stay as they are.

    \b
    Examples:
      whatworks check
      whatworks check corpus/cases/my-case.md
      whatworks check --fix corpus/cases/my-case.md
      whatworks check --library --format github
    """
    from indexer import corpus, locking, mending, problems, wording

    if whole and paths:
        raise click.BadParameter("--library checks every file, so name none.")
    if fix:
        with locking.lock(locking.corpus_lock(place.build)):
            for line in mending.mend_files(corpus.chosen(place.root, paths), place.root):
                click.echo(f"mended {line}", err=True)
    found, count = corpus.check(place.root, paths, floors=whole, since=since, cache=place.cache)
    if form == "text":
        for problem in found:
            click.echo(click.style(str(problem), fg="red" if problem.severity == "error" else None))
    elif found or form == "json":
        click.echo(problems.as_json(found) if form == "json" else problems.as_github(found))
    wrong = len(problems.errors(found))
    said = ", ".join((wording.count(wrong, "error"), wording.count(len(found) - wrong, "hint")))
    click.secho(f"{wording.count(count, 'file')}: {said}", fg="red" if wrong else "green", err=True)
    if wrong:
        raise SystemExit(1)


@main.command()
@click.option("--as-of", metavar="DATE", help="The day to reckon from, as YYYY-MM-DD.  [default: today]")
@form_option("text", "json", "csv")
@click.pass_obj
def due(place: Place, as_of: str | None, form: str) -> None:
    """List what must be looked at again, the longest due first.

    Checks and lookups older than two years, cases whose law has changed since, drafts and entries in review.

    \b
    Example:
      whatworks due --format csv > to-do.csv
    """
    from indexer import due as overdue
    from indexer import rules_shape, spreadsheet
    from search import formats

    if as_of and not (len(as_of) == 10 and rules_shape.real_date(as_of)):
        raise click.BadParameter(f"{as_of!r} is not a day; write YYYY-MM-DD.", param_hint="--as-of")
    rows = overdue.as_rows(overdue.due(place.corpus(drafts=True), as_of or today()))
    if form == "json":
        click.echo(formats.as_json(rows))
    elif form == "csv":
        click.echo(spreadsheet.as_csv(rows, overdue.COLUMNS), nl=False)
    else:
        for row in rows:
            click.echo(f"{row['since'] or 'no date':10}  {row['reason']:9}  {row['slug']}\n            {row['says']}")
    click.echo(f"{len(rows)} things are due.", err=True)


@main.command()
@click.option("--rebuild", is_flag=True, help="Begin anew instead of taking up what changed.")
@drafts_option
@click.pass_obj
def index(place: Place, rebuild: bool, drafts: bool) -> None:
    """Build the index, or bring it up to date. Files with errors are left out and named by `check`."""
    from indexer import index as indexed
    from indexer import scanning

    with Progress("Index") as step:

        def read(done: int, whole: int) -> None:
            step("reading", done, whole)

        with scanning.scan(
            place.root, cache=place.cache, counted=True, processes=scanning.cores(), progress=read
        ) as found:
            warn_of_errors(sum(not entry.good for entry in found.entries))
            built = indexed.build(found, place.build / "index", drafts=drafts, rebuild=rebuild, progress=step)
    click.echo(
        f"{built.cases} cases: {built.added} added, {built.updated} updated, {built.removed} removed, "
        f"{built.unchanged} unchanged",
        err=True,
    )


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to write it.  [default: build/site]",
)
@drafts_option
@click.option("--include-local", is_flag=True, help="Take the private cases of corpus/local/ too; every page says so.")
@click.option("--as-of", metavar="DATE", help="The date to show.  [default: the newest date in the corpus]")
@click.pass_obj
def site(place: Place, out: Path | None, drafts: bool, include_local: bool, as_of: str | None) -> None:
    """Generate the site: open its index.html by double click, or put the folder on any web server."""
    from indexer import site_notes

    target = out or place.build / "site"
    options = site_notes.Options(drafts, include_local, as_of)
    notes = site_notes.of(place.root, place.build, target, options)
    written = notes.current(target)
    if written is None:
        written = publish(place, target, options, notes)
    click.echo(f"{written} files. Open {target / 'index.html'}", err=True)


def publish(place: Place, target: Path, options: Options, notes: Notes) -> int:
    """Write a site; say how many cases are left out. Returns the number of files."""
    from indexer import scanning
    from search import publishing

    with Progress("Site") as step:

        def read(done: int, whole: int) -> None:
            step("reading", done, whole)

        cores = scanning.cores()
        with scanning.scan(place.root, cache=place.cache, counted=True, processes=cores, progress=read) as found:
            warn_of_errors(sum(not entry.good for entry in found.entries))
            return publishing.publish(
                found, target, options, notes=notes, kept=place.cache, processes=cores, progress=step
            )


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@drafts_option
@click.option("--include-local", is_flag=True, help="Take the private cases of corpus/local/ too; every page says so.")
@click.pass_obj
def serve(place: Place, port: int, drafts: bool, include_local: bool) -> None:
    """Show the site on this computer only (127.0.0.1), rebuilt at every change, with its problems in the pages.

    \b
    Example:
      whatworks serve --drafts
    """
    from indexer import serving, site_notes
    from search import publishing

    root, build = place.root, place.build
    options = site_notes.Options(drafts, include_local)
    preview = serving.Preview(root, build / "preview", lambda: publishing.preview(root, build, options))
    server = serving.server(preview, port)
    click.echo(f"http://{serving.HOST}:{port}/  (Ctrl-C stops it)", err=True)
    serving.serve(preview, server, lambda line: click.echo(line, err=True))


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the site is.  [default: build/site]",
)
@click.pass_obj
def verify(place: Place, out: Path | None) -> None:
    """Compare index and site with the case files, byte by byte. Exit code 1 where a file differs.

    Both are made anew and compared; nothing is changed. A copy of the site can also be checked without this program,
    by its manifest: sha256sum --check manifest-sha256.txt

    \b
    Examples:
      whatworks verify
      whatworks verify --out /media/stick/site
    """
    from indexer import scanning
    from search import verifying

    with Progress("Verify") as step:
        found = verifying.verify(
            place.root, place.build, out or place.build / "site", processes=scanning.cores(), progress=step
        )
    for difference in found.differences:
        click.secho(str(difference), fg="red")
    click.echo(
        f"{found.cases} cases, {found.parts} parts of the index, {found.files} files of the site: "
        f"{len(found.differences)} differences",
        err=True,
    )
    if found.differences:
        click.echo(f"To mend it: {' and '.join(sorted({each.remedy for each in found.differences}))}", err=True)
        raise SystemExit(1)


@main.command()
@form_option("json", "csv", "ris")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write there.  [default: standard output]",
)
@click.option("--include-local", is_flag=True, help="Take the private cases of corpus/local/ too.")
@click.pass_obj
def export(place: Place, form: str, out: Path | None, include_local: bool) -> None:
    """Take everything out: the whole library as JSON, a flat table as CSV, or references as RIS.

    The JSON holds every case as written, drafts too, and the library's own files: `whatworks import` takes it back.
    """
    from indexer import card, spreadsheet
    from indexer import export as exported
    from search import formats

    corpus = place.corpus(drafts=True, local=include_local)
    if form == "json":
        text = formats.as_json(exported.whole(corpus, local=include_local)) + "\n"
    elif form == "csv":
        text = spreadsheet.as_csv(exported.rows(corpus), exported.COLUMNS)
    else:
        text = formats.ris((card.card(case, corpus) for case in corpus.cases), {"title": corpus.library.title})
    if out:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{len(corpus.cases)} cases in {out}", err=True)
    else:
        click.echo(text, nl=False)


@main.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="FILE|DIR")
@click.option("--map", "given", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="M.toml",
              help="Which field comes from where, for records of another collection.")  # fmt: skip
@click.option("--into", metavar="SLUG", help="The case whose sources the references become.")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.option("--overwrite", is_flag=True, help="Replace files that say something else.")
@click.option("--faulty", is_flag=True, help="Take drafts with errors too, to be mended here.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.pass_obj
def import_(
    place: Place,
    path: Path,
    given: Path | None,
    into: str | None,
    private: bool,
    overwrite: bool,
    faulty: bool,
    dry_run: bool,
) -> None:
    """Bring in an own export, records of another collection by a map, or references as sources.

    Records come as CSV, JSON or JSON lines, also packed with gzip, and become drafts with slots to fill. References
    come as RIS or BibTeX; without --into they are printed as lines for the head of a case.

    \b
    Examples:
      whatworks import casebook.json
      whatworks import contracts.csv --map contracts.toml --dry-run
      whatworks import references.bib --into family-hubs-leeds
    """
    from indexer import intake, locking

    if not path.is_dir() and intake.is_references(path):
        with locking.lock(locking.corpus_lock(place.build)) if into else nullcontext():
            text, ids = intake.take_references(place.root, path, into)
        click.echo(text, nl=False)
        click.echo(f"{len(ids)} sources{f' added to {into}' if into else ''}: {', '.join(ids)}", err=True)
        return
    found = intake.take_in(place.root, path, given, today(), private=private, overwrite=overwrite, faulty=faulty)
    for problem in found.problems:
        click.secho(str(problem), fg="red")
    for name in found.left_alone:
        click.echo(f"{name}: is there and says something else, so it stays; --overwrite replaces it", err=True)
    if not dry_run:
        with locking.lock(locking.corpus_lock(place.build)):
            found.write()
    click.echo(intake.summary(found, dry_run=dry_run), err=True)
    if found.problems or found.left_alone:
        raise SystemExit(1)


@main.command()
@click.argument("slug")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.pass_obj
def new(place: Place, slug: str, private: bool) -> None:
    """Start a case: a file with slots to fill.

    \b
    Example:
      whatworks new family-hubs-leeds
    """
    from indexer import scaffold, vocabulary

    words = vocabulary.load(place.root / "corpus" / "vocabulary.yaml")
    path = scaffold.new_case(place.root, slug, words, today(), private=private)
    click.echo(path)
    click.echo("Fill the slots <REQUIRED: ...>, then: whatworks check " + str(path), err=True)


class Terminal:
    """The person at the terminal, as `indexer.adding` talks to them. Questions go to standard error."""

    def tell(self, text: str) -> None:
        """Show a line."""
        click.echo(text, err=True)

    def ask(self, question: str, default: str) -> str:
        """Ask for a text; an empty line is the default."""
        answer: str = click.prompt(question, default=default, show_default=bool(default), err=True)
        return answer

    def confirm(self, question: str) -> bool:
        """Ask for yes or no; no is the default."""
        return click.confirm(question, default=False, err=True)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Fill a field. Repeat for more.")
@click.option("--name", metavar="SLUG", help="The name of the file.  [default: from the title]")
@click.option("--no-input", is_flag=True, help="Ask nothing: leave slots where no option answers.")
@click.option("--even-so", is_flag=True, help="Go on though it looks like a case that is here, or is not in English.")
@click.option("--private", is_flag=True, help="Into corpus/local/, which git ignores and sites leave out.")
@click.option("--allow-local", is_flag=True, help="Fetch from private and local addresses too.")
@click.pass_obj
def add(
    place: Place,
    sources: tuple[str, ...],
    settings: tuple[str, ...],
    name: str | None,
    no_input: bool,
    even_so: bool,
    private: bool,
    allow_local: bool,
) -> None:
    """Add a case from what was published: web pages, saved pages, DOCX, PDF, Markdown or plain text.

    All SOURCES belong to one case. What a source suggests is shown with the passage and never taken by itself; what
    is not answered stays a slot. FIELD is a name of the head (country), a part (arrangement.delivery, sources.2.url)
    or a section (problem); lists have commas.

    \b
    Examples:
      whatworks add https://www.example.gov.uk/family-hubs-review
      whatworks add report.pdf minutes.docx --name family-hubs-leeds
      whatworks add page.html --no-input --set country=GB --set need=edge-of-care,workforce
    """
    from indexer import adding

    order = adding.Order(sources, settings, name, private, even_so, allow_local, today())
    talk = None if no_input or not sys.stdin.isatty() else Terminal()
    added = adding.add(place.root, place.build, order, talk)
    if talk and click.confirm("Open it in your editor now?", default=True, err=True):
        click.edit(filename=str(added.path))
        added = adding.again(place.root, added)
    click.echo(added.path)
    for note in added.notes:
        click.echo(note, err=True)
    for problem in added.problems:
        click.secho(str(problem), fg="red", err=True)
    click.echo(f"Still to fill ({len(added.missing)}):", err=True)
    for line in added.missing:
        click.echo(f"  {line}", err=True)
    click.echo(f"Then: whatworks check {added.path}", err=True)
    if added.problems:
        raise SystemExit(1)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="Casebook", show_default=True, help="What the library is called.")
def init(folder: Path, title: str) -> None:
    """Start another library in an empty folder, about anything: with words, questions and one case to replace.

    \b
    Example:
      whatworks init ../road-safety --title "What worked on our roads"
    """
    import datetime

    from indexer import scaffold

    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    for path in scaffold.new_library(folder, title, today):
        click.echo(path)
    click.echo(f"Next: cd {folder}, whatworks index, whatworks site; then whatworks new my-first-case", err=True)


if __name__ == "__main__":
    main()


def run() -> None:
    """Run the command line as a process of its own: what a search waits for, but for the search itself, is left out."""
    gc.set_threshold(100_000)  # a short run makes little rubbish; looking for it costs a tenth of a search
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    if code is not None and not isinstance(code, int):
        click.echo(code, err=True)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # a pipe that nobody reads any more
            code = code or 1
    os._exit(code or 0)  # without taking every module down first
