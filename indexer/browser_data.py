"""The search data that a site carries: the shards of a compiled index as classic scripts that register what they hold.

The browser's scripts (site_template/static/search-*.js) read them; they work from a folder as from a server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from indexer.compiled import FORMAT, Compiled, Shard
from indexer.documents import stamp, unpack_text
from indexer.facets import FACETS
from indexer.shards import read_count

ANALYSIS = Path(__file__).parent / "analysis.json"
LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
# Bytes travel as the letters U+0000 to U+00FF: that packs better than base64, and costs nothing to unpack.
ESCAPED = ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"))
LONG = {"country", "region"}  # facets with many more values than cases use
UNUSED = ("slugs",)  # only the terminal asks for all of them


def scripts(compiled: Compiled) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the data scripts of a compiled index.

    The head goes with the analysis spec, so that the browser cuts words alike, and without labels that no case needs.
    """
    generation = compiled.generation
    firsts: dict[str, list[str]] = {}
    slugs = next((shard.data.decode().split("\n") for shard in compiled.shards if shard.kind == "slugs"), [])
    for shard in compiled.shards:
        if shard.kind == "texts":
            yield _text_script(slugs[shard.number], unpack_text(shard.data))
        elif shard.kind not in UNUSED:
            firsts.setdefault(shard.kind, []).append(shard.first)
            name = f"{shard.kind}/{shard.number}"
            yield f"data/{name}.js", _script(shard.kind, str(shard.number), generation, _data(shard))
    spec = json.loads(ANALYSIS.read_text(encoding="utf-8"))
    kinds = {kind: keys if any(keys) else len(keys) for kind, keys in firsts.items()}
    labels, unused = _labels(compiled)
    head = {**compiled.head, "labels": labels, "unused": unused, "generation": generation, "kinds": kinds}
    head["analysis"] = spec
    # before or after the client's scripts, whichever comes first
    begin = f'window.whatworks=window.whatworks||{{}};whatworks.head=[{FORMAT},"{generation}",'
    yield "data/head.js", f"{begin}{_plain(head)}];\n".encode()


def _labels(compiled: Compiled) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the labels of facets without those of countries and regions of no case, and the keys of these."""
    labels = {name: dict(held) for name, held in compiled.head.get("labels", {}).items()}
    columns = {FACETS[shard.number]: shard.data for shard in compiled.shards if shard.kind == "facets"}
    unused = {}
    for name in LONG & labels.keys():
        column = columns[name]
        used = json.loads(column[4 : 4 + read_count(column, 0)])
        unused[name] = " ".join(key for key in labels[name] if key not in used)
        labels[name] = {key: label for key, label in labels[name].items() if key in used}
    return labels, dict(sorted(unused.items()))


def _text_script(slug: str, text: bytes) -> tuple[str, bytes]:
    """Return path and content of a case's text: the same in every build as long as the text is."""
    return f"data/texts/{slug}.js", _script("texts", f'"{slug}"', stamp(text), _ready(text))


def _script(kind: str, name: str, generation: str, data: str) -> bytes:
    return f'whatworks.take("{kind}",{name},{FORMAT},"{generation}",{data});\n'.encode()


def _data(shard: Shard) -> str:
    form = FORMS.get(shard.kind, _bytes)
    return form(shard.data)


def _bytes(data: bytes) -> str:
    for sign, escaped in ESCAPED:
        data = data.replace(sign, escaped)
    return f'"{data.decode("latin-1")}"'


def _text(data: bytes) -> str:
    return _plain(data.decode())


def _ready(data: bytes) -> str:
    """Return JSON as JavaScript. Line separators are escaped for older browsers."""
    text = data.decode()
    for sign, escaped in LINE_ENDS.items():
        text = text.replace(sign, escaped)
    return text


def _plain(value: Any) -> str:
    return _ready(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


FORMS: dict[str, Callable[[bytes], str]] = {
    "cards": _ready,
    "forms": _text,
}
