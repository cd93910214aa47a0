"""What can be mended without asking: values that mean one thing and are written in another way.

Only the faulty characters change; comments, order and line ends stay. A mend stands only if it takes a problem away
and brings no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer import reader, rules, vocabulary, whole_file
from indexer.case import HEADINGS
from indexer.fields import CASE, Field
from indexer.head import Map, Node, Seq, Text
from indexer.reader import Draft
from indexer.reading import shown
from indexer.rules_shape import WRONG
from indexer.vocabulary import Vocabulary

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?,? (\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
AGE_RANGE = re.compile(r"(\d{1,2})\s*(?:to|-|–|—)\s*(\d{1,2})(?:\s*years?)?")
SIGNED = re.compile(r"(?P<sign>[£€]|(?:US|A|C|NZ)?\$)?\s*(?P<number>\d{1,3}(?:[, \u00a0]\d{3})+|\d+)(?P<rest>\.\d+)?")
SIGNS = {"£": "GBP", "€": "EUR", "US$": "USD", "A$": "AUD", "C$": "CAD", "NZ$": "NZD"}
UNQUOTED = re.compile(r"(?P<key>\s*(?:- )?[A-Za-z_]+: +)(?P<value>[A-Za-z0-9(].*: .*)")
LINE = re.compile(r"(\r\n|\r|\n)")
MOST = 200  # lines that are quoted in one file
LONGEST = 200  # letters of a value that is looked at: patterns of people's ways of writing are not made for more


@dataclass(frozen=True)
class Mend:
    """One change: on which line, for which code, from what to what."""

    line: int
    code: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.line}: {self.code} {self.was.strip()!r} is now {self.now.strip()!r}"


@dataclass(frozen=True)
class _Edit:
    line: int
    start: int
    end: int
    new: str
    code: str


def mend_file(path: Path, words: Vocabulary) -> list[Mend]:
    """Mend a case file in place and return what was changed; a file that is not UTF-8 text is left alone.

    The file is replaced at once, and not at all where somebody changed it meanwhile. Raises OSError.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return []
    mended, mends = mend(text, path.stem, path.name, words)
    done = not mends or whole_file.write(path, mended.encode("utf-8"), instead_of=data)
    return mends if done else []


def mend_files(paths: Iterable[Path], root: Path) -> Iterator[str]:
    """Mend case files of a library one by one, and say each change in a line; only for who holds the corpus's lock.

    Raises CorpusInvalid, OSError.
    """
    for part in ("cases", "local"):
        whole_file.sweep(root / "corpus" / part)
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    for path in paths:
        if path.is_file():
            yield from (f"{shown(path, root)}:{mend}" for mend in mend_file(path, words))


def mend(text: str, slug: str, name: str, words: Vocabulary) -> tuple[str, list[Mend]]:
    """Return a case's text with all mended that can be, and the changes. name: ends in .md or .html."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = LINE.split(text.removeprefix("\ufeff"))
    mends: list[Mend] = []
    for find in (_unquoted, _wrong_headings, _wrong_names, _empty_fields, _wrong_values):
        for edit in _from_the_end(find(lines, slug, name, words)):
            mends += _tried(lines, edit, slug, name, words)
    return mark + "".join(lines), sorted(mends, key=lambda mend: mend.line)


def value_mended(text: str, field: Field, words: Vocabulary, record: Map | None = None) -> str | None:
    """Return a value as the field wants it, or None where it is right, or could mean more than one thing."""
    if field.kind not in MENDED or len(text) > LONGEST or WRONG[field.kind](text, field, words, set()) is None:
        return None
    better = MENDED[field.kind](text.strip(), field, words, record or Map({}, 0))
    if better is None or (field.kind != "region" and WRONG[field.kind](better, field, words, set())):
        return None
    return better


# -- what may be mended ---------------------------------------------------------------------------------------------


def _drafted(lines: list[str], slug: str, name: str) -> Draft | None:
    return reader.read_text("".join(lines), slug, name)[0]


def _unquoted(lines: list[str], slug: str, name: str, words: Vocabulary) -> Iterator[_Edit]:
    """A text that holds a colon and a space needs quotation marks; each one hides the next from the reader."""
    tried = list(lines)
    for _ in range(MOST):
        draft, problems = reader.read_text("".join(tried), slug, name)
        if draft is not None or not problems or problems[0].code != "C003":
            return
        line = problems[0].line
        written = tried[2 * (line - 1)] if 2 * (line - 1) < len(tried) else ""
        match = None if "#" in written or '"' in written else UNQUOTED.fullmatch(written)
        if not match:
            return
        value = match["value"].rstrip().replace("\\", "\\\\")
        edit = _Edit(line, match.start("value"), match.end("value"), f'"{value}"', "C003")
        _apply(tried, edit)
        yield edit


def _wrong_headings(lines: list[str], slug: str, name: str, words: Vocabulary) -> Iterator[_Edit]:
    draft = _drafted(lines, slug, name)
    if draft is None or name.endswith(".html"):
        return
    there = {heading.lower() for heading, _ in draft.headings}
    plain = {_letters(heading): heading for heading in HEADINGS.values() if heading.lower() not in there}
    begin = next((n for n, line in enumerate(lines[2::2], 2) if line.rstrip() == "---"), len(lines))
    for number, line in enumerate(lines[::2], 1):
        match = re.fullmatch(r"#{1,4}[ \t]*(.+?)[ \t]*#*", line) if number > begin else None
        heading = plain.get(_letters(match[1])) if match else None
        if heading:
            yield _Edit(number, 0, len(line), f"## {heading}", "C201")


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _wrong_names(lines: list[str], slug: str, name: str, words: Vocabulary) -> Iterator[_Edit]:
    draft = _drafted(lines, slug, name)
    for record, fields, _ in _records(draft):
        known = {field.name for field in fields}
        for written in record.entries:
            better = re.sub(r"[\s-]+", "_", written.strip()).lower()
            if written in known or better not in known or better in record.entries:
                continue
            number = record.lines[written]
            match = re.match(rf"(\s*(?:- )?){re.escape(written)}(?=\s*:)", lines[2 * (number - 1)])
            if match:
                yield _Edit(number, match.end(1), match.end(), better, "C102")


def _empty_fields(lines: list[str], slug: str, name: str, words: Vocabulary) -> Iterator[_Edit]:
    draft = _drafted(lines, slug, name)
    for record, fields, _ in _records(draft):
        for field in fields:
            node = record.entries.get(field.name)
            if field.required or not isinstance(node, Text) or node.value.strip():
                continue
            number = record.lines[field.name]
            match = re.match(rf"(\s*){field.name}\s*:", lines[2 * (number - 1)])
            if match:
                yield _Edit(number, match.end(1), match.end(1), "# ", "C113")


def _wrong_values(lines: list[str], slug: str, name: str, words: Vocabulary) -> Iterator[_Edit]:
    draft = _drafted(lines, slug, name)
    for record, fields, _ in _records(draft):
        for field in fields:
            for text in _texts(record.entries.get(field.name)):
                better = value_mended(text.value, field, words, record)
                place = _place(lines[2 * (text.line - 1)], text.value) if better is not None else None
                if better is not None and place:
                    yield _Edit(text.line, *place, better, WRONG_CODE[field.kind])


def _place(line: str, value: str) -> tuple[int, int] | None:
    """Return the columns of a value in its line, quotation marks included, or None where it stands there not once."""
    said, start = line.split(" #")[0], line.find(":") + 1
    there = re.compile(
        rf"(?<![^\s\[,{{:])(?:\"{re.escape(value)}\"|'{re.escape(value)}'|{re.escape(value)})(?![^\s\],}}])"
    )
    found = list(there.finditer(said, start if re.match(r"\s*(?:- )?[\w ]+:", line) else 0))
    return found[0].span() if len(found) == 1 else None


def _records(draft: Draft | None) -> Iterator[tuple[Map, tuple[Field, ...], str]]:
    if draft is None:
        return
    yield draft.head, CASE, ""
    for field in CASE:
        node = draft.head.entries.get(field.name)
        for item in node.items if isinstance(node, Seq) else (node,):
            if field.of and isinstance(item, Map):
                yield item, field.of, field.name


def _texts(node: Node | None) -> list[Text]:
    items = node.items if isinstance(node, Seq) else (node,)
    return [item for item in items if isinstance(item, Text)]


# -- the mends, one a kind of field ---------------------------------------------------------------------------------


def _key(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    keys = words.keys(field.values)
    wanted = re.sub(r"[\s_]+", "-", text.lower())
    labelled = [key for key in keys if words.label(field.values, key).lower() == text.lower()]
    return wanted if wanted in keys else labelled[0] if len(labelled) == 1 else None


def _date(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    if match := YEAR_FIRST.fullmatch(text):
        return "-".join(part.zfill(2) for part in match.groups() if part)
    match = DAY_IN_WORDS.fullmatch(text)
    month = match[2].lower()[:3] if match else ""
    if not match or month not in MONTHS:
        return None
    parts = (match[3], f"{MONTHS.index(month) + 1:02}", match[1] and match[1].zfill(2))
    return "-".join(part for part in parts if part)


def _ages(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    match = AGE_RANGE.fullmatch(text)
    return f"{match[1]}-{match[2]}" if match else None


def _country(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    keys = words.keys("countries")
    named = [
        k for k in keys if text.lower() in map(str.lower, (words.label("countries", k), *words.also("countries", k)))
    ]
    return text.upper() if text.upper() in keys else named[0] if len(named) == 1 else None


def _region(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    return text.upper() if text != text.upper() else None


def _amount(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    parts = [SIGNED.fullmatch(part.strip()) for part in re.split(r"\s*(?:–|—| to |(?<=\d)-(?=\D*\d))\s*", text)]
    found = [match for match in parts if match]
    signs = {match["sign"] for match in found if match["sign"]}
    currency = record.text("currency")
    if len(found) != len(parts) or any(SIGNS.get(sign) != currency for sign in signs):
        return None
    return "-".join(re.sub(r"\D", "", match["number"]) + (match["rest"] or "") for match in found)


def _currency(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    return text.upper()


def _url(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    return text.strip("<> ")


def _slug(text: str, field: Field, words: Vocabulary, record: Map) -> str | None:
    return re.sub(r"[\s_]+", "-", re.sub(r"\.(?:md|html)\Z", "", text).lower())


MENDED: dict[str, Callable[[str, Field, Vocabulary, Map], str | None]] = {
    "key": _key,
    "date": _date,
    "ages": _ages,
    "country": _country,
    "region": _region,
    "amount": _amount,
    "currency": _currency,
    "url": _url,
    "slug": _slug,
}
WRONG_CODE = {
    "key": "C103",
    "date": "C105",
    "ages": "C108",
    "country": "C106",
    "region": "C107",
    "amount": "C111",
    "currency": "C111",
    "url": "C112",
    "slug": "C104",
}


# -- trying ---------------------------------------------------------------------------------------------------------


def _from_the_end(edits: Iterator[_Edit]) -> list[_Edit]:
    """Return edits in an order in which none moves the place of another."""
    return sorted(edits, key=lambda edit: (edit.line, edit.start), reverse=True)


def _apply(lines: list[str], edit: _Edit) -> str:
    place = 2 * (edit.line - 1)
    before = lines[place]
    lines[place] = before[: edit.start] + edit.new + before[edit.end :]
    return before


def _tried(lines: list[str], edit: _Edit, slug: str, name: str, words: Vocabulary) -> list[Mend]:
    """Make an edit; take it back where it does not lessen the problems or brings a new one."""
    earlier = _problems(lines, slug, name, words)
    before = _apply(lines, edit)
    now = _problems(lines, slug, name, words)
    if edit.code == "C003" or (now.total() < earlier.total() and not now - earlier):
        return [Mend(edit.line, edit.code, before, lines[2 * (edit.line - 1)])]
    lines[2 * (edit.line - 1)] = before
    return []


def _problems(lines: list[str], slug: str, name: str, words: Vocabulary) -> Counter[tuple[int, str]]:
    draft, problems = reader.read_text("".join(lines), slug, name)
    found = problems if draft is None else rules.check(draft, words)
    return Counter((problem.line, problem.code) for problem in found)
