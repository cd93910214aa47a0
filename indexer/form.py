"""What the form on the site goes by: fields, values, lengths, patterns and conditions of `check`, as one data script.

Nothing here is a rule of its own; static/form-*.js hold none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer import citation, conditions, reader, rules, rules_fairness, rules_shape
from indexer.case import HEADINGS
from indexer.codes import CODES
from indexer.corpus import Corpus
from indexer.fields import CASE, Field
from indexer.rules_fairness import SAID_IN_RECORDS, SAID_OF_CASE
from indexer.site_views import FileText

# The order in which the form asks, which is not the order of the file. Open: shown before anybody asks for it.
GROUPS: tuple[tuple[str, str, bool, tuple[str, ...]], ...] = (
    (
        "What and where",
        "",
        True,
        (
            "title",
            "summary",
            "country",
            "region",
            "place",
            "kind",
            "need",
            "service",
            "started",
            "status",
            "status_checked",
        ),
    ),
    ("Sources", "Everything else leans on these, so begin with them.", True, ("sources",)),
    ("What happened", "“We do not know” is an honest result.", True, ("result", "failure_reason", "outcomes")),
    ("What it cost", "Either costs, or a note that says where you looked.", True, ("costs", "cost_note")),
    ("Who ran it", "One entry for each stretch of time, to the present.", True, ("arrangement", "terms")),
    ("What made the difference, and what to avoid", "", False, ("factors", "pitfalls", "voice")),
    ("Would it work elsewhere?", "", False, ("ages", "tested_on", "to_run_it", "setting", "context")),
    (
        "Names and neighbours",
        "",
        False,
        ("also_known_as", "asks", "aliases", "related", "replications", "ratings", "disputes"),
    ),
    ("This entry", "", True, ("review", "shelf", "checked", "checked_by", "added", "changes")),
)
LABELS = {
    "n": "Number who took part",
    "url": "Web address",
    "archive_url": "Address of an archived copy",
    "read": "How far you read it",
    "read_on": "Read on",
    "id": "Short name",
    "was": "Result before",
    "what": "What",
    "per": "Per",
    "why": "Why",
    "who": "Who says so",
    "text": "In your own words",
    "key": "Which",
    "reviews": "Design of the studies reviewed",
    "need": "Problems",
    "service": "Services",
    "factors": "What made the difference",
    "pitfalls": "What went wrong or could have",
    "asks": "Questions it helps to answer",
    "voice": "What children and families said",
    "to_run_it": "What you would need to run it",
    "source": "Sources behind it",
    "price_quality": "Price and quality",
    "added": "Entered on",
    "checked": "Checked on",
    "verified": "Compared with its source",
}
LONG = ("summary", "tested_on", "cost_note", "why", "note", "text", "includes", "means", "what")
LONG_RECORDS = ("terms", "to_run_it", "context")
MEANS = {"country": "In which country or countries", "region": "In which part of it, where that matters"}
HINTS = {
    "in-brief": "What was tried, what happened, how we know. Three or four sentences.",
    "problem": "What was wrong, for whom, and how it was known.",
    "done": "What was done, so that somebody could do it too.",
    "bought": "Who paid whom for what, under which contract, and who watched.",
    "happened": "The figures, each with its source and with what it is compared.",
    "cost": "What it cost and saved, or where you looked in vain.",
    "difference": "What those say who have looked into it.",
    "avoid": "What went wrong, or could have.",
    "here": "What somebody elsewhere should ask first.",
}
# Sections of the vocabulary that only their keys matter for, or that a form does not offer.
NOT_OFFERED = ("context_states",)
PATTERNS = {
    "slug": rules.SLUG,
    "date": rules_shape.DATE,
    "year": rules_shape.YEAR,
    "ages": rules_shape.AGES,
    "region": rules_shape.REGION,
    "amount": rules_shape.AMOUNT,
    "currency": rules_shape.CURRENCY,
    "url": rules_shape.URL,
    "id": rules_shape.ID,
    "footnote": reader.FOOTNOTE,
    "sentence_end": rules_fairness.SENTENCE_END,
    "providers": rules_fairness.PROVIDERS,
    "adverse": rules_fairness.ADVERSE,
    "attributed": rules_fairness.ATTRIBUTED,
    "child_review": rules_fairness.CHILD_REVIEW,
    "small_count": rules_fairness.SMALL_COUNT,
}


def form_script(corpus: Corpus) -> FileText:
    """Return the script that gives the form its data."""
    return FileText((f'whatworks.register("form", {citation.script_safe(form_data(corpus))});\n',))


def form_data(corpus: Corpus) -> dict[str, object]:
    """Return all that the form knows of a library, as plain data."""
    words, library = corpus.vocabulary, corpus.library
    return {
        "library": library.id,
        "fields": [_field(field) for field in CASE],
        "groups": [
            {"title": title, "hint": hint, "open": shown, "fields": fields} for title, hint, shown, fields in GROUPS
        ],
        "headings": [[key, heading, HINTS[key]] for key, heading in HEADINGS.items()],
        "values": {
            section: [[key, words.label(section, key), words.means(section, key)] for key in words.keys(section)]
            for section in words.sections
            if section not in NOT_OFFERED
        },
        "names": {key: words.also("countries", key) for key in words.keys("countries")},
        "properties": dict(_properties(corpus)),
        "limits": {
            "slug": rules.MAX_SLUG,
            "summary": rules.MAX_SUMMARY,
            "body": rules.MIN_BODY,
            "earliest": rules_shape.EARLIEST,
            "latest": rules_shape.LATEST,
        },
        "slot": rules_shape.SLOT,
        "device_names": sorted(rules.DEVICE_NAMES),
        "patterns": {name: for_browser(pattern) for name, pattern in PATTERNS.items()},
        "persons": [for_browser(pattern) for pattern, _ in rules_fairness.PERSONS],
        "details": [[for_browser(pattern), what] for pattern, _, what in rules_fairness.DETAILS],
        "mirrors": rules_fairness.MIRROR_HOSTS,
        "public": rules_fairness.PUBLIC,
        "said_of_case": SAID_OF_CASE,
        "said_in_records": SAID_IN_RECORDS,
        "conditions": [
            {"code": item.code, "each": item.each, "wrong": item.wrong, "at": item.at} for item in conditions.CONDITIONS
        ],
        "codes": {code.code: {"do": code.do, "why": code.why} for code in CODES if code.form},
        "taken": sorted(name for case in corpus.cases if not case.private for name in (case.slug, *case.aliases)),
        "new_page": new_page(library.repository, library.branch),
    }


def new_page(repository: str | None, branch: str) -> list[str]:
    """Return the address of a repository's page for new files in two parts, around the name and before the text.

    repository: its web address. Empty where the library names none, or none that can be opened in a browser.
    """
    if not repository or not repository.startswith("https://"):
        return []
    base = repository.rstrip("/").removesuffix(".git")
    if "gitlab" in base.split("/")[2]:
        return [f"{base}/-/new/{branch}/corpus/cases?file_name=", "&file="]
    return [f"{base}/new/{branch}/corpus/cases?filename=", "&value="]


def _field(field: Field, inside: str = "") -> dict[str, object]:
    plain = MEANS.get(field.name, field.means).replace("`", "")
    made: dict[str, object] = {
        "name": field.name,
        "label": LABELS.get(field.name, field.name.replace("_", " ").capitalize()),
        "kind": field.kind,
        "means": plain[:1].upper() + plain[1:],
    }
    given = {
        "values": field.values,
        "required": field.required,
        "many": field.many,
        "of": [_field(part, field.name) for part in field.of],
        "long": field.kind == "text" and not field.many and (field.name in LONG or inside in LONG_RECORDS),
    }
    return made | {name: value for name, value in given.items() if value}


def _properties(corpus: Corpus) -> Iterator[tuple[str, dict[str, dict[str, object]]]]:
    """Yield what conditions ask of keys: section -> key -> property -> value."""
    words = corpus.vocabulary
    for section, name in (("designs", "official"), ("source_kinds", "known")):
        found = {key: words.extra(section, key, name) for key in words.keys(section)}
        yield section, {key: {name: value} for key, value in found.items() if value}


# -- patterns -------------------------------------------------------------------------------------------------------

WORD = r"\p{L}\p{N}_"
ESCAPES = {
    "w": f"[{WORD}]",
    "d": r"\p{Nd}",
    "b": f"(?:(?<![{WORD}])(?=[{WORD}])|(?<=[{WORD}])(?![{WORD}]))",
    "Z": "$",
}
SIGNS = re.compile(r"\\(.)|(\[\^?)|(\])|([*+?}])\+|\(\?>", re.DOTALL)
KEPT = frozenset("sSnrt.*+?()[]{}|^$\\/")


def for_browser(pattern: re.Pattern[str]) -> list[str]:
    """Return a pattern as source and flags for JavaScript's `u` mode, where words are of all scripts as in Python.

    Raises ValueError on an escape that has no counterpart.
    """
    inside = False

    def turned(match: re.Match[str]) -> str:
        nonlocal inside
        letter, opens, closes, quantifier = match.groups()
        if opens:
            opened, inside = not inside, True
            return str(opens) if opened else "\\["
        if closes:
            inside = False
            return "]"
        if letter is None:
            return str(quantifier) if quantifier else "(?:"
        if inside and letter == "w":
            return WORD
        if letter == "-" and inside:
            return "\\-"
        if letter in ESCAPES:
            return ESCAPES[letter]
        if letter in KEPT:
            return f"\\{letter}"
        if letter.isalnum():
            raise ValueError(f"\\{letter} has no counterpart in a browser: {pattern.pattern}")
        return str(letter)

    return [SIGNS.sub(turned, pattern.pattern), "iu" if pattern.flags & re.IGNORECASE else "u"]
