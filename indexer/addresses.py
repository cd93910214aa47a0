"""Web addresses: whether a program may go to one, and whether two are the same page."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from indexer.errors import SourceUnreadable

PORTS = {"http": 80, "https": 443}
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
TRACKING = re.compile(r"\A(?:utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ref|source)\Z", re.IGNORECASE)
INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """An address taken apart and checked: `ip` is what to connect to, `host` what to ask it for."""

    address: str
    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as in `https://example.org:443`."""
        return f"{self.scheme}://{self.host}:{self.port}"


def is_web(text: str) -> bool:
    """Tell whether a text is meant as an address of the web rather than as a file: it begins like one."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE))


def target(address: str, *, allow_local: bool = False) -> Target:
    """Return an address with the number to connect to, after every number its name stands for was checked.

    allow_local: take private and local numbers too.
    Raises SourceUnreadable on an address that is no http or https, cannot be found, or is not public.
    """
    scheme, host, port, path = _parts(address)
    numbers = _numbers(host, port)
    if not allow_local:
        for number in numbers:
            if not is_public(number):
                raise SourceUnreadable(
                    f"{host} is a private or local address ({number})",
                    "save the page as a file, or say --allow-local if the address is your own",
                )
    return Target(
        urlunsplit((scheme, _place(host, port, scheme), path, "", "")), scheme, host, port, path, str(numbers[0])
    )


def _parts(address: str) -> tuple[str, str, int, str]:
    fix = "write the whole address, beginning with https://"
    try:
        parts = urlsplit(address.strip())
        scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
        port = parts.port or PORTS.get(scheme, 0)
    except (ValueError, UnicodeError):
        raise SourceUnreadable("it is not a web address", fix) from None
    if scheme not in PORTS:
        raise SourceUnreadable(f"only http and https are fetched, not {scheme or 'this'}", fix)
    if not host or parts.username or parts.password:
        raise SourceUnreadable("it is not a plain web address", fix)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    )
    return scheme, host, port, path


SAFE = "/%:@!$&'()*+,;=~-._?"


def _place(host: str, port: int, scheme: str) -> str:
    named = f"[{host}]" if ":" in host else host
    return named if port == PORTS[scheme] else f"{named}:{port}"


def _numbers(host: str, port: int) -> list[IPAddress]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceUnreadable(
            f"no computer called {host} was found", "check the address and your connection"
        ) from None
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))


def is_public(number: IPAddress) -> bool:
    """Tell whether an address is of the public internet, looking through those that wrap an older one."""
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if number in NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
        if number.teredo:
            return False
    return number.is_global and not number.is_multicast


def same_page(address: str) -> str:
    """Return the form in which two addresses of one page are alike: no scheme, no `www.`, no tracking, no end slash."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return address
    query = "&".join(part for part in sorted(parts.query.split("&")) if part and not TRACKING.match(part.split("=")[0]))
    path = INDEX.sub("/", parts.path).rstrip("/")
    return f"{host}{path}{'?' + query if query else ''}".lower()
