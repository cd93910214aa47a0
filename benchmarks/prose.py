"""English that nobody wrote: sentences from the library's own cases, mixed, with names and rare words invented.

A chain of words over the bodies of the cases gives ordinary words their true frequencies and company. Names and words
that the cases hold only once are replaced by invented ones, drawn so that the vocabulary grows with the number of
cases as it does in real text; no real organisation is named in what comes out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random

INVENTED = 120_000
LONGEST = 40
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
CORE = re.compile(r"[A-Za-zÀ-ÿ]+")
DIGITS = re.compile(r"(?!(?:19|20)\d\d\b)\d{3,}")  # years stay
NAME, RARE, END = "\1", "\2", "\3"
# What the rules of a case refuse wherever it stands: small counts of people, titled names, ways to reach a person.
REFUSED = re.compile(
    r"@|\b(?:Mrs?|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Councillor|Cllr|Judge|Justice|Prof(?:essor)?)\b"
    r"|\b(?:Baby|Child|Girl|Boy) [A-Z]|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\d[\d ()-]{7,}\d|\bborn on\b|date of birth"
    r"|\b(?:\d|one|two|three|four|five|six|seven|eight|nine)(?: [\w-]+)? (?:children|people|girls|boys|teenagers|babies"
    r"|infants|victims|pupils|residents)\b|<REQUIRED|\[\^",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Split a text into sentences, each on one line, without those that the rules of a case would refuse."""
    flat = " ".join(FOOTNOTE.sub("", text).split())
    return [part for part in SENTENCE_END.split(flat) if part and not REFUSED.search(part)]


class Spelling:
    """Makes words that look like those it has seen, letter by letter."""

    def __init__(self, words: Iterable[str]) -> None:
        self.after: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            padded = f"^^^{word}$"
            for at in range(len(padded) - 3):
                self.after[padded[at : at + 3]].append(padded[at + 3])

    def word(self, rng: Random) -> str:
        """Return an invented word of 4 to 14 letters."""
        while True:
            made = "^^^"
            while made[-1] != "$" and len(made) < 18:
                made += rng.choice(self.after[made[-3:]])
            if made[-1] == "$" and 4 <= len(made) - 4 <= 14:
                return made[3:-1]


class Invented:
    """An endless list of invented words; the first are drawn most, as in any language."""

    def __init__(self, seen: Iterable[str], seed: int) -> None:
        self.spelling = Spelling(seen)
        self.rng = Random(seed)
        self.words: list[str] = []

    def draw(self, rng: Random) -> str:
        """Return a word whose rank is spread evenly over the logarithm (Zipf's law)."""
        rank = int(INVENTED ** rng.random())
        while len(self.words) <= rank:
            self.words.append(self.spelling.word(self.rng))
        return self.words[rank]


class Prose:
    """Sentences from a chain of words over texts.

    texts: English to take words from. seed: the invented words depend on it.
    """

    def __init__(self, texts: Iterable[str], seed: int = 0) -> None:
        split = [sentence.split() for text in texts for sentence in sentences(text)]
        counts = Counter(core for words in split for word in words for core in CORE.findall(word))
        self.names = Invented(sorted(core for core in counts if core[0].isupper()), seed)
        self.rare = Invented(sorted(core for core in counts if core.islower()), seed + 1)
        self.after: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for words in split:
            marked = [self._marked(word, first=at == 0, counts=counts) for at, word in enumerate(words)]
            for before, word, then in zip([END, *marked], marked, [*marked[1:], END], strict=False):
                self.after[before, word].append(then)
            self.after[END, END].append(marked[0])

    @staticmethod
    def _marked(word: str, *, first: bool, counts: Counter[str]) -> str:
        core = CORE.search(word)
        if not core or "’" in word or "'" in word:
            return word
        if core[0][0].isupper() and not first:
            return word.replace(core[0], NAME, 1)
        return word.replace(core[0], RARE, 1) if counts[core[0]] == 1 and core[0].islower() else word

    def sentence(self, rng: Random) -> str:
        """Return a sentence of at most 40 words that the rules of a case let pass."""
        while True:
            made: list[str] = []
            before, word = END, rng.choice(self.after[END, END])
            while word != END and len(made) < LONGEST:
                made.append(self._filled(word, rng))
                before, word = word, rng.choice(self.after[before, word])
            text = " ".join(made)
            if len(made) > 3 and not REFUSED.search(text):
                return text if text[-1] in ".!?" else text.rstrip(",;:") + "."

    def _filled(self, word: str, rng: Random) -> str:
        if NAME in word:
            return word.replace(NAME, self.name(rng))
        if RARE in word:
            return word.replace(RARE, self.rare.draw(rng))
        return DIGITS.sub(lambda match: str(rng.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0]))), word)

    def name(self, rng: Random) -> str:
        """Return an invented name."""
        drawn = self.names.draw(rng)
        return drawn[0].upper() + drawn[1:].lower()
