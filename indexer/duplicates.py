"""The same case under another title: shared addresses, the same source, place and period, or nearly the same text.

Text is compared by MinHash (Broder 1997) in its bottom-k form: of the hashed runs of four words each text keeps the
smallest, and the share they have in common estimates the share of runs in common.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import reader, reading
from indexer.addresses import same_page
from indexer.analysis import WORD, surface
from indexer.head import Map
from indexer.reader import Draft
from indexer.rules_shape import SLOT
from indexer.vocabulary import Vocabulary

SHINGLE = 4
SKETCH = 256
LEAST_SHINGLES = 40
LIKE = 0.3
MARKS = re.compile(r"<REQUIRED:[^<>]*+>|\[\^[^\]\[]*+\]|^>\s*", re.MULTILINE)
PERIOD_YEARS = 1
LEAST_FILED = 2  # needs and services in common
WIDE_FILED = 4
COMMON = 3


@dataclass(frozen=True)
class Known:
    """What is compared of a case, written or about to be. sketch: the smallest hashes of its text, in order."""

    slug: str
    title: str
    addresses: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    country: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    year: int | None = None
    filed: frozenset[str] = frozenset()
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True)
class Duplicate:
    """A case that may be the same, and why: a clause for each reason."""

    slug: str
    title: str
    why: tuple[str, ...]


def of_draft(draft: Draft) -> Known:
    """Return what is compared of a case file, drafts with open slots included."""
    head = draft.head
    sources = head.maps("sources")
    started = head.text("started") or ""
    return Known(
        slug=draft.slug,
        title=head.text("title") or draft.slug,
        addresses=frozenset(same_page(url) for source in sources if (url := source.text("url"))),
        sources=frozenset(filter(None, (_source(s.text("title"), s.text("year")) for s in sources))),
        country=frozenset(_written(head, "country")),
        places=frozenset(_places(_written(head, "place"))),
        year=int(started[:4]) if started[:4].isdigit() else None,
        filed=frozenset((*_written(head, "need"), *_written(head, "service"))),
        sketch=sketch(section.text for section in draft.sections),
    )


def library(root: Path) -> tuple[list[Known], list[str]]:
    """Return every readable case of a library as it is compared, and the areas they name."""
    found, areas = [], []
    for path in reading.files(root / "corpus"):
        draft, _, _ = reader.read_file(path, reading.shown(path, root))
        if draft:
            found.append(of_draft(draft))
            areas += _written(draft.head, "place")
    return found, areas


def find(new: Known, there: Sequence[Known], vocabulary: Vocabulary) -> list[Duplicate]:
    """Return the cases that may be the same as a new one, those with most reasons first.

    A source that many cases cite already tells nothing. A whole country or region is an area like others only where
    much else is the same.
    """
    cited = Counter(name for old in there for name in (*old.addresses, *old.sources))
    common = frozenset(name for name, times in cited.items() if times >= COMMON)
    new = replace(new, addresses=new.addresses - common, sources=new.sources - common)
    names = (vocabulary.label(section, key) for section in ("countries", "regions") for key in vocabulary.keys(section))
    wide = frozenset(_places(names))
    found = [Duplicate(old.slug, old.title, tuple(why)) for old in there if (why := list(_reasons(new, old, wide)))]
    return sorted(found, key=lambda duplicate: (-len(duplicate.why), duplicate.slug))


def _reasons(new: Known, old: Known, wide: frozenset[str]) -> Iterator[str]:
    shared = sorted(new.addresses & old.addresses)
    for address in shared:
        yield f"it cites {address} too"
    if not shared:
        for source in sorted(new.sources & old.sources):
            yield f"it cites a source of the same title and year: {source}"
    share = likeness(new.sketch, old.sketch)
    if share >= LIKE:
        yield f"its text is much the same (about {share:.0%} of the runs of four words)"
    where = sorted(new.places & old.places, key=lambda name: (name in wide, name))
    elsewhere = new.country and old.country and not new.country & old.country
    if not where or elsewhere or new.year is None or old.year is None:
        return
    filed = len(new.filed & old.filed)
    if abs(new.year - old.year) <= PERIOD_YEARS and filed >= (WIDE_FILED if where[0] in wide else LEAST_FILED):
        yield f"same place and time ({where[0].title()}, {old.year}) and much the same need and service"


def sketch(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the sketch of a text: the smallest hashes of its runs of words; empty where it is too short to tell."""
    words = [surface(word) for text in texts for word in WORD.findall(MARKS.sub(" ", text))]
    hashes = {zlib.crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(max(0, len(words) - SHINGLE + 1))}
    return tuple(sorted(hashes)[:SKETCH]) if len(hashes) >= LEAST_SHINGLES else ()


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share, 0 to 1, of the runs of words of two texts that both have."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[: min(SKETCH, max(len(one), len(other)))]
    both = {*one} & {*other}
    return sum(value in both for value in smallest) / len(smallest)


def _written(head: Map, name: str) -> list[str]:
    """Return the texts of a field that are no open slots."""
    return [text for text in head.texts(name) if SLOT not in text]


def _source(title: str | None, year: str | None) -> str | None:
    words = " ".join(surface(word) for word in WORD.findall(title or ""))
    return f"{words} ({year})" if len(words.split()) >= 4 and year and SLOT not in (title or "") else None


def _places(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for part in re.split(r",|;| and |\(", text):
            name = " ".join(surface(word) for word in WORD.findall(part))
            if name:
                yield name
