"""Fetching one page or document from the web, carefully. The only module that goes to the network.

Every hop of a redirect is checked like the first address: the name is resolved, every number it stands for must be
public, and the connection goes to the very number that was checked. What robots.txt asks of programs is respected.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import urllib3

from indexer.addresses import Target, target
from indexer.errors import SourceUnreadable

AGENT = "whatworks"
USER_AGENT = f"{AGENT}/1 (reads one page at the request of a person)"
MAX_BYTES = 50_000_000
MAX_ROBOTS = 500_000
MAX_HOPS = 5
SECONDS = 60
CONNECT_SECONDS = 10
READ_SECONDS = 20
CHUNK = 65_536
BY_HAND = "open it in a browser and save it as a file, then add that file"


@dataclass(frozen=True)
class Fetched:
    """What was fetched: the address at the end of all redirects, the bytes, and what the server said they are."""

    address: str
    data: bytes
    content_type: str
    charset: str | None


@dataclass(frozen=True)
class Answer:
    """A server's answer to one request."""

    status: int
    headers: dict[str, str]
    data: bytes


class Visit:
    """One fetch with its limits: time for all of it, size, hops, and the rules of each site that it met."""

    def __init__(self, *, allow_local: bool, seconds: float, max_bytes: int) -> None:
        self.allow_local = allow_local
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.until = time.monotonic() + seconds
        self.rules: dict[str, RobotFileParser] = {}

    def get(self, address: str) -> Fetched:
        """Return what an address leads to. Raises SourceUnreadable with the reason."""
        seen: list[str] = []
        while True:
            place = target(address, allow_local=self.allow_local)
            if place.address in seen:
                raise SourceUnreadable("its redirects lead in a circle", BY_HAND)
            if len(seen) > MAX_HOPS:
                raise SourceUnreadable(f"it redirects more than {MAX_HOPS} times", BY_HAND)
            seen.append(place.address)
            if not self._allowed(place):
                raise SourceUnreadable("the site asks programs not to fetch it (robots.txt)", BY_HAND)
            answer = self._request(place, self.max_bytes)
            onward = answer.headers.get("location")
            if answer.status in (301, 302, 303, 307, 308) and onward:
                address = urljoin(place.address, onward)
                continue
            _refuse_status(answer.status)
            kind, _, rest = answer.headers.get("content-type", "").partition(";")
            charset = rest.partition("charset=")[2].strip("\"' ") or None
            return Fetched(place.address, answer.data, kind.strip().lower(), charset)

    def _allowed(self, place: Target) -> bool:
        if place.origin not in self.rules:
            self.rules[place.origin] = self._robots(place)
        return self.rules[place.origin].can_fetch(AGENT, place.address)

    def _robots(self, place: Target) -> RobotFileParser:
        """Return a site's rules: none where it has no such file, all closed while its server fails (RFC 9309)."""
        rules = RobotFileParser()
        address = urljoin(place.address, "/robots.txt")
        for _ in range(MAX_HOPS):
            answer = self._request(target(address, allow_local=self.allow_local), MAX_ROBOTS)
            if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                break
            address = urljoin(address, answer.headers["location"])
        if answer.status >= 500:
            raise SourceUnreadable(
                f"the site's server fails (status {answer.status} for robots.txt)", "try again later"
            )
        rules.parse(answer.data.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
        return rules

    def _request(self, place: Target, most: int) -> Answer:
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        headers = {"Host": place.address.split("/")[2], "User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"}
        try:
            with _pool(place) as pool:
                response = pool.urlopen(
                    "GET", place.path, headers=headers, timeout=timeout,
                    retries=False, redirect=False, preload_content=False, assert_same_host=False,
                )  # fmt: skip
                try:
                    found = {name.lower(): value for name, value in response.headers.items()}
                    data = b"" if 300 <= response.status < 400 else self._body(response, most)
                    return Answer(response.status, found, data)
                finally:
                    response.close()
        except urllib3.exceptions.SSLError:
            raise SourceUnreadable(f"the certificate of {place.host} is not valid", BY_HAND) from None
        except urllib3.exceptions.TimeoutError:
            raise SourceUnreadable(f"{place.host} did not answer in time", "try again later") from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise SourceUnreadable(
                f"the connection to {place.host} failed", "try again later, or save the page"
            ) from None

    def _body(self, response: urllib3.BaseHTTPResponse, most: int) -> bytes:
        data = bytearray()
        while True:
            part = response.read1(CHUNK, decode_content=True)
            if not part:
                return bytes(data)
            data += part
            if len(data) > most:
                raise SourceUnreadable(f"it has more than {most:,} bytes", "save only the part you want as a file")
            if time.monotonic() > self.until:
                raise SourceUnreadable(f"it took longer than {self.seconds:g} seconds", "try again later")


def fetch(address: str, *, allow_local: bool = False, seconds: float = SECONDS, max_bytes: int = MAX_BYTES) -> Fetched:
    """Fetch an address of the web.

    allow_local: go to private and local addresses too. seconds, max_bytes: the limits of the whole visit.
    Raises SourceUnreadable with the reason where it cannot or may not be fetched.
    """
    return Visit(allow_local=allow_local, seconds=seconds, max_bytes=max_bytes).get(address)


def _pool(place: Target) -> urllib3.HTTPConnectionPool:
    if place.scheme == "http":
        return urllib3.HTTPConnectionPool(place.ip, place.port)
    return urllib3.HTTPSConnectionPool(
        place.ip, place.port, server_hostname=place.host, assert_hostname=place.host, cert_reqs="CERT_REQUIRED"
    )


def _refuse_status(status: int) -> None:
    if status in (404, 410):
        raise SourceUnreadable(f"the page is not there (status {status})", "look for its new address")
    if status in (401, 403, 407, 451):
        raise SourceUnreadable(f"the site asks to log in or refuses programs (status {status})", BY_HAND)
    if status == 429:
        raise SourceUnreadable("the site is asked too often (status 429)", "try again later")
    if status >= 500:
        raise SourceUnreadable(f"the site's server fails (status {status})", "try again later")
    if status != 200:
        raise SourceUnreadable(f"the site answered with status {status}", BY_HAND)
