"""The main text of pages and documents, and every broken input refused in a sentence."""

from __future__ import annotations

import gzip
import io
import json
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import extract, extract_html
from indexer.apart import Apart
from indexer.document import Document
from indexer.encoding import decode
from indexer.errors import SourceUnreadable
from indexer.language import language

HEADINGS = ["Summary", "Background", "How the homes were commissioned", "What was done", "Results", "Costs"]


def refusal(data: bytes, name: str) -> str:
    """The sentence with which something is refused, and its remedy, which is never empty."""
    with pytest.raises(SourceUnreadable) as caught:
        extract.read(data, name)
    assert caught.value.remedy
    return caught.value.reason


def joined(document: Document) -> str:
    return " ".join(document.text.split())


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "heading"]


def test_a_page_gives_its_text_without_menus_and_banners(page: Callable[..., bytes], paragraphs: list[str]) -> None:
    found = extract.read(page(), "review.html")

    assert [text for text in paragraphs if text not in joined(found)] == []
    assert [
        word for word in ("cookies", "pothole", "Council service number", "Related pages") if word in found.text
    ] == []
    assert headings(found)[1:7] == HEADINGS
    assert (found.title, found.publisher) == (
        "Four children's homes come back to Northmoor Council",
        "Northmoor County Council",
    )
    assert (found.date, found.language, found.address) == (
        "2020-02-11",
        "en",
        "https://www.northmoor.example/homes-review",
    )
    assert found.wall is None


def test_a_word_file_gives_headings_tables_and_properties(word_file: bytes, paragraphs: list[str]) -> None:
    found = extract.read(word_file, "review.docx")

    assert [text for text in paragraphs if text not in joined(found)] == []
    assert headings(found)[:6] == HEADINGS
    assert found.title == "Four children's homes come back to Northmoor Council"
    assert "| 2019 | 17 of 20 |" in found.text


def test_a_pdf_gives_paragraphs_and_headings_without_running_feet(
    pdf: Callable[..., bytes], paragraphs: list[str]
) -> None:
    found = extract.read(pdf(), "review.pdf")

    assert [text for text in paragraphs if text not in joined(found)] == []
    assert headings(found)[:6] == HEADINGS
    assert "Page 1 of 2" not in found.text
    assert "Report to the scrutiny committee" not in found.text
    assert (found.title, found.publisher) == (
        "Four children's homes come back to Northmoor Council",
        "Northmoor County Council",
    )


def test_markdown_and_plain_text_give_headings_and_lists() -> None:
    head = b"---\ntitle: A review\npublisher: A council\ndate: 2020\n---\n"
    found = extract.read(head + b"# A review\n\n## Costs\n\nIt *cost* [much](x).\n\n- one\n- two\n", "a.md")
    plain = extract.read(b"A REVIEW OF HOMES\n\nBackground\n\nThe homes were\nfar away.\n\n- one\n- two\n", "a.txt")

    assert (found.title, found.publisher, found.date) == ("A review", "A council", "2020")
    assert [(b.kind, b.text) for b in found.blocks] == [
        ("heading", "Costs"),
        ("text", "It cost much."),
        ("item", "one"),
        ("item", "two"),
    ]
    assert plain.title == "A REVIEW OF HOMES"
    assert [(b.kind, b.text) for b in plain.blocks] == [
        ("heading", "Background"),
        ("text", "The homes were far away."),
        ("item", "one"),
        ("item", "two"),
    ]


def test_ends_that_the_strict_reading_leaves_out_are_cut_unless_they_are_prose() -> None:
    prose = (
        "This is a paragraph of the article with a good many more words than any button or link would ever have had."
    )
    lines = ["Share this", prose, prose + " Two.", "Sign up", "More stories"]

    assert extract_html.without_ends(lines, [prose, prose + " Two."]) == [prose, prose + " Two."]
    assert extract_html.without_ends([prose + " Lead.", *lines[1:3]], lines[1:3]) == [prose + " Lead.", *lines[1:3]]
    assert extract_html.without_ends(lines, ["Sign up"]) == lines, "a strict reading of next to nothing is not trusted"


def test_extraction_is_at_least_that_of_trafilatura_on_its_own_ground(page: Callable[..., bytes]) -> None:
    import trafilatura

    data = page()
    theirs = (trafilatura.extract(data.decode(), include_comments=False) or "").split()
    ours = extract.read(data, "a.html").text.split()

    assert set(ours) <= set(theirs)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("cp1252", "utf-8"), ("utf-16", "utf-16")]
)
def test_the_encoding_is_found_whatever_is_declared(encoding: str, declared: str) -> None:
    text = (
        f'<html><head><meta charset="{declared}"></head><body><p>'
        + "Zo\u00eb\u2019s \u00a34.8m caf\u00e9 \u2013 " * 40
        + "</p></body></html>"
    )
    found, _ = decode(text.encode(encoding))

    assert found is not None
    assert "Zo\u00eb\u2019s \u00a34.8m caf\u00e9 \u2013" in found


def test_languages_are_told_by_their_words() -> None:
    assert (
        language("The council found that the homes were too far away and that it could not pay for them " * 4) == "en"
    )
    assert (
        language(
            "Kommunen har i flere år hatt mange barn på institusjon, og det ble besluttet at den skulle ta over " * 4
        )
        == "no"
    )
    assert language("kurz", "de-AT") == "de"
    assert language("short") is None


def test_an_encrypted_pdf_is_refused(pdf: Callable[..., bytes]) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret")
    out = io.BytesIO()
    writer.write(out)

    assert refusal(out.getvalue(), "a.pdf") == "the PDF is encrypted and asks for a password"


def test_a_pdf_of_pictures_is_refused(pdf: Callable[..., bytes]) -> None:
    assert refusal(pdf(pages_of_pictures=True), "a.pdf") == "the pages of the PDF are pictures without text"


def test_a_broken_pdf_and_a_broken_word_file_are_refused(pdf: Callable[..., bytes], word_file: bytes) -> None:
    assert refusal(pdf()[:300], "a.pdf") == "the PDF is broken"
    assert refusal(word_file[: len(word_file) // 2], "a.docx") == "the Word file is broken"
    assert "password" in refusal(b"\xd0\xcf\x11\xe0" + bytes(600), "a.docx")


def test_a_word_file_that_unpacks_to_too_much_is_refused(word_file: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))
        new.writestr("word/media/zeros.bin", bytes(120_000_000))
    assert len(out.getvalue()) < 1_000_000

    assert "unpacks to more than 100,000,000 bytes" in refusal(out.getvalue(), "a.docx")


def test_a_word_file_that_lies_of_its_size_unpacks_to_no_more_than_it_says(word_file: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != "word/document.xml":
                new.writestr(part.filename, old.read(part))
        new.writestr("word/document.xml", b"<x>" + bytes(60_000_000))
    lying = out.getvalue().replace(struct.pack("<I", 60_000_003), struct.pack("<I", 1000))

    assert refusal(lying, "a.docx") == "the Word file is broken"


def test_entities_of_a_word_file_are_not_expanded(word_file: bytes) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "word/document.xml":
                data = data.replace(b"?>", f"?>{bomb}]>".encode(), 1).replace(b"In 2013", b"&m;", 1)
            new.writestr(part.filename, data)

    try:
        assert len(extract.read(out.getvalue(), "a.docx").text) < 10_000
    except SourceUnreadable as error:
        assert error.reason == "the Word file is broken"


def test_a_page_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    with path.open("wb") as out:
        out.truncate(200_000_000)

    with pytest.raises(SourceUnreadable, match="200,000,000 bytes"):
        extract.file_bytes(path)


def test_a_packed_page_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.html.gz"
    path.write_bytes(gzip.compress(bytes(extract.MAX_BYTES + 1), compresslevel=9))

    with pytest.raises(SourceUnreadable, match="unpacks to more than"):
        extract.file_bytes(path)


def test_what_is_no_text_is_refused() -> None:
    noise = bytes((7 * n * n + 3 * n) % 256 for n in range(5000))

    assert refusal(b"<html>" + noise, "a.html") == "it is in no text encoding that is known here"
    assert refusal(noise, "a.txt") == "it is in no text encoding that is known here"
    assert "picture" in refusal(b"\x89PNG\r\n\x1a\n" + noise, "a.png")
    assert "packed file" in refusal(b"PK\x03\x04" + noise, "a.zip")
    assert refusal(b" \n", "a.txt") == "it is empty"


LOGIN = b"<html><head><title>Sign in</title></head><body><form><input name=u><input type=password></form></body></html>"
COOKIES = (
    b"<html><head><title>Northmoor</title></head><body><div><p>We value your privacy. We and our partners use cookies. "
    b"Give your consent to go on.</p><button>Accept cookies</button></div></body></html>"
)
SCRIPT = (
    b"<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>"
)
GONE = b"<html><head><title>Page not found</title></head><body><p>Sorry, we looked everywhere for it.</p></body></html>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LOGIN, "the page only asks to log in"),
        (COOKIES, "the page shows a notice on cookies or JavaScript and no text"),
        (SCRIPT, "the page shows a notice on cookies or JavaScript and no text"),
        (GONE, "the page says that it is not there"),
        (b"<html><body><img src=a.png></body></html>", "the page has no main text"),
    ],
)
def test_what_stands_before_a_page_is_told_from_a_page(data: bytes, reason: str) -> None:
    wall = extract.read(data, "a.html").wall

    assert wall is not None
    assert wall[0] == reason
    assert wall[1]


def sleep_on(data: bytes) -> None:
    time.sleep(600)


def fall_over(data: bytes) -> None:
    import os

    os._exit(3)


def test_reading_that_does_not_end_is_stopped_and_the_next_goes_on(page: Callable[..., bytes]) -> None:
    with Apart(seconds=0.5) as apart:
        with pytest.raises(SourceUnreadable, match="longer than"):
            apart.run(sleep_on, b"")
        apart.seconds = 60
        with pytest.raises(SourceUnreadable, match="broken or needs too much memory"):
            apart.run(fall_over, b"")
        assert apart.run(extract.read, page(), "a.html").title
        with pytest.raises(SourceUnreadable, match="encoding") as caught:
            apart.run(extract.read, bytes(range(256)) * 20, "a.html")
        assert caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"<html>" + b"<div>" * 10_000 + b"x",
        b"<html><body>" + b"<p>word " * 5_000,
        b"<html><head>" + b"<meta " * 50_000,
        b'<html><script type="application/ld+json">' + b'{"a":[' * 20_000 + b"</script>",
        b"<html><!--" + b"-" * 500_000,
        b'<html><body><p>Some words.</p><img src="data:image/png;base64,' + b"A" * 9_000_000 + b'">',
    ],
    ids=["deep", "unclosed", "attributes", "json", "comment", "embedded"],
)
def test_pages_made_to_hang_end(data: bytes) -> None:
    with Apart() as apart:
        assert apart.run(extract.read, data, "a.html").kind == "html"


def test_the_command_prints_a_line_for_every_file(
    tmp_path: Path, page: Callable[..., bytes], word_file: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page()))
    (tmp_path / "b.docx").write_bytes(word_file)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    names = [str(tmp_path / name) for name in ("a.html.gz", "b.docx", "c.pdf", "missing.html")]

    code = extract.main([*names, "--format", "jsonl"])
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]

    assert code == 1
    assert [set(row) for row in found] == [{"file", "title", "text"}] * 4
    assert [row["file"] for row in found] == names
    assert [bool(row["text"]) for row in found] == [True, True, False, False]
    assert len(err.splitlines()) == 2
    assert "no such file" in err
