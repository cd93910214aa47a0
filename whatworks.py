"""The front door: commands, options and the one place where failures become sentences. Alone knows click."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from indexer.errors import QueryError, WhatWorksError

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
                click.echo(f"  {error.remedy}", err=True)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
        ctx.exit(1)


@click.group(cls=FrontDoor, context_settings=SETTINGS)
@click.option("--library", "root", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="The library's folder.  [default: the nearest folder above that holds corpus/library.toml]")
@click.option("--build", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where index and site are kept.  [default: build/ in the library]")
@click.version_option(package_name="whatworks")
@click.pass_context
def main(ctx: click.Context, root: Path | None, build: Path | None) -> None:
    """Search a library of what worked, what did not, and why.

    \b
    Examples:
      whatworks search "too many teenagers in residential care"
      whatworks search "foster care privatisation" --at abroad --result failed
      whatworks show nebraska-lead-agencies
      whatworks check
    """
    ctx.obj = Place(root, build)


class Place:
    """Where the library and its build are; looked up when first needed."""

    def __init__(self, root: Path | None, build: Path | None) -> None:
        self._root = root
        self._build = build

    @property
    def root(self) -> Path:
        """The library's folder."""
        from indexer import library

        return library.find(self._root or Path.cwd())

    @property
    def build(self) -> Path:
        """The folder for index and site."""
        return self._build or self.root / "build"


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_obj
def check(place: Place, paths: tuple[Path, ...], form: str) -> None:
    """Check case files and say every mistake with its line and remedy.

    Without PATH the whole library is checked. Exit code 1 when there is an error.

    \b
    Examples:
      whatworks check
      whatworks check corpus/cases/my-case.md
      whatworks check --format github
    """
    from indexer import corpus, problems

    found, count = corpus.check(place.root, paths)
    if form == "text":
        for problem in found:
            click.echo(click.style(str(problem), fg="red" if problem.severity == "error" else None))
    else:
        click.echo(problems.as_json(found) if form == "json" else problems.as_github(found))
    wrong = len(problems.errors(found))
    summary = f"{count} files: {wrong} errors, {len(found) - wrong} hints"
    click.secho(summary, fg="red" if wrong else "green", err=True)
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
