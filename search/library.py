"""A library as a program uses it: open it, search it. Prints nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from indexer.errors import QueryError
from indexer.facets import FACETS
from search import engine, snippet
from search.engine import Found
from search.query import Query, parse
from search.results import Expanded, FacetValue, Hit, Results
from search.source import Source
from search.spelling import near_words
from search.understand import Plan, matcher_of, plan

SORTS = ("relevance", "year", "title")


@dataclass(frozen=True)
class Filters:
    """Chosen facet values (OR within a facet, AND across) and first years, both ends included."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None

    @property
    def any(self) -> bool:
        """Tell whether anything is chosen."""
        return bool(self.since or self.until or any(self.values.values()))


class Library:
    """An opened library."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @classmethod
    def open(cls, path: Path | str, build: Path | None = None) -> Library:
        """Open the library in a folder (or below it); the compiled index answers, or Whoosh where it is newer.

        build: where the index is kept, `build` in the library by default.
        Raises CorpusNotFound, IndexMissing, IndexUnreadable.
        """
        from indexer import library
        from search.opening import open_source

        root = library.find(Path(path))
        return cls(open_source(build or root / "build"))

    def close(self) -> None:
        """Let go of the index's files."""
        self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    @cached_property
    def matcher(self) -> Any:
        """The concept matcher that the index carries."""
        return matcher_of(self.source.names)

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact: bool = False,
    ) -> Results:
        """Search.

        text: a query (DESIGN.md, "The query language"). sort: relevance, year (newest first) or title.
        limit: how many hits at most; offset: how many to pass over. exact: search no concepts.
        Raises QueryError on a query that cannot be read or asks for nothing.
        """
        started = time.perf_counter()
        filters = filters or Filters()
        query = parse(text)
        if not query.clauses and not filters.any:
            raise QueryError(
                text,
                0,
                max(1, len(text)),
                "The query is empty.",
                "Write what you look for, or choose a filter such as --result failed.",
            )
        self._check_values(query)
        made, found = self._find(query, filters, exact)
        chosen = self._choose(found, filters)
        kept = set(found.scores) if chosen is None else set(found.scores) & chosen
        order = self._order(found, kept, sort)
        hits = [
            self._hit(rank, document, found, made, exact)
            for rank, document in enumerate(order[offset : offset + limit], offset + 1)
        ]
        return Results(
            query=text,
            total=len(order),
            hits=tuple(hits),
            facets=self._facets(found, filters),
            expanded=self._expanded(made),
            suggestion=self._suggest(query, made, found),
            hints=(*query.hints, *self._left_out(made, found, len(order))),
            advice=() if order else tuple(self._advice(query, filters, exact)),
            filters={name: values for name, values in filters.values.items() if values},
            library={
                **self.source.names.get("library", {}),
                "size": self.source.size,
                "generation": self.source.names.get("generation", ""),
            },
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def values(self, facet: str) -> Mapping[str, str]:
        """Return the allowed values of a facet with their labels."""
        found: Mapping[str, str] = self.source.names.get("labels", {}).get(facet, {})
        return found

    def _find(self, query: Query, filters: Filters, exact: bool) -> tuple[Plan, Found]:
        countries = filters.values.get("country") or None
        made = plan(query, self.source.surfaces(), None if exact else self.matcher, countries)
        return made, engine.find(made, self.source)

    def _check_values(self, query: Query) -> None:
        for term in (term for clause in query.clauses for term in clause.terms if term.kind == "facet"):
            allowed = self.values(term.field or "")
            if allowed and term.text not in allowed:
                near = near_values(term.text, allowed)
                raise QueryError(
                    query.text,
                    term.start,
                    term.end,
                    f"“{term.text}” is not a value of {term.field}.",
                    "Did you mean " + " or ".join(near) + "?" if near else "Values: " + ", ".join(list(allowed)[:12]),
                )

    def _choose(self, found: Found, filters: Filters, leave_out: str = "") -> set[int] | None:
        """Return the documents that filters allow, or None for all."""
        chosen: set[int] | None = None
        for name, values in filters.values.items():
            if values and name != leave_out:
                column = self.source.facet(name)
                having = {document for value in values for document in column.get(value, ())}
                chosen = having if chosen is None else chosen & having
        if filters.since or filters.until:
            having = engine.years(f"{filters.since or ''}..{filters.until or ''}", self.source)
            chosen = having if chosen is None else chosen & having
        return chosen

    def _order(self, found: Found, kept: set[int], sort: str) -> list[int]:
        if sort == "year":
            return sorted(kept, key=lambda n: (-(self.source.years[n] or 0), n))
        if sort == "title":
            return sorted(kept, key=lambda n: (str(self.source.card(n)["title"]).casefold(), n))
        return sorted(kept, key=lambda n: (-found.scores[n], n))

    def _facets(self, found: Found, filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
        facets = {}
        for name in FACETS:
            chosen = self._choose(found, filters, leave_out=name)
            within = set(found.scores) if chosen is None else set(found.scores) & chosen
            column, labels = self.source.facet(name), self.values(name)
            counts = [
                (value, len(within.intersection(column[value])))
                for value in (*labels, *(value for value in column if value not in labels))
                if value in column
            ]
            selected = filters.values.get(name, ())
            facets[name] = tuple(
                FacetValue(value, labels.get(value, value), count)
                for value, count in counts
                if count or value in selected
            )
        return facets

    def _hit(self, rank: int, document: int, found: Found, made: Plan, exact: bool) -> Hit:
        stems = {stem: found.rare.get(n, 1) for n, slot in enumerate(made.slots) for stem in slot.stems}
        asked = [concept for item in made.asked for concept in item.concepts]
        card = self.source.card(document)
        passage = snippet.best(
            self.source.text(document), stems, asked, None if exact else self.matcher, card["country"]
        )
        having = [key for key in dict.fromkeys(asked) if any(d == document for d, _ in self.source.concept(key))]
        matched = (*passage.fields, *(f"concept:{key}" for key in having))
        return Hit(rank, found.scores[document], card, passage.text, passage.marks, matched)

    def _expanded(self, made: Plan) -> tuple[Expanded, ...]:
        labels = self.source.names.get("concept_labels", {})
        keys = dict.fromkeys(concept for asked in made.asked for concept in asked.concepts)
        return tuple(Expanded(key, tuple(labels.get(key, (key,)))) for key in keys)

    def _left_out(self, made: Plan, found: Found, total: int) -> Iterable[str]:
        """Say which words no case has, where the rest found something."""
        for number, slot in enumerate(made.slots):
            if total and number not in found.rare and slot.kind == "word":
                yield f"No case has the word “{slot.words[0]}”; it was left out."

    def _suggest(self, query: Query, made: Plan, found: Found) -> str | None:
        """Return the query with each unknown word replaced by the nearest known one, or None."""
        text, changed = query.text, False
        for number, slot in enumerate(made.slots):
            if number in found.rare or slot.kind != "word":
                continue
            for word in slot.words:
                near = self._nearest(word)
                if near:
                    text, changed = _replace_word(text, word, near), True
        return text if changed and text != query.text else None

    def _nearest(self, word: str) -> str | None:
        surfaces = self.source.surfaces()
        near = near_words(word, surfaces, 1 if len(word) < 5 else 2)
        ranked = sorted(near, key=lambda pair: (pair[1], -len(self.source.word(surfaces[pair[0]])), pair[0]))
        return ranked[0][0] if ranked else None

    def _advice(self, query: Query, filters: Filters, exact: bool) -> Iterable[str]:
        for name, values in filters.values.items():
            if values:
                rest = Filters({**filters.values, name: ()}, filters.since, filters.until)
                if count := self._count(query, rest, exact):
                    yield f"{count} without --{name} {' '.join(values)}"
        if (filters.since or filters.until) and (count := self._count(query, Filters(filters.values), exact)):
            yield f"{count} without the limit on years"
        for number, clause in enumerate(query.clauses):
            rest_query = Query(query.text, (*query.clauses[:number], *query.clauses[number + 1 :]))
            if rest_query.clauses and (count := self._count(rest_query, filters, exact)):
                shown = query.text[clause.terms[0].start : clause.terms[-1].end]
                yield f"{count} without “{shown}”"
        if exact and (count := self._count(query, filters, False)):
            yield f"{count} without --exact"

    def _count(self, query: Query, filters: Filters, exact: bool) -> int:
        _, found = self._find(query, filters, exact)
        chosen = self._choose(found, filters)
        return len(found.scores) if chosen is None else len(set(found.scores) & chosen)


def near_values(text: str, allowed: Mapping[str, str]) -> list[str]:
    """Return up to three allowed values that look or read like a mistaken one."""
    import difflib

    wanted = text.strip().lower()
    by_label = [key for key, label in allowed.items() if label.lower() == wanted or key.lower() == wanted]
    return by_label or difflib.get_close_matches(wanted, allowed, n=3, cutoff=0.6)


def _replace_word(text: str, word: str, near: str) -> str:
    from indexer.analysis import WORD, surface

    parts, at = [], 0
    for match in WORD.finditer(text):
        parts.append(text[at : match.start()])
        parts.append(near if surface(match.group()) == word else match.group())
        at = match.end()
    return "".join(parts) + text[at:]


__all__ = ["SORTS", "Filters", "Library", "near_values"]
