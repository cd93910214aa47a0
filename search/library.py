"""A library as a program uses it: open it, search it. Prints nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from typing import TYPE_CHECKING, Self

from indexer.concepts import labels_by_first
from indexer.errors import QueryError
from indexer.facets import FACETS
from indexer.record import Record
from search import engine, snippet
from search.query import Query, parse
from search.results import Expanded, FacetValue, Hit, Results
from search.spelling import near_words
from search.understand import plan

if TYPE_CHECKING:
    from pathlib import Path

    from search.engine import Found
    from search.source import Source
    from search.understand import Plan

SORTS = ("relevance", "year", "title")


class Filters(Record):
    """Chosen facet values (OR within a facet, AND across) and first years, both ends included."""

    values: Mapping[str, tuple[str, ...]] = {}  # never changed
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
        from pathlib import Path

        from indexer import finding
        from search.opening import open_source

        return cls(open_source(build or finding.find(Path(path)) / "build"))

    def close(self) -> None:
        """Let go of the index's files."""
        self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: str = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact: bool = False,
        facets: Sequence[str] = FACETS,
    ) -> Results:
        """Search.

        text: a query (DESIGN.md, "The query language"). sort: relevance, year (newest first) or title.
        limit: how many hits at most; offset: how many to pass over. exact: search no concepts.
        facets: which to count.
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
        scores = self._within(found, filters)
        order = self._order(scores, sort, offset + limit)
        passages = Passages(self.source, made, found, exact)
        hits = [
            passages.hit(rank, document, scores[document])
            for rank, document in enumerate(order[offset : offset + limit], offset + 1)
        ]
        return Results(
            query=text,
            total=len(scores),
            hits=tuple(hits),
            facets=self._facets(found, scores, filters, facets),
            expanded=self._expanded(made),
            suggestion=self._suggest(query, made, found),
            hints=(*query.hints, *self._left_out(made, found, len(scores))),
            advice=() if scores else tuple(self._advice(query, filters, exact)),
            filters={name: values for name, values in filters.values.items() if values},
            library={
                **self.source.head.get("library", {}),
                "size": self.source.size,
                "generation": self.source.head.get("generation", ""),
            },
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def values(self, facet: str) -> Mapping[str, str]:
        """Return the allowed values of a facet with their labels."""
        found: Mapping[str, str] = self.source.head.get("labels", {}).get(facet, {})
        return found

    def _find(self, query: Query, filters: Filters, exact: bool) -> tuple[Plan, Found]:
        countries = filters.values.get("country") or None
        made = plan(query, self.source, exact=exact, countries=countries)
        return made, engine.find(made, self.source)

    def _check_values(self, query: Query) -> None:
        for term in (term for clause in query.clauses for term in clause.terms if term.kind == "facet"):
            allowed = self.values(term.field or "")
            if allowed and term.text not in allowed:
                if term.field in ("country", "region"):
                    allowed = {key: allowed[key] for key in allowed if key in self.source.facet(term.field)}
                near = near_values(term.text, allowed)
                raise QueryError(
                    query.text,
                    term.start,
                    term.end,
                    f"“{term.text}” is not a value of {term.field}.",
                    "Did you mean " + " or ".join(near) + "?" if near else "Values: " + ", ".join(list(allowed)[:12]),
                )

    def _choose(self, filters: Filters, leave_out: str = "") -> set[int] | None:
        """Return the documents that filters allow, or None for all."""
        chosen: set[int] | None = None
        for name, values in filters.values.items():
            if values and name != leave_out:
                having = self.source.facet(name).having(values)
                chosen = having if chosen is None else chosen & having
        if filters.since or filters.until:
            having = engine.years(f"{filters.since or ''}..{filters.until or ''}", self.source)
            chosen = having if chosen is None else chosen & having
        return chosen

    def _within(self, found: Found, filters: Filters, leave_out: str = "") -> dict[int, int]:
        """Return the scores of the documents found that filters allow."""
        chosen = self._choose(filters, leave_out)
        if chosen is None:
            return found.scores
        return {document: score for document, score in found.scores.items() if document in chosen}

    def _order(self, scores: Mapping[int, int], sort: str, most: int) -> list[int]:
        """Return the first documents in order; ties go by slug, in whose order documents are numbered."""
        size = self.source.size
        if sort == "relevance":
            best = nlargest(most, (score * size + size - 1 - number for number, score in scores.items()))
            return [size - 1 - key % size for key in best]
        key, sign = (self.source.years, -1) if sort == "year" else (self.source.titles, 1)
        return sorted(scores, key=lambda n: (sign * key[n], n))[:most]

    def _facets(
        self, found: Found, scores: Mapping[int, int], filters: Filters, names: Iterable[str]
    ) -> dict[str, tuple[FacetValue, ...]]:
        facets = {}
        whole = self._mask(scores)
        for name in names:
            selected = filters.values.get(name, ())
            column, labels = self.source.facet(name), self.values(name)
            counts = column.counts(self._mask(self._within(found, filters, name)) if selected else whole)
            facets[name] = tuple(
                FacetValue(value, labels.get(value, value), counts.get(value, 0))
                for value in (*labels, *(value for value in column.values if value not in labels))
                if value in counts or (value in selected and value in column)
            )
        return facets

    def _mask(self, documents: Iterable[int]) -> bytearray:
        mask = bytearray(self.source.size)
        for document in documents:
            mask[document] = 1
        return mask

    def _expanded(self, made: Plan) -> tuple[Expanded, ...]:
        keys = dict.fromkeys(concept for asked in made.asked for concept in asked.concepts)
        return tuple(Expanded(key, tuple(self.source.idea(key).get("labels", (key,)))) for key in keys)

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
        near = near_words(word, self.source, 1 if len(word) < 5 else 2)
        ranked = sorted((away, -len(self.source.word(stem)[0]), form) for form, stem, away in near)
        return ranked[0][2] if ranked else None

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
        return len(self._within(self._find(query, filters, exact)[1], filters))


class Passages:
    """Makes hits of documents: their card, their best passage and what matched."""

    def __init__(self, source: Source, made: Plan, found: Found, exact: bool) -> None:
        self._source = source
        self._concepts = tuple(dict.fromkeys(concept for asked in made.asked for concept in asked.concepts))
        stems = {stem: found.rare.get(n, 1) for n, slot in enumerate(made.slots) for stem in slot.stems}
        rows = [row for concept in self._concepts for row in source.idea(concept).get("marks", ())]
        self._asked = snippet.Asked(stems, self._concepts, labels_by_first(() if exact else rows))

    def hit(self, rank: int, document: int, score: int) -> Hit:
        """Return a document as a hit."""
        card = self._source.card(document)
        passage = snippet.best(self._source.text(document), self._asked, card["country"])
        having = [f"concept:{key}" for key in self._concepts if document in self._source.concept(key)[0]]
        return Hit(rank, score, card, passage.text, passage.marks, (*passage.fields, *having))


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
