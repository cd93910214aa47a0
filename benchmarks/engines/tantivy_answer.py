"""Answers the search of benchmarks/front_door.py through Tantivy, in the form of `whatworks search`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import tantivy

TYPE_CHECKING = False  # typing itself would take a few milliseconds of every search
if TYPE_CHECKING:
    from typing import Any

FIELDS = ["title", "summary", "body"]
BOOSTS = {"title": 3.0, "summary": 2.0}
SHOWN_FACETS = ("result", "known", "country", "need", "delivery")
INDEX = "tantivy"


def place(root: str | None, build: str | None) -> None:
    """Find the library at or above a folder, as `whatworks` does, and warn where its cases changed since."""
    start = Path(root or ".").resolve()
    folder = next((at for at in (start, *start.parents) if (at / "corpus" / "library.toml").is_file()), None)
    if folder is None:
        raise click.ClickException("There is no library here.")
    index = (Path(build) if build else folder / "build") / INDEX
    if (folder / "corpus" / "cases").stat().st_mtime > (index / "meta.json").stat().st_mtime:
        click.secho("Warning: the corpus changed since the index was built.", fg="yellow", err=True)
    click.get_current_context().obj = str(index)


def search(query: tuple[str, ...], limit: int, offset: int, **others: object) -> None:
    """Print the best cases with snippets, and the counts of facets."""
    index = tantivy.Index.open(click.get_current_context().obj)
    searcher = index.searcher()
    asked = index.parse_query(" ".join(query), FIELDS, field_boosts=BOOSTS)
    found = searcher.search(asked, limit=limit, offset=offset)
    snippets = tantivy.SnippetGenerator.create(searcher, asked, index.schema, "body")
    click.echo(click.style(f"{found.count} cases, {offset + 1} to {offset + len(found.hits)} shown", bold=True))
    for rank, (_, address) in enumerate(found.hits, offset + 1):
        _show(rank, searcher.doc(address), snippets)
    click.echo("")
    wanted = {name: {"terms": {"field": name, "size": 5}} for name in SHOWN_FACETS}
    for name, counted in searcher.aggregate(asked, wanted).items():
        values = ", ".join(f"{bucket['key']} {bucket['doc_count']}" for bucket in counted["buckets"])
        click.echo(f"--{name}: {values}")
    sys.stdout.flush()


def _show(rank: int, hit: tantivy.Document, snippets: tantivy.SnippetGenerator) -> None:
    import textwrap

    card: dict[str, Any] = hit["card"][0]
    snippet = snippets.snippet_from_doc(hit)
    click.echo("")
    click.echo(click.style(f"{rank:2}. {hit['title'][0]}", bold=True))
    click.echo(
        f"    {click.style(card['result'], fg='cyan')} · {card['known']} · {card['place']} · from {card['year']}"
    )
    for line in textwrap.wrap(snippet.fragment(), 96):
        click.echo(f"    {line}")
    click.echo(click.style(f"    {hit['slug'][0]}", dim=True))
