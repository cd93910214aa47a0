"""Many cases in little memory: what few pages ask for is kept as bytes, and equal texts are one text."""

from __future__ import annotations

import dataclasses
import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, overload

from indexer.case import Case

Value = TypeVar("Value")
SELDOM = ("sources", "changes", "to_run_it", "context", "voice", "disputes")  # of a case, where lists hold cases


class Packed(Sequence[Value]):
    """A sequence of values that never change, made anew whenever it is looked at."""

    __slots__ = ("_count", "_data")

    def __init__(self, values: Sequence[Value]) -> None:
        self._data = zlib.compress(pickle.dumps(tuple(values), pickle.HIGHEST_PROTOCOL), 1)
        self._count = len(values)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Value]:
        return iter(self._values())

    @overload
    def __getitem__(self, at: int) -> Value: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Value]: ...
    def __getitem__(self, at: int | slice) -> Value | Sequence[Value]:
        return self._values()[at]

    def _values(self) -> tuple[Value, ...]:
        values: tuple[Value, ...] = pickle.loads(zlib.decompress(self._data))  # noqa: S301 - packed by this process
        return values


def slim(case: Case) -> Case:
    """Return a case without what only its page shows, its sections and questions, and with what is SELDOM packed."""
    parts: Any = {name: Packed(getattr(case, name)) for name in SELDOM}
    return dataclasses.replace(case, sections=(), asks=(), **parts)


def share(case: Case, texts: dict[str, str]) -> None:
    """Let a case's texts be those of the cases before it where they are the same. texts: of those, and now of this."""
    todo: list[Any] = [case]
    while todo:
        held = todo.pop().__dict__
        for name, value in held.items():
            if type(value) is str:
                held[name] = texts.setdefault(value, value)
            elif type(value) is tuple and value and type(value[0]) is str:
                held[name] = tuple([texts.setdefault(text, text) for text in value])
            else:
                todo += [part for part in (value if type(value) is tuple else (value,)) if hasattr(part, "__dict__")]
