"""The arithmetic that everything shares: field weights, impacts and blocks of places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.shards import BLOCK_BITS, QUESTION_BITS

# Measured on the judged queries and three public collections; see DESIGN.md, "Ranking".
FIELD_WEIGHTS = {"title": 3, "summary": 3, "asks": 1, "topic": 3, "place": 2, "organisation": 1, "body": 1}
# Scores are whole numbers: idf in IDF_UNITs, a concept's part times CONCEPT_WEIGHT, a word's times WORD_WEIGHT.
IDF_UNIT = 256
WORD_WEIGHT = 16
CONCEPT_WEIGHT = 24
# Two words that stand side by side in one of PAIR_FIELDS, as they do in the query, add PAIR_WEIGHT times their own.
PAIR_WEIGHT = 4
PAIR_FIELDS = ("title", "summary")
# Two words of the query in one of a case's everyday questions add ASKED_WEIGHT times their own; only the ASKED_UP_TO
# rarest words of a query are paired.
ASKED_WEIGHT = 5
ASKED_UP_TO = 8
# What a case is filed under, where the concept asked for belongs there, adds TAG_WEIGHT times its own; what stands
# first in the case counts for more.
TAG_WEIGHT = 20
FIRST_TAG = 204
OTHER_TAG = 170
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
    "first_tag": FIRST_TAG,
    "other_tag": OTHER_TAG,
    "pair_weight": PAIR_WEIGHT,
    "asked_weight": ASKED_WEIGHT,
    "asked_up_to": ASKED_UP_TO,
    "all_up_to": ALL_UP_TO,
    "share": SHARE,
    "whole_up_to": WHOLE_UP_TO,
    "part_share": PART_SHARE,
    "long": LONG,
}
K1 = 1.5
B = 0.6
TOP_IMPACT = 255
# Places of a field lie in a block of their own: a phrase never crosses fields, and `title:word` is a range. The last
# block has no end; what is longer than another is searched by its words but has no places beyond.
BLOCKS = {name: n << BLOCK_BITS for n, name in enumerate(FIELD_WEIGHTS)}
BLOCK_WEIGHTS = tuple(FIELD_WEIGHTS.values())
LAST_BLOCK = len(BLOCKS) - 1
LAST_PLACES = {name: start + (1 << BLOCK_BITS) - 1 for name, start in BLOCKS.items()} | {"body": 1 << 26}
PAIR_PLACES = len(PAIR_FIELDS) << BLOCK_BITS
# Each of the everyday questions has so many places of its block, so that a place tells which question it is in.
QUESTION_PLACES = 1 << (BLOCK_BITS - QUESTION_BITS)


def impacts(lengths: Sequence[int], average: float) -> Callable[[Sequence[int], Sequence[int]], bytes]:
    """Return the function from (documents, weighted counts) to their impacts, one byte each.

    An impact is the quantised saturation part of BM25F, 1 to TOP_IMPACT.
    lengths: the documents' weighted lengths. average: the mean of them.
    Formula: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), section 3.5.
    """
    norms = [K1 * (1 - B + B * (length / average if average else 1.0)) for length in lengths]
    once = [_impact(1, norm) for norm in norms]  # most words stand once

    def of(documents: Sequence[int], weighted: Sequence[int]) -> bytes:
        return bytes(
            [
                once[document] if count == 1 else _impact(count, norms[document])
                for document, count in zip(documents, weighted, strict=True)
            ]
        )

    return of


def _impact(count: int, norm: float) -> int:
    return max(1, int(TOP_IMPACT * count / (count + norm) + 0.5))


def pair_impact(times: int) -> int:
    """Return the quantised saturation of a pair of words that stands side by side so many times."""
    return int(TOP_IMPACT * times / (times + 1) + 0.5)


def average_length(lengths: Sequence[int]) -> float:
    """Return the mean weighted length, 0.0 without documents."""
    return sum(lengths) / len(lengths) if lengths else 0.0


def in_block(place: int, field: str) -> bool:
    """Tell whether a place lies in a field's block."""
    return BLOCKS[field] <= place <= LAST_PLACES[field]


def question_of(place: int) -> int:
    """Return the number of the everyday question that a place in its block lies in."""
    return (place - BLOCKS["asks"]) // QUESTION_PLACES
