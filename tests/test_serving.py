"""The preview: rebuilt at a change, with its problems in the page, and for this computer alone."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import serving, site_notes
from indexer.errors import WhatWorksError
from search import publishing


@pytest.fixture
def preview(library_folder: Path) -> serving.Preview:
    """A preview of the invented library, not yet built."""
    build = library_folder / "build"
    return serving.Preview(
        library_folder, build / "preview", lambda: publishing.preview(library_folder, build, site_notes.Options())
    )


@pytest.fixture
def port(preview: serving.Preview) -> Iterator[int]:
    """The port of a running server of the preview."""
    made = serving.server(preview, 0)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made.server_address[1]
    made.shutdown()
    made.server_close()


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8")


def case(preview: serving.Preview) -> Path:
    return preview.root / "corpus" / "cases" / "kin-navigators.md"


def test_it_is_rebuilt_at_a_change_and_only_then(preview: serving.Preview, port: int) -> None:
    assert preview.look()
    assert not preview.look()
    text = case(preview).read_text(encoding="utf-8")
    case(preview).write_text(text.replace("\ntitle: ", "\ntitle: Changed "), encoding="utf-8")

    assert "Changed" not in get(port, "/case/kin-navigators.html")[1]
    assert preview.look()
    assert "Changed" in get(port, "/case/kin-navigators.html")[1]


def test_problems_stand_in_every_page_with_place_and_remedy(preview: serving.Preview, port: int) -> None:
    bad = preview.root / "corpus" / "cases" / "bad.md"
    bad.write_text("---\n<script>alert(1)</script>: x\n---\n", encoding="utf-8")
    preview.look()
    status, page = get(port, "/")

    assert status == 200
    assert "corpus/cases/bad.md:2: C102 unknown field" in page and "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    bad.unlink()
    preview.look()
    assert "C102" not in get(port, "/index.html")[1]


def test_the_last_good_pages_stay_when_the_vocabulary_cannot_be_read(preview: serving.Preview, port: int) -> None:
    preview.look()
    words = preview.root / "corpus" / "vocabulary.yaml"
    good = words.read_text(encoding="utf-8")
    words.write_text("format: [", encoding="utf-8")
    preview.look()
    page = get(port, "/index.html")[1]

    assert "the last good pages" in page and "vocabulary.yaml:" in page and "Invented Casebook" in page
    words.write_text(good, encoding="utf-8")
    preview.look()
    assert "the last good pages" not in get(port, "/index.html")[1]


def test_before_the_first_good_build_there_is_a_page_that_says_why(preview: serving.Preview, port: int) -> None:
    (preview.root / "corpus" / "vocabulary.yaml").write_text("format: [", encoding="utf-8")
    preview.look()
    status, page = get(port, "/")

    assert status == 200 and "vocabulary.yaml:" in page and serving.START in page


def test_a_page_learns_of_a_change(preview: serving.Preview, port: int) -> None:
    preview.look()
    number = preview.number
    assert f"{serving.START}?{number}" in get(port, "/index.html")[1]
    assert f"{serving.SCRIPT}?{number}" in get(port, f"{serving.START}?{number}")[1]
    assert preview.wait(number, patience=0) is False
    answers: list[tuple[int, str]] = []
    waiting = threading.Thread(target=lambda: answers.append(get(port, f"{serving.SCRIPT}?{number}")))
    waiting.start()
    case(preview).write_text(case(preview).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    preview.look()
    waiting.join(timeout=60)

    assert answers == [(200, "location.reload();")]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "127.0.0.1.evil.example"])
def test_a_foreign_name_that_leads_here_is_refused(host: str, preview: serving.Preview, port: int) -> None:
    preview.look()

    for path in ("/", "/data/index.js", serving.SCRIPT + "?0"):
        assert get(port, path, Host=host)[0] == 403
    assert get(port, "/", Host=f"localhost:{port}")[0] == 200


def test_it_listens_on_this_computer_alone(preview: serving.Preview) -> None:
    made = serving.server(preview, 0)
    try:
        assert made.server_address[0] == "127.0.0.1"
        with pytest.raises(WhatWorksError, match="cannot be used"):
            serving.server(preview, made.server_address[1])
    finally:
        made.server_close()


@pytest.mark.parametrize("path", ["/../../corpus/library.toml", "/..%2f..%2fcorpus/library.toml", "/nothing.html"])
def test_nothing_outside_the_site_is_served(path: str, preview: serving.Preview, port: int) -> None:
    preview.look()

    assert get(port, path)[0] == 404


@pytest.mark.browser
def test_an_open_page_shows_the_change_by_itself(preview: serving.Preview, port: int, browser: Any) -> None:
    preview.look()
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"http://127.0.0.1:{port}/case/kin-navigators.html")
    text = case(preview).read_text(encoding="utf-8")
    case(preview).write_text(text.replace("\ntitle: ", "\ntitle: Changed "), encoding="utf-8")
    preview.look()
    page.wait_for_selector("h1:has-text('Changed')")
    case(preview).write_text(text.replace("\ncountry: US", "\ncountry: United States"), encoding="utf-8")
    preview.look()
    page.wait_for_selector("aside:has-text('C106')")

    assert wrong == [] or all("404" in said for said in wrong)
    page.close()
