"""What a result list needs of a case, ready to show: the card, and its text for snippets."""

from __future__ import annotations

from typing import Any

from indexer import count, evidence
from indexer.case import Case
from indexer.corpus import Corpus

Card = dict[str, Any]


def card(case: Case, corpus: Corpus) -> Card:
    """Return a case's result card as plain data: keys, never labels, so that one vocabulary names them."""
    return {
        "slug": case.slug,
        "title": case.title,
        "summary": case.summary,
        "country": list(case.country),
        "place": case.place,
        "kind": case.kind,
        "result": case.result,
        "comparison": evidence.comparison(case, corpus.vocabulary),
        "known": evidence.known(case, corpus.vocabulary),
        "year": case.year,
        "status": case.status,
        "shelf": case.shelf,
        "checked_by": case.checked_by,
        "private": case.private,
        **({"review": case.review} if case.review != "published" else {}),
        "links": [item.case for item in case.replications if item.case],
    }


def text(case: Case, corpus: Corpus) -> list[list[str]]:
    """Return a case's searched text for snippets and highlighting: [field, text] pairs in reading order."""
    shown = [["title", case.title], ["summary", case.summary]]
    for section in case.sections:
        shown += [["body", paragraph] for paragraph in count.paragraphs(section.text)]
    rest = [
        pair for pair in count.texts(case, corpus.vocabulary) if pair[0] in ("asks", "place", "organisation", "topic")
    ]
    rest += [("body", prose) for prose in count.head_texts(case)]
    return shown + [list(pair) for pair in rest]
