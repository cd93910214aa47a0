"""Fetching, from a server on this computer: what is taken, what is refused, and where a program does not go."""

from __future__ import annotations

import gzip
import socket
from typing import Any

import pytest

from indexer import addresses, fetch
from indexer.errors import SourceUnreadable

CLOSED = b"User-agent: *\nDisallow: /secret\n"


def refusal(address: str, **settings: Any) -> str:
    settings = {"allow_local": True, **settings}
    with pytest.raises(SourceUnreadable) as caught:
        fetch.fetch(address, **settings)
    assert caught.value.remedy
    return caught.value.reason


def test_a_page_is_fetched_with_what_the_server_says_of_it(site: Any) -> None:
    address = site.put("/caf%C3%A9?a=1", b"<html>text", Content_Type="text/html; charset=ISO-8859-1")
    found = fetch.fetch(address.replace("%C3%A9", "\u00e9"), allow_local=True)

    assert (found.data, found.content_type, found.charset) == (b"<html>text", "text/html", "ISO-8859-1")
    assert found.address == address
    assert site.asked == ["/robots.txt", "/caf%C3%A9?a=1"]


def test_redirects_are_followed_and_the_last_address_is_kept(site: Any) -> None:
    site.put("/new", b"here")
    old = site.put("/old", status=301, Location="/new")

    assert fetch.fetch(old, allow_local=True).address == site.address + "/new"


def test_a_circle_of_redirects_and_a_long_chain_end(site: Any) -> None:
    site.put("/b", status=302, Location="/a")
    circle = site.put("/a", status=302, Location="/b")
    for number in range(9):
        site.put(f"/{number}", status=302, Location=f"/{number + 1}")

    assert refusal(circle) == "its redirects lead in a circle"
    assert refusal(site.address + "/0") == "it redirects more than 5 times"


def test_what_robots_txt_closes_is_not_fetched_even_after_a_redirect(site: Any) -> None:
    site.put("/robots.txt", CLOSED)
    site.put("/secret/page", b"text")
    open_door = site.put("/door", status=302, Location="/secret/page")

    for address in (site.address + "/secret/page", open_door):
        assert refusal(address) == "the site asks programs not to fetch it (robots.txt)"
    assert "/secret/page" not in site.asked


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "the page is not there (status 404)"),
        (410, "the page is not there (status 410)"),
        (403, "the site asks to log in or refuses programs (status 403)"),
        (429, "the site is asked too often (status 429)"),
        (503, "the site's server fails (status 503)"),
        (204, "the site answered with status 204"),
    ],
)
def test_every_other_status_is_said(site: Any, status: int, reason: str) -> None:
    assert refusal(site.put("/page", status=status)) == reason


def test_a_site_whose_rules_cannot_be_read_is_left_alone(site: Any) -> None:
    site.put("/robots.txt", status=500)

    assert "robots.txt" in refusal(site.put("/page", b"text"))
    assert "/page" not in site.asked


def test_size_and_time_are_limited(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = site.put("/big", b"x" * 200_000)

    assert refusal(address, max_bytes=100_000) == "it has more than 100,000 bytes"
    clock = iter(range(0, 10_000, 40))
    monkeypatch.setattr(fetch.time, "monotonic", lambda: next(clock))
    assert refusal(address) == "it took longer than 60 seconds"


def test_a_small_answer_that_unpacks_to_much_is_stopped(site: Any) -> None:
    packed = site.put("/packed", gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")

    assert refusal(packed, max_bytes=1_000_000) == "it has more than 1,000,000 bytes"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/page",
        "http://localhost:{port}/page",
        "http://[::1]:{port}/page",
        "http://[::ffff:127.0.0.1]:{port}/page",
        "http://2130706433:{port}/page",
        "http://0.0.0.0:{port}/page",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://[64:ff9b::a00:1]/",
        "http://[fd00::1]/",
    ],
)
def test_private_and_local_addresses_are_refused(site: Any, address: str) -> None:
    site.put("/page", b"text")

    assert "private or local address" in refusal(address.format(port=site.server.server_port), allow_local=False)
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server passes for a public one; where it sends us does not."""
    public = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda number: str(number) == "127.0.0.1" or public(number))
    address = site.put("/page", status=302, Location="http://10.0.0.7/admin")

    assert refusal(address, allow_local=False) == "10.0.0.7 is a private or local address (10.0.0.7)"


def test_the_connection_goes_to_the_number_that_was_checked(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its number between the check and the connection gains nothing: it is looked up once a hop."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def lookup(host: str, *about: Any, **more: Any) -> Any:
        if host == "homes.example":
            looked_up.append(host)
            return real("127.0.0.1" if len(looked_up) <= 2 else "10.9.9.9", *about, **more)
        return real(host, *about, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    site.put("/page", b"text")
    found = fetch.fetch(f"http://homes.example:{site.server.server_port}/page", allow_local=True)

    assert found.data == b"text"
    assert len(looked_up) == 2, "once for the page, once for robots.txt, never again for the connection"


def test_only_the_web_is_fetched() -> None:
    assert refusal("ftp://example.org/a") == "only http and https are fetched, not ftp"
    assert refusal("file:///etc/passwd") == "only http and https are fetched, not file"
    assert refusal("http://user:word@example.org/") == "it is not a plain web address"
    assert "was found" in refusal("http://no-such-name.invalid/")


def test_two_addresses_of_one_page_are_alike() -> None:
    same = {
        addresses.same_page(address)
        for address in (
            "https://www.example.org/a/?utm_source=x&id=2",
            "http://example.org/a?id=2#top",
            "https://example.org/a/index.html?id=2",
            "https://EXAMPLE.org/A/?id=2",
        )
    }

    assert same == {"example.org/a?id=2"}
    assert addresses.same_page("https://example.org/a?id=3") not in same
