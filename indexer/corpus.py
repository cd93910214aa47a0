"""The corpus: a folder of cases becomes one value. Good cases load even where others are wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import history, packed, questions, reader, reading, vocabulary
from indexer.case import Case
from indexer.errors import CaseHeldBack, CaseNotFound, EmptyCorpus
from indexer.library import Library
from indexer.problems import Problem
from indexer.questions import Law, Question
from indexer.vocabulary import Vocabulary

if TYPE_CHECKING:
    from indexer.scanning import Scan

LARGE = 5_000  # cases from which on equal texts become one, to save memory at the cost of time


@dataclass(frozen=True, repr=False)
class Corpus:
    """All cases in order of slug, with what they are read by; `held_back` are the names of those that are not shown."""

    library: Library
    vocabulary: Vocabulary
    cases: tuple[Case, ...]
    questions: tuple[Question, ...] = ()
    laws: tuple[Law, ...] = ()
    held_back: frozenset[str] = frozenset()

    @cached_property
    def by_slug(self) -> dict[str, Case]:
        """Cases by slug."""
        return {case.slug: case for case in self.cases}

    def case(self, slug: str) -> Case:
        """Return the case with this slug or earlier name. Raises CaseNotFound, or CaseHeldBack for a draft."""
        for case in self.cases:
            if slug == case.slug or slug in case.aliases:
                return case
        if slug in self.held_back:
            raise CaseHeldBack(slug)
        raise CaseNotFound(slug, difflib.get_close_matches(slug, self.by_slug, n=3, cutoff=0.4))

    @property
    def as_of(self) -> str:
        """The newest date in the corpus: the only clock there is."""
        return max((case.newest for case in self.cases), default="")

    def at_home(self, case: Case) -> bool:
        """Tell whether a case is from a home country."""
        return any(country in self.library.home for country in case.country)


def load(
    root: Path,
    *,
    drafts: bool = False,
    local: bool = True,
    cache: Path | None = None,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Corpus, list[Problem]]:
    """Read a whole library.

    root: the folder that holds corpus/. cache: the file where what was read is kept, None for nowhere.
    processes: how many may read. progress: called with (done, all). Returns and raises as `of` and `scanning.scan` do.
    """
    from indexer import scanning  # which makes documents, for which it needs a corpus

    with scanning.scan(root, cache=cache, processes=processes, progress=progress) as found:
        return of(found, drafts=drafts, local=local)


def of(found: Scan, *, drafts: bool = False, local: bool = True, bodies: bool = True) -> tuple[Corpus, list[Problem]]:
    """Return the corpus of a looked-over library's good cases, and every problem.

    drafts: take entries under `review: draft` and `in-review` too. local: take the private cases of corpus/local/ too.
    bodies: with all that only the page of a case shows, its sections and questions, which are more than half of it.
    Raises CorpusInvalid where questions or changes of law cannot be used.
    """
    cases, problems = [], []
    texts: dict[str, str] = {}
    for entry in found.entries:
        if entry.private and not local:
            continue
        case, wrong = found.read(entry, bodies=bodies)
        problems += wrong
        if case and (drafts or case.review == "published"):
            if not bodies and len(found.entries) >= LARGE:
                packed.share(case, texts)
            cases.append(case)
    words, settings = found.vocabulary, found.library
    cases, doubled = _without_doubles(cases)
    asked, wrong = questions.load(settings.corpus, words)
    laws, wrong_laws = questions.load_laws(settings.corpus, words)
    problems += [*doubled, *_dangling(cases, {entry.slug for entry in found.entries}), *wrong, *wrong_laws]
    meant = {entry.slug for entry in found.entries if local or not entry.private}
    held_back = frozenset(meant - {case.slug for case in cases})
    return Corpus(settings, words, tuple(cases), asked, laws, held_back), sorted(set(problems))


def _without_doubles(cases: Iterable[Case]) -> tuple[list[Case], list[Problem]]:
    taken: dict[str, Case] = {}
    kept, problems = [], []
    for case in sorted(cases, key=lambda case: (case.slug, case.path)):
        clash = next((taken[name.lower()] for name in (case.slug, *case.aliases) if name.lower() in taken), None)
        if clash:
            problems.append(
                Problem(
                    case.path,
                    1,
                    "C401",
                    f"the name is taken by {clash.path}",
                    "rename one of the two files, or take the earlier name out of `aliases`",
                )
            )
            continue
        kept.append(case)
        taken.update({name.lower(): case for name in (case.slug, *case.aliases)})
    return kept, problems


def _dangling(cases: list[Case], files_there: set[str]) -> list[Problem]:
    known = files_there | {name for case in cases for name in case.aliases}
    problems = []
    for case in cases:
        named = (*case.related, *(r.case for r in case.replications if r.case))
        for slug in named:
            if slug not in known:
                near = difflib.get_close_matches(slug, known, n=1)
                problems.append(
                    Problem(
                        case.path,
                        1,
                        "C402",
                        f"no case is called {slug!r}",
                        f"did you mean {near[0]!r}?" if near else "correct it or take it out",
                    )
                )
    return problems


def chosen(root: Path, named: Iterable[Path] = ()) -> list[Path]:
    """Return the case files that are meant by some files and folders, or all of a library where none are named.

    Raises EmptyCorpus where a named folder holds no case files.
    """
    found: list[Path] = []
    for path in named:
        is_folder = path.is_dir() and path.suffix not in reader.SUFFIXES
        inside = [p for p in sorted(path.rglob("*")) if p.suffix in reader.SUFFIXES] if is_folder else [path]
        if not inside:
            raise EmptyCorpus(path)
        found += inside
    return found or reading.files(root / "corpus")


def check(
    root: Path,
    paths: Iterable[Path] = (),
    *,
    floors: bool = False,
    since: str | None = None,
    cache: Path | None = None,
) -> tuple[list[Problem], int]:
    """Return every problem of some case files, or of the whole library where none are named, and how many files.

    floors: also hold the library to the floors of its settings. since: the commit with which results are compared.
    cache: as in `load`.
    Raises EmptyCorpus where a named folder holds no case files, WhatWorksError where `since` is no commit.
    """
    named = list(paths)
    meant = chosen(root, named)
    silent = history.silent_changes(root, meant, since)
    if named:
        words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
        return sorted({*silent, *(p for path in meant for p in reading.read_case(path, root, words)[1])}), len(meant)
    whole, problems = load(root, drafts=True, cache=cache)
    if floors:
        from indexer import stats

        problems = [*problems, *stats.floors(whole)]
    return [*problems, *silent], len(meant)
