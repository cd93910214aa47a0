"""The files of site_template/static as a site carries them: comments dropped, the search client in one script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

import minify

# The search client in the order in which its parts build on each other. search-index.js stays by itself: it must run,
# and say so, where the browser is too old for the rest.
CLIENT = (
    "analysis.js",
    "search-query.js",
    "search-source.js",
    "search-engine.js",
    "search-library.js",
    "glance.js",
    "trail.js",
    "search-view.js",
)
ALSO_ALONE = ("trail.js",)  # other pages load it too
AS_WRITTEN = ("search-index.js",)  # shortening may use what old browsers do not know
SEARCH = ("static/search-index.js", "data/head.js", "static/search.js")


def static() -> Iterator[tuple[str, bytes]]:
    """Yield the files of site_template/static by their path in the site."""
    files = {item.name: item for item in (resources.files("site_template") / "static").iterdir() if item.is_file()}
    joined = "\n".join(files[name].read_text(encoding="utf-8") for name in CLIENT)
    yield "static/search.js", short(joined)
    for name, item in sorted(files.items()):
        if name not in CLIENT or name in ALSO_ALONE:
            shortened = name.endswith(".js") and name not in AS_WRITTEN
            yield f"static/{name}", short(item.read_text("utf-8")) if shortened else item.read_bytes()


@cache
def short(script: str) -> bytes:
    """Return a script without comments and needless letters.

    Once a process: the shortener's threads do not survive a fork, and a process made by one would wait for them.
    """
    text: str = minify.string("application/javascript", script)
    return text.encode() + b"\n"
