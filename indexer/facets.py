"""The facets by which cases are filtered and counted, in the order shown."""

FACETS = (
    "country",
    "region",
    "at",
    "need",
    "service",
    "kind",
    "delivery",
    "contract",
    "ended-how",
    "result",
    "comparison",
    "known",
    "factor",
    "pitfall",
    "cost",
    "setting",
)
