"""The command `search`, alone in its module: it is the one that must not wait for the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from frontdoor.options import form_option, width
from frontdoor.place import Place
from indexer.facets import FACETS

if TYPE_CHECKING:
    from search.library import Library


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


@click.command()
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
    if form == "text":
        from search import terminal

        counted: Sequence[str] = terminal.SHOWN_FACETS
    else:
        from search import formats

        counted = FACETS
    found = library.search(
        " ".join(query),
        filters=Filters(chosen, since, until),
        sort=sort,
        limit=limit,
        offset=offset,
        exact=exact,
        facets=counted,
    )
    labels = {name: library.values(name) for name in FACETS}
    if form == "text":
        for line in terminal.results(found, labels, click.style, width()):
            click.echo(line)
    else:
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
