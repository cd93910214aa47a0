"""How old one must be to read a text with ease, by the Automated Readability Index."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<![.!?])[.!?]++(?=\s|$)")
FIRST_GRADE_AGE = 5


def reading_age(text: str) -> float:
    """Return the reading age of an English text in years; 0.0 for a text without words.

    Grade: 4.71 letters per word + 0.5 words per sentence - 21.43, Smith and Senter, Automated Readability Index,
    AMRL-TR-66-220 (1967); a US grade is read about five years after its number.
    """
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(SENTENCE_END.findall(text.strip())))
    letters = sum(sum(c.isalnum() for c in word) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / sentences - 21.43
    return grade + FIRST_GRADE_AGE
