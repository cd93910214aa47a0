"""The search data that a site carries: a compiled index as classic scripts that register what they hold.

The browser's scripts (site_template/static/search-*.js) read them; they work from a folder as from a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ANALYSIS = Path(__file__).parent / "analysis.json"
LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}


def scripts(compiled: Mapping[str, Any]) -> dict[str, bytes]:
    """Return path -> content of the data scripts of a compiled index, as `indexer.compiled.build` makes it.

    The index goes with the analysis spec and the order of titles, so that the browser cuts words and sorts alike.
    """
    index = compiled["index"]
    spec = json.loads(ANALYSIS.read_text(encoding="utf-8"))
    data = {**index, "analysis": spec, "titles": title_ranks(index["cards"])}
    texts = {"generation": index["generation"], "texts": compiled["texts"]}
    return {"data/index.js": script("index", data), "data/texts.js": script("texts", texts)}


def title_ranks(cards: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return each document's place in the order of titles; equal titles share one, as JavaScript has no `casefold`."""
    folded = [str(card["title"]).casefold() for card in cards]
    place = {title: number for number, title in enumerate(sorted(set(folded)))}
    return [place[title] for title in folded]


def script(name: str, value: object) -> bytes:
    """Return the script that registers a value under a name. Line separators are escaped for older browsers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in LINE_ENDS.items():
        text = text.replace(sign, escaped)
    return f'whatworks.register("{name}", {text});\n'.encode()
