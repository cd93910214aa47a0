"""The arithmetic that everything shares: field weights, impacts and blocks of places. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Sequence

# Measured on the judged queries and three public collections; see DESIGN.md, "Ranking".
FIELD_WEIGHTS = {"title": 3, "summary": 3, "topic": 3, "place": 2, "organisation": 1, "body": 1}
# Scores are whole numbers: idf in IDF_UNITs, a concept's part times CONCEPT_WEIGHT, a word's times WORD_WEIGHT.
IDF_UNIT = 256
WORD_WEIGHT = 16
CONCEPT_WEIGHT = 24
# Two words that stand side by side in one of PAIR_FIELDS, as they do in the query, add PAIR_WEIGHT times their own.
PAIR_WEIGHT = 4
PAIR_FIELDS = ("title", "summary")
# What a case is filed under, where the concept asked for belongs there, adds TAG_WEIGHT times its own.
TAG_WEIGHT = 20
# The match rule: all of up to ALL_UP_TO words, where some document has them; else SHARE percent of the best score.
ALL_UP_TO = 2
SHARE = 20
# In a query of up to WHOLE_UP_TO words each word matters: a document keeps PART_SHARE percent of its score, and of
# the rest as much as it has of the words by idf.
WHOLE_UP_TO = 3
PART_SHARE = 50
# From LONG content words on, a quoted phrase is one more thing said, not a demand.
LONG = 10
RANKING = {
    "idf_unit": IDF_UNIT,
    "word_weight": WORD_WEIGHT,
    "concept_weight": CONCEPT_WEIGHT,
    "tag_weight": TAG_WEIGHT,
    "pair_weight": PAIR_WEIGHT,
    "all_up_to": ALL_UP_TO,
    "share": SHARE,
    "whole_up_to": WHOLE_UP_TO,
    "part_share": PART_SHARE,
    "long": LONG,
}
K1 = 1.5
B = 0.6
TOP_IMPACT = 255
# Places of a field lie in a block of their own: a phrase never crosses fields, and `title:word` is a range.
BLOCKS = {"title": 0, "summary": 20_000, "topic": 40_000, "place": 60_000, "organisation": 80_000, "body": 100_000}


def impact(weighted: float, length: int, average: float) -> int:
    """Return the quantised saturation part of BM25F, 1 to TOP_IMPACT.

    weighted: the term's count, fields weighted. length: the document's weighted length. average: the mean of it.
    Formula: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.5.
    """
    norm = K1 * (1 - B + B * (length / average if average else 1.0))
    return max(1, int(TOP_IMPACT * weighted / (weighted + norm) + 0.5))


def pair_impact(times: int) -> int:
    """Return the quantised saturation of a pair of words that stands side by side so many times."""
    return int(TOP_IMPACT * times / (times + 1) + 0.5)


def average_length(lengths: Sequence[int]) -> float:
    """Return the mean weighted length, 0.0 without documents."""
    return sum(lengths) / len(lengths) if lengths else 0.0


def in_block(place: int, field: str) -> bool:
    """Tell whether a place lies in a field's block."""
    after = [start for start in BLOCKS.values() if start > BLOCKS[field]]
    return BLOCKS[field] <= place and (not after or place < min(after))
