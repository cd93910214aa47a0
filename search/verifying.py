"""Whether index and site are what the corpus gives: everything is read and made anew, and compared byte by byte."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer import index, manifest, scanning, site_notes, whoosh_writer
from indexer.compiled import Compiled
from indexer.errors import IndexMissing, IndexUnreadable
from indexer.freshness import read_note
from indexer.scanning import Scan
from indexer.shard_file import ShardFile
from search import publishing


@dataclass(frozen=True)
class Difference:
    """A file of index or site that is not what the corpus gives; `remedy` is the command that makes it anew."""

    path: Path
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


@dataclass(frozen=True)
class Verified:
    """What was compared: numbers of cases, of the index's parts and of the site's files, and what differs."""

    cases: int
    parts: int
    files: int
    differences: tuple[Difference, ...]


def verify(
    root: Path, build: Path, out: Path, *, processes: int = 1, progress: Callable[[str, int, int], None] | None = None
) -> Verified:
    """Compare the index in `build` and the site in `out` with the corpus.

    root: the library. processes: how many may read and make pages. progress: called with (stage, done, all).
    Nothing is taken from what earlier runs kept, and nothing is changed; what is not built is left out.
    Raises IndexMissing where neither is built, CorpusInvalid, EmptyCorpus.
    """
    has_index, has_site = (build / "index" / "compiled").is_dir(), out.is_dir()
    if not has_index and not has_site:
        raise IndexMissing(build)

    def read(done: int, whole: int) -> None:
        if progress:
            progress("reading", done, whole)

    with scanning.scan(root, counted=True, processes=processes, progress=read) as found:
        wrong: list[Difference] = []
        cases = parts = files = 0
        if has_index:
            drafts = bool(read_note(build / "index", "compiled").get("drafts"))
            made = index.compile_scan(found, drafts=drafts)
            cases, parts = len(found.chosen(drafts=drafts)), len(made.shards)
            remedy = "whatworks index --rebuild" + " --drafts" * drafts
            wrong += _compiled(made, build / "index" / "compiled", remedy)
            wrong += _whoosh(found, build / "index", remedy, drafts=drafts)
        if has_site:
            options = site_notes.of(root, build, out, site_notes.Options()).asked()
            anew = _made_anew(found, options, processes, progress)
            cases, files = max(cases, len(found.chosen(drafts=options.drafts))), len(anew)
            wrong += _site(out, anew, _site_command(options, None if out == build / "site" else out))
    return Verified(cases, parts, files, tuple(wrong))


def _compiled(made: Compiled, folder: Path, remedy: str) -> Iterator[Difference]:
    try:
        held = ShardFile(folder)
    except (IndexMissing, IndexUnreadable) as error:
        yield Difference(folder / "head.json", error.message, remedy)
        return
    path = folder / str(held.head["file"])
    try:
        if held.head["generation"] != made.generation:
            yield Difference(path, "is of other cases than the corpus holds now", remedy)
            return
        for shard in made.shards:
            try:
                same = held.shard(shard.kind, shard.number) == shard.data
            except (IndexUnreadable, KeyError):
                same = False
            if not same:
                yield Difference(path, f"part {shard.kind}/{shard.number} is not as it was written", remedy)
    finally:
        held.close()


def _whoosh(found: Scan, folder: Path, remedy: str, *, drafts: bool) -> Iterator[Difference]:
    """Compare by the digests of the cases that Whoosh holds."""
    try:
        known = whoosh_writer.known(folder / "whoosh")
    except Exception as error:  # whatever it comes upon in spoilt files
        yield Difference(folder / "whoosh", f"cannot be read ({type(error).__name__})", remedy)
        return
    wanted = index.digests(found.chosen(drafts=drafts))
    for slug in sorted(known.keys() | wanted.keys()):
        if known.get(slug) != wanted.get(slug):
            says = "lacks" if slug not in known else "holds an earlier state of" if slug in wanted else "still holds"
            yield Difference(folder / "whoosh", f"{says} {slug}", remedy)


def _made_anew(
    found: Scan, options: site_notes.Options, processes: int, progress: Callable[[str, int, int], None] | None
) -> Mapping[str, str]:
    """Return the digests of a site made of the corpus now."""
    with tempfile.TemporaryDirectory(prefix="whatworks-verify-") as folder:
        out = Path(folder) / "site"
        publishing.publish(found, out, options, processes=processes, progress=progress)
        return manifest.read(out) or {}


def _site_command(options: site_notes.Options, out: Path | None) -> str:
    """Return the command that makes such a site anew, in `out` or in its usual place."""
    said = ["whatworks site", "--drafts" * options.drafts, "--include-local" * options.include_local]
    said += [f"--as-of {options.as_of}"] if options.as_of else []
    said += [f"--out {shlex.quote(str(out))}"] if out else []
    return " ".join(filter(None, said))


def _site(out: Path, anew: Mapping[str, str], remedy: str) -> Iterator[Difference]:
    spoilt = dict(manifest.differences(out))
    said = manifest.read(out) or {}
    for path in sorted({*spoilt, *anew, *said}):
        if path in spoilt:
            yield Difference(out / path, spoilt[path], remedy)
        elif path not in anew:
            yield Difference(out / path, "is of a case or value that the corpus no longer has", remedy)
        elif said.get(path) != anew[path]:
            missing = path not in said
            yield Difference(out / path, f"is {'missing' if missing else 'not what the corpus gives now'}", remedy)
