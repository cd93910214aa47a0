"""Every pattern of the program takes time in proportion to the text: twice the text is never four times the time."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.trust.conftest import FULL, ROOT

LONG = 24_000 if FULL else 6_000
TWICE = 3.3  # a square would be 4
QUICK = 0.004  # seconds of processor time that are below what can be compared
FILLERS = (
    *("a", " ", "-", ".", ",", "/", ":", "\n", "0", "1,", "1.", "a-", "a ", "a.", " a", "A ", "Ab ", "A.", "1 ", "a1"),
    *(
        '"',
        "'",
        "\\",
        "[",
        "](",
        "[^a",
        "<",
        "<a ",
        "<!--",
        "&",
        "&#",
        "{",
        "(",
        "((",
        "£",
        "£1",
        "%",
        "# ",
        "| ",
        "\t",
    ),
    *(
        "\r\n",
        "\n\n",
        "\n- ",
        "a: ",
        "- a: ",
        "## ",
        "https://a",
        "@",
        "a@",
        "a@a.",
        "*",
        "**",
        "_",
        "`",
        "~",
        "é",
        "\u2028",
    ),
    *("the ", "of the ", "and ", "children ", "per cent ", "million ", "in 2010 ", "Mr ", "Dr A", "St ", "=", "on x="),
)
HEADS = ("", "a", "1", '"', "<svg ", "£1", "[^", "http://", "## ", "- ", "A")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every compiled pattern that a module of the program holds, in its tables too."""
    held = [
        (f"{package}.{module.name}.{name}", value)
        for package in ("indexer", "search")
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__)
        if module.name != "evaluate"
        for name, value in vars(importlib.import_module(f"{package}.{module.name}")).items()
    ]
    seen: set[str] = set()
    for name, value in sorted(held, key=lambda one: not isinstance(one[1], re.Pattern)):  # by their own names first
        for pattern in _within(value):
            if pattern.pattern not in seen and isinstance(pattern.pattern, str):
                seen.add(pattern.pattern)
                yield name, pattern


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)


SOURCES = "\n".join(
    path.read_text("utf-8") for folder in ("indexer", "search") for path in (ROOT / folder).glob("*.py")
)


def scans(name: str) -> bool:
    """Tell whether the program looks for a pattern anywhere in a text, or does not say so by its name."""
    uses = set(re.findall(rf"\b{name.rpartition('.')[2]}\.(\w+)", SOURCES))
    return not uses & {"match", "fullmatch"} or bool(uses & {"search", "finditer", "findall", "sub", "split"})


def spent(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> float:
    """Return the processor time of the quicker of two passes over a text, made as the program makes them."""
    times = []
    for _ in range(2):
        started = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        for _found in pattern.finditer(text) if anywhere else ():
            pass
        times.append(time.process_time() - started)
    return min(times)


def growth(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> float:
    """Return how many times longer twice a text takes; 1 where it takes too little to be compared."""
    one = spent(pattern, text + "\x01", anywhere=anywhere)
    return spent(pattern, text * 2 + "\x01", anywhere=anywhere) / one if one >= QUICK else 1.0


FOUND = sorted(patterns(), key=lambda found: found[0])


def test_there_are_patterns() -> None:
    assert len(FOUND) > 60


@pytest.mark.parametrize(("name", "pattern"), FOUND, ids=[name for name, _ in FOUND])
def test_a_pattern_takes_time_in_proportion(name: str, pattern: re.Pattern[str], figures: Counter[str]) -> None:
    anywhere = scans(name)
    for head in HEADS if FULL else HEADS[:1]:
        for filler in FILLERS:
            text = head + filler * (LONG // len(filler))
            grown = [growth(pattern, text, anywhere=anywhere)]
            while grown[-1] > TWICE and len(grown) < 4:  # a busy computer is slow once, a bad pattern always
                grown.append(growth(pattern, text, anywhere=anywhere))
            assert min(grown) <= TWICE, (name, head, filler, grown)
    figures["patterns tried"] += 1
