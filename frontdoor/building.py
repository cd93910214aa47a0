"""Commands that check the library and build from it: check, index, site, serve, verify, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontdoor.options import drafts_option, form_option
from frontdoor.place import Place, warn_of_errors
from frontdoor.progress import Progress

if TYPE_CHECKING:
    from indexer.site_notes import Notes, Options


@click.command()
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


@click.command()
@click.option("--rebuild", is_flag=True, help="Begin anew instead of taking up what changed.")
@drafts_option
@click.pass_obj
def index(place: Place, rebuild: bool, drafts: bool) -> None:
    """Build the index, or bring it up to date. Files with errors are left out and named by `check`.

    In a library of 2,000 cases or more a few changes are found at once, if slowly; the next run without any makes the
    search quick again.
    """
    from indexer import index as indexed
    from indexer import scanning

    with Progress("Index") as step:

        def read(done: int, whole: int) -> None:
            step("reading", done, whole)

        with scanning.scan(
            place.root, cache=place.cache, counted=True, anew=rebuild, processes=scanning.cores(), progress=read
        ) as found:
            warn_of_errors(sum(not entry.good for entry in found.entries))
            built = indexed.build(found, place.build / "index", drafts=drafts, rebuild=rebuild, progress=step)
    click.echo(
        f"{built.cases} cases: {built.added} added, {built.updated} updated, {built.removed} removed, "
        f"{built.unchanged} unchanged",
        err=True,
    )
    if built.postponed:
        click.echo("Found from now on, if slowly. When all are in, make it quick again: whatworks index", err=True)


@click.command()
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
    from indexer import rules_shape, site_notes

    if as_of and not rules_shape.real_date(as_of):
        raise click.BadParameter(f"{as_of!r} is not a date; write YYYY-MM-DD.", param_hint="--as-of")
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


@click.command()
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


@click.command()
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

    if out and not out.is_dir():
        raise click.BadParameter(f"{out} is no folder.", param_hint="--out")
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


@click.command()
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
    from indexer import card, spreadsheet, whole_file
    from indexer import export as exported
    from search import formats

    corpus = place.corpus(drafts=True, local=include_local)
    if form == "json":
        text = formats.as_json(exported.whole(corpus, local=include_local)) + "\n"
    elif form == "csv":
        text = spreadsheet.as_csv(exported.rows(corpus.cases, corpus.vocabulary), exported.COLUMNS)
    else:
        text = formats.ris((card.card(case, corpus) for case in corpus.cases), {"title": corpus.library.title})
    if out:
        if out.exists() and not out.is_file():  # a device or a pipe
            out.write_text(text, encoding="utf-8")
        else:
            whole_file.write(out, text.encode())
        click.echo(f"{len(corpus.cases)} cases in {out}", err=True)
    else:
        click.echo(text, nl=False)
