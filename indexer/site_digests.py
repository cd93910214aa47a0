"""From what each page is made, as a digest: the same inputs give the same bytes, so that such a page need not be made.

The program itself stands in the notes on a site (`site_notes.state_of`), not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256

from indexer.case import Case
from indexer.site_catalogue import Catalogue
from indexer.site_views import Around


class Digests:
    """The digests of one site's pages. `basis`: of what all of them are made from, words, settings, questions, laws."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        corpus, site = catalogue.corpus, catalogue.site
        words = corpus.vocabulary
        said = (words.sections, words.concepts, words.false_friends, corpus.library, corpus.questions, corpus.laws)
        self.basis = _digest(repr(said), repr((site.local, site.repository)))

    def case(self, case: Case, around: Around) -> str:
        """Return the digest of a case's page and records."""
        return _digest(self.basis, case.digest, str(case.private), repr(around))

    def members(self, cases: Iterable[Case]) -> str:
        """Return the digest of the page of a value: of the heads of the cases that have it, as lists show no bodies."""
        as_of = self._catalogue.site.as_of
        return _digest(
            self.basis, as_of, self._values, *(f"{case.slug} {case.private} {case.head_digest}" for case in cases)
        )

    @cached_property
    def whole(self) -> str:
        """The digest of what depends on the head of every case."""
        return self.members(self._catalogue.corpus.cases)

    @cached_property
    def bodies(self) -> str:
        """The digest of what holds every case with its body."""
        return _digest(self.whole, *(case.digest for case in self._catalogue.corpus.cases))

    @cached_property
    def _values(self) -> str:
        """Which values have a page: links lead only there."""
        return _digest(repr(sorted(self._catalogue.holders)))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
