"""The files of site_template/static as a site carries them: comments dropped, the search client in one script."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from indexer.shortening import shortened

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
    scripts = {
        name: item.read_text(encoding="utf-8")
        for name, item in sorted(files.items())
        if name.endswith(".js") and name not in AS_WRITTEN
    }
    alone = {name: text for name, text in scripts.items() if name not in CLIENT or name in ALSO_ALONE}
    joined = "\n".join(scripts[name] for name in CLIENT)
    for name, text in shortened({**alone, "search.js": joined}).items():
        yield f"static/{name}", f"{text}\n".encode()
    for name, item in sorted(files.items()):
        if name not in scripts:
            yield f"static/{name}", item.read_bytes()
