"""Drawings made at build time: results bars, arrangement lines and the evidence map, as SVG without style attributes.

Bars carry no text, so that they stretch to any width; the words stand beside them on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDE = 1000
GAP = 4
APART = 36
LABELS = 268
CELL = 116
LINE = 40
ONE_LINE = 32  # letters of a label that fit on one line
HEAD = 62


def _svg(text: str) -> Markup:
    """Mark a drawing as markup; whatever came from a case was escaped where it was put in."""
    return Markup(text)  # noqa: S704


def results_bar(judged: Sequence[tuple[str, int]], unjudged: Sequence[tuple[str, int]]) -> Markup:
    """Draw counts by result; what nobody judged stands apart at the end, so that it never touches a finding."""
    judged = [(key, n) for key, n in judged if n]
    unjudged = [(key, n) for key, n in unjudged if n]
    total = sum(n for _, n in (*judged, *unjudged))
    if not total:
        return Markup()
    gaps = GAP * max(0, len(judged) - 1) + GAP * max(0, len(unjudged) - 1) + (APART if judged and unjudged else 0)
    unit = (WIDE - gaps) / total
    parts, x = [], 0.0
    for key, number in judged:
        parts.append(f'<rect class="fill-{escape(key)}" x="{x:.1f}" width="{number * unit:.1f}" height="16"/>')
        x += number * unit + GAP
    x += APART - GAP if judged and unjudged else 0
    for key, number in unjudged:
        parts.append(f'<rect class="open-{escape(key)}" x="{x:.1f}" y="2" width="{number * unit:.1f}" height="12"/>')
        x += number * unit + GAP
    return _svg(
        f'<svg class="bar" viewBox="0 0 {WIDE} 16" preserveAspectRatio="none" width="100%" height="14" '
        f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def stage_bar(
    start: float,
    end: float,
    first: float,
    last: float,
    *,
    delivery: str,
    ended: str,
    failed: bool,
    end_known: bool = True,
) -> Markup:
    """Draw one stretch of an arrangement on a line from `first` to `last`; its end is marked by how it ended.

    end_known: whether it ended at `end`; else it is only an outline, without a mark.
    """
    scale = WIDE / max(last - first, 0.5)
    left, right = (start - first) * scale, max((end - first) * scale, (start - first) * scale + 12)
    mark = ""
    if ended and end_known:
        name = "mark-failed" if failed else "mark-ended"
        mark = f'<rect class="{name}" x="{right - 10:.1f}" y="0" width="10" height="20"/>'
    years = "".join(
        f'<line class="grid" x1="{(year - first) * scale:.1f}" x2="{(year - first) * scale:.1f}" y1="0" y2="20"/>'
        for year in range(int(first) + 1, int(last) + 1)
    )
    return _svg(
        f'<svg class="stage" viewBox="0 0 {WIDE} 20" preserveAspectRatio="none" width="100%" height="18" '
        f'aria-hidden="true" focusable="false"><line class="ground" x1="0" x2="{WIDE}" y1="10" y2="10"/>'
        f'{years}<rect class="run run-{escape(delivery) if end_known else "open"}" x="{left:.1f}" y="4" '
        f'width="{right - left:.1f}" height="12"/>{mark}</svg>'
    )


@dataclass(frozen=True)
class Cell:
    """One crossing of the evidence map: how many cases, the fairest comparison among them, where a click leads.

    fairness: that comparison in words, empty where there is no result to compare.
    """

    number: int
    comparison: str
    words: str
    fairness: str
    href: str


def evidence_map(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Cell],
    *,
    label: str,
) -> Markup:
    """Draw rows x columns with a bubble by number and pattern by comparison; an empty crossing is drawn as a gap."""
    width, height = LABELS + CELL * len(columns), HEAD + LINE * len(rows) + 8
    most = max((cell.number for cell in cells.values()), default=1)
    parts = [_heading(LABELS + CELL * i + CELL / 2, words) for i, (_, words) in enumerate(columns)]
    for line, (row, words) in enumerate(rows):
        y = HEAD + LINE * line + LINE / 2
        parts.append(
            f'<line class="grid" x1="0" x2="{width}" y1="{y + LINE / 2:.0f}" y2="{y + LINE / 2:.0f}"/>'
            f"{_row_label(words, y)}"
        )
        for number, (column, _) in enumerate(columns):
            x = LABELS + CELL * number + CELL / 2
            parts.append(_bubble(cells.get((row, column)), column, x, y, most))
    return _svg(
        f'<svg class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" '
        f'aria-label="{escape(label)}">{_patterns(columns)}{"".join(parts)}</svg>'
    )


def _row_label(words: str, y: float) -> str:
    lines = _two_lines(words) if len(words) > ONE_LINE else (words,)
    spans = "".join(
        f'<tspan x="{LABELS - 14}" y="{y + 4 + 15 * (n - (len(lines) - 1) / 2):.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return f'<text class="row" text-anchor="end">{spans}</text>'


def _heading(x: float, words: str) -> str:
    first, second = _two_lines(words)
    return (
        f'<text class="column" text-anchor="middle"><tspan x="{x:.0f}" y="24">{escape(first)}</tspan>'
        f'<tspan x="{x:.0f}" y="40">{escape(second)}</tspan></text>'
    )


def _two_lines(words: str) -> tuple[str, str]:
    parts = words.split()
    cut = min(range(1, len(parts) + 1), key=lambda i: abs(len(" ".join(parts[:i])) - len(words) / 2))
    return " ".join(parts[:cut]), " ".join(parts[cut:])


def _bubble(cell: Cell | None, column: str, x: float, y: float, most: int) -> str:
    if cell is None:
        return f'<circle class="gap" cx="{x:.0f}" cy="{y:.0f}" r="3"/>'
    radius = 9 + 9 * (cell.number / most) ** 0.5
    return (
        f'<a href="{escape(cell.href)}" aria-label="{escape(cell.words)}"><title>{escape(cell.words)}</title>'
        f'<circle class="back" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}"/>'
        f'<circle class="bubble edge-{escape(column)}" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" '
        f'fill="url(#{_pattern(column, cell.comparison)})"/>'
        f'<text class="number on-{escape(cell.comparison)}" x="{x:.0f}" y="{y + 4.5:.1f}" '
        f'text-anchor="middle">{cell.number}</text></a>'
    )


def _pattern(column: str, comparison: str) -> str:
    return f"p-{escape(column)}-{escape(comparison)}"


def _patterns(columns: Sequence[tuple[str, str]]) -> str:
    shapes = {
        "strong": '<rect class="fill-{0}" width="6" height="6"/>',
        "some": '<path class="line-{0}" d="M-1 1 1 -1M0 6 6 0M5 7 7 5"/>',
        "before-after": '<circle class="fill-{0}" cx="3" cy="3" r="0.9"/>',
        "none": "",
    }
    made = (
        f'<pattern id="{_pattern(key, name)}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f"{shape.format(escape(key))}</pattern>"
        for key, _ in columns
        for name, shape in shapes.items()
    )
    return f"<defs>{''.join(made)}</defs>"
