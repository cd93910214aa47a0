"""The vocabulary: every allowed value with its label, the concepts, countries and regions of corpus/vocabulary.yaml."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer.errors import CorpusInvalid
from indexer.head import HeadError, Map, compose, plain

FORMAT = "1"


@dataclass(frozen=True)
class Label:
    """One way to say a concept: `where` is a country or region code, or a lower-case language tag."""

    text: str
    where: str

    @property
    def language(self) -> str | None:
        """The language tag, or None for a label in English."""
        return self.where if self.where.islower() or (self.where[:2].islower() and "-" in self.where) else None


@dataclass(frozen=True)
class Sense:
    """What an ambiguous label means in some countries: another concept."""

    label: str
    countries: tuple[str, ...]
    concept: str


@dataclass(frozen=True)
class Concept:
    """One idea under many words. `when`: a case for which all (field, keys) of one line hold has the concept."""

    key: str
    label: str
    means: str
    need: tuple[str, ...]
    service: tuple[str, ...]
    broader: tuple[str, ...]
    labels: tuple[Label, ...]
    senses: tuple[Sense, ...]
    not_in: tuple[str, ...]
    when: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = ()


@dataclass(frozen=True)
class FalseFriend:
    """A term that means one thing here and another elsewhere."""

    term: str
    here: str
    elsewhere: str
    note: str


class Vocabulary:
    """Allowed values by section, and concepts.

    `vocabulary.keys("results")` are the allowed keys in order, `label("results", "mixed")` what is shown.
    """

    def __init__(
        self,
        sections: Mapping[str, Mapping[str, Mapping[str, object]]],
        concepts: tuple[Concept, ...],
        false_friends: tuple[FalseFriend, ...] = (),
    ) -> None:
        self.sections = sections
        self.concepts = concepts
        self.false_friends = false_friends

    def keys(self, section: str) -> tuple[str, ...]:
        """Return the allowed keys of a section, in order; empty where the section does not exist."""
        return tuple(self.sections.get(section, {}))

    def label(self, section: str, key: str) -> str:
        """Return the label of a key, or the key itself where it has none."""
        return str(self.sections.get(section, {}).get(key, {}).get("label", key))

    def means(self, section: str, key: str) -> str:
        """Return what a key means, in a sentence, or an empty text."""
        return str(self.sections.get(section, {}).get(key, {}).get("means", ""))

    def extra(self, section: str, key: str, name: str) -> object:
        """Return a further property of a key (`level`, `known`, `failed`, `from`, `also` ...), or None."""
        return self.sections.get(section, {}).get(key, {}).get(name)

    def near(self, section: str, key: str) -> list[str]:
        """Return up to three allowed keys that look or read like a mistaken one."""
        allowed = self.keys(section)
        wanted = key.strip().lower().replace(" ", "-").replace("_", "-")
        by_label = [k for k in allowed if self.label(section, k).lower() == key.strip().lower()]
        return by_label or difflib.get_close_matches(wanted, allowed, n=3, cutoff=0.6)

    @cached_property
    def concept(self) -> dict[str, Concept]:
        """Concepts by key."""
        return {concept.key: concept for concept in self.concepts}

    def also(self, section: str, key: str) -> tuple[str, ...]:
        """Return the other names of a country or region."""
        names = self.extra(section, key, "also")
        return tuple(str(name) for name in names) if isinstance(names, list) else ()


def load(path: Path) -> Vocabulary:
    """Read a vocabulary file.

    Raises CorpusInvalid with the line of the first thing that cannot be used.
    """
    try:
        head = compose(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusInvalid(path, 1, "this file is missing") from None
    except UnicodeDecodeError as error:
        raise CorpusInvalid(path, 1, f"not UTF-8 text (byte {error.start})") from None
    except HeadError as error:
        raise CorpusInvalid(path, error.line, error.reason) from None
    if head.text("format") != FORMAT:
        line = head.lines.get("format", 1)
        raise CorpusInvalid(path, line, f"`format: {FORMAT}` must stand here; this version reads no other")
    sections = dict(_sections(head, path))
    concepts = tuple(_concepts(head, path))
    friends = tuple(
        FalseFriend(*(m.text(k) or "" for k in ("term", "here", "elsewhere", "note")))
        for m in head.maps("false_friends")
    )
    return Vocabulary(sections, concepts, friends)


def _sections(head: Map, path: Path) -> Iterator[tuple[str, dict[str, dict[str, object]]]]:
    for name, node in head.entries.items():
        if name in ("format", "concepts", "false_friends"):
            continue
        if not isinstance(node, Map):
            raise CorpusInvalid(path, node.line, f"{name!r} must be a list of `key: {{label: ...}}`")
        values = plain(node)
        assert isinstance(values, dict)
        for key, value in values.items():
            if not isinstance(value, dict) or not value.get("label"):
                raise CorpusInvalid(path, node.lines[key], f"{name}: {key!r} needs a label")
        yield name, values


def _concepts(head: Map, path: Path) -> Iterator[Concept]:
    node = head.entries.get("concepts")
    if node is None:
        return
    if not isinstance(node, Map):
        raise CorpusInvalid(path, node.line, "'concepts' must be a list of `key: {label: ...}`")
    known = set(node.entries)
    for key, value in node.entries.items():
        if not isinstance(value, Map) or not value.text("label"):
            raise CorpusInvalid(path, node.lines[key], f"the concept {key!r} needs a label")
        senses = tuple(
            Sense(m.text("label") or "", m.texts("in"), m.text("means") or "") for m in value.maps("ambiguous")
        )
        for other in (*value.texts("broader"), *(sense.concept for sense in senses)):
            if other not in known:
                raise CorpusInvalid(path, value.line, f"the concept {key!r} names an unknown concept {other!r}")
        yield Concept(
            key=key,
            label=value.text("label") or "",
            means=value.text("means") or "",
            need=value.texts("need"),
            service=value.texts("service"),
            broader=value.texts("broader"),
            labels=tuple(_labels(value)),
            senses=senses,
            not_in=value.texts("not"),
            when=tuple(tuple((name, line.texts(name)) for name in line.entries) for line in value.maps("when")),
        )


def _labels(concept: Map) -> Iterator[Label]:
    yield Label(concept.text("label") or "", "GB")
    labels = concept.entries.get("labels")
    if isinstance(labels, Map):
        for where in labels.entries:
            for text in labels.texts(where):
                yield Label(text, where)
