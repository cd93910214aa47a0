"""Adding a case from sources: read, suggested, asked, compared with the cases there are, checked, then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from indexer import (
    adding_draft,
    answers,
    corpus,
    duplicates,
    locking,
    reading,
    scaffold,
    sources,
    suggest,
    vocabulary,
    whole_file,
)
from indexer import language as languages
from indexer.answers import Answers
from indexer.duplicates import Duplicate
from indexer.errors import WhatWorksError
from indexer.problems import Problem, errors
from indexer.rules_fairness import is_private
from indexer.sources import Source
from indexer.suggest import Suggestions
from indexer.votes import Suggestion

# What is asked, in this order, where no option answered it; at most eleven with the one about the editor.
ASKED = (
    "title",
    "place",
    "country",
    "kind",
    "need",
    "service",
    "started",
    "arrangement.delivery",
    "sources.publisher",
    "sources.kind",
)
LEAVE = "-"
FEW_KEYS = 20  # as many are listed when one of them is asked for


class Talk(Protocol):
    """The person at the terminal, or nobody."""

    def tell(self, text: str) -> None:
        """Show a line."""

    def ask(self, question: str, default: str) -> str:
        """Ask for a text; the default is the answer to an empty line."""

    def confirm(self, question: str) -> bool:
        """Ask for yes or no."""


@dataclass(frozen=True)
class Order:
    """What to add and how.

    names: addresses and files, all of one case. settings: `field=value` pairs. slug: the case's name, else from its
    title. private: into corpus/local/. even_so: whatever is like it and whatever its language. allow_local: fetch from
    private and local addresses too. today: YYYY-MM-DD.
    """

    names: Sequence[str]
    settings: Sequence[str] = ()
    slug: str | None = None
    private: bool = False
    even_so: bool = False
    allow_local: bool = False
    today: str = ""


@dataclass(frozen=True)
class Added:
    """A case that was added: its file, what is missing, what is wrong even in a draft, and what should be known."""

    path: Path
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = field(default=())


def add(root: Path, build: Path, order: Order, talk: Talk | None) -> Added:
    """Add a case from sources and return it; nothing is written before all is read, answered and compared.

    root: the library's folder. build: its folder for what is built, where the originals are kept.
    talk: who is asked; None where nobody is there.
    Raises SourceUnreadable where a source cannot be used, and WhatWorksError where an option is wrong, the case seems
    to be there already, a source is in another language, or the draft breaks a rule.
    """
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    given = answers.parse(order.settings, words)
    if order.slug:
        scaffold.free_path(root, order.slug, private=order.private)
    read = sources.read_all(order.names, allow_local=order.allow_local)
    adding_draft.describe(read, given, order.today)
    _agree(_foreign(read), "Add it even so?", order, talk)
    known, areas = duplicates.library(root)
    found = suggest.suggest([source.document for source in read], words, areas, order.today)
    seen = duplicates.find(_guess(read, given, found, order), known, words)
    _agree(_alike(seen), "Is it another case? Go on?", order, talk)
    if talk:
        _ask(given, found, read, talk)
    if not given.has("title"):
        title = str(given.given.get("sources.1.title") or "")
        if title and not is_private(title):
            given.give("title", title)
    slug = order.slug or _free_slug(root, given, found, order)
    path = scaffold.free_path(root, slug, private=order.private)
    made = adding_draft.compose(slug, read, given, found, order.today, reading.shown(path, root))
    later = duplicates.find(duplicates.of_draft(made.draft), known, words)
    told = {duplicate.slug for duplicate in seen}
    _agree(_alike([new for new in later if new.slug not in told]), "Is it another case? Go on?", order, talk)
    wrong = errors(made.problems)
    if wrong and talk is None:
        raise WhatWorksError(
            "The draft would break rules, so nothing was written.\n" + "\n".join(map(str, wrong)),
            "correct it with --set field=value",
        )
    with locking.lock(locking.corpus_lock(build)):
        whole_file.sweep(path.parent)
        _write(build, slug, read, path, made.text)
    missing = adding_draft.missing(made.text, made.problems)
    return Added(path, tuple(missing), tuple(wrong), tuple(_notes(read, made)))


def again(root: Path, added: Added) -> Added:
    """Return what is missing and wrong in an added case after somebody has edited its file."""
    found, _ = corpus.check(root, [added.path])
    text = added.path.read_text(encoding="utf-8", errors="replace")
    return replace(added, missing=tuple(adding_draft.missing(text, found)), problems=tuple(errors(found)))


def _guess(read: Sequence[Source], given: Answers, found: Suggestions, order: Order) -> duplicates.Known:
    """Return the case as the suggestions would have it, to be compared before anybody is asked anything."""
    guess = Answers(given.vocabulary, dict(given.given))
    for name in ("country", "place", "started", "need", "service"):
        values = [each.value for each in found.by_field.get(name, ())]
        text = ", ".join(values) if name in ("need", "service") else (values or [""])[0]
        if text and not guess.has(name) and not guess.wrong(name, text):
            guess.give(name, text)
    return duplicates.of_draft(adding_draft.compose("new-case", read, guess, found, order.today, "new-case.md").draft)


def _agree(reasons: list[str], question: str, order: Order, talk: Talk | None) -> None:
    """Show reasons to stop; go on where there are none, with --even-so, or where the person says so."""
    if not reasons or order.even_so:
        return
    if talk is None:
        raise WhatWorksError("\n".join(reasons), "if it is right all the same, say --even-so; nothing was written")
    for reason in reasons:
        talk.tell(reason)
    if not talk.confirm(question):
        raise WhatWorksError("Not added; nothing was written.")


def _foreign(read: Sequence[Source]) -> list[str]:
    return [
        f"{source.name} is in {languages.name(source.document.language)}; a case is written in English, and little is "
        "suggested from other languages."
        for source in read
        if source.document.language not in (None, "en")
    ]


def _alike(found: Sequence[Duplicate]) -> list[str]:
    return [f"It may be here already: {one.slug} ({one.title}): {'; '.join(one.why)}." for one in found[:5]]


def _ask(given: Answers, found: Suggestions, read: Sequence[Source], talk: Talk) -> None:
    talk.tell("An empty line takes what stands in brackets; - leaves the slot open.")
    for path in ASKED:
        if path.startswith("sources."):
            for number, source in enumerate(read, 1):
                _ask_one(path.replace(".", f".{number}."), _for_source(path, source, found), given, talk)
        else:
            said = str(given.given.get("sources.1.title") or "") if path == "title" else ""
            _ask_one(path, (Suggestion(said, ""),) if said else found.by_field.get(path, ()), given, talk)


def _for_source(path: str, source: Source, found: Suggestions) -> tuple[Suggestion, ...]:
    if path == "sources.kind":
        return found.by_field.get(path, ())
    likely = suggest.publisher(source.document)
    return (likely,) if likely else ()


def _ask_one(path: str, suggested: Sequence[Suggestion], given: Answers, talk: Talk) -> None:
    """Ask for one field until the answer is one that the rules take, or is left open."""
    if given.has(path):
        return
    place = answers.find(path)
    leaf = place.leaf
    assert leaf is not None
    talk.tell("")
    allowed = given.vocabulary.keys(leaf.values) if leaf.kind == "key" else ()
    if 0 < len(allowed) <= FEW_KEYS:
        talk.tell(f"  one of: {', '.join(allowed)}")
    for each in suggested:
        if each.passage:
            talk.tell(f'  {each.value}: "{each.passage}"')
    values = [each.value for each in suggested]
    default = ", ".join(values) if leaf.many and leaf.kind == "key" else (values or [""])[0]
    while True:
        text = talk.ask(f"{path.replace('.1.', '.')} ({leaf.means})", default).strip()
        if text in ("", LEAVE):
            return
        reason = given.wrong(path, text)
        if reason is None:
            given.give(path, text)
            return
        talk.tell(f"  {reason}")


def _free_slug(root: Path, given: Answers, found: Suggestions, order: Order) -> str:
    place = str(given.given.get("place") or "")
    slug = adding_draft.slug_for(str(given.given.get("title") or found.best("place") or ""), place)
    for name in (slug, *(f"{slug[:56]}-{number}" for number in range(2, 100))):
        try:
            scaffold.free_path(root, name, private=order.private)
        except WhatWorksError:
            continue
        return name
    return slug


def _write(build: Path, slug: str, read: Sequence[Source], path: Path, text: str) -> None:
    """Keep the originals, then write the case, whole or not at all."""
    folder = build / "originals"
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[Path] = []
    try:
        for number, source in enumerate(read, 1):
            kept.append(folder / f"{slug}-{number}{source.ending}")
            kept[-1].write_bytes(source.data)
        scaffold.write_new(path, text)
    except BaseException:
        for original in kept:
            original.unlink(missing_ok=True)
        raise


def _notes(read: Sequence[Source], made: adding_draft.Made) -> list[str]:
    notes = [f"{source.name}: {note}" for source in read for note in source.document.notes]
    contacts = sum(source.contacts for source in read)
    if contacts:
        notes.append(f"{contacts} e-mail addresses and telephone numbers were left out.")
    if made.left_out:
        codes = ", ".join(sorted(set(made.left_out)))
        notes.append(f"{len(made.left_out)} passages were left out for fairness ({codes}).")
    return notes
