"""The codes of problems and what each demands: for the documentation, and never used twice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """What a problem code stands for, for the documentation."""

    code: str
    says: str


CODES = tuple(
    Code(code, says)
    for code, says in {
        "C001": "a file is UTF-8 text",
        "C002": "a file begins with a head",
        "C003": "the head is readable YAML without aliases, and no field stands twice",
        "C006": "a file has at most 1,000,000 bytes",
        "C007": "a file name is a slug: a-z, 0-9 and hyphens, at most 60 characters, no Windows device name",
        "C008": "a file can be read",
        "C101": "required fields are there",
        "C102": "there are no unknown fields",
        "C103": "a value is one of the allowed keys",
        "C104": "a field has the shape it should have: text, list or fields",
        "C105": "dates are YYYY, YYYY-MM or YYYY-MM-DD, and exist",
        "C106": "countries are ISO 3166-1 codes",
        "C107": "regions are ISO 3166-2 codes of one of the countries",
        "C108": "ages are `from-to` in years",
        "C109": "a summary has at most 60 words",
        "C110": "no slot of the template is left unfilled (a hint while the entry is a draft)",
        "C111": "amounts are plain numbers, currencies ISO 4217 codes",
        "C112": "addresses begin with https:// or http:// and name a host",
        "C113": "no field is empty",
        "C114": "an end is not before its start",
        "C201": "the body has the nine headings, in order, each once",
        "C202": "a footnote names a source of the case",
        "C203": "every source is used (hint)",
        "C204": "a body has 350 words or more (hint)",
        "C301": "a result rests on an outcome with a comparison or on a cited official finding",
        "C302": "a source id names a source of the case",
        "C303": "source ids are unique",
        "C304": "there are costs, or a note beginning with `Cost not published`",
        "C305": "what a program checked is not shown as checked by a person",
        "C306": "a failure reason goes with a result or an arrangement that failed",
        "C307": "`reviews` goes with the design systematic-review, and only with it",
        "C308": "an arrangement's stretches follow one another in time",
        "C309": "a case that still runs has not ended its last stretch",
        "C310": "`cashable` goes with a saving, and only with it",
        "C311": "a stated reason with `basis: source` names the source",
        "C401": "slugs and earlier names are unique, also without regard to case",
        "C402": "a case named elsewhere exists",
        "C501": "a library is not below the floors of its settings",
        "ADV01": "an adverse statement on a named organisation is attributed and rests on an official or court source",
        "PRIV01": "no private person is named",
        "PRIV02": "no identifying details: addresses, telephone numbers, e-mail, links to an individual child's review",
        "PRIV03": "no count of people under 10 without a published source",
        "SRC-MIRROR": "sources are publishers' addresses, not document scrapers, mirrors or staging sites",
    }.items()
)
