"""Finding the feeds of a site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from ipaddress import ip_network

import pytest

from monitor.core.feed import Verdict
from monitor.intake.client import Client
from monitor.intake.discover import discover, look_alikes
from monitor.intake.egress import Egress
from monitor.intake.exchange import FetchError
from tests.servers import Answer, FeedServer, entry, feed, redirect

BODY = feed(entry("a"), title="Telecom &amp; Co".replace("&amp;", "&"))

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    egress = Egress([ip_network("127.0.0.0/8")])
    async with Client(egress=egress, timeout=timedelta(seconds=5)) as entered:
        yield entered


def page(inner: str) -> str:
    return f"<!doctype html><html><head>{inner}</head><body>Hello</body></html>"


async def test_feed_is_its_own_find(server: FeedServer, client: Client) -> None:
    url = server.serve("/rss", BODY)

    (found,) = await discover(client, url)

    assert (found.url, found.title, found.type) == (url, "Telecom & Co", "application/rss+xml")


async def test_page_names_its_feeds(server: FeedServer, client: Client) -> None:
    link = "<link rel='alternate' type='application/atom+xml' title='News' href='/news.atom'>"
    url = server.serve("/", page(link), type="text/html")

    (found,) = await discover(client, url)

    assert (found.url, found.title) == (server.url("/news.atom"), "News")
    assert server.count() == 1


async def test_usual_places_are_tried_when_a_page_names_none(
    server: FeedServer, client: Client
) -> None:
    url = server.serve("/", page(""), type="text/html")
    feed_url = server.serve("/feed.xml", BODY)
    server.script("/rss", redirect("/feed.xml", 301))
    server.serve("/feed", page("not here"), type="text/html")

    found = await discover(client, url)

    assert [each.url for each in found] == [feed_url]


async def test_site_without_feeds_has_none(server: FeedServer, client: Client) -> None:
    assert await discover(client, server.serve("/", page(""), type="text/html")) == []


async def test_site_that_cannot_be_had_is_an_error(server: FeedServer, client: Client) -> None:
    with pytest.raises(FetchError) as caught:
        await discover(client, server.script("/", Answer(hang_up=True)))

    assert caught.value.verdict is Verdict.UNREACHABLE


async def test_look_alike_of_an_address_that_fails_is_found(
    server: FeedServer, client: Client
) -> None:
    server.script("/news/feed", Answer(status=403))
    server.serve("/news/rss.xml", feed(entry("News"), title="Moved by a name"))

    found = await discover(client, server.url("/news/feed"))

    assert [(each.url, each.title) for each in found] == [
        (server.url("/news/rss.xml"), "Moved by a name")
    ]


async def test_look_alike_of_an_address_that_does_not_answer_is_found(
    server: FeedServer, client: Client
) -> None:
    server.script("/feed", Answer(hang_up=True))
    server.serve("/feed/", feed(entry("News")))

    assert [each.url for each in await discover(client, server.url("/feed"))] == [
        server.url("/feed/")
    ]


@pytest.mark.parametrize(
    ("url", "alike"),
    [
        ("http://a.example/feed", "https://a.example/feed"),
        ("https://www.a.example/feed", "https://a.example/feed"),
        ("https://a.example/feed", "https://www.a.example/feed"),
        ("https://a.example/feed", "https://a.example/feed/"),
        ("https://a.example/feed/", "https://a.example/feed"),
        ("https://a.example/x/rss", "https://a.example/x/feed"),
        ("https://a.example/", "https://www.a.example/"),
        ("https://a.example/?feed=rss2", "https://www.a.example/?feed=rss2"),
    ],
)
def test_addresses_look_alike(url: str, alike: str) -> None:
    assert alike in look_alikes(url)
    assert url not in look_alikes(url)


@pytest.mark.parametrize("url", ["", "feed", "ftp://a.example/", "http://[::1", "http://a:b:c/"])
def test_what_is_no_address_has_no_look_alike(url: str) -> None:
    assert look_alikes(url) == []


def test_address_with_a_port_keeps_it_and_a_number_gets_no_www() -> None:
    made = look_alikes("http://127.0.0.1:8080/feed")

    assert made
    assert all(each.startswith("http://127.0.0.1:8080/") for each in made)
