"""A preview on this computer only: rebuilt when the library changes, its problems shown in every page.

The folders are looked at every half second (names, sizes, times: some milliseconds for hundreds of files): this needs
no further library and works on network drives, where systems send no word of changes. Pages stay under their policy,
which allows scripts of the site but no requests: a page waits on a script that the server answers at a change.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from indexer.errors import WhatWorksError
from indexer.freshness import stat_digest
from indexer.problems import Problem

HOST = "127.0.0.1"
EVERY = 0.5  # seconds between two looks
PATIENCE = 25.0  # seconds that a page's script waits for a change before it asks again
START, SCRIPT = "/preview.js", "/preview-wait.js"
ASK = 'const s = document.createElement("script"); s.src = "%s?%d"; document.body.append(s);'
MOST = 40
Build = Callable[[], list[Problem]]
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title></head>'
    "<body><main><h1>There is no page to show yet</h1></main></body></html>"
)


@dataclass
class Preview:
    """What is shown: the folder of the site, its problems, and a number that rises with every change."""

    root: Path
    folder: Path
    build: Build
    problems: list[Problem] = field(default_factory=list)
    failure: str = ""
    number: int = 0
    seen: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def look(self) -> bool:
        """Rebuild where the library has changed since the last look. Returns whether it had."""
        now = stat_digest(self.root)
        if now == self.seen:
            return False
        self.seen = now
        problems, failure = self.problems, ""
        try:
            problems = self.build()
        except (WhatWorksError, OSError) as error:
            failure = f"{error} {getattr(error, 'remedy', '')}".strip()
        with self.changed:
            self.problems, self.failure = problems, failure
            self.number += 1
            self.changed.notify_all()
        return True

    def wait(self, number: int, patience: float = PATIENCE) -> bool:
        """Wait until something changed since a number, or for a while. Returns whether something has."""
        with self.changed:
            return self.changed.wait_for(lambda: self.number != number, patience)

    def note(self) -> str:
        """Return what every page says first: how many problems there are, and each with its place and remedy."""
        wrong = [problem for problem in self.problems if problem.severity == "error"]
        if not self.problems and not self.failure:
            return ""
        hints = len(self.problems) - len(wrong)
        head = f"Preview: {len(wrong)} errors, {hints} hints" if not self.failure else "Preview: the last good pages"
        shown = [*wrong, *(problem for problem in self.problems if problem.severity != "error")][:MOST]
        items = [self.failure] if self.failure else []
        items += [f"{p.path}:{p.line}: {p.code} {p.message}. {p.fix[:1].upper()}{p.fix[1:]}" for p in shown]
        listed = "".join(f"<li>{html.escape(item)}</li>" for item in items)
        is_open = " open" if wrong or self.failure else ""
        listed = f"<details{is_open}><summary>{head}</summary><ul>{listed}</ul></details>"
        return f'<aside class="note conflict" aria-label="Problems">{listed}</aside>'


class Handler(SimpleHTTPRequestHandler):
    """Serves the preview and keeps silent about what went well."""

    def __init__(self, *given: object, preview: Preview) -> None:
        self.preview = preview
        super().__init__(*given, directory=str(preview.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a page, a file, or the script that a page waits for."""
        if not self._is_ours():
            self.send_error(403, "This preview answers only on this computer.")
            return
        path = urlsplit(self.path).path
        if path == START:
            self._send(
                200, "text/javascript", f'addEventListener("load", () => {{ {ASK % (SCRIPT, self._number())} }});'
            )
        elif path == SCRIPT:
            self._answer_waiting()
        elif path.endswith(("/", ".html")):
            self._answer_page(path)
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        """Answer like do_GET, without a body, for files only."""
        if self._is_ours():
            super().do_HEAD()
        else:
            self.send_error(403)

    def _is_ours(self) -> bool:
        """Tell whether the browser asked for this computer by name: a foreign name that leads here is refused."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        return name in (HOST, "localhost")

    def _answer_page(self, path: str) -> None:
        file = Path(self.translate_path(path))
        file = file / "index.html" if path.endswith("/") else file
        preview = self.preview
        try:
            text, status = file.read_text(encoding="utf-8"), 200
        except OSError:
            text, status = PAGE, 404 if preview.number and not preview.failure else 200
        wait = f'<script src="{START}?{preview.number}"></script>'
        text = text.replace("</main>", "</main>" + wait, 1)
        place = text.find("<main")
        self._send(status, "text/html", text[:place] + preview.note() + text[place:] if place >= 0 else text)

    def _answer_waiting(self) -> None:
        number = self._number()
        changed = self.preview.wait(number)
        self._send(200, "text/javascript", "location.reload();" if changed else f"{{ {ASK % (SCRIPT, number)} }}")

    def _number(self) -> int:
        """Return the number of the state that a page shows, from its request."""
        asked = urlsplit(self.path).query
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1

    def _send(self, status: int, kind: str, text: str) -> None:
        data = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log only what went wrong."""
        if not str(code).startswith(("2", "3")):
            super().log_request(code, size)


class Server(ThreadingHTTPServer):
    """A server on this computer only; a browser that goes away is no failure."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a connection that the browser closed; say anything else."""
        import sys

        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def server(preview: Preview, port: int) -> Server:
    """Return a server of a preview on 127.0.0.1; port 0 takes a free one. Raises WhatWorksError on a taken port."""
    try:
        return Server((HOST, port), partial(Handler, preview=preview))
    except OSError as error:
        raise WhatWorksError(f"Port {port} cannot be used: {error.strerror}.", "choose another with --port") from None


def serve(preview: Preview, made: Server, said: Callable[[str], None]) -> None:
    """Serve until interrupted, and rebuild at every change. said: is given a line after each rebuild."""
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        while True:
            if preview.look():
                said(preview.failure or f"Rebuilt: {len(preview.problems)} problems. Waiting for changes.")
            threading.Event().wait(EVERY)
    finally:
        made.shutdown()
        made.server_close()
