"""Commands that show what is in the library: show, similar, compare, browse, stats, due."""

from __future__ import annotations

import sys

import click

from frontdoor.options import drafts_option, form_option, today, width
from frontdoor.place import Place
from indexer.facets import FACETS


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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
