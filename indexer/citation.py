"""A case for reference managers and machines: plain citation, RIS, JSON-LD, Highwire tags, and where to complain."""

from __future__ import annotations

import json
from urllib.parse import quote

from markupsafe import Markup

from indexer.case import Case
from indexer.corpus import Corpus
from indexer.library import Library
from indexer.wording import day


def plain(case: Case, library: Library, url: str) -> str:
    """Return the citation as a sentence."""
    where = f" {url}" if url else f" case/{case.slug}."
    return f"{library.title} ({case.added[:4]}). {case.title}. Checked {day(case.checked)}.{where}"


def ris(case: Case, library: Library, url: str = "") -> str:
    """Return a RIS record of the case, its sources as notes.

    The author, a body, ends in a comma: without it reference managers take its last word for a family name.
    """
    lines = [
        ("TY", "RPRT"),
        ("TI", case.title),
        ("AU", f"{library.title},"),
        ("PB", library.title),
        ("PY", case.added[:4]),
        ("DA", case.added.replace("-", "/")),
        ("AB", case.summary),
        ("CY", case.place),
        ("LA", "en"),
        *(("KW", key.replace("-", " ")) for key in (*case.need, *case.service)),
        ("ID", case.slug),
        *([("UR", url)] if url else []),
        *(
            ("N1", f"Source: {s.title}. {s.publisher}. {s.year or 'no year'}. {s.url or ''}".strip())
            for s in case.sources
        ),
        ("ER", ""),
    ]
    return "".join(
        f"{tag}  - {' '.join(text.split())}".rstrip(" ") + (" " if tag == "ER" else "") + "\r\n" for tag, text in lines
    )


def highwire(case: Case, library: Library, url: str) -> tuple[tuple[str, str], ...]:
    """Return the citation_* tags by which a reference manager picks the page up."""
    return (
        ("citation_title", case.title),
        ("citation_author", f"{library.title},"),
        ("citation_publication_date", case.added.replace("-", "/")),
        ("citation_technical_report_institution", library.title),
        ("citation_language", "en"),
        ("citation_abstract", case.summary),
        *((("citation_public_url", url),) if url else ()),
    )


def json_ld(case: Case, corpus: Corpus, url: str) -> Markup:
    """Return schema.org data of the case, safe inside a script element of type application/ld+json."""
    library, words = corpus.library, corpus.vocabulary
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "identifier": case.slug,
        "headline": case.title,
        "abstract": case.summary,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "datePublished": case.added,
        "dateModified": max(case.checked, case.added, *(change.date for change in case.changes)),
        "author": {"@type": "Organization", "name": library.title},
        "spatialCoverage": {
            "@type": "Place",
            "name": case.place,
            "containedInPlace": [{"@type": "Country", "name": words.label("countries", key)} for key in case.country],
        },
        "temporalCoverage": f"{case.started}/..",
        "about": [words.label("needs", key) for key in case.need],
        "keywords": [words.label("services", key) for key in case.service],
        "citation": [_work(source.title, source.publisher, source.year, source.url) for source in case.sources],
        **({"url": url} if url else {}),
    }
    return script_safe(data)


def _work(title: str, publisher: str, year: int | None, url: str | None) -> dict[str, object]:
    work: dict[str, object] = {
        "@type": "CreativeWork",
        "name": title,
        "publisher": {"@type": "Organization", "name": publisher},
    }
    return work | ({"datePublished": str(year)} if year else {}) | ({"url": url} if url else {})


def script_safe(data: object, *, indent: int | None = None) -> Markup:
    """Return JSON that can stand in a script element or a script file: no `<`, `>` or `&`, no line separators."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704


def correction(library: Library, case: Case | None = None) -> str:
    """Return the address for corrections: mail or web, or nothing where the library names none."""
    address = library.corrections or ""
    if "@" in address and "://" not in address:
        subject = f"?subject={quote('Correction: ' + case.slug)}" if case else ""
        return f"mailto:{address.removeprefix('mailto:')}{subject}"
    return address if address.startswith(("https://", "http://")) else ""
