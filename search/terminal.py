"""Results as text for a terminal. Takes a style function, so that a pipe gets none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from search.results import Hit, Results

Style = Callable[..., str]
SHOWN_FACETS = ("result", "known", "country", "need", "delivery")
MOST_VALUES = 5
RESULT_COLOURS = {
    "improved": "green",
    "mixed": "yellow",
    "no-difference": "cyan",
    "worse": "red",
    "not-delivered": "red",
}


def results(found: Results, labels: Mapping[str, Mapping[str, str]], style: Style, width: int) -> Iterator[str]:
    """Yield the lines of a result list.

    labels: facet -> value -> label. style: like click.style. width: columns of the terminal.
    """
    yield from _head(found, style)
    ideas = {f"concept:{item.concept}": item.labels[0] for item in found.expanded}
    for hit in found.hits:
        yield ""
        yield from _hit(hit, labels, ideas, style, width)
    if found.hits:
        yield ""
        yield from _facets(found, style, width)
    yield from _after(found, style)


def _head(found: Results, style: Style) -> Iterator[str]:
    first = found.hits[0].rank if found.hits else 0
    shown = f", {first} to {found.hits[-1].rank} shown" if len(found.hits) < found.total and found.hits else ""
    yield style(f"{found.total} case{'s' * (found.total != 1)}{shown}", bold=True)
    if found.expanded:
        names = "; ".join(
            f"{item.labels[0]}" + (f" ({', '.join(item.labels[1:4])})" if item.labels[1:] else "")
            for item in found.expanded
        )
        yield style(f"Also searched: {names}.  --exact turns this off", dim=True)
    for hint in found.hints:
        yield style(f"Hint: {hint}", fg="yellow")
    if found.suggestion:
        yield style(f"Did you mean: {found.suggestion}", fg="yellow")
    for advice in found.advice:
        yield f"  {advice}"


def _shelf(card: Mapping[str, object]) -> str:
    """Return what to say of a case that nobody outside has reviewed, so that the two shelves are told apart."""
    return "practice, not reviewed" if card.get("shelf") == "practice" else ""


def _hit(
    hit: Hit, labels: Mapping[str, Mapping[str, str]], ideas: Mapping[str, str], style: Style, width: int
) -> Iterator[str]:
    card = hit.card
    countries = [labels["country"].get(code, code) for code in card["country"]]
    where = ", ".join(dict.fromkeys((card["place"], *countries)))
    result = labels["result"].get(card["result"], card["result"])
    known = labels["known"].get(card["known"], card["known"])
    yield style(f"{hit.rank:2}. {card['title']}", bold=True)
    marks = ("private" if card.get("private") else "", card.get("review", ""), _shelf(card))
    private = style("".join(f"  [{mark}]" for mark in marks if mark), fg="magenta")
    yield (
        f"    {style(result, fg=RESULT_COLOURS.get(card['result']))} · {known} · {where} · from {card['year']}{private}"
    )
    body = _marked(hit.snippet, hit.marks, style)
    yield from _wrapped(body, hit.snippet, width - 4, "    ")
    yield style(f"    {card['slug']}   matched in {', '.join(_matched(hit, ideas))}", dim=True)


def _matched(hit: Hit, ideas: Mapping[str, str]) -> list[str]:
    fields = ["questions" if name == "asks" else name for name in hit.matched if ":" not in name]
    named = [f"the idea “{ideas.get(name, name)}”" for name in hit.matched if ":" in name]
    return [*fields, *named] or ["filters"]


def _marked(text: str, marks: tuple[tuple[int, int], ...], style: Style) -> str:
    parts, at = [], 0
    for start, end in marks:
        parts += [text[at:start], "\x01", text[start:end], "\x02"]
        at = end
    whole = "".join(parts) + text[at:]
    before, after = style("\x00", bold=True, fg="yellow").split("\x00")
    return whole.replace("\x01", before).replace("\x02", after)


def _wrapped(styled: str, plain: str, width: int, indent: str) -> Iterator[str]:
    """Wrap by the plain text's words, since styles have no width."""
    words = iter(styled.split())
    for line in wrap(plain, max(30, width)):
        yield indent + " ".join(next(words, "") for _ in line.split())


def wrap(text: str, width: int, hanging: str = "") -> Iterator[str]:
    """Yield text in lines of at most `width` columns where its words allow. `textwrap` costs a search 2 ms to import.

    hanging: put before every line but the first.
    """
    line = ""
    for word in text.split():
        if line.strip() and len(line) + 1 + len(word) > width:
            yield line
            line = hanging + word
        else:
            line = f"{line} {word}" if line.strip() else line + word
    if line:
        yield line


def _facets(found: Results, style: Style, width: int) -> Iterator[str]:
    for name in SHOWN_FACETS:
        values = [value for value in found.facets.get(name, ()) if value.count]
        if len(values) > 1:
            top = sorted(values, key=lambda value: -value.count)[:MOST_VALUES]
            more = f", and {len(values) - len(top)} more" if len(values) > len(top) else ""
            text = ", ".join(f"{value.label} {value.count} ({value.value})" for value in top) + more
            yield from wrap(f"--{name}: {text}", width, "    ")


def _after(found: Results, style: Style) -> Iterator[str]:
    shown = found.hits[-1].rank if found.hits else 0
    if found.hits and shown < found.total:
        yield style(f"More: --offset {shown}.  One case: whatworks show {found.hits[0].slug}", dim=True)
