"""The program: its commands, and the one place where failures become sentences."""

from __future__ import annotations

import errno
import importlib
import sys
from pathlib import Path
from typing import Any

import click

from frontdoor.place import Place
from indexer.errors import QueryError, WhatWorksError

SETTINGS = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "WHATWORKS", "max_content_width": 100}
MODULES = {
    "searching": ("search",),
    "reading": ("show", "similar", "compare", "browse", "stats", "due"),
    "building": ("check", "index", "site", "serve", "verify", "export"),
    "filling": ("add", "new", "import", "init"),
}
MODULE_OF = {command: module for module, commands in MODULES.items() for command in commands}


class FrontDoor(click.Group):
    """The group of commands, each loaded when it is called; its `invoke` is the one boundary for failures."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in order."""
        return sorted(MODULE_OF)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in MODULE_OF:
            return None
        module = importlib.import_module(f"frontdoor.{MODULE_OF[cmd_name]}")
        command: click.Command = getattr(module, "import_" if cmd_name == "import" else cmd_name)
        return command

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


if __name__ == "__main__":
    main()
