"""Fairness and privacy: adverse statements, private persons, small counts, and where sources may live."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from indexer.head import Map
from indexer.problems import Problem
from indexer.reader import FOOTNOTE, Draft
from indexer.rules_shape import URL
from indexer.vocabulary import Vocabulary

SENTENCE_END = re.compile(r"[.!?](?:\[\^[^\]\s]{1,99}+\])*+\s++(?=[A-Z\"'“‘])")

MIRROR_HOSTS = (
    "vdocuments",
    "fdocuments",
    "vdocument.",
    "scribd.com",
    "docslib.org",
    "slideshare.net",
    "pdfslide",
    "studylib",
    "slidelegend",
    "docplayer",
    "dokumen.",
    "silo.tips",
    "yumpu.com",
    "coursehero.com",
    "pdfcoffee",
    "zoomlaw",
    "webcache.",
    "staging.",
    "dev.",
    "localhost",
    "translate.goog",
    "12ft.io",
    "readkong",
    "issuu.com",
    "globaltoday",
    "web.archive.org",
    "archive.ph",
    "archive.is",
)
MIRROR_FIX = "use the publisher's own address; archived copies go under archive_url"
ADVERSE = re.compile(
    r"\b(fraud\w*|misled|misleading|deceiv\w*|dishonest\w*|negligen\w*|unsafe|abus(?:ed|ive)|mistreat\w*|incompeten\w*|"
    r"overcharg\w*|corrupt\w*|unlawful\w*|illegal\w*|breach\w*|cover(?:ed)?[- ]up|inadequate|failing|failed|failures?|"
    r"mismanag\w*|criticis\w*|poor(?:ly)?|underbid\w*|neglected|falsif\w*|misconduct|harmed|serious concerns?)\b",
    re.IGNORECASE,
)
ATTRIBUTED = re.compile(
    r"\b(found|finds|said|says|ruled|held|judged|rated|graded|concluded|reported|according to|stated|told|noted|"
    r"described|recorded|ordered|declared|inspect\w*|audit\w*|inquiry|review\w*|court|tribunal|ofsted|report(?:s|'s)?|"
    r"committee|ombudsman|monitor\w*|regulator\w*|watchdog|parliament|legislat\w*|ministers?|commission\w*)\b",
    re.IGNORECASE,
)
# A name after a title; "Justice" also begins the names of bodies and things (Youth Justice Board).
TITLED_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Councillor|Cllr|Judge|Professor|Prof)\.?|Justice"
    r"(?! (?:Acts?|Agency|Board|Bureau|Cent(?:re|er)|Commission|Committee|Council|Courts?|Data|Department|Division|"
    r"Facility|Foundation|Fund|Initiative|Institute|Ministry|Office|Partnership|Polic|Programme?|Project|Reform|"
    r"Reinvestment|Restoration|Secretary|Services?|Statistics|System|Team|Trust)))"
    r" [A-Z][a-zà-ÿ]+"
)
NICKNAME = re.compile(r"\b(?:Baby|Child|Girl|Boy) (?:[A-Z]\b|[A-Z]{2}\b)(?!\.)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w./-])(?:\+\d{2}|0\d{2,4})[ \d()-]{7,12}\d(?![\w/-])")
BORN = re.compile(r"\b(?:born on|date of birth)\b", re.IGNORECASE)
CHILD_REVIEW = re.compile(r"serious-case-review-(?!s)|/scr-|/cspr-|safeguarding-practice-review-child", re.IGNORECASE)
SMALL_COUNT = re.compile(
    r"(?<![\d.,£$€%-])(?<!in )(?<!of )(?<!under )(?<!aged )\b([1-9]|one|two|three|four|five|six|seven|eight|nine) "
    r"(?:(?:young|looked-after|foster|older|younger) )?(children|people|girls?|boys?|teenagers?|babies|infants|"
    r"victims?|pupils|residents)\b(?!['’]|-| homes?| (?:and|or) | under| in (?:four|five|ten|three|two))",
    re.IGNORECASE,
)
FEW = (*"123456789", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FEW_OF = re.compile(
    r"\s(?<=[1-9eoxnrtEOXNRT].)\s*(?i:(?:(?:young|looked-after|foster|older|younger)\s+)?"
    r"(?:children|people|girls?|boys?|teenagers?|babies|infants|victims?|pupils|residents)\b)"
)

# Beside each pattern a quick look at the whole prose: where it sees nothing, the pattern can match nowhere.
Look = Callable[[str], object]
PERSONS: tuple[tuple[re.Pattern[str], Look], ...] = (
    (
        TITLED_NAME,
        re.compile(
            r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Councillor|Cllr|Judge|Justice|Professor|Prof)\.? [A-Z]"
        ).search,
    ),
    (NICKNAME, re.compile(r"(?:Baby|Child|Girl|Boy) [A-Z]").search),
)
DETAILS: tuple[tuple[re.Pattern[str], Look, str], ...] = (
    (EMAIL, lambda prose: "@" in prose, "an e-mail address"),
    (POSTCODE, re.compile(r" \d[A-Z][A-Z]").search, "a postcode"),
    (PHONE, re.compile(r"[+0]\d\d[ \d()-]{7}").search, "a telephone number"),
    (BORN, lambda prose: "born on" in (lower := prose.lower()) or "date of birth" in lower, "a date of birth"),
)
# Who runs a service under these is the public body itself; others are named in a list of providers.
PUBLIC = ("in-house", "partnership")
PROVIDERS = re.compile(r",| and |;|\(")
# Where a sentence may stand in the head: fields of the case, and fields of records, which cite what the record names.
SAID_OF_CASE = ("title", "summary", "tested_on")
SAID_IN_RECORDS = {
    "arrangement": ("why",),
    "factors": ("note",),
    "pitfalls": ("note",),
    "voice": ("text",),
    "replications": ("note",),
}


def is_private(text: str) -> bool:
    """Tell whether a text names a person or holds details that lead to one."""
    patterns = (*(pattern for pattern, _ in PERSONS), *(pattern for pattern, *_ in DETAILS))
    return any(pattern.search(text) for pattern in patterns)


def mirror(address: str) -> str | None:
    """Return the host of an address where it copies other people's documents or is not public, else None."""
    match = URL.match(address)
    host = match[1].lower().removeprefix("www.") if match else ""
    return host if any(host.startswith(mark) or f".{mark}" in f".{host}" for mark in MIRROR_HOSTS) else None


def mirrors(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """SRC-MIRROR: a source's address is its publisher's."""
    urls = [source.text("url") or "" for source in draft.head.maps("sources")]
    lower = "\n".join(urls).lower()
    if not any(mark in lower for mark in MIRROR_HOSTS):
        return
    for source, url in zip(draft.head.maps("sources"), urls, strict=True):
        host = mirror(url)
        if host:
            yield Problem(
                draft.path,
                source.lines["url"],
                "SRC-MIRROR",
                f"{host} copies other people's documents or is no public address",
                MIRROR_FIX,
            )


def private_persons(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PRIV01: no private person is named."""
    for pattern, look in PERSONS:
        for line, found in _each(draft, pattern, look):
            yield Problem(
                draft.path,
                line,
                "PRIV01",
                f"{found!r} looks like a person",
                "write the office or role instead: the trust's chair, a mother, a judge",
            )


def identifying_details(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PRIV02: no details that lead to a person."""
    for pattern, look, what in DETAILS:
        for line, found in _each(draft, pattern, look):
            yield Problem(draft.path, line, "PRIV02", f"{found.strip()!r} looks like {what}", "take it out")
    for source in draft.head.maps("sources"):
        if CHILD_REVIEW.search(source.text("url") or ""):
            yield Problem(
                draft.path,
                source.lines["url"],
                "PRIV02",
                "the address is an individual child's review",
                "cite the official finding on the service instead",
            )


def _each(draft: Draft, pattern: re.Pattern[str], look: Look) -> Iterator[tuple[int, str]]:
    """Yield (line, first match) of a pattern in every text of the prose."""
    if look(draft.whole):
        for text in draft.prose:
            match = pattern.search(text.value)
            if match:
                yield text.line, match.group()


def small_counts(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """PRIV03: a count of children under 10 needs a published source."""
    phrases = _few(draft.whole)
    for line, sentence, sources in _sentences(draft, phrases) if phrases else ():
        match = SMALL_COUNT.search(sentence) if not sources else None
        if match:
            yield Problem(
                draft.path,
                line,
                "PRIV03",
                f"{match.group()!r} is a small count without a published source",
                "cite the page that publishes it with [^id], or write `fewer than ten`",
            )


def _few(text: str) -> set[str]:
    """Return, found quickly, the phrases that could be what SMALL_COUNT looks for, without their line breaks."""
    phrases = set()
    for match in FEW_OF.finditer(text):
        before = text[max(0, match.start() - 5) : match.start()].lower()
        number = next(filter(before.endswith, FEW), "")
        if number:
            phrases.add(" ".join(text[match.start() - len(number) : match.end()].split()))
    return phrases


def adverse_statements(draft: Draft, vocabulary: Vocabulary) -> Iterator[Problem]:
    """ADV01: what is said against a named organisation is attributed and officially sourced."""
    names = _organisations(draft.head)
    if not names:
        return
    names = {name for name in names if all(word in draft.whole for word in name.split())}
    if not names:
        return
    kinds = {source.text("id"): source.text("kind") or "" for source in draft.head.maps("sources")}
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for line, sentence, sources in _sentences(draft, names):
        plain = FOOTNOTE.sub("", sentence)
        name = named.search(plain)
        adverse = ADVERSE.search(plain) if name else None
        if not adverse or not name:
            continue
        if not ATTRIBUTED.search(plain):
            yield Problem(
                draft.path,
                line,
                "ADV01",
                f"{adverse.group()!r} is said of {name.group()} without saying who found it",
                "attribute it: the audit found ..., Ofsted said ..., the court ruled ...",
            )
        cited = {kinds.get(source, "") for source in sources}
        if not any(
            vocabulary.extra("source_kinds", kind, "known") == "official" or kind == "government" for kind in cited
        ):
            yield Problem(
                draft.path,
                line,
                "ADV01",
                f"{adverse.group()!r} is said of {name.group()} without an official or court source",
                "cite a court, audit, inspection, inquiry, parliament or regulator, or leave it out",
            )


def _organisations(head: Map) -> set[str]:
    names = set()
    for stage in head.maps("arrangement"):
        if stage.text("delivery") in PUBLIC or not stage.text("delivery"):
            continue
        for part in PROVIDERS.split(stage.text("provider") or ""):
            name = part.strip(" )")
            if len(name.split()) >= 2 and sum(word[:1].isupper() for word in name.split()) >= 2:
                names.add(name)
    return names


def _sentences(draft: Draft, holding: Iterable[str]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield (line, sentence, ids of the sources it cites) of head and body; a head text cites what its record names.

    holding: only paragraphs of the body that hold one of these are cut into sentences.
    """
    every = tuple(source.text("id") or "" for source in draft.head.maps("sources"))
    for name in SAID_OF_CASE:
        text = draft.head.text(name)
        if text:
            yield from ((draft.line(name), part, every) for part in _parts(text))
    for name, fields in SAID_IN_RECORDS.items():
        for record in draft.head.maps(name):
            for field in fields:
                if record.text(field):
                    yield record.lines[field], record.text(field) or "", record.texts("source")
    for section in draft.sections:
        line = section.line + 1
        for paragraph in section.text.split("\n\n"):
            text = " ".join(paragraph.split())
            bare = FOOTNOTE.sub("", text) if "[^" in text else text
            if any(wanted in text or wanted in bare for wanted in holding):
                yield from ((line, part, cited) for part, cited in _split(text))
            line += paragraph.count("\n") + 2


def _parts(text: str) -> Iterator[str]:
    """Yield sentences without the footnotes between them."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield text[start : match.start() + 1]
        start = match.end()
    yield text[start:]


def _split(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        sentence = text[start : match.end()]
        yield sentence, _cited(sentence)
        start = match.end()
    if text[start:]:
        yield text[start:], _cited(text[start:])


def _cited(sentence: str) -> tuple[str, ...]:
    return tuple(FOOTNOTE.findall(sentence)) if "[^" in sentence else ()
