"""Where a library is and what it is called: corpus/library.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import CorpusInvalid, CorpusNotFound

FORMAT = 1


@dataclass(frozen=True)
class Library:
    """A library's folder and settings. `home` are the country codes that count as home."""

    root: Path
    id: str
    title: str
    promise: str
    home: tuple[str, ...]
    home_words: str = "at home"
    footer: str = ""
    base_url: str | None = None
    corrections: str | None = None
    repository: str | None = None
    colours: dict[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    about: str = ""
    floors: dict[str, float] = field(default_factory=dict)

    @property
    def corpus(self) -> Path:
        """The folder of cases, vocabulary and settings."""
        return self.root / "corpus"


def find(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds corpus/library.toml.

    Raises CorpusNotFound where there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "corpus" / "library.toml").is_file():
            return folder
    raise CorpusNotFound(start)


def load(root: Path) -> Library:
    """Read a library's settings. Raises CorpusInvalid on what cannot be used."""
    path = root / "corpus" / "library.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusInvalid(path, 1, f"cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusInvalid(path, 1, f"not TOML: {error}") from None
    if data.get("format") != FORMAT:
        raise CorpusInvalid(path, 1, f"`format = {FORMAT}` must stand here; this version reads no other")
    for key, kind in (("id", str), ("title", str), ("promise", str), ("home", list)):
        if not isinstance(data.get(key), kind) or not data[key]:
            raise CorpusInvalid(path, 1, f"{key!r} is missing or not a {'list' if kind is list else 'text'}")
    known = set(Library.__dataclass_fields__) - {"root"} | {"format"}
    for key in data:
        if key not in known:
            raise CorpusInvalid(path, 1, f"unknown setting {key!r}; known are {', '.join(sorted(known))}")
    return Library(
        root=root,
        id=data["id"],
        title=data["title"],
        promise=data["promise"],
        home=tuple(data["home"]),
        home_words=data.get("home_words", "at home"),
        footer=data.get("footer", ""),
        base_url=data.get("base_url"),
        corrections=data.get("corrections"),
        repository=data.get("repository"),
        colours=data.get("colours", {}),
        examples=tuple(data.get("examples", ())),
        about=data.get("about", ""),
        floors=data.get("floors", {}),
    )
