"""A list of cases at a glance: how sure, who says so, and the factors and pitfalls named most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from indexer.case import Case, unique
from indexer.site_catalogue import Catalogue
from indexer.site_views import Link

FEWEST = 4  # a shorter list is seen at a glance as it is
SHOWN = 5


@dataclass(frozen=True)
class Part:
    """One line: a value, how many of the cases have it, and that as a part of a hundred."""

    link: Link
    number: int
    share: int


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
    ranked: tuple[tuple[str, str, Callable[[Case], Iterable[str]]], ...] = (
        ("factor", "Made the difference", lambda case: unique(r.key for r in case.factors if r.key != leave_out)),
        ("pitfall", "To avoid", lambda case: unique(r.key for r in case.pitfalls if r.key != leave_out)),
    )
    groups = (
        _scale(catalogue, "comparison", "How sure", [catalogue.comparison(case) for case in cases]),
        _scale(catalogue, "known", "Who says so", [catalogue.known(case) for case in cases]),
        *(_most(catalogue, facet, heading, cases, values) for facet, heading, values in ranked),
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


def _most(
    catalogue: Catalogue, facet: str, heading: str, cases: Sequence[Case], values: Callable[[Case], Iterable[str]]
) -> Group:
    numbers = Counter(key for case in cases for key in values(case))
    order = catalogue.values(facet)
    most = sorted(numbers, key=lambda key: (-numbers[key], order.index(key)))[:SHOWN]
    return Group(facet, heading, tuple(_part(catalogue.link(facet, key), numbers[key], len(cases)) for key in most))


def _part(link: Link, number: int, total: int) -> Part:
    return Part(link, number, round(100 * number / total))
