"""Pages become files: written beside the site, unchanged ones linked, and the whole put in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import manifest
from indexer.errors import OutputRefused
from indexer.manifest import MARKER
from indexer.site_notes import Notes, Written, stats
from indexer.site_rendering import Page, parts
from indexer.site_scripts import static

if TYPE_CHECKING:
    from indexer.site_helpers import Helpers

Made = tuple[str, Written]


def write(
    made: Iterable[Page],
    out: Path,
    *,
    library: str,
    extra: Iterable[tuple[str, bytes]] = (),
    apart: Callable[[Mapping[str, Written]], Callable[[], Mapping[str, Written]]] | None = None,
    notes: Notes | None = None,
    helpers: Helpers | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write pages beside `out`, then put all of them in its place at once. Returns the number of files.

    library: its id. extra: further files (path, content), taken before the first page is. apart: begins to put further
    files there in another process by `put_files`, handed what is noted of data; what it returns waits and returns what
    was written. Pages wait for it, but where the site was there already those that are no file of a case are made
    meanwhile: with little to make, there is memory for both.
    notes: of an earlier run, and for the next one; a page whose inputs and file are as noted is not made again.
    helpers: processes that make the files of cases.
    progress: called with (pages done, pages to make).
    A stop at any moment leaves the last good site, or all that the next run needs to put it back.
    Raises OutputRefused where `out` holds files and none of them is this program's marker.
    """
    place = _Place(out)
    place.recover()
    held = _held(notes, out)
    files: dict[str, Written] = {}
    rest: Callable[[], Mapping[str, Written]] = dict
    try:
        files[MARKER] = place.begin(f"{library}\n".encode())
        files |= put_files(chain(static(), extra), out, held)
        if apart:
            rest = apart({path: entry for path, entry in held.items() if path.startswith("data/")})
        if not held:
            files |= rest()
        todo = []
        for page in made:
            before = held.get(page.path)
            if before and page.inputs == before.inputs and place.link(page.path):
                files[page.path] = before
                continue
            place.ready(page.path)
            if held and apart and not page.order and not page.joins:
                files[page.path] = write_page(page, place.fresh)
            else:
                todo.append(page)
        files |= rest()
        for number, (path, written) in enumerate(_make(todo, place.fresh, helpers), 1):
            files[path] = written
            if progress:
                progress(number, len(todo))
        listed = manifest.text(files).encode()
        files[manifest.NAME] = _keep_or_put(place, manifest.NAME, listed, held.get(manifest.NAME))
        if notes:
            notes.forget()
        place.swap()
    finally:
        with suppress(Exception):  # it was raised above, or comes after another failure
            rest()
        place.clear()
    if notes:
        notes.keep(files)
    return len(files)


def put_files(made: Iterable[tuple[str, bytes]], out: Path, held: Mapping[str, Written]) -> dict[str, Written]:
    """Put files into the site that is being written beside `out`, or take over those that are as noted (`held`)."""
    place = _Place(out)
    return {path: _keep_or_put(place, path, data, held.get(path)) for path, data in made}


def _held(notes: Notes | None, out: Path) -> dict[str, Written]:
    """Return the noted files that are still there as they were written."""
    noted = notes.files() if notes else {}
    there = stats(out) if noted else {}
    return {path: entry for path, entry in noted.items() if there.get(path) == (entry.size, entry.time)}


def _keep_or_put(place: _Place, path: str, data: bytes, before: Written | None) -> Written:
    inputs = sha256(data).hexdigest()
    if before and before.inputs == inputs and place.link(path):
        return before
    place.ready(path)
    return _put(place.fresh, path, (data,), inputs)


# -- making pages -----------------------------------------------------------------------------------------------------


def _make(pages: Sequence[Page], folder: Path, helpers: Helpers | None) -> Iterator[Made]:
    """Make pages and write them to a folder: files of cases by the helpers, meanwhile the others, joined ones last."""
    here = helpers.take(pages, folder) if helpers else pages
    for page in here:
        if not page.joins:
            yield page.path, write_page(page, folder)
    if helpers:
        yield from helpers.results()
    for page in here:
        if page.joins:
            yield page.path, write_page(page, folder)


def write_page(page: Page, folder: Path) -> Written:
    """Make one page and write it below a folder."""
    return _put(folder, page.path, (part.encode() for part in parts(page, folder)), page.inputs)


def _put(folder: Path, path: str, data: Iterable[bytes], inputs: str) -> Written:
    digest = sha256()
    with (folder / path).open("xb") as handle:
        for part in data:
            digest.update(part)
            handle.write(part)
        handle.flush()
        stat = os.fstat(handle.fileno())
    return Written(inputs, stat.st_size, stat.st_mtime_ns, digest.hexdigest())


# -- the folder of the site -------------------------------------------------------------------------------------------


class _Place:
    """The site's folder with its two neighbours: the one that is being written, and the one that was replaced."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.fresh = out.with_name(f".{out.name}.next")
        self.last = out.with_name(f".{out.name}.last")
        self._made = {""}

    def recover(self) -> None:
        """Put back what a run that was cut off had moved away, and clear what it left. Raises OutputRefused."""
        if self.out.is_symlink() or self.out.is_file():
            raise OutputRefused(self.out)
        if not self.out.exists() and _is_ours(self.last):
            self.last.rename(self.out)
        if self.out.is_dir() and any(self.out.iterdir()) and not _is_ours(self.out):
            raise OutputRefused(self.out)
        self.clear()

    def begin(self, marker: bytes) -> Written:
        """Make the folder to write to, with the marker first: whatever is left of it is known to be ours."""
        for folder in (self.fresh, self.last):
            if folder.exists() or folder.is_symlink():
                raise OutputRefused(folder)
        self.fresh.mkdir(parents=True)
        return _put(self.fresh, MARKER, (marker,), "")

    def ready(self, path: str) -> None:
        """Make the folder that a file of the site goes to. Raises ValueError where its path leads out of the site."""
        if path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/"):
            raise ValueError(f"{path} leads out of the site")
        inside = path.rpartition("/")[0]
        if inside not in self._made:
            (self.fresh / inside).mkdir(parents=True, exist_ok=True)
            self._made.add(inside)

    def link(self, path: str) -> bool:
        """Take a file of the present site over, by a hard link or, on drives without, as a copy with its time."""
        self.ready(path)
        source, target = self.out / path, self.fresh / path
        try:
            os.link(source, target)
        except OSError:
            try:
                shutil.copy2(source, target)
            except OSError:
                return False
        return True

    def swap(self) -> None:
        """Put the written folder in the place of the site."""
        if self.out.exists():
            self.out.rename(self.last)
        try:
            self.fresh.rename(self.out)
        except OSError:
            if self.last.exists():
                self.last.rename(self.out)
            raise

    def clear(self) -> None:
        """Remove the neighbours that this program made, once the site itself is in its place."""
        _remove(self.fresh)
        if self.out.exists():
            _remove(self.last)


def _is_ours(folder: Path) -> bool:
    return not folder.is_symlink() and (folder / MARKER).is_file()


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its marker last, so that a run that is cut off leaves it known as ours."""
    if _is_ours(folder):
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != MARKER:
                entry.unlink()
        (folder / MARKER).unlink()
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()
