"""Make a whole library of any size to measure with: python benchmarks/libraries.py DIR --cases N [--records FILE]

Vocabulary, settings, questions and laws are the library's own. Each case has the shape of one of its cases, drawn at
random: result, arrangement, outcomes, costs, factors, pitfalls and kinds of sources, so that their distributions are
the real ones; needs and services come from a second case and the setting from a third. What it says comes from the
records, or is generated. DIR/documents.jsonl says the same in a line a case, for programs that do not read cases: its
body is all prose of the case, sources and log of changes left out; of `record` characters it comes from the records.
The same arguments give the same bytes. Nothing in it is true of anybody.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml
from loads import Subject, take

OWN = Path(__file__).parent.parent / "corpus"
DOCUMENTS = "documents.jsonl"
NOW = 2026
LONG = 40
CITED_EVERY = 4
PARAGRAPH = 4
FROM_SECOND = ("need", "service", "ages")
SHIFTED = ("started", "from", "to")
LEFT_OUT = ("aliases", "also_known_as")
NOT_LONG = ("url", "archive_url", "id", "source")
NOT_SAID = {"title", "summary", "sources", "changes"}  # of a document's body: said elsewhere, or not searched
NOTHING_KNOWN = "The record says no more."

Head = dict[str, Any]


@dataclass(frozen=True)
class Pattern:
    """A real case as a shape: its head, and its headings with the share of the body's words under each."""

    head: Head
    shares: dict[str, float]
    body: str


def patterns() -> list[Pattern]:
    """Return the library's published cases as shapes."""
    found = []
    for path in sorted((OWN / "cases").glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        parts = re.split(r"(?m)^## (.+)$", body)
        words = {heading: len(text.split()) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}
        shares = {heading: count / sum(words.values()) for heading, count in words.items()}
        found.append(Pattern(yaml.load(head, Loader=yaml.CBaseLoader), shares, "\n".join(parts[2::2])))
    return [pattern for pattern in found if pattern.head["review"] == "published"]


class Writer:
    """Writes subjects as cases.

    shapes: to draw from. slugs: of all cases, in order. rng: where every choice comes from.
    """

    def __init__(self, shapes: list[Pattern], slugs: list[str], rng: Random) -> None:
        self.shapes, self.slugs, self.rng = shapes, slugs, rng
        self.countries = _countries()
        self.places = [shape.head["place"] for shape in shapes]

    def case(self, slug: str, subject: Subject) -> tuple[str, Head]:
        """Return a case file, and the same as a document with a few facets."""
        base, second, third = (self.rng.choice(self.shapes) for _ in range(3))
        sources = [source["id"] for source in base.head["sources"]]
        head = self._head(slug, subject, base.head, second.head, third.head)
        text = "---\n" + "".join(_yaml(head)) + "---\n\n" + self._body(subject, base.shares, sources)
        return text, _document(slug, head, subject)

    def _head(self, slug: str, subject: Subject, base: Head, second: Head, third: Head) -> Head:
        years = subject.year - int(base["started"][:4]) if subject.year else 0
        head: Head = {}
        for name, value in base.items():
            if name not in LEFT_OUT:
                head[name] = self._value(name, value, slug, subject, years)
        head.update({name: second[name] for name in FROM_SECOND if name in second})
        if "setting" in third:
            head["setting"] = {key: value for key, value in third["setting"].items() if key != "source"}
        head |= {"title": subject.title, "summary": subject.summary}
        if subject.country is not None:
            head.pop("region", None)
            head["country"] = (
                self.countries.get(subject.country.lower()) or self.rng.choice(self.shapes).head["country"]
            )
            head["place"] = subject.country
        return head

    def _value(self, name: str, value: Any, slug: str, subject: Subject, years: int) -> Any:
        if isinstance(value, dict):
            return {key: self._value(key, part, slug, subject, years) for key, part in value.items()}
        if isinstance(value, list):
            return [self._value(name, part, slug, subject, years) for part in value]
        if name in SHIFTED:
            return _shifted(value, years)
        if name in ("related", "case"):
            return self.rng.choice(self.slugs)
        if name in ("provider", "commissioner"):
            return f"{name.capitalize()} {self.rng.randrange(400)} of {self.rng.choice(self.places)}"
        if name == "url":
            return f"https://www.example.org/{slug}/{self.rng.randrange(10**6)}"
        if len(value) <= LONG or " " not in value or name in NOT_LONG:
            return value
        said = self._said(subject, len(value.split()))
        return f"Cost not published: {said}" if name == "cost_note" else said

    def _said(self, subject: Subject, words: int) -> str:
        sentence = self.rng.choice(subject.sentences) if subject.sentences else NOTHING_KNOWN
        return " ".join(sentence.split()[: max(words, 8)])

    def _body(self, subject: Subject, shares: dict[str, float], sources: list[str]) -> str:
        said = list(subject.sentences)
        parts, at = [], 0.0
        for heading, share in shares.items():
            end = at + share * len(said)
            mine = said[round(at) : round(end)] or [NOTHING_KNOWN]
            parts.append(f"## {heading}\n{self._paragraphs(mine, sources)}\n")
            at = end
        return "\n".join(parts)

    def _paragraphs(self, said: list[str], sources: list[str]) -> str:
        cited = [
            f"{sentence}[^{self.rng.choice(sources)}]" if at % CITED_EVERY == 1 else sentence
            for at, sentence in enumerate(said)
        ]
        return "\n\n".join(" ".join(cited[at : at + PARAGRAPH]) for at in range(0, len(cited), PARAGRAPH))


def _document(slug: str, head: Head, subject: Subject) -> Head:
    outcomes, stages = head.get("outcomes", []), head.get("arrangement", [])
    country, said = head["country"], "\n".join(subject.sentences)
    return {
        "slug": slug,
        "title": head["title"],
        "summary": head["summary"],
        "body": "\n".join([said, *_prose({name: head[name] for name in head.keys() - NOT_SAID})]),
        "record": len(said),
        "place": head["place"],
        "year": head["started"][:4],
        "kind": head["kind"],
        "result": head["result"],
        "known": outcomes[0]["measured_by"] if outcomes else "not-known",
        "country": country if isinstance(country, list) else [country],
        "need": head["need"],
        "service": head["service"],
        "delivery": sorted({stage["delivery"] for stage in stages}),
    }


def _prose(value: Any) -> Iterator[str]:
    """Yield the texts of several words in a head."""
    if isinstance(value, dict):
        for name in sorted(value):
            yield from _prose(value[name])
    elif isinstance(value, list):
        for part in value:
            yield from _prose(part)
    elif " " in value:
        yield value


def _shifted(date: str, years: int) -> str:
    year = int(date[:4]) + years
    return str(NOW) if year >= NOW else f"{year}{date[4:]}".replace("-02-29", "-02-28")


def _countries() -> dict[str, str]:
    listed = yaml.load((OWN / "vocabulary.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)["countries"]
    return {name.lower(): code for code, entry in listed.items() for name in (entry["label"], *entry.get("also", []))}


def _yaml(head: Head, indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping in block style; a JSON text is a YAML text between double quotes."""
    for name, value in head.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:\n"
            yield from _yaml(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{name}:\n"
            for record in value:
                lines = "".join(_yaml(record, indent + "    "))
                yield f"{indent}  - {lines.removeprefix(indent + '    ')}"
        else:
            yield f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}\n"


def slug_of(title: str, number: int) -> str:
    """Return a name for a case's file from its title, made unique by its number."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:48].strip("-") or "case"
    return f"{words}-{number}"


def settings(title: str) -> str:
    """Return the library's own settings under another title and without floors."""
    text = (OWN / "library.toml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^title = .*$", f"title = {json.dumps(title)}", text)
    return re.sub(r"(?m)^id = .*$", 'id = "benchmark"', text).split("[floors]")[0].rstrip() + "\n"


def make(folder: Path, number: int, records: Path | None = None, seed: int = 0) -> None:
    """Write a library of `number` cases into a new or empty folder.

    Raises ValueError where the folder holds anything, or the records are too few.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty")
    shapes = patterns()
    subjects = take(records, number, [shape.body for shape in shapes], seed)
    slugs = [slug_of(subject.title, at) for at, subject in enumerate(subjects)]
    corpus = folder / "corpus"
    (corpus / "cases").mkdir(parents=True)
    for name in ("vocabulary.yaml", "law.yaml"):
        shutil.copyfile(OWN / name, corpus / name)
    questions = (OWN / "questions.yaml").read_text(encoding="utf-8")
    kept = "".join(line for line in questions.splitlines(keepends=True) if not line.startswith("    include:"))
    (corpus / "questions.yaml").write_text(kept, encoding="utf-8")
    (corpus / "library.toml").write_text(settings(f"{number:,} cases to measure with"), encoding="utf-8")
    writer = Writer(shapes, slugs, Random(seed))
    with (folder / DOCUMENTS).open("w", encoding="utf-8") as documents:
        for slug, subject in zip(slugs, subjects, strict=True):
            text, document = writer.case(slug, subject)
            (corpus / "cases" / f"{slug}.md").write_text(text, encoding="utf-8")
            documents.write(json.dumps(document, ensure_ascii=False) + "\n")


def one_more(folder: Path, word: str) -> tuple[Path, Path]:
    """Add a case to a library: its first one again, with a word in the title that no other has.

    Returns the path of the case, and of a file that holds it as a document.
    """
    first = json.loads((folder / DOCUMENTS).open(encoding="utf-8").readline())
    slug = f"{word.lower()}-added"
    text = (folder / "corpus" / "cases" / f"{first['slug']}.md").read_text(encoding="utf-8")
    case, document = folder / "corpus" / "cases" / f"{slug}.md", folder / "added.jsonl"
    case.write_text(text.replace('title: "', f'title: "{word} ', 1), encoding="utf-8")
    changed = first | {"slug": slug, "title": f"{word} {first['title']}"}
    document.write_text(json.dumps(changed, ensure_ascii=False) + "\n", encoding="utf-8")
    return case, document


def main() -> None:
    """Read the arguments and write the library."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--records", type=Path, help="one JSON object a line; generated where none is named")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    try:
        make(given.folder, given.cases, given.records, given.seed)
    except (OSError, ValueError) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
