"""Values that many cases hold and few pages ask for, kept small: as bytes, made anew whenever they are looked at."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

Value = TypeVar("Value")


class Packed(Sequence[Value]):
    """A sequence of values that never change, packed."""

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
