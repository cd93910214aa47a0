"""The bytes of the compiled index: posting lists, places, tables of records. Format: DESIGN.md, "The compiled index".

Whole numbers are little-endian. Imports nothing heavy: a search on the terminal waits for it.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import sub

SWAP = sys.byteorder == "big"
WIDTHS = {1: "B", 2: "H", 4: "I"}
BLOCK_BITS = 12
PLACE_BITS = BLOCK_BITS + 1  # places of the first two fields: those whose neighbours count
QUESTION_BITS = 6  # the number of a case's everyday question

Postings = tuple[Sequence[int], Sequence[int]]
NOTHING: Postings = ((), ())


def numbers(values: Sequence[int]) -> bytes:
    """Return whole numbers as one byte for their width (1, 2 or 4), then the numbers."""
    most = max(values, default=0)
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    held = array(WIDTHS[width], values)
    if SWAP:
        held.byteswap()
    return bytes((width,)) + held.tobytes()


def read_numbers(data: bytes, at: int, count: int) -> tuple[Sequence[int], int]:
    """Return `count` numbers that `numbers` wrote at a place, and the place after them."""
    width = data[at]
    end = at + 1 + width * count
    if width == 1:
        return data[at + 1 : end], end
    held = array(WIDTHS[width])
    held.frombytes(data[at + 1 : end])
    if SWAP:
        held.byteswap()
    return held, end


def ascending(values: Sequence[int]) -> bytes:
    """Return ascending numbers as their gaps."""
    return numbers([*values[:1], *map(sub, values[1:], values)])


def read_ascending(data: bytes, at: int, count: int) -> tuple[list[int], int]:
    """Return `count` ascending numbers that `ascending` wrote, and the place after them."""
    gaps, end = read_numbers(data, at, count)
    return list(accumulate(gaps)), end


def count_of(value: int) -> bytes:
    """Return a count in four bytes."""
    return value.to_bytes(4, "little")


def read_count(data: bytes, at: int) -> int:
    """Return a count."""
    return int.from_bytes(data[at : at + 4], "little")


def postings(documents: Sequence[int], impacts: bytes) -> bytes:
    """Return a posting list: how many, the documents as gaps, one byte of impact each."""
    return count_of(len(documents)) + ascending(documents) + impacts


def read_postings(data: bytes, at: int = 0) -> tuple[Postings, int]:
    """Return (documents, impacts) of a posting list, and the place after it."""
    count = read_count(data, at)
    documents, at = read_ascending(data, at + 4, count)
    return (documents, data[at : at + count]), at + count


def varint(value: int) -> bytes:
    """Return a whole number in groups of seven bits, lowest first, all but the last marked."""
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)


class _Varints(dict[int, bytes]):
    """Varints that were asked for; a corpus repeats its steps."""

    def __missing__(self, value: int) -> bytes:
        made = self[value] = varint(value)
        return made


_VARINTS = _Varints()


def gaps(places: Sequence[int]) -> bytes:
    """Return ascending places of one document: how many, then the first and the gaps, as varints."""
    if len(places) == 1:  # most words stand once
        return b"\1" + _VARINTS[places[0]]
    steps = [len(places), *places[:1], *map(sub, places[1:], places)]
    return b"".join(map(_VARINTS.__getitem__, steps))


def read_varints(data: bytes) -> Iterator[int]:
    """Yield the varints of a stretch of bytes."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            yield value
            value = shift = 0


def read_places(data: bytes, documents: Iterable[int]) -> dict[int, list[int]]:
    """Return document -> places, from what `gaps` wrote for each of the documents in turn."""
    steps = read_varints(data)
    return {document: list(accumulate(next(steps) for _ in range(next(steps)))) for document in documents}


def table(rows: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a table of records: the keys as lines, how long each record is, then the records."""
    keys = "\n".join(key for key, _ in rows).encode()
    return count_of(len(keys)) + keys + numbers([len(row) for _, row in rows]) + b"".join([row for _, row in rows])


class Table:
    """A table of records, cut up when first asked."""

    def __init__(self, data: bytes) -> None:
        end = 4 + read_count(data, 0)
        self.keys = data[4:end].decode().split("\n") if end > 4 else []
        lengths, self._start = read_numbers(data, end, len(self.keys))
        self._ends = list(accumulate(lengths))
        self._data = data

    def get(self, key: str) -> bytes | None:
        """Return the record under a key, or None."""
        try:
            n = self.keys.index(key)
        except ValueError:
            return None
        begin = self._ends[n - 1] if n else 0
        return self._data[self._start + begin : self._start + self._ends[n]]
