"""A draft without errors becomes a case. Trusts the rules: call it only after `rules.check` found no error."""

from __future__ import annotations

import hashlib

from indexer.case import (
    CONTEXT_FACTS,
    Case,
    Change,
    Cost,
    Dispute,
    Outcome,
    Rating,
    Reason,
    Replication,
    Setting,
    Source,
    Stage,
    Terms,
    Verified,
    Voice,
    unique,
)
from indexer.fields import BY_NAME, TERM_NAMES
from indexer.head import Map
from indexer.reader import Draft


def case(draft: Draft, *, digest: str = "", private: bool = False) -> Case:
    """Return the case that an error-free draft describes."""
    head = draft.head
    terms, setting = head.entries.get("terms"), head.entries.get("setting")
    return Case(
        slug=draft.slug,
        title=_need(head, "title"),
        summary=" ".join(_need(head, "summary").split()),
        also_known_as=unique(head.texts("also_known_as")),
        asks=unique(head.texts("asks")),
        aliases=unique(head.texts("aliases")),
        country=unique(head.texts("country")),
        region=unique(head.texts("region")),
        place=_need(head, "place"),
        kind=_need(head, "kind"),
        need=unique(head.texts("need")),
        service=unique(head.texts("service")),
        ages=head.text("ages"),
        tested_on=head.text("tested_on"),
        started=_need(head, "started"),
        status=_need(head, "status"),
        status_checked=_need(head, "status_checked"),
        arrangement=tuple(_stage(item) for item in head.maps("arrangement")),
        terms=Terms(_pairs(terms, TERM_NAMES), terms.texts("source")) if isinstance(terms, Map) else None,
        result=_need(head, "result"),
        failure_reason=unique(head.texts("failure_reason")),
        outcomes=tuple(_outcome(item) for item in head.maps("outcomes")),
        costs=tuple(_cost(item) for item in head.maps("costs")),
        cost_note=head.text("cost_note"),
        factors=tuple(_reason(item) for item in head.maps("factors")),
        pitfalls=tuple(_reason(item) for item in head.maps("pitfalls")),
        to_run_it=_pairs(head.entries.get("to_run_it"), _names("to_run_it")),
        setting=_setting(setting) if isinstance(setting, Map) else None,
        context=_pairs(head.entries.get("context"), CONTEXT_FACTS),
        voice=tuple(Voice(_need(item, "text"), item.texts("source")) for item in head.maps("voice")),
        ratings=tuple(_rating(item) for item in head.maps("ratings")),
        replications=tuple(_replication(item) for item in head.maps("replications")),
        related=unique(head.texts("related")),
        disputes=tuple(_dispute(item) for item in head.maps("disputes")),
        sources=tuple(_source(item) for item in head.maps("sources")),
        review=_need(head, "review"),
        shelf=_need(head, "shelf"),
        checked=_need(head, "checked"),
        checked_by=_need(head, "checked_by"),
        added=_need(head, "added"),
        changes=tuple(Change(_need(i, "date"), _need(i, "what"), i.text("was")) for i in head.maps("changes")),
        sections=draft.sections,
        path=draft.path,
        digest=digest,
        head_digest=hashlib.sha256(draft.written.encode()).hexdigest(),
        private=private,
    )


def _need(record: Map, key: str) -> str:
    text = record.text(key)
    if text is None:
        raise ValueError(f"{key} is missing: only drafts without errors can be assembled")
    return text


def _names(field: str) -> tuple[str, ...]:
    return tuple(part.name for part in BY_NAME[field].of)


def _pairs(record: object, order: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    if not isinstance(record, Map):
        return ()
    return tuple((name, text) for name in order if (text := record.text(name)))


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text else None


def _verified(record: Map) -> Verified | None:
    node = record.entries.get("verified")
    return Verified(_need(node, "date"), _need(node, "by")) if isinstance(node, Map) else None


def _stage(item: Map) -> Stage:
    return Stage(
        _need(item, "from"),
        item.text("to"),
        _need(item, "delivery"),
        item.text("commissioner"),
        item.text("provider"),
        item.text("contract"),
        item.text("ended_how"),
        item.text("why"),
        item.texts("source"),
    )


def _outcome(item: Map) -> Outcome:
    return Outcome(
        _need(item, "measure"),
        _need(item, "direction"),
        item.text("figure"),
        item.text("compared_with"),
        item.text("horizon"),
        item.text("n"),
        item.text("uncertainty"),
        _need(item, "design"),
        item.text("reviews"),
        item.texts("downgrade"),
        _need(item, "measured_by"),
        item.texts("source"),
        _verified(item),
    )


def _cost(item: Map) -> Cost:
    return Cost(
        _need(item, "what"),
        tuple(float(part) for part in _need(item, "amount").split("-")),
        _need(item, "currency"),
        int(_need(item, "price_year")),
        _need(item, "price_year_basis"),
        item.text("per"),
        item.text("includes"),
        _need(item, "basis"),
        item.text("cashable"),
        item.text("measured_by"),
        item.texts("source"),
        _verified(item),
    )


def _reason(item: Map) -> Reason:
    return Reason(
        _need(item, "key"), _need(item, "stance"), _need(item, "note"), _need(item, "basis"), item.texts("source")
    )


def _setting(item: Map) -> Setting:
    return Setting(
        item.text("authority_type"),
        item.text("population"),
        item.text("density"),
        item.text("inspection"),
        item.text("care_rate"),
        item.texts("source"),
    )


def _rating(item: Map) -> Rating:
    return Rating(
        _need(item, "register"), _need(item, "rating"), item.text("date"), item.text("why"), item.texts("source")
    )


def _replication(item: Map) -> Replication:
    return Replication(
        _need(item, "where"),
        item.text("country"),
        item.text("case"),
        _need(item, "result"),
        item.text("note"),
        item.texts("source"),
    )


def _dispute(item: Map) -> Dispute:
    return Dispute(_need(item, "date"), _need(item, "who"), _need(item, "text"), item.texts("source"))


def _source(item: Map) -> Source:
    return Source(
        _need(item, "id"),
        _need(item, "title"),
        _need(item, "publisher"),
        _year(item.text("year")),
        item.text("url"),
        item.text("archive_url"),
        _need(item, "kind"),
        item.text("funded_by"),
        item.text("interest"),
        item.text("licence"),
        _need(item, "read"),
        _need(item, "read_on"),
    )
