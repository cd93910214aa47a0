"""Colours of a library: its accent made readable on light and on dark paper, as the style sheet's variables."""

from __future__ import annotations

import re
from collections.abc import Mapping

LIGHT, DARK = "#fbfaf6", "#14191c"
ACCENT = "#0b5d6b"
ENOUGH = 6.0


def theme(colours: Mapping[str, str]) -> str:
    """Return the variables that follow a library's colours, for both schemes."""
    accent = colours.get("accent", ACCENT)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        accent = ACCENT
    light, dark = readable(accent, LIGHT), readable(accent, DARK)
    return (
        f":root {{ --accent: {light}; --accent-soft: {mix(light, LIGHT, 0.9)}; --on-accent: {LIGHT}; }}\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{ --accent: {dark}; "
        f"--accent-soft: {mix(dark, DARK, 0.84)}; --on-accent: {DARK}; }}\n}}\n"
        f"@media print {{ :root {{ --accent: {light}; --accent-soft: #ffffff; --on-accent: {LIGHT}; }} }}\n"
    )


def readable(colour: str, paper: str) -> str:
    """Return the colour, moved away from the paper only as far as text on it needs."""
    away = "#000000" if _light(paper) > 0.5 else "#ffffff"
    steps = (mix(colour, away, step / 20) for step in range(21))
    return next((found for found in steps if contrast(found, paper) >= ENOUGH), away)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return a colour that is `share` parts the other."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _light(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
