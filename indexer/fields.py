"""The head of a case, described once: reader, rules, template, field table and JSON Schema all follow this list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of the head.

    kind: text, key, date, month, year, ages, country, region, slug, number, url, verified, record or records.
    values: the section of the vocabulary that lists the allowed keys (kind `key`).
    many: a list is allowed (one value alone stands for a list of one).
    """

    name: str
    kind: str
    means: str
    values: str = ""
    required: bool = False
    many: bool = False
    of: tuple[Field, ...] = ()


SOURCE_IDS = Field("source", "source", "ids of the sources behind it", many=True)
NEEDED_SOURCE_IDS = Field("source", "source", "ids of the sources behind it", many=True, required=True)

STAGE = (
    Field("from", "date", "start of this stretch", required=True),
    Field("to", "date", "its end; left out while it goes on"),
    Field("delivery", "key", "who ran the service", "deliveries", required=True),
    Field("commissioner", "text", "the public body that paid"),
    Field("provider", "text", "the organisation that ran it"),
    Field("contract", "key", "under which contract", "contracts"),
    Field("ended_how", "key", "how it ended; left out while it goes on", "ended_how"),
    Field("why", "text", "why it began or ended, in a sentence"),
    SOURCE_IDS,
)

TERM_NAMES = ("lots", "price_quality", "length", "price_basis", "uplift", "volume", "indicators", "exit")

OUTCOME = (
    Field("measure", "text", "what was measured", required=True),
    Field("direction", "key", "which way it went, better meaning better for those served", "directions", required=True),
    Field("figure", "text", "the figure as the source gives it"),
    Field("compared_with", "text", "compared with what"),
    Field("horizon", "text", "after how long"),
    Field("n", "text", "how many took part"),
    Field("uncertainty", "text", "interval or significance, as given"),
    Field("design", "key", "how it was found out", "designs", required=True),
    Field("reviews", "key", "with `systematic-review`: the design of what was reviewed", "designs"),
    Field("downgrade", "key", "why the comparison counts for less than its design", "downgrades", many=True),
    Field("measured_by", "key", "who measured, not who published", "measured_by", required=True),
    NEEDED_SOURCE_IDS,
    Field("verified", "verified", "when and by what the figure was compared with its source"),
)

COST = (
    Field("what", "key", "what kind of cost", "cost_what", required=True),
    Field("amount", "amount", "a plain number, or two with a dash between", required=True),
    Field("currency", "currency", "ISO 4217 code", required=True),
    Field("price_year", "year", "the year whose prices these are", required=True),
    Field("price_year_basis", "key", "whether the source states that year", "price_year_basis", required=True),
    Field("per", "text", "per person, household, week ..."),
    Field("includes", "text", "what is included and what is not"),
    Field("basis", "key", "actual, budget, estimate or model", "cost_basis", required=True),
    Field("cashable", "key", "with a saving: whether money was freed", "cashable"),
    Field("measured_by", "key", "who worked it out", "measured_by"),
    NEEDED_SOURCE_IDS,
    Field("verified", "verified", "when and by what the figure was compared with its source"),
)


def reason(values: str) -> tuple[Field, ...]:
    """Return the fields of a factor or pitfall, whose keys stand in the vocabulary section `values`."""
    return (
        Field("key", "key", "which one", values, required=True),
        Field("stance", "key", "whether this case supports or contradicts it", "stances", required=True),
        Field("note", "text", "what in this case says so, in a sentence", required=True),
        Field("basis", "key", "who says so", "bases", required=True),
        SOURCE_IDS,
    )


SOURCE = (
    Field("id", "id", "a short name, used in footnotes", required=True),
    Field("title", "text", "the title of the page or document", required=True),
    Field("publisher", "text", "who published it", required=True),
    Field("year", "year", "when"),
    Field("url", "url", "where: the publisher's own address"),
    Field("archive_url", "url", "an archived copy, only if seen"),
    Field("kind", "key", "what kind of source", "source_kinds", required=True),
    Field("funded_by", "text", "who paid for it"),
    Field("interest", "key", "its interest in the matter", "interests"),
    Field("licence", "text", "under which licence it is published"),
    Field("read", "key", "how far it was read", "read", required=True),
    Field("read_on", "date", "when it was read", required=True),
)

CASE = (
    Field("title", "text", "what happened and where, in a line", required=True),
    Field(
        "summary",
        "text",
        "two sentences, at most 60 words: what, where, what happened, compared with what",
        required=True,
    ),
    Field("also_known_as", "text", "other names of the programme or body", many=True),
    Field("asks", "text", "questions, in everyday words, that this case helps to answer", many=True),
    Field("aliases", "slug", "earlier names of this file", many=True),
    Field("country", "country", "ISO 3166-1 code, one or a list", required=True, many=True),
    Field("region", "region", "ISO 3166-2 code", many=True),
    Field("place", "text", "the area in words", required=True),
    Field("kind", "key", "what kind of case", "kinds", required=True),
    Field("need", "key", "which problems it speaks to", "needs", required=True, many=True),
    Field("service", "key", "which services it concerns", "services", required=True, many=True),
    Field("ages", "ages", "ages in years, `11-17`"),
    Field("tested_on", "text", "who it was and was not tried on"),
    Field("started", "date", "when it began", required=True),
    Field("status", "key", "whether it still runs", "statuses", required=True),
    Field("status_checked", "date", "when that was looked up", required=True),
    Field("arrangement", "records", "who ran it, stretch by stretch, to the present", of=STAGE),
    Field(
        "terms",
        "record",
        "published terms of a tender or contract",
        of=(*(Field(name, "text", "as published") for name in TERM_NAMES), NEEDED_SOURCE_IDS),
    ),
    Field("result", "key", "what happened here", "results", required=True),
    Field("failure_reason", "key", "why it failed, where it did", "failure_reasons", many=True),
    Field("outcomes", "records", "what was measured", of=OUTCOME),
    Field("costs", "records", "what it cost", of=COST),
    Field("cost_note", "text", "`Cost not published: ...` and where we looked"),
    Field("factors", "records", "what made the difference", of=reason("factors")),
    Field("pitfalls", "records", "what went wrong or could have", of=reason("pitfalls")),
    Field(
        "to_run_it",
        "record",
        "what somebody needs to copy it",
        of=tuple(
            Field(name, "text", "in a sentence")
            for name in ("staff", "training", "referral", "first_result", "preconditions")
        ),
    ),
    Field(
        "setting",
        "record",
        "the authority at the start",
        of=(
            Field("authority_type", "key", "what kind of authority", "authority_types"),
            Field("population", "key", "its size", "population_bands"),
            Field("density", "key", "urban or rural", "densities"),
            Field("inspection", "key", "its grade at the start", "inspection_grades"),
            Field("care_rate", "text", "how many were in care per 10,000, with the year"),
            SOURCE_IDS,
        ),
    ),
    Field(
        "context",
        "record",
        "facts held nowhere else: a sentence, `not-reported` or `not-checked`",
        of=tuple(
            Field(name, "text", "a sentence, `not-reported` or `not-checked`")
            for name in (
                "participants",
                "place",
                "commissioner",
                "provider",
                "staff",
                "scale",
                "cost",
                "quality_assurance",
                "variation",
            )
        ),
    ),
    Field(
        "voice",
        "records",
        "what those served said",
        of=(Field("text", "text", "restated, not quoted", required=True), NEEDED_SOURCE_IDS),
    ),
    Field(
        "ratings",
        "records",
        "other registers' ratings",
        of=(
            Field("register", "text", "which register", required=True),
            Field("rating", "text", "its rating in its own words", required=True),
            Field("date", "date", "of the rating"),
            Field("why", "text", "why it differs from ours"),
            SOURCE_IDS,
        ),
    ),
    Field(
        "replications",
        "records",
        "the same approach elsewhere",
        of=(
            Field("where", "text", "the place", required=True),
            Field("country", "country", "ISO 3166-1 code"),
            Field("case", "slug", "its own case here"),
            Field("result", "key", "what happened there", "results", required=True),
            Field("note", "text", "in a sentence"),
            SOURCE_IDS,
        ),
    ),
    Field("related", "slug", "other cases to read beside it", many=True),
    Field(
        "disputes",
        "records",
        "corrections, replies, appeals",
        of=(
            Field("date", "date", "when", required=True),
            Field("who", "text", "who says so", required=True),
            Field("text", "text", "what they say, or what was later found", required=True),
            SOURCE_IDS,
        ),
    ),
    Field("sources", "records", "what was read", required=True, of=SOURCE),
    Field("review", "key", "how far the entry is", "reviews", required=True),
    Field("shelf", "key", "reviewed, or practice without review", "shelves", required=True),
    Field("checked", "date", "when the entry was last checked", required=True),
    Field("checked_by", "key", "a person or a program", "checked_by", required=True),
    Field("added", "date", "when it was first entered", required=True),
    Field(
        "changes",
        "records",
        "what changed",
        of=(
            Field("date", "date", "when", required=True),
            Field("what", "text", "what changed", required=True),
            Field("was", "key", "the earlier result, where it changed", "results"),
        ),
    ),
)

BY_NAME = {field.name: field for field in CASE}
