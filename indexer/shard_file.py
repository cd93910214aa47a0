"""The compiled index on the disk: all shards in one file, and a head that says where each lies.

Both carry checksums, so that what a disk or a copy has spoilt is said and not searched.
Imports nothing heavy: a search on the terminal waits for it.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from indexer.errors import IndexMissing, IndexUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.compiled import Compiled

FORMAT = 4  # of the files; the shards in them have `compiled.FORMAT`
CHECK = b'{"check":"%08x",'  # how the head begins: the checksum of all that follows
CHECKED = len(CHECK % 0)
SUM = 4  # bytes of a checksum behind each shard


class ShardFile:
    """The opened compiled index of a folder."""

    def __init__(self, folder: Path | str) -> None:
        """Open it. Raises IndexMissing, IndexUnreadable."""
        self.path = os.path.join(folder, "head.json")  # noqa: PTH118 - pathlib costs a search more than the reading
        for attempt in (1, 2):  # a run of `index` may put a new one in its place between the two openings
            self.head = _read_head(self.path)
            try:
                self._file = os.open(os.path.join(folder, self.head["file"]), os.O_RDONLY | getattr(os, "O_BINARY", 0))  # noqa: PTH118
                self._size = os.fstat(self._file).st_size
                break
            except FileNotFoundError:
                if attempt == 2:
                    raise IndexUnreadable(self.path, f"{self.head['file']} beside it is missing") from None

    def shard(self, kind: str, number: int) -> bytes:
        """Return one shard. Raises IndexUnreadable where the file is shorter than its head says, or spoilt."""
        at = array("Q")
        at.frombytes(self._read(self.head["kinds"][kind]["at"] + 8 * number, 16))
        if sys.byteorder == "big":
            at.byteswap()
        data = self._read(at[0], at[1] - at[0])
        if zlib.crc32(data[:-SUM]) != int.from_bytes(data[-SUM:], "little"):
            raise IndexUnreadable(self.path, f"a part of {self.head['file']} beside it is spoilt")
        return data[:-SUM]

    def count(self, kind: str) -> int:
        """Return how many shards of a kind there are."""
        found: int = self.head["kinds"].get(kind, {"count": 0})["count"]
        return found

    def holding(self, kind: str, key: str) -> int:
        """Return the number of the shard that holds a key if any does; -1 where the kind is empty."""
        firsts = self.head["kinds"].get(kind, {}).get("first", ())
        return max(bisect_right(firsts, key) - 1, 0 if firsts else -1)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _read(self, at: int, size: int) -> bytes:
        data = _pread(self._file, size, at) if 0 <= size <= self._size and at <= self._size else b""
        if len(data) < size or not data:
            raise IndexUnreadable(self.path, "its shards are cut short")
        return data


def _pread(file: int, size: int, at: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(file, size, at)
    os.lseek(file, at, os.SEEK_SET)  # Windows
    return os.read(file, size)


def _read_head(path: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
        head = json.loads(data)
    except FileNotFoundError:
        raise IndexMissing(os.path.dirname(os.path.dirname(path))) from None  # noqa: PTH120
    except (OSError, ValueError, RecursionError) as error:
        raise IndexUnreadable(path, str(error)) from None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        found = head.get("format") if isinstance(head, dict) else None
        raise IndexUnreadable(path, f"it has format {found!r}, this version reads {FORMAT}")
    if not isinstance(head.get("kinds"), dict) or not isinstance(head.get("file"), str) or "/" in head["file"]:
        raise IndexUnreadable(path, "it is not an index")
    if data[:CHECKED] != CHECK % zlib.crc32(data[CHECKED:]):
        raise IndexUnreadable(path, "it is spoilt")
    return head


def write(compiled: Compiled, folder: Path) -> str:
    """Write a compiled index and return its generation. A stop at any moment leaves the last one whole."""
    from indexer import whole_file

    folder.mkdir(parents=True, exist_ok=True)
    generation = compiled.generation
    file = f"shards-{generation}.bin"
    kinds: dict[str, dict[str, Any]] = {}
    offsets: dict[str, list[int]] = {}
    at = 0
    with whole_file.replaced(folder / file) as out:
        for shard in compiled.shards:
            kind = kinds.setdefault(shard.kind, {"count": 0, "first": []})
            kind["count"] += 1
            if shard.first or kind["first"]:
                kind["first"].append(shard.first)
            out.write(shard.data + zlib.crc32(shard.data).to_bytes(SUM, "little"))
            end = at + len(shard.data) + SUM
            offsets.setdefault(shard.kind, [at]).append(end)
            at = end
        for name, ends in offsets.items():
            kinds[name]["at"] = at
            held = array("Q", ends)
            if sys.byteorder == "big":
                held.byteswap()
            out.write(held.tobytes())
            at += 8 * len(ends)
    head = {**compiled.head, "format": FORMAT, "generation": generation, "file": file, "kinds": kinds}
    rest = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()[1:]
    with whole_file.replaced(folder / "head.json") as out:
        out.write(CHECK % zlib.crc32(rest) + rest)
    for old in folder.iterdir():
        if old.name not in (file, "head.json"):
            old.unlink(missing_ok=True)
    return generation
