"""`whatworks add`: from a source to a draft, and from the draft to a page on the site."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import Result

from indexer import duplicates, vocabulary
from indexer.reader import read_file
from indexer.suggest import suggest
from indexer.suggest_figures import beginnings, money, percentages

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., Result]
PUBLISHED = (
    "--set", "title=Northmoor takes four children's homes back in-house",
    "--set", "summary=In 2018 Northmoor took four homes back from a charity. Fewer placements broke down than before.",
    "--set", "place=Northmoor", "--set", "country=GB", "--set", "region=GB-ENG", "--set", "kind=arrangement",
    "--set", "need=placement-breakdown, teenagers-in-residential-care", "--set", "service=residential-care",
    "--set", "started=2018-06", "--set", "status=running", "--set", "result=improved",
    "--set", "arrangement.from=2018-06", "--set", "arrangement.delivery=in-house",
    "--set", "outcomes.measure=Placement breakdown within a year", "--set", "outcomes.direction=better",
    "--set", "outcomes.figure=21% v 38%", "--set", "outcomes.compared_with=the two years before",
    "--set", "outcomes.design=pre-post", "--set", "outcomes.measured_by=independent",
    "--set", "cost_note=Cost not published: we looked in the report.", "--set", "shelf=reviewed",
    "--set", "source.publisher=Northmoor County Council", "--set", "source.kind=council", "--set", "source.read=full",
    "--set", "review=published",
)  # fmt: skip
SECTIONS = ("in-brief", "problem", "done", "bought", "happened", "cost", "difference", "avoid", "here")


@pytest.fixture
def report(tmp_path: Path, page: Callable[..., bytes], word_file: bytes, pdf: Callable[..., bytes]) -> Path:
    """A folder with the report as page.html, report.docx and report.pdf."""
    (tmp_path / "page.html").write_bytes(page())
    (tmp_path / "report.docx").write_bytes(word_file)
    (tmp_path / "report.pdf").write_bytes(pdf())
    return tmp_path


def everything(folder: Path) -> set[str]:
    """Every file below a folder but those of the index and the site."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def filled(text: str) -> str:
    """A draft as somebody finishes it: passages taken out, each section written."""
    text = re.sub(r"\n> <REQUIRED:.*\n", "", text)
    prose = "The four homes were run by the council itself, and young people stayed longer in one place. " * 4
    return re.sub(r"^<REQUIRED:[^>]*>$", prose.strip() + "[^northmoor-county-2020]", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["page.html", "report.docx", "report.pdf"])
def test_from_a_source_to_a_page_on_the_site(report: Path, library_folder: Path, run: Run, name: str) -> None:
    source = str(report / name)
    added = run("add", source, "--no-input", "--name", "northmoor-homes", "--set", "source.id=northmoor-county-2020",
                "--set", "source.year=2020", *PUBLISHED, code=1)  # fmt: skip
    assert "C110" in added.stderr, "what is published has no open slots"
    assert not (library_folder / "corpus" / "cases" / "northmoor-homes.md").exists()

    drafted = [part for part in PUBLISHED if part != "review=published"]
    drafted.pop(len(drafted) - 1)
    added = run("add", source, "--no-input", "--name", "northmoor-homes", "--set", "source.id=northmoor-county-2020",
                "--set", "source.year=2020", *drafted)  # fmt: skip
    path = Path(added.stdout.strip())
    assert path == library_folder / "corpus" / "cases" / "northmoor-homes.md"
    assert run("check", str(path)).stderr.startswith("1 file: 0 errors")

    text = filled(path.read_text(encoding="utf-8")).replace("review: draft", "review: published")
    path.write_text(text, encoding="utf-8")
    assert "<REQUIRED" not in text
    assert run("check", str(path)).stderr.startswith("1 file: 0 errors")
    run("index")
    assert "northmoor-homes" in run("search", "children's homes back in-house").stdout
    run("site")
    made = (library_folder / "build" / "site" / "case" / "northmoor-homes.html").read_text(encoding="utf-8")
    assert "Northmoor takes four children" in made
    assert "21% v 38%" in made


def test_a_draft_holds_suggestions_with_passages_and_asserts_nothing(report: Path, run: Run) -> None:
    added = run("add", str(report / "page.html"), "--no-input")
    text = Path(added.stdout.strip()).read_text(encoding="utf-8")
    head = text.split("\n---\n")[0]

    for line in (
        r'# suggested by the source: GB \("Northmoor County Council in England ran',
        r'# suggested by the source: Northmoor \("Four children',
        r"# suggested by the source: teenagers-in-residential-care",
        r"# suggested by the source: residential-care",
        r"# suggested by the source: 2014-04 ",
        r"# suggested by the source: in-house ",
        r"# suggested by the source: pre-post ",
        r'# in the source: 38%, 21%, 35% \("Placement breakdown fell',
        r'# in the source: 650000 GBP \("Taking them back cost',
    ):
        assert re.search(line, head), line
    for field in ("country", "place", "kind", "need", "service", "started", "result"):
        assert re.search(rf'^{field}: "<REQUIRED:', head, re.MULTILINE), field
    assert "checked_by: automated" in head
    assert "homes.team@" not in text
    assert "01632" not in text
    assert "2 e-mail addresses and telephone numbers were left out" in added.stderr


def test_headings_of_the_source_lead_to_sections_of_the_case(report: Path, run: Run) -> None:
    text = Path(run("add", str(report / "report.docx"), "--no-input").stdout.strip()).read_text(encoding="utf-8")
    body = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", text, re.MULTILINE))

    for heading, words in {
        "In brief": "brought the homes back in-house",
        "The problem": "too many teenagers",
        "How it was bought and run": "whether they were filled or not",
        "What was done": "welcome book",
        "What happened": "fell from 38% to 21%",
        "What it cost": "£650,000",
        "What to avoid": "without a way to step back in",
    }.items():
        assert words in body[heading], heading
        assert "[^" in body[heading]
    assert all(line.startswith("> <REQUIRED: ") for line in text.split("\n") if line.startswith(">"))


def test_what_is_missing_is_listed_with_its_line(report: Path, run: Run) -> None:
    added = run("add", str(report / "report.pdf"), "--no-input", "--set", "country=GB")
    lines = Path(added.stdout.strip()).read_text(encoding="utf-8").split("\n")
    listed = re.findall(r"^  line (\d+): (\w+): ", added.stderr, re.MULTILINE)

    assert len(listed) >= 15
    assert "country" not in [name for _, name in listed]
    for number, name in listed:
        assert "<REQUIRED:" in lines[int(number) - 1]
        assert name == "section" or lines[int(number) - 1].lstrip("- ").startswith(f"{name}:")


def test_several_sources_make_one_case_with_an_id_each(report: Path, library_folder: Path, run: Run) -> None:
    (report / "minutes.md").write_text(
        "# Minutes of the scrutiny committee\n\n## Costs\n\nMembers were told that repairs cost £90,000 more.\n",
        encoding="utf-8",
    )
    added = run("add", str(report / "report.pdf"), str(report / "minutes.md"), "--no-input", "--name", "two-sources",
                "--set", "source.2.publisher=Northmoor County Council", "--set", "source.2.year=2021")  # fmt: skip
    draft, _, _ = read_file(Path(added.stdout.strip()), "two-sources.md")

    assert draft is not None
    ids = [source.text("id") for source in draft.head.maps("sources")]
    assert len(set(ids)) == 2
    assert ids[1] == "northmoor-county-2021"
    assert "[^northmoor-county-2021]" in draft.sections[5].text
    kept = sorted(path.name for path in (library_folder / "build" / "originals").iterdir())
    assert kept == ["two-sources-1.pdf", "two-sources-2.md"]
    assert (library_folder / "build" / "originals" / kept[0]).read_bytes() == (report / "report.pdf").read_bytes()


def test_the_same_case_under_another_title_is_found_before_anything_is_written(
    report: Path, library_folder: Path, run: Run
) -> None:
    run("add", str(report / "page.html"), "--no-input", "--name", "first")
    before = everything(library_folder)
    for name, reason in (
        ("page.html", "it cites northmoor.example/homes-review too"),
        ("report.docx", "its text is much the same"),
    ):
        refused = run("add", str(report / name), "--no-input", "--set", "title=Something else", code=1)
        assert "It may be here already: first" in refused.stderr
        assert reason in refused.stderr
        assert "--even-so" in refused.stderr
        assert everything(library_folder) == before
    run("add", str(report / "page.html"), "--no-input", "--even-so", "--name", "second")

    assert everything(library_folder) - before == {"corpus/cases/second.md", "build/originals/second-1.html"}


def test_place_and_period_show_a_duplicate_too(library_folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Northshire County Council set up a team for teenagers on the edge of residential care in April 2015. "
        "Young people stayed with their families more often. The edge-of-care service worked at weekends.\n",
        encoding="utf-8",
    )
    refused = run("add", str(tmp_path / "a.txt"), "--no-input", code=1)

    assert "hub-for-teenagers" in refused.stderr
    assert "same place and time (Northshire, 2015)" in refused.stderr


def test_likeness_follows_the_share_of_words_in_common() -> None:
    words = [f"word{number}" for number in range(2000)]
    one = duplicates.sketch([" ".join(words[:1000])])

    assert duplicates.likeness(one, one) == 1
    assert duplicates.likeness(one, duplicates.sketch([" ".join(words[1000:])])) == 0
    half = duplicates.likeness(one, duplicates.sketch([" ".join(words[500:1500])]))
    assert 0.22 < half < 0.45, "a third of all runs is in both"


def test_passages_that_break_fairness_are_left_out(library_folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Homes in Westmoor\n\n## Background\n\nMrs Harriet Penworth, a mother of two, told the meeting a lot.\n\n"
        "Three children ran away from the home in one night, and nobody had looked for them.\n\n"
        "The homes stood far from any town, and few staff stayed for longer than a year.\n\n"
        "## Results\n\nHarbour Homes Limited was negligent in the way it kept its records for years.\n",
        encoding="utf-8",
    )
    added = run("add", str(tmp_path / "a.md"), "--no-input", "--set", "arrangement.delivery=for-profit",
                "--set", "arrangement.provider=Harbour Homes Limited", "--set", "source.kind=press")  # fmt: skip
    text = Path(added.stdout.strip()).read_text(encoding="utf-8")

    assert "few staff stayed" in text
    assert [word for word in ("Penworth", "negligent") if word in text] == []
    assert re.search(r"\d passages were left out for fairness \(ADV01, PRIV\b", added.stderr)
    run("check", added.stdout.strip())


def test_addresses_of_mirrors_are_refused_without_a_visit(
    library_folder: Path, run: Run, tmp_path: Path, page: Any
) -> None:
    (tmp_path / "saved.html").write_bytes(page(address="https://www.scribd.com/document/1/homes"))
    before = everything(library_folder)

    for source in ("https://docplayer.net/1-report.html", str(tmp_path / "saved.html")):
        refused = run("add", source, "--no-input", code=1)
        assert "SRC-MIRROR" in refused.stderr
        assert "publisher's own address" in refused.stderr
    assert everything(library_folder) == before


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("countri=GB", "did you mean country"),
        ("country=United Kingdom", "did you mean GB"),
        ("need=edge-of-car", "did you mean edge-of-care"),
        ("arrangement=in-house", "arrangement.from"),
        ("arrangement.deliveri=in-house", "did you mean delivery"),
        ("source.url=northmoor", "is not a web address"),
        ("country", "says no value"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_the_source_is_read(run: Run, setting: str, said: str) -> None:
    refused = run("add", "no-such-file.pdf", "--no-input", "--set", setting, code=1)

    assert said in refused.stderr
    assert "no-such-file" not in refused.stderr


def broken_sources(folder: Path, pdf: Callable[..., bytes], page: Callable[..., bytes]) -> dict[str, tuple[str, bytes]]:
    """Broken inputs by what is said of them: file name and bytes."""
    german = (
        "<html lang=de><body><article>"
        + "<p>Der Landkreis hat die Heime der Stadt im Jahr 2015 wieder in eigene Hände "
        "genommen, und es hat sich gezeigt, dass die Kinder nicht mehr so oft umziehen mussten.</p>" * 9
    )
    bomb, locked = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(120_000_000))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret")
    writer.write(locked)
    return {
        "the PDF is encrypted": ("locked.pdf", locked.getvalue()),
        "unpacks to more than": ("bomb.docx", bomb.getvalue()),
        "are pictures without text": ("scan.pdf", pdf(pages_of_pictures=True)),
        "the PDF is broken": ("broken.pdf", b"%PDF-1.7\nnothing"),
        "the Word file is broken": ("broken.docx", b"PK\x03\x04word/"),
        "only asks to log in": ("login.html", b"<html><title>Log in</title><input type=password>"),
        "a notice on cookies": ("wall.html", b"<html><title>News</title><p>We use cookies. Give consent to cookies."),
        "no text encoding": ("noise.html", b"<html>" + bytes(range(256)) * 30),
        "is in German": ("german.html", german.encode()),
        "it is empty": ("empty.html", b""),
        "picture": ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
    }


def test_every_broken_source_gets_a_sentence_and_leaves_nothing(
    library_folder: Path, run: Run, tmp_path: Path, pdf: Callable[..., bytes], page: Callable[..., bytes]
) -> None:
    (tmp_path / "good.html").write_bytes(page())
    with (tmp_path / "huge.html").open("wb") as out:
        out.truncate(200_000_000)
    before = everything(library_folder)
    names = {"200,000,000 bytes": "huge.html", "no such file": "missing.pdf"}
    for said, (name, data) in broken_sources(tmp_path, pdf, page).items():
        (tmp_path / name).write_bytes(data)
        names[said] = name

    for said, name in names.items():
        good = [str(tmp_path / "good.html")] if name == "broken.pdf" else []
        refused = run("add", *good, str(tmp_path / name), "--no-input", code=1)
        assert said in refused.stderr, refused.stderr
        assert len([line for line in refused.stderr.splitlines() if line.startswith("Error: ")]) == 1
        assert name in refused.stderr
        assert "Traceback" not in refused.stderr
        assert everything(library_folder) == before


def test_a_case_is_added_from_the_web(library_folder: Path, run: Run, site: Any, page: Callable[..., bytes]) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /secret\n")
    site.put("/new", page(address=site.address + "/new"))
    address = site.put("/old", status=302, Location="/new")
    refused = run("add", address, "--no-input", code=1)
    assert "private or local address" in refused.stderr
    assert site.asked == []

    added = run("add", address, "--no-input", "--allow-local", "--name", "from-the-web")
    draft, _, _ = read_file(Path(added.stdout.strip()), "from-the-web.md")
    assert draft is not None
    assert draft.head.maps("sources")[0].text("url") == site.address + "/new"
    assert (library_folder / "build" / "originals" / "from-the-web-1.html").is_file()

    before = everything(library_folder)
    site.put("/here", status=302, Location="/there")
    site.put("/there", status=302, Location="/here")
    refusals = {
        "/nothing": "status 404",
        "/secret": "robots.txt",
        "/here": "redirects lead in a circle",
        "/login": "only asks to log in",
    }
    site.put("/login", b"<html><title>Log in</title><form><input type=password></form>")
    for path, said in refusals.items():
        refused = run("add", site.address + path, "--no-input", "--allow-local", code=1)
        assert said in refused.stderr
    assert everything(library_folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
@pytest.mark.parametrize("name", ["page.html", "report.pdf"])
def test_a_person_at_a_terminal_is_asked_at_most_twelve_times(report: Path, library_folder: Path, name: str) -> None:
    import pty

    editor = report / "editor.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text(encoding='utf-8').replace('status: \"<REQUIRED: running | ended | not-known>\"',"
        " 'status: running'), encoding='utf-8')\n",
        encoding="utf-8",
    )
    here, there = pty.openpty()
    environment = {**os.environ, "EDITOR": f'"{sys.executable}" "{editor}"', "TERM": "dumb", "COLUMNS": "200"}
    started = subprocess.Popen(
        [sys.executable, "-m", "whatworks", "--library", str(library_folder), "add", str(report / name)],
        cwd=ROOT, stdin=there, stdout=subprocess.PIPE, stderr=there, env=environment,
    )  # fmt: skip
    os.close(there)
    prompts, seen = answer(
        here, started, {"country": "United Kingdom\nGB\n", "title": "Northmoor homes\n", "place": "\n"}
    )
    out, _ = started.communicate(timeout=60)
    os.close(here)

    assert started.returncode == 0, seen
    assert 8 <= len(prompts) <= 12, prompts
    assert "did you mean GB" in seen, "a wrong answer is explained and asked again"
    path = Path(out.decode().strip())
    draft, _, _ = read_file(path, path.name)
    assert draft is not None
    assert path.name == "northmoor-homes.md"
    assert (draft.head.text("title"), draft.head.texts("country")) == ("Northmoor homes", ("GB",))
    assert draft.head.text("place") == "Northmoor", "an empty line takes the suggestion"
    assert "residential-care" in draft.head.texts("service")
    assert draft.head.text("status") == "running", "what the editor wrote is kept"
    checked = subprocess.run(
        [sys.executable, "-m", "whatworks", "--library", str(library_folder), "check", str(path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    assert "1 file: 0 errors" in checked.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_who_leaves_in_the_middle_leaves_nothing(report: Path, library_folder: Path) -> None:
    import pty

    before = everything(library_folder)
    here, there = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "whatworks", "--library", str(library_folder), "add", str(report / "report.docx")],
        cwd=ROOT, stdin=there, stdout=there, stderr=there, env={**os.environ, "TERM": "dumb"},
    )  # fmt: skip
    os.close(there)
    prompts, _ = answer(here, started, {"kind": "\x04"})
    os.close(here)

    assert started.wait(timeout=30) == 1
    assert len(prompts) == 4
    assert everything(library_folder) == before


def test_what_looks_like_our_own_marks_in_a_source_does_no_harm(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        'A report: "homes" and #costs\n\n## Background\n\n--- The homes were closed[^1] and <REQUIRED: no> was'
        " said of it <script>alert(1)</script> by anybody at all.\n\n- key: value # no comment\n",
        encoding="utf-8",
    )
    path = run("add", str(tmp_path / "a.txt"), "--no-input").stdout.strip()

    assert run("check", path).stderr.startswith("1 file: 0 errors")
    assert "[^1]" not in Path(path).read_text(encoding="utf-8")


def answer(terminal: int, started: subprocess.Popen[bytes], answers: dict[str, str]) -> tuple[list[str], str]:
    """Answer each prompt, an empty line where there is no answer for it; return the prompts and all that was shown.

    A prompt is a line that waits: it ends with a colon or a question's brackets and nothing follows.
    """
    prompts: list[str] = []
    seen = ""
    taken = 0
    until = time.monotonic() + 90
    while started.poll() is None and time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:  # the other end is closed
                break
            continue
        line = seen[taken:].rsplit("\n", 1)[-1].strip()
        if line.endswith(":"):
            prompts.append(line)
            taken = len(seen)
            name = line.split(" ", 1)[0]
            first, _, rest = answers.get(name, "\n").partition("\n")
            if rest:
                answers[name] = rest
            os.write(terminal, first.encode() if first == "\x04" else f"{first}\n".encode())
    return prompts, seen


def test_figures_are_found_with_their_sentences() -> None:
    text = [
        "It cost £4.8 million a year, about US$6m, or NOK 65 million. Breakdown fell from 38 per cent to 21%.",
        "The service was launched in June 2015 and reviewed in 2018. It will be opened again in 2040.",
    ]

    assert [(m.amount, m.currency) for m in money(text)] == [
        ("4800000", "GBP"),
        ("6000000", "USD"),
        ("65000000", "NOK"),
    ]
    assert percentages(text) == [("38 per cent, 21%", "Breakdown fell from 38 per cent to 21%.")]
    assert [when for when, _ in beginnings(text, "2026-11-27")] == ["2015-06", "2018"]
    assert [m.currency for m in money(["It cost $300 a day."], "AU")] == ["AUD"]


def test_countries_are_suggested_by_address_and_by_name() -> None:
    from indexer.document import Block, Document

    words = vocabulary.load(ROOT / "corpus" / "vocabulary.yaml")

    def countries(text: str, address: str | None = None) -> list[str]:
        found = suggest([Document("html", (Block("text", text),), address=address)], words, [], "2026-11-27")
        return [each.value for each in found.by_field.get("country", ())]

    assert countries("The county ran it.", "https://www.northmoor.gov.uk/a")[0] == "GB"
    assert countries("Nebraska hired lead agencies.")[0] == "US"
    assert countries("It was tried in Norway and then in Norwegian towns and once in Wales.")[0] == "NO"
    assert countries("Nothing is said of where.") == []
