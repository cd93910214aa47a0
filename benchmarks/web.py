"""The search pages to compare: our own site, and its search page with another program behind it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pages
import peers
from measuring import Cost, Run

OURS = "**whatworks**"
SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL)
PASSAGES = "data/texts"  # of long texts, loaded once a card is on screen
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
SCRIPTS = peers.ENGINES / "web"


@dataclass(frozen=True)
class Built:
    """A program's search: where it is served, what its build cost, and whether it can look for a phrase."""

    name: str
    folder: str
    cost: Cost
    phrases: bool


def build(library: Path) -> tuple[Path, list[Built]]:
    """Build every program's search of a library, each from nothing; return the folder to serve, and them."""
    root = library / "web"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    cost = _site(library, root)
    source = library / "pages"
    pages.write(library, source)
    documents = library / "documents.jsonl"
    found = [
        Built(OURS, "site", cost, phrases=True),
        Built(
            "Pagefind",
            "pagefind",
            peers.pagefind(source, root / "pagefind" / "pagefind").cost(watch=True),
            phrases=True,
        ),
    ]
    for name in ("MiniSearch", "FlexSearch"):
        folder = name.lower()
        run = _node(f"{folder}_build.cjs", documents, root / folder)
        found.append(Built(name, folder, run.cost(watch=True), phrases=False))
    modules = peers.node()
    shutil.copyfile(modules / "minisearch" / "dist" / "umd" / "index.js", root / "minisearch" / "library.js")
    bundle = modules / "flexsearch" / "dist" / "flexsearch.bundle.min.js"
    shutil.copyfile(bundle, root / "flexsearch" / "library.js")
    for one in found[1:]:
        _page(root, one.folder)
    return root, found


def _site(library: Path, root: Path) -> Cost:
    """Build the site from nothing and return what that costs: reading, pages and the search."""
    made = library / "build" / "web"
    shutil.rmtree(made, ignore_errors=True)
    return peers.whatworks(library, "--build", str(made), "site", "--out", str(root / "site")).cost(watch=True)


def _node(script: str, *arguments: Path) -> Run:
    return Run(["node", peers.ENGINES / script, *arguments], {"NODE_PATH": str(peers.node())})


def _page(root: Path, folder: str) -> None:
    """Write the site's own search page with this program's scripts in place of ours."""
    text = (root / "site" / "search.html").read_text(encoding="utf-8")
    text = POLICY.sub("", SCRIPT.sub("", text))
    library = '<script src="library.js"></script>' if (root / folder / "library.js").is_file() else ""
    text = text.replace("</body>", f'{library}<script type="module" src="{folder}.js"></script></body>')
    (root / folder / "search.html").write_text(text, encoding="utf-8")
    for script in (SCRIPTS / f"{folder}.js", SCRIPTS / "shown.js"):
        shutil.copyfile(script, root / folder / script.name)


def files(root: Path, one: Built, asked: set[str]) -> int:
    """Count the files of a program's search data; of a site, all in the folders from which a search loads anything.

    The texts of cases, one file each, are not among them.
    """
    if one.folder != "site":
        return _count(root / one.folder)
    folders = {(root / "site" / path).parent for path in asked}
    found = sum(_count(folder) for folder in folders if not folders.intersection(folder.parents))
    return found - _count(root / "site" / PASSAGES)


def _count(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())
