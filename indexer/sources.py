"""Sources that somebody names, read: pages fetched, files opened, each refused in a sentence if it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from indexer import extract
from indexer.addresses import is_web
from indexer.apart import Apart
from indexer.document import Document
from indexer.errors import SourceUnreadable
from indexer.fetch import SECONDS, Fetched, fetch
from indexer.passages import without_contacts
from indexer.rules_fairness import MIRROR_FIX, mirror

ENDINGS = {"html": ".html", "docx": ".docx", "pdf": ".pdf", "markdown": ".md", "text": ".txt"}
SPARE = 15  # seconds beyond the limits of a fetch before its process is stopped


@dataclass(frozen=True)
class Source:
    """A source as it was named, its bytes, and its document; `contacts` counts what was taken out of its text."""

    name: str
    data: bytes
    document: Document
    contacts: int

    @property
    def ending(self) -> str:
        """The ending for a file of its bytes."""
        return ENDINGS[self.document.kind]


def read_all(names: Sequence[str], *, allow_local: bool = False) -> list[Source]:
    """Return every source, in order.

    names: addresses of the web and paths of files. allow_local: fetch from private and local addresses too.
    Raises SourceUnreadable, with the name of the first that cannot be used.
    """
    with Apart() as apart:
        return [_named(name, apart, allow_local) for name in names]


def _named(name: str, apart: Apart, allow_local: bool) -> Source:
    try:
        data, document = _fetched(name, apart, allow_local) if is_web(name) else _opened(name, apart)
        if document.wall:
            raise SourceUnreadable(*document.wall)
        refuse_mirror(document.address)
        if not document.words:
            raise SourceUnreadable("it has no text", "look whether it was saved whole")
    except SourceUnreadable as error:
        raise error.of(name) from None
    clean, contacts = without_contacts(document)
    return Source(name, data, clean, contacts)


def refuse_mirror(address: str | None) -> None:
    """Raise SourceUnreadable on an address that copies other people's documents (rule SRC-MIRROR)."""
    host = mirror(address or "")
    if host:
        raise SourceUnreadable(
            f"{host} copies other people's documents or is no public address (SRC-MIRROR)", MIRROR_FIX
        )


def _fetched(name: str, apart: Apart, allow_local: bool) -> tuple[bytes, Document]:
    if not allow_local:
        refuse_mirror(name)
    with Apart(SECONDS + SPARE) as visit:  # a server that drips its answer is cut off too
        found: Fetched = visit.run(fetch, name, allow_local=allow_local)
    file_name = PurePosixPath(urlsplit(found.address).path).name
    document: Document = apart.run(
        extract.read,
        found.data,
        file_name,
        address=found.address,
        content_type=found.content_type,
        charset=found.charset,
    )
    return found.data, document


def _opened(name: str, apart: Apart) -> tuple[bytes, Document]:
    path = Path(name)
    data = extract.file_bytes(path)
    document: Document = apart.run(extract.read, data, path.name)
    return data, document
