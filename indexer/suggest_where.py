"""Where a source plays and who published it: countries and regions by their names, areas by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from indexer.document import ORGANISATION, Document
from indexer.passages import sentences
from indexer.vocabulary import Vocabulary
from indexer.votes import Suggestion, Votes
from indexer.wording import MONTHS

MOST = 3
TOP_DOMAINS = {"uk": "GB", "scot": "GB", "wales": "GB", "cymru": "GB", "gov": "US", "edu": "US"}
AREA = re.compile(
    r"\b(?:(?:London Borough|Royal Borough|City|County|State|Province|Canton|Municipality) of "
    r"(?P<of>[A-Z][\w’'-]+(?: (?:and |upon |on |& )?[A-Z][\w’'-]+){0,2})"
    r"|(?P<name>[A-Z][\w’'-]+(?:(?: and| &| upon| on|,)? [A-Z][\w’'-]+){0,3}?) "
    r"(?:(?:City|County|Borough|District|Metropolitan|Unitary|Regional|Shire) ){0,2}"
    r"(?:Council|Borough|County|Municipality|Children['’]s Services|Children['’]s Trust|Kommune)\b)"
)
IN = re.compile(rf"\b(?:in|across) (?!(?:{'|'.join(MONTHS)})\b)([A-Z][a-z][\w’-]+(?: [A-Z][a-z][\w’-]+)?)")
NOT_PLACES = re.compile(
    r"(?i)\b(?:the|this|our|their|your|each|every|local|city|county|district|borough|other|cabinet|community|parish|"
    r"research|medical|british|national|health|privy|security|economic|arts|tribal|youth|town|european|all|both|when|"
    r"after|in|for|scrutiny|adult)\b"
)


def countries(documents: Sequence[Document], texts: Sequence[str], vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the countries that addresses, names of countries and regions, and pounds speak for."""
    votes = Votes()
    for document in documents:
        last = (urlsplit(document.address or "").hostname or "").rsplit(".", 1)[-1]
        code = TOP_DOMAINS.get(last, last.upper())
        if code in vocabulary.keys("countries"):
            votes.add(code, document.address or "", 3)
    for section in ("countries", "regions"):
        for key, sentence in _mentions(vocabulary, section, texts):
            votes.add(key[:2], sentence)
    for sentence in _sentences(texts):
        if "£" in sentence:
            votes.add("GB", sentence, 0.5)
    return votes.top(MOST)


def regions(texts: Sequence[str], country: str | None, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """Return the region of a country that is named most."""
    votes = Votes()
    for key, sentence in _mentions(vocabulary, "regions", texts):
        if key[:2] == country:
            votes.add(key, sentence)
    return votes.top(1)


def places(texts: Sequence[str], known: Iterable[str]) -> tuple[Suggestion, ...]:
    """Return areas: names before `Council` and its like, and `known` areas of earlier cases."""
    votes = Votes()
    names = sorted(
        {name for place in known if 2 < len(name := place.split(",")[0].strip()) <= 40}, key=len, reverse=True
    )
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None
    for sentence in _sentences(texts):
        for match in AREA.finditer(sentence):
            area = _area(match)
            if area:
                votes.add(area, sentence, 2)
        for match in IN.finditer(sentence):
            if not NOT_PLACES.search(match[1]):
                votes.add(match[1], sentence, 0.4)
        for found in pattern.finditer(sentence) if pattern else ():
            votes.add(found.group(), sentence)
    return votes.top(MOST)


def publisher(document: Document) -> Suggestion | None:
    """Return who may have published a document that does not say so: a public body named near its top."""
    for block in document.blocks[:12]:
        for sentence in sentences(block.text):
            match = AREA.search(sentence)
            if match and _area(match) and ORGANISATION.search(match.group()):
                return Suggestion(match.group(), sentence)
    return None


def _area(match: re.Match[str]) -> str | None:
    name = (match["of"] or match["name"]).strip()
    return None if NOT_PLACES.search(name) else name


def _mentions(vocabulary: Vocabulary, section: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    names: dict[str, str] = {}
    for key in vocabulary.keys(section):
        label = vocabulary.label(section, key).split(" (")[0]
        for name in (label, *vocabulary.also(section, key)):
            names.setdefault(name, key)
    if not names:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})\b")
    for sentence in _sentences(texts):
        for match in pattern.finditer(sentence):
            yield names[match.group()], sentence


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from sentences(text)
