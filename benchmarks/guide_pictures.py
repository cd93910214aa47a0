"""Take the pictures of the contributor's guide: `python benchmarks/guide_pictures.py SITE OUT`.

SITE is the built site; OUT is corpus/pictures. The case that is filled in is the example of the rules, half done.
"""

from __future__ import annotations

import html
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from indexer import codes, reader, rules, vocabulary

JPEG: Any = {"type": "jpeg", "quality": 62}
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
TERMINAL = (
    '<meta charset="utf-8"><style>body{margin:0;background:#1c2327;color:#e8e6df;font:14px/1.5 monospace;'
    "padding:18px 22px;width:756px;white-space:pre-wrap}b{color:#8fd0dc}i{color:#f08f8a;font-style:normal}</style>"
)


def checked(root: Path) -> str:
    """Return what `whatworks check` says of an example with three mistakes, as a terminal would show it."""
    text = codes.EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("ages: 11-17", "ages: teenagers"),
        ("result: mixed", "result: improvd"),
        ("Coaches stayed. ", "Mrs Smith stayed. "),
    ):
        text = text.replace(old, new)
    draft, _ = reader.read_text(text, "coaching-anytown", "corpus/cases/coaching-anytown.md")
    assert draft
    words = vocabulary.load(root / "corpus" / "vocabulary.yaml")
    lines = ["<b>$ whatworks check corpus/cases/coaching-anytown.md</b>"]
    for problem in rules.check(draft, words):
        first, _, rest = html.escape(str(problem), quote=False).partition("\n")
        lines += [f"<i>{first}</i>", rest]
    return "\n".join(lines)


def main(site: Path, out: Path) -> None:
    """Write the pictures."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1160, "height": 700})
        page.set_viewport_size({"width": 1000, "height": 700})
        page.goto((site / "search.html").as_uri() + "?q=edge+of+care")
        page.wait_for_selector("#results [data-slug]")
        page.screenshot(path=out / "1-look.jpg", clip={"x": 0, "y": 0, "width": 1000, "height": 560}, **JPEG)
        page.set_viewport_size({"width": 1100, "height": 660})
        page.goto((site / "add.html").as_uri())
        page.fill("#f-title", "Family coaching in Anytown keeps more teenagers at home, at first")
        page.fill("#f-summary", "From 2016 Anytown paid Harbour Family Coaching to work with families of teenagers.")
        page.fill("#f-country", "GB")
        page.fill("#f-place", "Anytown, an invented town")
        page.wait_for_timeout(500)
        page.locator("#f-title").scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.getElementById('form').getBoundingClientRect().top + scrollY - 16)")
        page.screenshot(path=out / "3-form.jpg", **JPEG)
        page.fill("#f-body-happened", "Mrs Smith said that seven girls came home.")
        page.click("#form-check")
        page.wait_for_timeout(500)
        page.evaluate(
            "scrollTo(0, document.getElementById('form-problems').getBoundingClientRect().top + scrollY - 16)"
        )
        page.screenshot(path=out / "5-mistakes.jpg", clip={"x": 0, "y": 0, "width": 820, "height": 520}, **JPEG)
        with tempfile.TemporaryDirectory() as folder:
            shown = Path(folder) / "terminal.html"
            shown.write_text(TERMINAL + checked(Path.cwd()), encoding="utf-8")
            page.set_viewport_size({"width": 800, "height": 100})
            page.goto(shown.as_uri())
            page.screenshot(path=out / "5-terminal.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
