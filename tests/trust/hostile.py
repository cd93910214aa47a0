"""A library in which every text is a vector: cases, vocabulary and settings, past all rules that would refuse them."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer import browser_data, index, site
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.fields import CASE, Field
from indexer.vocabulary import Vocabulary
from search import similar
from search.library import Library
from search.source_compiled import CompiledSource, Memory

VECTORS = Path(__file__).parent / "vectors.txt"
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([nt\\]))")
SEARCHED = 20  # every so many concepts are searched under vectors: with all of them each search loads every concept
SIGNS = {"n": "\n", "t": "\t", "\\": "\\"}
ASKED = ("question", "short", "answer", "unknown", "search")
SAID = ("title", "text", "source_title", "source_url")
OWN_LIBRARY = ("title", "promise", "home_words", "footer", "about", "base_url", "corrections", "repository", "branch")


def vectors() -> list[str]:
    """Return the vectors of vectors.txt, their signs unescaped."""
    lines = VECTORS.read_text(encoding="utf-8").split("\n")
    return [ESCAPE.sub(_sign, line) for line in lines if line and not re.match("##? ", line)]


def families() -> list[str]:
    """Return the names of the families of vectors."""
    return re.findall(r"^## (.+)$", VECTORS.read_text(encoding="utf-8"), re.MULTILINE)


def _sign(match: re.Match[str]) -> str:
    return SIGNS[match[3]] if match[3] else chr(int(match[1] or match[2], 16))


def texts(fields: Sequence[Field] = CASE) -> set[str]:
    """Return the names of the fields that hold text or addresses, and of those inside of them."""
    named = {field.name for field in fields if field.kind in ("text", "url") and not field.of}
    return named.union(*(texts(field.of) for field in fields if field.of))


TEXTS = texts() | {"text"}


def fullest(cases: Sequence[Case]) -> Case:
    """Return a case with every field that any of the cases has."""
    values = {
        field.name: next(
            (value for case in cases if (value := getattr(case, field.name))), getattr(cases[0], field.name)
        )
        for field in dataclasses.fields(Case)
    }
    return Case(**values)


def spoilt(value: Any, vector: str, name: str = "") -> Any:
    """Return a value with every text in it replaced by a vector; keys, dates and ids stay."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: spoilt(getattr(value, f.name), vector, f.name) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    if isinstance(value, tuple) and name in ("items", "context", "to_run_it"):
        return tuple((part[0], vector) if isinstance(part, tuple) else part for part in value)
    if isinstance(value, tuple):
        return tuple(spoilt(part, vector, name) for part in value)
    if isinstance(value, Mapping):
        return {key: spoilt(part, vector, name) for key, part in value.items()}
    return vector if isinstance(value, str) and name in TEXTS else value


def spoilt_words(words: Vocabulary, chosen: Iterator[str]) -> Vocabulary:
    """Return a vocabulary whose labels and meanings are vectors."""
    sections = {
        name: {
            key: {part: next(chosen) if part in ("label", "means") else value for part, value in entry.items()}
            for key, entry in section.items()
        }
        for name, section in words.sections.items()
    }
    concepts = tuple(
        dataclasses.replace(
            concept,
            label=next(chosen),
            means=next(chosen),
            labels=tuple(
                label if number % SEARCHED else dataclasses.replace(label, text=next(chosen))
                for label in concept.labels
            ),
        )
        for number, concept in enumerate(words.concepts)
    )
    friends = tuple(
        dataclasses.replace(f, term=next(chosen), here=next(chosen), elsewhere=next(chosen), note=next(chosen))
        for f in words.false_friends
    )
    return Vocabulary(sections, concepts, friends)


def corpus(real: Corpus, used: Sequence[str], turn: int) -> Corpus:
    """Return a library of one case for each vector, its words and settings taken from all vectors in turn."""
    chosen = itertools.cycle(used[turn % len(used) :] + used[: turn % len(used)])
    model = fullest(real.cases)
    cases = [
        dataclasses.replace(
            spoilt(model, vector),
            slug=f"vector-{number:03}",
            aliases=(f"earlier-{number:03}",),
            related=(f"vector-{(number + 1) % len(used):03}",),
            review="published",
        )
        for number, vector in enumerate(used)
    ]
    settings = real.library
    words = {field.name: next(chosen) for field in dataclasses.fields(settings.words)}
    library = dataclasses.replace(
        settings,
        **{name: next(chosen) for name in OWN_LIBRARY},
        examples=tuple(itertools.islice(chosen, 3)),
        words=dataclasses.replace(settings.words, **words | {"currency": "GBP", "units": settings.words.units}),
    )
    questions = tuple(_spoilt_texts(question, ASKED, chosen) for question in real.questions)
    laws = tuple(_spoilt_texts(law, SAID, chosen) for law in real.laws)
    return Corpus(library, spoilt_words(real.vocabulary, chosen), tuple(cases), questions, laws)


def _spoilt_texts(record: Any, names: Sequence[str], chosen: Iterator[str]) -> Any:
    return dataclasses.replace(record, **{name: next(chosen) for name in names})


def write(hostile: Corpus, out: Path) -> list[str]:
    """Write the site of such a library; return the addresses of its pages."""
    content = index.compile_corpus(hostile)
    library = Library(CompiledSource(Memory(content)))
    near = similar.neighbours(library, library.source.slugs)
    pages = list(site.pages(hostile, neighbours=lambda: near))
    site.write(pages, out, library=hostile.library.id, extra=browser_data.scripts(content))
    return [page.path for page in pages if page.path.endswith((".html", ".svg", ".xml"))]
