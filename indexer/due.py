"""What must be looked at again: checks and statuses older than two years, laws newer than a check, drafts waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from indexer import reader
from indexer.case import Case
from indexer.corpus import Corpus
from indexer.reading import files, shown

YEARS = 2
REASONS = ("check", "status", "law", "draft", "in-review")
COLUMNS = ("slug", "reason", "since", "says")


@dataclass(frozen=True, order=True)
class Due:
    """One thing to look at: since when it is due, which case, why (one of REASONS), and in words."""

    since: str
    slug: str
    reason: str
    says: str


def due(corpus: Corpus, today: str) -> list[Due]:
    """Return what must be looked at again on a day, the longest due first.

    corpus: the library with its drafts. today: YYYY-MM-DD. A date without a day counts from its beginning.
    """
    found = [item for case in corpus.cases if case.review == "published" for item in _of_case(case, corpus, today)]
    return sorted([*found, *_waiting(corpus)])


def as_rows(found: list[Due]) -> list[dict[str, str]]:
    """Return what is due as rows with the columns of COLUMNS."""
    return [{name: str(asdict(item)[name]) for name in COLUMNS} for item in found]


def _of_case(case: Case, corpus: Corpus, today: str) -> Iterator[Due]:
    again = _later(case.checked)
    if again <= today:
        yield Due(again, case.slug, "check", f"last checked {case.checked}, {YEARS} years or more ago")
    again = _later(case.status_checked)
    if again <= today:
        yield Due(again, case.slug, "status", f"whether it still runs was last looked up {case.status_checked}")
    for law in corpus.laws:
        if law.touches(case) and case.checked < law.date <= today:
            yield Due(law.date, case.slug, "law", f"the law has changed since it was checked: {law.title}")


def _waiting(corpus: Corpus) -> Iterator[Due]:
    """Yield the entries that wait to be finished or reviewed, those too that still have slots or errors."""
    root = corpus.library.root
    for path in files(corpus.library.corpus):
        draft, _, _ = reader.read_file(path, shown(path, root))
        review = draft.head.text("review") if draft else None
        if draft and review in ("draft", "in-review"):
            since = draft.head.text("added") or ""
            says = "waits to be finished" if review == "draft" else "waits for somebody who did not write it"
            yield Due(since, draft.slug, review, says)


def _later(date: str) -> str:
    """Return the day on which a look is YEARS old; a leap day's is the last of February."""
    parts = [*date.split("-"), "01", "01"][:3]
    year, month, day = int(parts[0]) + YEARS, parts[1], parts[2]
    return f"{year}-{month}-{'28' if (month, day) == ('02', '29') else day}"
