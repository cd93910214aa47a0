"""How long work shows where it stands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


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
