"""What several commands have in common: options, the width to write for, the day."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click


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


def drafts_option(command: Any) -> Any:
    """Add --drafts: without it no command shows what is not published."""
    return click.option("--drafts", is_flag=True, help="Take drafts and entries in review too.")(command)
