"""Take a picture of every kind of page, at three widths, light and dark: `python benchmarks/screenshots.py SITE OUT`.

The pictures are for looking at: hierarchy, spacing, long titles and lists, empty states. Nothing is compared.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
TALLEST = 6000  # pixels; a longer page is cut, its beginning says enough
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
FIXED = (
    "index", "search", "compare", "cases", "map", "reversed", "method", "glossary", "about", "add", "changes",
    "accessibility", "downloads", "need/index", "service/index", "country/index", "delivery/index", "factor/index",
)  # fmt: skip
FOLDERS = ("question", "need", "service", "country", "factor", "pitfall", "delivery", "contract", "result")


def largest(folder: Path) -> Path:
    """Return the page of a folder that holds most: where a layout breaks first."""
    pages = (path for path in sorted(folder.glob("*.html")) if path.name != "index.html")
    return max(pages, key=lambda path: path.stat().st_size)


def shots(site: Path) -> Iterator[tuple[str, str]]:
    """Yield a name and an address for every kind of page."""
    for name in FIXED:
        yield name.replace("/", "-"), (site / f"{name}.html").as_uri()
    for folder in FOLDERS:
        if (site / folder).is_dir():
            yield folder, largest(site / folder).as_uri()
    cases = sorted((site / "case").glob("*.html"), key=lambda path: path.stat().st_size)
    yield "case-long", cases[-1].as_uri()
    yield "case-short", cases[0].as_uri()
    chosen = ",".join(path.stem for path in cases[-3:])
    yield "compare-three", (site / "compare.html").as_uri() + f"#cases={chosen}"
    search = (site / "search.html").as_uri()
    yield "search-results", search + "?q=children"
    yield "search-filtered", search + "?q=foster&known=independent&country=GB"
    yield "search-nothing", search + "?q=zzzzqqqq"
    yield "search-mistake", search + "?q=%22never+closed+OR"


def main(site: Path, out: Path, only: str = "") -> None:
    """Write the pictures; only: those whose name holds this."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, address in shots(site):
                    if only in name:
                        page.goto("about:blank")
                        page.goto(address)
                        page.wait_for_timeout(400 if "search" in name or "compare" in name else 50)
                        high = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                        page.set_viewport_size({"width": width, "height": max(high, 600)})
                        page.screenshot(path=out / f"{name}-{width}-{scheme}.png")
                        page.set_viewport_size({"width": width, "height": 900})
                page.close()
        browser.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), *sys.argv[3:4])
