"""How text becomes words, for documents and queries alike. The spec is analysis.json; the browser follows the same.

NFC; runs of letters and digits, apostrophes inside a word dropped, hyphens split; lower case; marks stripped and
letters folded; British spellings unified with American; Snowball English.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import Stemmer

from indexer.record import Record

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MAX_WORD = 64


class Word(NamedTuple):
    """A word as it is looked up: its stem, its surface form, whether it is a stop word, and its unified spelling."""

    stem: str
    surface: str
    stop: bool
    form: str


class Token(NamedTuple):
    """A word of a text: its stem, its surface form, its place (code points), and whether it is a stop word."""

    stem: str
    surface: str
    start: int
    end: int
    stop: bool


class Spec(Record):
    """The parts of analysis.json, ready for use; `text` is the file as it stands."""

    fold: dict[str, str]
    spelling: dict[str, str]
    stems: dict[str, str]
    ise: re.Pattern[str]
    our: re.Pattern[str]
    stop: frozenset[str]
    text: str


@cache
def spec() -> Spec:
    """Return the analysis spec."""
    text = (Path(__file__).parent / "analysis.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Spec(
        fold=data["fold"],
        spelling=data["spelling"],
        stems=data["stems"],
        ise=re.compile(data["ise"]),
        our=re.compile(data["our"]),
        stop=frozenset(data["stop"]) | frozenset(data["question"]),
        text=text,
    )


def normal(text: str) -> str:
    """Return text in the form in which offsets are counted and words are cut: NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def surface(word: str) -> str:
    """Return a word's surface form: no apostrophes, lower case, marks stripped, letters folded."""
    word = word.replace("'", "").replace("’", "").lower()[:MAX_WORD]
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    folded = "".join(spec().fold.get(c, c) for c in bare)
    return unicodedata.normalize("NFC", folded)


@cache
def stemmer() -> Stemmer.Stemmer:
    """Return the Snowball stemmer."""
    return Stemmer.Stemmer("english", 0)


@cache
def stop_stems() -> frozenset[str]:
    """Return the stems of stop words: no query pairs them with other words, except in phrases."""
    return frozenset(stem(word) for word in spec().stop)


def unified(word: str) -> str:
    """Return a surface form with its spelling unified: -isation with -ization, -our with -or, and single words."""
    rules = spec()
    word = rules.spelling.get(word, word)
    word = rules.our.sub(r"\1or\2", word) if "our" in word else word
    return rules.ise.sub(r"\1iz\2", word) if "is" in word else word


def stem(word: str) -> str:
    """Return the stem of a surface form, spelling unified first; words beyond a-z stay as they are."""
    return _stemmed(unified(word))


def _stemmed(word: str) -> str:
    if word in spec().stems:
        return spec().stems[word]
    if not word.isascii() or not word.isalpha():
        return word
    stemmed: str = stemmer().stemWord(word)
    return stemmed


@cache
def word(raw: str) -> Word:
    """Return a raw word as it is looked up. Cached: a corpus repeats its words."""
    plain = surface(raw)
    form = unified(plain)
    return Word(_stemmed(form), plain, plain in spec().stop, form)


def words(text: str) -> list[Word]:
    """Return the words of a text that is already `normal`, stop words included."""
    return list(map(word, WORD.findall(text)))


def tokens(text: str) -> list[Token]:
    """Return the words of a text that is already `normal` with their places, stop words included."""
    found = []
    for match in WORD.finditer(text):
        stemmed, plain, is_stop, _ = word(match.group())
        found.append(Token(stemmed, plain, match.start(), match.end(), is_stop))
    return found
