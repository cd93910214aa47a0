"""A value of named parts. A search makes fifteen such classes before it begins, and a class of named tuples takes many
times as long to make; what is made by the thousand, such as words, stays a named tuple."""

from __future__ import annotations

from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """The base of values: parts are the annotated names, given in order or by name; never changed."""

    def __init__(self, *values: object, **named: object) -> None:
        """Set the parts; those not given keep the default that stands in the class."""
        self.__dict__.update(zip(self.__annotations__, values, strict=False), **named)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__annotations__
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__annotations__)
        return f"{type(self).__name__}({parts})"
