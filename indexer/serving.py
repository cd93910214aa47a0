"""A preview of the built site, on this computer only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from indexer.errors import WhatWorksError


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps silent about those that went well."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log only what went wrong."""
        if not str(code).startswith(("2", "3")):
            super().log_request(code, size)


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a site folder on 127.0.0.1. Raises WhatWorksError without a site or with a taken port."""
    if not (folder / "index.html").is_file():
        raise WhatWorksError(f"There is no site in {folder} yet.", "generate it with: whatworks site")
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    except OSError as error:
        raise WhatWorksError(f"Port {port} cannot be used: {error.strerror}.", "choose another with --port") from None
