"""One invented council report as a page, a Word file and a two-page PDF, each really made; a small web server."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

TITLE = "Four children's homes come back to Northmoor Council"
REPORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Summary",
        (
            "Northmoor County Council in England ran four children's homes through a charity from April 2014. "
            "The contract ended early in March 2018 and the council brought the homes back in-house. This report to "
            "the scrutiny committee looks at what changed for young people and what it cost.",
        ),
    ),
    (
        "Background",
        (
            "In 2013 the council had too many teenagers in residential care, most of them in homes outside the county. "
            "Twenty-nine of sixty-one young people lived more than twenty miles from home, and 38% of placements broke "
            "down within a year.",
            "The council asked for tenders and let a block contract of five years. Two providers made an offer. Price "
            "counted for 60% of the marks and quality for 40%.",
        ),
    ),
    (
        "How the homes were commissioned",
        (
            "The charity was paid £4.8 million a year for twenty places, whether they were filled or not. There was no "
            "clause that let the council step in, and the contract named no measure of stability. In the third year "
            "the charity asked for a higher price, which the council refused.",
        ),
    ),
    (
        "What was done",
        (
            "From June 2018 the council employed the staff itself. It appointed a manager for each home, kept two "
            "beds free for young people on the edge of care, and let foster carers and residential workers "
            "train together.",
            "Young people helped to choose the new managers and wrote the welcome book of each home.",
        ),
    ),
    (
        "Results",
        (
            "An independent evaluation compared the homes with the two years before and with homes in three similar "
            "authorities. Placement breakdown fell from 38% to 21%, while it stayed at 35% in the comparison group. "
            "The number of nights spent away without leave was halved.",
            "The evaluation rested on before and after figures for 44 young people and on interviews with 18 of them. "
            "School attendance did not change.",
        ),
    ),
    (
        "Costs",
        (
            "Running the homes cost £4.1 million in 2019, against £4.8 million under the contract. Taking them back "
            "cost £650,000 once, for the transfer of staff and repairs. The saving has not been checked by the "
            "auditor.",
        ),
    ),
    (
        "Lessons learned",
        (
            "A block contract without a way to step back in left the council with no choice but to wait. Members "
            "agreed that any later contract must say how a service returns in good order.",
            "Recruitment took nine months longer than planned, and agency workers filled one post in five meanwhile.",
        ),
    ),
)
CONTACT = "Questions: Homes Team, e-mail homes.team@northmoor.example or telephone 01632 960 123."


def as_page(*, address: str = "https://www.northmoor.example/homes-review", encoding: str = "utf-8") -> bytes:
    """The report as a page of a council's site, with menus, a cookie banner and contact details."""
    body = "".join(
        f"<h2>{escape(heading)}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        for heading, paragraphs in REPORT
    )
    links = "".join(f'<li><a href="/{n}">Council service number {n}</a></li>' for n in range(30))
    page = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="{encoding}"><title>{TITLE} - Northmoor</title>
    <meta property="og:site_name" content="Northmoor County Council"><meta property="og:title" content="{TITLE}">
    <meta property="article:published_time" content="2020-02-11T09:00:00Z">
    <link rel="canonical" href="{address}"></head>
    <body><div id="cookie-banner" class="cookie-consent"><p>We use cookies to make our site work.</p><button>Accept all
    cookies</button></div><header><nav><ul>{links}</ul></nav></header><main><article><h1>{TITLE}</h1>{body}
    <p>{CONTACT}</p></article></main><aside><h2>Related pages</h2><ul>{links}</ul></aside>
    <footer><p>Copyright Northmoor County Council. Privacy. Accessibility statement. Report a pothole.</p></footer>
    </body></html>"""
    return page.encode(encoding)


def as_docx() -> bytes:
    """The report as a Word file."""
    import docx

    made = docx.Document()
    made.core_properties.title = TITLE
    made.core_properties.language = "en-GB"
    made.add_heading(TITLE, 0)
    for heading, paragraphs in REPORT:
        made.add_heading(heading, 1)
        for text in paragraphs:
            made.add_paragraph(text)
    table = made.add_table(2, 2)
    for at, text in enumerate(("Year", "Places filled", "2019", "17 of 20")):
        table.cell(at // 2, at % 2).text = text
    made.add_paragraph(CONTACT)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_pdf(*, pages_of_pictures: bool = False) -> bytes:
    """The report as a PDF of two pages with a running foot; or two pages that only hold drawings."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    out = io.BytesIO()
    if pages_of_pictures:
        canvas = Canvas(out, pagesize=A4)
        for _ in range(2):
            canvas.rect(60, 100, 400, 600, fill=1)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 30, "Report to the scrutiny committee")
        canvas.drawString(500, 30, f"Page {document.page} of 2")

    styles = getSampleStyleSheet()
    plain = ParagraphStyle("plain", parent=styles["BodyText"], fontSize=11.5, leading=16)
    flow: list[Any] = [Paragraph(escape(TITLE), styles["Title"])]
    for number, (heading, paragraphs) in enumerate(REPORT, 1):
        flow.append(Paragraph(f"{number}. {escape(heading)}", styles["Heading2"]))
        flow += [Paragraph(escape(text), plain) for text in paragraphs]
    flow.append(Paragraph(escape(CONTACT), plain))
    SimpleDocTemplate(out, pagesize=A4, title=TITLE, author="Northmoor County Council").build(
        flow, onFirstPage=foot, onLaterPages=foot
    )
    return out.getvalue()


def words_of_report() -> list[str]:
    """Every paragraph of the report, which a good reader finds whole."""
    return [text for _, paragraphs in REPORT for text in paragraphs]


@pytest.fixture
def page() -> Callable[..., bytes]:
    """Make the report as a page."""
    return as_page


@pytest.fixture
def word_file() -> bytes:
    """The report as a Word file."""
    return as_docx()


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """Make the report as a PDF."""
    return as_pdf


@pytest.fixture
def paragraphs() -> list[str]:
    """The report's paragraphs."""
    return words_of_report()


class Site:
    """A web server on this computer: what it answers by path, and the paths it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, headers, body = site.answers.get(self.path, (404, {}, b"nothing here"))
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *about: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server that is stopped after the test."""
    running = Site()
    running.thread.start()
    yield running
    running.server.shutdown()
    running.server.server_close()
    running.thread.join()
