"""Where a library is and what it is called: corpus/library.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path

from indexer.errors import CorpusInvalid

FORMAT = 1
LOGO_LIMIT = 100_000
WEB = re.compile(r"https?://")
SAID: dict[type, str] = {str: "a text", list: "a list", dict: "a table"}
KINDS: dict[str, type] = {
    **dict.fromkeys(("home_words", "footer", "base_url", "corrections", "repository", "branch", "about"), str),
    "examples": list,
    "colours": dict,
    "floors": dict,
}
# What a drawing needs for doing more than being looked at, or for asking another host.
LOGO_REFUSED = re.compile(
    r"<\s*(?:\w+:)?(?:script|foreignobject|iframe|object|embed|image|use|animate|set|handler|style)\b"
    r"|\son\w+\s*=|javascript:|<!(?:doctype|entity)|<\?xml-stylesheet"
    r"|(?:href|src)\s*=\s*[\"']\s*+(?!#)|url\(\s*+[\"']?+(?!#)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Words:
    """Words of pages that depend on what a library is about; a library sets its own under `[words]`.

    `avoided` is what a success makes unnecessary (`placement`): without it pages have no break-even sum, which also
    needs `one` (a single person or group served), `units` (other names of it in costs, between commas) and `currency`.
    `regulations` and `enforcement` are for the accessibility statement: the law that asks for it, and who enforces it.
    """

    askers: str = "people"
    served: str = "the people served"
    served_views: str = "the people served"
    protected: str = "private people"
    rated: str = "organisations or people"
    one: str = "person"
    many: str = "people"
    units: str = ""
    avoided: str = ""
    currency: str = "GBP"
    regulations: str = ""
    enforcement: str = ""
    watchdogs: str = "an evaluation, an inspection, an audit, a court"


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
    branch: str = "main"
    colours: dict[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    about: str = ""
    floors: dict[str, float] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    logo: str | None = None

    @property
    def corpus(self) -> Path:
        """The folder of cases, vocabulary and settings."""
        return self.root / "corpus"


def load(root: Path) -> Library:
    """Read a library's settings. Raises CorpusInvalid on what cannot be used."""
    path = root / "corpus" / "library.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusInvalid(path, 1, f"cannot be read: {error}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
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
    for key in ("base_url", "repository"):
        if not WEB.match(str(data.get(key, "https://"))):
            raise CorpusInvalid(path, 1, f"{key!r} must be an address that begins with https://")
    for key, wanted in KINDS.items():
        if key in data and not isinstance(data[key], wanted):
            raise CorpusInvalid(path, 1, f"{key!r} must be {SAID[wanted]}")
    for key in ("home", "examples"):
        if not all(isinstance(item, str) for item in data.get(key, ())):
            raise CorpusInvalid(path, 1, f"{key!r} must be a list of texts")
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
        branch=data.get("branch", "main"),
        colours=data.get("colours", {}),
        examples=tuple(data.get("examples", ())),
        about=data.get("about", ""),
        floors=data.get("floors", {}),
        words=_words(data.get("words", {}), path),
        logo=_logo(data.get("logo"), path),
    )


def _words(given: object, path: Path) -> Words:
    known = {item.name for item in fields(Words)}
    if not isinstance(given, dict):
        raise CorpusInvalid(path, 1, "`words` must be a table: [words]")
    for key, value in given.items():
        if key not in known:
            raise CorpusInvalid(path, 1, f"unknown word {key!r}; known are {', '.join(sorted(known))}")
        if not isinstance(value, str):
            raise CorpusInvalid(path, 1, f"the word {key!r} must be a text")
    return Words(**given)


def _logo(name: object, path: Path) -> str | None:
    """Return the drawing of a library's logo, or None where it has none. It is only ever shown as an image."""
    if name is None:
        return None
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][\w-]*\.svg", name):
        raise CorpusInvalid(path, 1, '`logo` must name an SVG file in the same folder, such as "logo.svg"')
    try:
        text = (path.parent / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusInvalid(path.parent / name, 1, f"cannot be read: {error}") from None
    found = LOGO_REFUSED.search(text)
    if "<svg" not in text or len(text) > LOGO_LIMIT or found:
        why = f"holds {found[0].strip()!r}" if found else f"is no SVG drawing of at most {LOGO_LIMIT:,} letters"
        raise CorpusInvalid(path.parent / name, 1, f"the logo {why}; keep to shapes and text")
    return text
