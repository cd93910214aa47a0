"""A list of cases at a glance: how sure, who says so, and the factors and pitfalls that most cases speak for."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.case import Case, Reason
from indexer.site_catalogue import Catalogue
from indexer.site_views import Link

FEWEST = 4  # a shorter list is seen at a glance as it is
SHOWN = 5


@dataclass(frozen=True)
class Part:
    """One line: a value, how many of the cases have it, and that as a part of a hundred.

    against: of a factor or pitfall, how many cases contradict it; the number is then of those that support it.
    """

    link: Link
    number: int
    share: int
    against: int | None = None


@dataclass(frozen=True)
class Group:
    """The values of one field."""

    facet: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Glance:
    """Everything about one list of cases."""

    total: int
    groups: tuple[Group, ...]


def glance(catalogue: Catalogue, cases: Sequence[Case], *, leave_out: str = "") -> Glance | None:
    """Return a list of cases at a glance, or None where it is short.

    leave_out: the factor or pitfall that all of them share.
    """
    if len(cases) < FEWEST:
        return None
    claims: tuple[tuple[str, str, Callable[[Case], Sequence[Reason]]], ...] = (
        ("factor", "Made the difference", lambda case: case.factors),
        ("pitfall", "To avoid", lambda case: case.pitfalls),
    )
    groups = (
        _scale(catalogue, "comparison", "How sure", [catalogue.comparison(case) for case in cases]),
        _scale(catalogue, "known", "Who says so", [catalogue.known(case) for case in cases]),
        *(
            _claims(catalogue, facet, heading, [reasons(case) for case in cases], leave_out)
            for facet, heading, reasons in claims
        ),
    )
    return Glance(len(cases), tuple(group for group in groups if group.parts))


def _scale(catalogue: Catalogue, facet: str, heading: str, found: Sequence[str]) -> Group:
    section = {"comparison": "comparisons", "known": "known"}[facet]
    numbers = Counter(found)
    parts = tuple(
        _part(Link(catalogue.label(section, key), f"method.html#{section}-{key}"), numbers[key], len(found))
        for key in catalogue.words.keys(section)
        if numbers[key]
    )
    return Group(facet, heading, parts)


def _claims(catalogue: Catalogue, facet: str, heading: str, named: Sequence[Sequence[Reason]], leave_out: str) -> Group:
    """Return the claims that most cases support; a case that contradicts one is counted beside it, never with it."""
    supports, contradicts = (
        Counter(key for reasons in named for key in {r.key for r in reasons if r.stance == stance})
        for stance in ("supports", "contradicts")
    )
    order = catalogue.values(facet)
    most = sorted(supports.keys() - {leave_out}, key=lambda key: (-supports[key], order.index(key)))[:SHOWN]
    parts = (
        dataclasses.replace(_part(catalogue.link(facet, key), supports[key], len(named)), against=contradicts[key])
        for key in most
    )
    return Group(facet, heading, tuple(parts))


def _part(link: Link, number: int, total: int) -> Part:
    return Part(link, number, round(100 * number / total))
