"""Postings gathered by word: in memory up to a number, beyond it in sorted runs on the disk, merged at the end.

Method: Heinz and Zobel, Efficient single-pass index construction for text databases (2003).
"""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, Any

MOST = 400_000  # postings in memory: about 80 MB
LENGTH = 4  # bytes

Row = tuple[str, list[Any]]


class Runs:
    """What is gathered for words: for each a list, to which every posting adds as many values.

    Values are what marshal takes. most: how many postings wait in memory.
    """

    def __init__(self, most: int = MOST) -> None:
        self._held: dict[str, list[Any]] = {}
        self._runs: list[IO[bytes]] = []
        self._most = most
        self._count = 0

    def add(self, word: str, values: Sequence[Any]) -> None:
        """Add a posting's values to a word."""
        held = self._held.get(word)
        if held is None:
            self._held[word] = list(values)
        else:
            held += values
        self._count += 1

    def rest(self) -> None:
        """Write a run where enough has been gathered; to be called between documents."""
        if self._count >= self._most:
            run = tempfile.TemporaryFile()  # noqa: SIM115 - it goes when it was read
            for row in sorted(self._held.items()):
                data = marshal.dumps(row)
                run.write(len(data).to_bytes(LENGTH, "little"))
                run.write(data)
            self._runs.append(run)
            self._held = {}
            self._count = 0

    def merged(self) -> Iterator[Row]:
        """Yield every word with its values, in order of word, values in the order they came; once only."""
        runs = [*map(_read, self._runs), iter(sorted(self._held.items()))]
        self._held = {}
        if len(runs) == 1:
            yield from runs[0]
            return
        for word, rows in groupby(merge(*runs, key=itemgetter(0)), key=itemgetter(0)):
            yield word, list(chain.from_iterable(values for _, values in rows))


def _read(run: IO[bytes]) -> Iterator[Row]:
    with run:
        run.seek(0)
        while length := run.read(LENGTH):
            yield marshal.loads(run.read(int.from_bytes(length, "little")))  # noqa: S302 - this very process wrote it
