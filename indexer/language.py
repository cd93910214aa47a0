"""Which language a text is in, by its share of each language's commonest words (Whoosh's lists)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from whoosh.lang.stopwords import stoplists

WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 3000
LEAST_WORDS = 40
LEAST_SHARE = 0.12
NAMES = {
    "da": "Danish", "nl": "Dutch", "en": "English", "fi": "Finnish", "fr": "French", "de": "German", "hu": "Hungarian",
    "it": "Italian", "no": "Norwegian", "pt": "Portuguese", "ru": "Russian", "es": "Spanish", "sv": "Swedish",
    "tr": "Turkish", "cy": "Welsh", "pl": "Polish", "ja": "Japanese", "zh": "Chinese", "he": "Hebrew", "el": "Greek",
    "nb": "Norwegian", "nn": "Norwegian", "cs": "Czech", "et": "Estonian", "lv": "Latvian", "ro": "Romanian",
}  # fmt: skip


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {code: frozenset(words) for code, words in stoplists.items()}


def language(text: str, declared: str | None = None) -> str | None:
    """Return the two-letter code of a text's language, or None where it is too short or like none that is known.

    declared: what the document says of itself, taken where the words do not tell.
    """
    words = [word.lower() for word in WORD.findall(text[: SAMPLE * 12])][:SAMPLE]
    told = (declared or "")[:2].lower() or None
    if len(words) < LEAST_WORDS:
        return told
    counts = Counter(words)
    shares = {code: sum(counts[word] for word in known) / len(words) for code, known in _lists().items()}
    best = max(shares, key=lambda code: shares[code])
    if shares[best] < LEAST_SHARE:
        return told if told != "en" else None
    return best


def name(code: str) -> str:
    """Return a language's name in English, or its code where the name is not known here."""
    return NAMES.get(code, code)
