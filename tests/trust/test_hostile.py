"""Hostile content runs no script: every page of libraries made of vectors, what the browser kept, and the address bar,
in Chromium, with the pages' Content-Security-Policy and without it.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from indexer.corpus import Corpus
from tests.trust import hostile
from tests.trust.conftest import FULL

pytestmark = pytest.mark.browser
VECTORS = hostile.vectors()
SITE = 31  # cases of one site
PARTS = [VECTORS[n : n + SITE] for n in range(0, len(VECTORS), SITE)]
TOGETHER = 8  # vectors that the browser is given to keep at once
NESTED = ("outcomes", "costs", "factors", "pitfalls", "arrangement", "sources", "voice", "disputes", "changes")
MARK = """
window.ran = () => console.log("A SCRIPT RAN");
window.alert = window.prompt = window.confirm = window.print = window.ran;
"""
# What could run a script on a page though nothing has happened yet, found in the tree that the browser built.
LOOK = """() => {
  const good = new Set(["http:", "https:", "file:", "mailto:"]);
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(node.outerHTML.slice(0, 200));
      if (["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster"].includes(name)) {
        let scheme = "?";
        try { scheme = new URL(value, document.baseURI).protocol; } catch { scheme = "none"; }
        const image = node.localName === "img" && value.startsWith("data:image/");
        if (scheme !== "none" && !good.has(scheme) && !image && !value.startsWith("blob:"))
          found.push(node.outerHTML.slice(0, 200));
      }
    }
    const kind = node.localName;
    if (kind === "script" && !node.src && !/json/.test(node.type)) found.push(node.outerHTML.slice(0, 200));
    if (["iframe", "object", "embed", "base", "applet", "portal", "math", "style", "foreignobject"].includes(kind))
      found.push(node.outerHTML.slice(0, 200));
    if (kind === "meta" && /refresh/i.test(node.httpEquiv)) found.push(node.outerHTML);
  }
  if ("ran" in {} || ({}).polluted) found.push("Object.prototype was changed");
  return found;
}"""


class Watch:
    """A browser context that notes every script that ran, every error and every request that left the folder."""

    def __init__(self, browser: Any, policy: bool) -> None:
        self.policy = policy
        self.context = browser.new_context(bypass_csp=not policy)
        self.context.add_init_script(MARK)
        self.context.set_default_timeout(60_000)
        self.ran: list[str] = []
        self.away: list[str] = []
        self.wrong: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url[-80:]}: {error}"))
        self.page.on("dialog", lambda dialog: (self.ran.append(self.page.url), dialog.dismiss()))
        self.context.route(lambda address: not address.startswith(("file:", "data:", "blob:")), self._leaves)

    def _said(self, message: Any) -> None:
        if "A SCRIPT RAN" in message.text:
            self.ran.append(self.page.url)

    def _leaves(self, route: Any) -> None:
        self.away.append(route.request.url)
        route.abort()

    def look(self, what: str) -> None:
        """Fail where anything of the open page could run, has run or has left."""
        assert self.page.evaluate(LOOK) == [], what
        assert self.ran == [], what
        assert self.away == [], what
        assert self.wrong == [], what


@pytest.fixture(params=["no policy", "policy"] if FULL else ["no policy"])
def watch(request: pytest.FixtureRequest, browser: Any) -> Iterator[Watch]:
    """A watched browser context, with the pages' policy and without it."""
    made = Watch(browser, request.param == "policy")
    yield made
    made.context.close()


def storable(vector: str) -> str:
    """Return a vector as a file can hold it."""
    return vector.encode("utf-8", "replace").decode("utf-8")


@pytest.fixture(scope="module")
def sites(real: Corpus, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, list[str]]]:
    """Sites of hostile libraries, each with the addresses of its pages."""
    made = []
    parts = PARTS if FULL else [VECTORS[:: len(VECTORS) // 5][:5]]
    for number, part in enumerate(parts):
        out = tmp_path_factory.mktemp("hostile") / "site"
        whole = hostile.corpus(real, [storable(vector) for vector in part], number)
        made.append((out, [path for path in hostile.write(whole, out) if "/earlier-" not in path]))
    return made


def test_there_are_vectors_of_every_family() -> None:
    assert len(set(VECTORS)) >= 150
    assert len(hostile.families()) >= 12


def test_no_page_of_a_hostile_library_runs_a_script(
    watch: Watch, sites: list[tuple[Path, list[str]]], figures: Counter[str]
) -> None:
    for out, paths in sites:
        for path in paths:
            if watch.policy and not path.startswith("case/"):
                continue  # what runs nothing without the policy runs nothing with it: the fullest pages stand for all
            watch.page.goto((out / path).as_uri())
            if path != "feed.xml":  # Chromium draws it with elements of its own
                watch.look(path)
            figures["hostile pages opened"] += 1
        picked = [f"vector-{n:03}" for n in range(4)]
        watch.page.goto((out / "compare.html").as_uri() + "#cases=" + ",".join(picked))
        watch.page.wait_for_selector("td")
        watch.look("compare.html")
        watch.page.goto((out / "search.html").as_uri() + "?q=a+ran+x&result=improved")
        watch.page.wait_for_function(
            "document.querySelector('#count')?.textContent || document.querySelector('.message')"
        )
        watch.look("search.html")
    figures["vectors tried in pages"] = sum("vector" in path for _, paths in sites for path in paths)
    figures["scripts run"] += len(watch.ran)


def test_the_address_bar_runs_no_script(
    watch: Watch, sites: list[tuple[Path, list[str]]], figures: Counter[str]
) -> None:
    out = sites[0][0]
    search = (out / "search.html").as_uri()
    tried = VECTORS if FULL else VECTORS[::20]
    # Each vector is a query with the policy or without it, and a value of filters where it is not.
    for number in range(watch.policy, len(tried), 2):
        vector = tried[number]
        said, other = (quote(text.encode("utf-8", "replace"), safe="") for text in (vector, tried[number - 1]))
        asked = f"q={said}&need={other}&country={said}&since={said}&sort={other}&{said}={other}"
        address = f"{search}{'#?'[number // 2 % 2]}{asked}"
        watch.page.goto("about:blank")
        watch.page.goto(address)
        watch.page.wait_for_function(
            "document.querySelector('#count')?.textContent || document.querySelector('#messages')?.textContent"
        )
        watch.look(address)
        if number % 4 == watch.policy:
            name = ("compare.html#cases=", "add.html#", "add.html?case=", "index.html#", "cases.html?q=")[
                number // 4 % 5
            ]
            watch.page.goto(f"{(out / 'x').as_uri()[:-1]}{name}{said}")
            watch.look(name + said)
    figures["vectors tried in the address bar"] = len(tried)
    figures["scripts run"] += len(watch.ran)


def test_what_the_browser_kept_runs_no_script(
    watch: Watch, sites: list[tuple[Path, list[str]]], figures: Counter[str]
) -> None:
    out = sites[0][0]
    watch.page.goto((out / "index.html").as_uri())
    library = watch.page.evaluate("document.body.dataset.library")
    fields = sorted(hostile.TEXTS)
    tried = VECTORS if FULL else VECTORS[::20]
    for number in range(0, len(tried), TOGETHER):
        some = itertools.cycle(tried[number : number + TOGETHER])
        record = {name: next(some) for name in fields} | {"id": next(some), "source": [next(some)], "key": next(some)}
        kept = {
            "form": {
                "version": 1,
                "slug": next(some),
                "head": record | {name: [record] for name in NESTED} | {"need": [next(some)], "kind": next(some)},
                "body": {name: next(some) for name in ("brief", "problem", "done", "bought", "happened")},
            },
            "trail": {"q": next(some), "filters": [next(some), next(some)], "total": 3, "asOf": next(some)},
            "compare": [next(some), "vector-000", {"toString": next(some)}, next(some)],
            "open-filters": {next(some): True, "need": next(some), "__proto__": {"polluted": next(some)}},
        }
        for name, value in kept.items():
            watch.page.evaluate(
                "([name, text]) => { localStorage.setItem(name, text); sessionStorage.setItem(name, text); }",
                [f"whatworks:{library}:{name}", json.dumps(value)],
            )
        for path in ("add.html", "compare.html", "search.html?q=a", "index.html"):
            watch.page.goto(f"{(out / 'x').as_uri()[:-1]}{path}")
            watch.look(f"{path} with vectors from {number} kept")
    figures["vectors tried in what the browser keeps"] = len(tried)
    figures["scripts run"] += len(watch.ran)
