"""Site generators set up with the documents of a library: article pages, an index, and a page for every tag."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pages
import peers
from measuring import Run

OURS = "**whatworks site**"
DAY = "2026-01-01"
LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>%s</title></head>
<body><main>%s</main></body></html>
"""
HUGO = {
    "_default/single.html": LAYOUT
    % (
        "{{ .Title }}",
        "<h1>{{ .Title }}</h1><p>{{ .Params.lead }}</p>{{ .Content }}<ul>{{ range .GetTerms `tags` }}"
        '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>',
    ),
    "_default/list.html": LAYOUT
    % (
        "{{ .Title }}",
        '<h1>{{ .Title }}</h1><ul>{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> '
        "{{ .Params.lead }}</li>{{ end }}</ul>",
    ),
    "index.html": LAYOUT
    % (
        "Cases",
        '<h1>Cases</h1><ul>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> '
        "{{ .Params.lead }}</li>{{ end }}</ul>",
    ),
}
PELICAN = """
SITENAME = "Cases"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
DEFAULT_PAGINATION = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DIRECT_TEMPLATES = ["index", "tags"]
"""
CACHED = """
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
CHECK_MODIFIED_METHOD = "mtime"
"""
ELEVENTY = {
    "_includes/case.njk": LAYOUT
    % (
        "{{ title }}",
        "<h1>{{ title }}</h1><p>{{ lead }}</p>{{ content | safe }}<ul>{% for tag in tags %}"
        '<li><a href="/tags/{{ tag }}/">{{ tag }}</a></li>{% endfor %}</ul>',
    ),
    "index.njk": LAYOUT
    % (
        "Cases",
        '<h1>Cases</h1><ul>{% for case in collections.all %}<li><a href="{{ case.url }}">{{ case.data.title }}</a> '
        "{{ case.data.lead }}</li>{% endfor %}</ul>",
    ),
    "tags.njk": '---json\n{"pagination": {"data": "collections", "size": 1, "alias": "tag"}, '
    '"permalink": "/tags/{{ tag }}/"}\n---\n'
    + LAYOUT
    % (
        "{{ tag }}",
        '<h1>{{ tag }}</h1><ul>{% for case in collections[tag] %}<li><a href="{{ case.url }}">{{ case.data.title }}'
        "</a></li>{% endfor %}</ul>",
    ),
}


@dataclass(frozen=True)
class Generator:
    """A program with its sources set up.

    built: what must go before a cold build. text: the source of one page.
    """

    name: str
    run: Run
    built: tuple[Path, ...]
    text: Path

    def forget(self) -> None:
        """Make the next build a cold one."""
        for path in self.built:
            shutil.rmtree(path, ignore_errors=True)


def whatworks(library: Path, made: Path) -> Generator:
    """Set up `whatworks site`."""
    folder = made / "whatworks"
    run = peers.whatworks(library, "--build", str(folder), "site")
    return Generator(OURS, run, (folder,), library / "corpus" / "cases" / f"{_first(library)}.md")


def hugo(library: Path, made: Path) -> Generator:
    """Set up Hugo."""
    folder = made / "hugo"
    (folder / "content" / "case").mkdir(parents=True)
    settings = {"baseURL": "/", "title": "Cases", "disableKinds": ["RSS", "sitemap"], "taxonomies": {"tag": "tags"}}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    _write(folder / "layouts", HUGO)
    for document in pages.documents(library):
        head = {"title": document["title"], "date": DAY, "lead": document["summary"], "tags": document["need"]}
        text = json.dumps(head, ensure_ascii=False) + "\n\n" + _markdown(document)
        (folder / "content" / "case" / f"{document['slug']}.md").write_text(text, encoding="utf-8")
    run = Run([peers.hugo(), "--quiet", "--source", folder, "--destination", folder / "public"])
    return Generator("Hugo", run, (folder / "public",), folder / "content" / "case" / f"{_first(library)}.md")


def pelican(library: Path, made: Path, *, cached: bool = False) -> Generator:
    """Set up Pelican; cached: with its cache of contents on."""
    folder = made / ("pelican-cached" if cached else "pelican")
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(PELICAN + (CACHED if cached else ""), encoding="utf-8")
    for document in pages.documents(library):
        head = {"Title": document["title"], "Date": DAY, "Slug": document["slug"], "Summary": document["summary"]}
        head["Tags"] = ", ".join(document["need"])
        text = "".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + _markdown(document)
        (folder / "content" / f"{document['slug']}.md").write_text(text, encoding="utf-8")
    command: list[str | Path] = [sys.executable, "-m", "pelican", "--quiet", "--settings", "pelicanconf.py"]
    run = Run([*command, "--output", "output"], peers.python("pelican"), folder)
    one = folder / "content" / f"{_first(library)}.md"
    return Generator("Pelican, cached" if cached else "Pelican", run, (folder / "output", folder / "cache"), one)


def eleventy(library: Path, made: Path) -> Generator:
    """Set up Eleventy."""
    folder = made / "eleventy"
    (folder / "case").mkdir(parents=True)
    _write(folder, ELEVENTY)
    for document in pages.documents(library):
        head = {"title": document["title"], "lead": document["summary"], "tags": document["need"], "layout": "case.njk"}
        text = f"---json\n{json.dumps(head, ensure_ascii=False)}\n---\n{_markdown(document)}"
        (folder / "case" / f"{document['slug']}.md").write_text(text, encoding="utf-8")
    run = Run([peers.node() / ".bin" / "eleventy", "--quiet", "--output=public"], cwd=folder)
    return Generator("Eleventy", run, (folder / "public",), folder / "case" / f"{_first(library)}.md")


def _first(library: Path) -> str:
    slug: str = next(pages.documents(library))["slug"]
    return slug


def _markdown(document: dict[str, Any]) -> str:
    """Return a document's text as Markdown in which no template language finds anything of its own."""
    text = "\n\n".join(pages.paragraphs(document["body"])) + "\n"
    return text.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #")


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
