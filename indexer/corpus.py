"""The corpus: a folder of cases becomes one value. Good cases load even where others are wrong."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer import assemble, history, library, questions, reader, rules, vocabulary
from indexer.case import Case
from indexer.errors import CaseHeldBack, CaseNotFound, EmptyCorpus
from indexer.library import Library
from indexer.problems import Problem, errors
from indexer.questions import Law, Question
from indexer.vocabulary import Vocabulary


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
        return max((max(case.checked, case.added, *(c.date for c in case.changes)) for case in self.cases), default="")

    def at_home(self, case: Case) -> bool:
        """Tell whether a case is from a home country."""
        return any(country in self.library.home for country in case.country)


def files(folder: Path) -> list[Path]:
    """Return the case files below corpus/, in order: cases/ and local/, symbolic links that lead out left aside."""
    found = []
    for part in ("cases", "local"):
        place = folder / part
        if not place.is_dir():
            continue
        inside = place.resolve()
        found += [
            path
            for path in sorted(place.iterdir())
            if path.suffix in reader.SUFFIXES and path.resolve().is_relative_to(inside)
        ]
    return found


def load(
    root: Path, *, drafts: bool = False, local: bool = True, progress: Callable[[int, int], None] | None = None
) -> tuple[Corpus, list[Problem]]:
    """Read a whole library.

    root: the folder that holds corpus/. drafts: take entries under `review: draft` and `in-review` too.
    local: take the private cases of corpus/local/ too. progress: called with (done, all).
    Returns the corpus of the good cases, and every problem.
    Raises CorpusInvalid where vocabulary or settings cannot be used, EmptyCorpus without a single case file.
    """
    settings = library.load(root)
    words = vocabulary.load(settings.corpus / "vocabulary.yaml")
    paths = files(settings.corpus)
    if not paths:
        raise EmptyCorpus(settings.corpus / "cases")
    cases: list[Case] = []
    problems: list[Problem] = []
    for number, path in enumerate(paths, 1):
        private = path.parent.name == "local"
        if private and not local:
            continue
        case, found = read_case(path, root, words, private=private)
        problems += found
        if case and (drafts or case.review == "published"):
            cases.append(case)
        if progress:
            progress(number, len(paths))
    cases, doubled = _without_doubles(cases)
    problems += doubled
    asked, wrong = questions.load(settings.corpus, words)
    laws, wrong_laws = questions.load_laws(settings.corpus, words)
    problems += [*_dangling(cases, {path.stem for path in paths}), *wrong, *wrong_laws]
    meant = {path.stem for path in paths if local or path.parent.name != "local"}
    held_back = frozenset(meant - {case.slug for case in cases})
    return Corpus(settings, words, tuple(cases), asked, laws, held_back), sorted(set(problems))


def read_case(path: Path, root: Path, words: Vocabulary, *, private: bool = False) -> tuple[Case | None, list[Problem]]:
    """Read and check one case file. Returns the case (None with errors or unfilled slots) and its problems."""
    draft, problems, data = reader.read_file(path, shown(path, root))
    if draft is None:
        return None, problems
    problems = problems + rules.check(draft, words)
    if errors(problems) or any(problem.code == "C110" for problem in problems):
        return None, problems
    return assemble.case(draft, digest=hashlib.sha256(data).hexdigest(), private=private), problems


def shown(path: Path, root: Path) -> str:
    """Return a path as people should see it: below the library where it is there."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return str(path)


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
    return found or files(root / "corpus")


def check(
    root: Path, paths: Iterable[Path] = (), *, floors: bool = False, since: str | None = None
) -> tuple[list[Problem], int]:
    """Return every problem of some case files, or of the whole library where none are named, and how many files.

    floors: also hold the library to the floors of its settings. since: the commit with which results are compared.
    Raises EmptyCorpus where a named folder holds no case files, WhatWorksError where `since` is no commit.
    """
    named = list(paths)
    meant = chosen(root, named)
    silent = history.silent_changes(root, meant, since)
    if named:
        words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
        return sorted({*silent, *(p for path in meant for p in read_case(path, root, words)[1])}), len(meant)
    whole, problems = load(root, drafts=True)
    if floors:
        from indexer import stats

        problems = [*problems, *stats.floors(whole)]
    return [*problems, *silent], len(meant)
