"""A web server for measurements: HTTP/2 with gzip over folders laid on one another, as an ASGI application.

/NAME/... is looked for in the folder NAME below $SERVED, then in the folder `site` below it, so that all programs share
one page and one style sheet. Files are compressed once and kept in memory; browsers may keep them for ten minutes.
Every answer is noted in the file $ANSWERED: its path, and the bytes of its body as sent.
"""

from __future__ import annotations

import contextlib
import gzip
import mimetypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import peers
from measuring import Failed

LEVEL = 6
KEPT_ALIVE = "3600"  # seconds; a slow line still carries an answer long after the server is done with it
HERE = Path(__file__).parent


@cache
def _file(path: str) -> tuple[bytes, list[tuple[bytes, bytes]]] | None:
    root = Path(os.environ["SERVED"])
    name, *rest = PurePosixPath(unquote(path)).parts[1:] or ("",)
    if ".." in rest:
        return None
    for folder in (root / name, root / "site"):
        found = folder.joinpath(*rest)
        if found.is_file():
            data = found.read_bytes()
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            head = [(b"content-type", kind.encode()), (b"cache-control", b"max-age=600")]
            packed = gzip.compress(data, LEVEL, mtime=0)
            return (packed, [*head, (b"content-encoding", b"gzip")]) if len(packed) < len(data) else (data, head)
    return None


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer one request of a browser."""
    if scope["type"] != "http":
        return
    data, head = _file(scope["path"]) or (b"", [])
    await send({"type": "http.response.start", "status": 200 if head else 404, "headers": head})
    await send({"type": "http.response.body", "body": data})
    with Path(os.environ["ANSWERED"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{scope['path']}\t{len(data)}\n")


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the file of what it answered."""

    port: int
    notes: Path

    def answered(self, since: int = 0) -> list[tuple[str, int]]:
        """Return path and bytes of every answer, after the first `since`."""
        lines = self.notes.read_text(encoding="utf-8").splitlines()[since:]
        return [(path, int(size)) for path, size in (line.split("\t") for line in lines)]


@contextmanager
def served(root: Path) -> Iterator[Server]:
    """Serve a folder to this machine. Raises Failed where the server does not start."""
    secrets = peers.PEERS / "certificate"
    secrets.mkdir(parents=True, exist_ok=True)
    certificate, key = secrets / "certificate.pem", secrets / "key.pem"
    signed = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
    subprocess.run([*signed, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    port = _free_port()
    notes = root / "answered.txt"
    notes.write_text("", encoding="utf-8")
    env = {**os.environ, "SERVED": str(root), "ANSWERED": str(notes)}
    env["PYTHONPATH"] = os.pathsep.join([peers.python("hypercorn")["PYTHONPATH"], str(HERE)])
    command = [sys.executable, "-m", "hypercorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    command += ["--keep-alive", KEPT_ALIVE]
    command += ["--certfile", str(certificate), "--keyfile", str(key), "serving:application"]
    log = root / "server.log"
    with log.open("wb") as errors, subprocess.Popen(command, env=env, stderr=errors) as process:
        try:
            if not _listens(port, process):
                raise Failed(f"the web server for the browser did not start:\n{log.read_text(encoding='utf-8')}")
            yield Server(port, notes)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    for _ in range(200):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.1)
    return False
