"""Bytes to text: which encoding a page or text file really has, whatever it says of itself."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)
HEAD = 4096
SAMPLE = 200_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages call by these names is, in every browser, its superset by Microsoft.
SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, declared: str | None = None) -> tuple[str | None, str | None]:
    """Return the text, or None where it is no text, and the encoding where it is another than the one declared.

    declared: the encoding from outside (a server's header). The order: a byte order mark, UTF-8 where every byte fits
    it, what is declared, then a guess from the bytes.
    """
    for mark, marked in MARKS:
        if data.startswith(mark):
            return _clean(data.decode(marked, errors="replace")), None
    said = _codec(declared) or _declared(data)
    try:
        return _clean(data.decode("utf-8")), None if said in (None, "utf-8", "ascii") else "utf-8"
    except UnicodeDecodeError as error:
        if said in (None, "utf-8") and _cut_or_slip(data, error):
            return _clean(data.decode("utf-8", errors="replace")), None
    if said and said != "utf-8":
        text = _try(data, SUPERSETS.get(said, said))
        if text is not None:
            return text, None
    guess = from_bytes(data[:SAMPLE]).best()
    name = _codec(guess.encoding) if guess else None
    text = _try(data, SUPERSETS.get(name, name)) if name else None
    return text, name if text is not None else None


def _codec(name: str | None) -> str | None:
    try:
        return codecs.lookup(name.strip("\"' ")).name if name else None
    except (LookupError, ValueError):
        return None


def _declared(data: bytes) -> str | None:
    match = DECLARED.search(data[:HEAD])
    name = (match.group(1) or match.group(2)).decode("ascii", "replace") if match else None
    found = _codec(name)
    # A page whose bytes could be read as far as this line is not in UTF-16, whatever it says.
    return "utf-8" if found and found.startswith("utf-16") else found


def _cut_or_slip(data: bytes, first: UnicodeDecodeError) -> bool:
    """Tell whether text is UTF-8 but for a cut end or a few slips: one bad byte in twenty of those beyond ASCII."""
    if first.start >= len(data) - 3:
        return True
    beyond = sum(byte > 127 for byte in data[:SAMPLE])
    bad = data[:SAMPLE].decode("utf-8", errors="replace").count("\ufffd")
    return bad * 20 <= beyond


def _try(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        text = data.decode(name, errors="replace")
        if text.count("\ufffd") * 50 > len(text):
            return None
    return _clean(text)


def _clean(text: str) -> str | None:
    """Return text without stray control characters, or None where they show that it is no text."""
    controls = len(CONTROL.findall(text[:SAMPLE]))
    if controls * 50 > min(len(text), SAMPLE):
        return None
    return CONTROL.sub("", text) if controls else text
