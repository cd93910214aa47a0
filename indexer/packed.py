"""Many cases in little memory: what few pages ask for is kept as bytes, and equal texts are one text."""

from __future__ import annotations

import dataclasses
import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

from indexer.case import Case

Value = TypeVar("Value")


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


def small(case: Case, seldom: Iterable[str], texts: dict[str, str]) -> Case:
    """Return a case that says the same in less memory. It takes the given case's parts over and changes their texts.

    seldom: names of the parts that are packed. texts: the texts of the cases before it; this one's are added.
    """
    parts: Any = {name: Packed(getattr(case, name)) for name in seldom}
    made = dataclasses.replace(case, **parts)
    todo: list[Any] = [made]
    while todo:
        held = todo.pop().__dict__
        for name, value in held.items():
            if type(value) is str:
                held[name] = texts.setdefault(value, value)
            elif type(value) is tuple and value and type(value[0]) is str:
                held[name] = tuple([texts.setdefault(text, text) for text in value])
            else:
                todo += [part for part in (value if type(value) is tuple else (value,)) if hasattr(part, "__dict__")]
    return made
