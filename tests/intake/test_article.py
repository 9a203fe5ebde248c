"""Reading pages in processes of their own, and the manners towards their hosts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from monitor.core.article import Page
from monitor.intake.article import Manners, NotHad, PageAsked, PageOrder, PagePool, ask_page
from monitor.intake.client import Client
from monitor.intake.egress import Egress
from monitor.intake.workers import Trouble
from tests.servers import Answer, FeedServer

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TEXT = "The operator extends its network in the north with masts along the coast, it said. " * 4
PAGE = (
    f"<html><head><title>Masts</title></head><body><article><p>{TEXT}</p></article></body></html>"
)
SLOW = b"<p>" * 200_000 + b"<table><tr><td>" * 20_000 + b"x " * 400_000


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client that may talk to loopback."""
    allowed = Egress((ip_network("127.0.0.0/8"),))
    async with Client(egress=allowed, timeout=timedelta(seconds=2)) as running:
        yield running


async def test_worker_reads_title_and_text() -> None:
    async with PagePool() as pool:
        page = await pool.read(PAGE.encode(), url="https://example.org/a")

    assert page == Page(url="https://example.org/a", title="Masts", paragraphs=(TEXT.strip(),))


async def test_stuck_reading_is_stopped_and_its_worker_replaced() -> None:
    async with PagePool(deadline=timedelta(seconds=1)) as pool:
        await pool.read(PAGE, url="https://example.org/a")
        (before,) = pool.workers
        stuck = await pool.read(SLOW, url="https://example.org/b")
        after = await pool.read(PAGE, url="https://example.org/a")

        assert isinstance(stuck, Trouble)
        assert isinstance(after, Page)
        assert pool.workers != (before,)


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b"{}", b"<", "<?xml version='1.0' encoding='utf-8'?><html/>"]
)
async def test_what_is_no_page_has_no_text_and_breaks_nothing(body: bytes | str) -> None:
    page = await PagePool(processes=0).read(body, url="https://example.org/a")

    assert isinstance(page, Trouble) or page.paragraphs == ()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "gb18030", "shift_jis", "utf-16"])
async def test_page_is_read_in_the_encoding_its_server_names(client: Client, charset: str) -> None:
    texts = {"gb18030": "运营商扩建移动网络。", "shift_jis": "通信事業者が拡張する。"}
    text = texts.get(charset, "Оператор расширяет сеть на севере страны. ") * 20
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode(charset)
    with FeedServer() as server:
        url = server.serve("/a", body, type=f"text/html; charset={charset}")
        order = await ask_page(client, Manners(client), PageAsked(url=url), now=NOW)

    assert isinstance(order, PageOrder)
    page = await PagePool(processes=0).read(order.body, url=order.url)
    assert isinstance(page, Page)
    assert page.text == text.strip()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("javascript:alert(1)", "none of the web"),
        ("http://10.0.0.1/a", "not a public address"),
    ],
)
async def test_addresses_that_may_not_be_contacted_are_not(
    client: Client, url: str, why: str
) -> None:
    had = await ask_page(client, Manners(client), PageAsked(url=url), now=NOW)

    assert isinstance(had, NotHad)
    assert why in had.why
    assert not had.again


async def test_hosts_are_spaced_by_what_is_longer_and_robots_are_asked_again_after_a_day(
    client: Client,
) -> None:
    seconds = [100.0]
    with FeedServer() as server:
        server.serve(
            "/robots.txt", "User-agent: *\nCrawl-delay: 7\nDisallow: /no", type="text/plain"
        )
        url = server.serve("/a", PAGE, type="text/html")
        manners = Manners(client, spacing=timedelta(seconds=2), seconds=lambda: seconds[0])
        assert await manners.objection(url, NOW) is None
        manners.begin(url)

        assert manners.pause(url) == 7
        seconds[0] += 6.5
        assert manners.pause(url) == 0.5
        assert isinstance(await manners.objection(server.url("/no"), NOW), NotHad)
        assert server.count("/robots.txt") == 1
        await manners.objection(url, NOW + timedelta(hours=25))
        assert server.count("/robots.txt") == 2


async def test_page_over_the_limit_or_cut_off_is_not_read(client: Client) -> None:
    html = {"Content-Type": "text/html"}
    with FeedServer() as server:
        long = server.script("/long", Answer(headers=html, body=b"<p>x</p>" * 300_000))
        cut = server.script("/cut", Answer(headers=html, body=PAGE.encode(), cut=100))
        manners = Manners(client, spacing=timedelta())
        too_long = await ask_page(client, manners, PageAsked(url=long), now=NOW)
        cut_off = await ask_page(client, manners, PageAsked(url=cut), now=NOW)

    assert isinstance(too_long, NotHad)
    assert isinstance(cut_off, NotHad)
    assert ("2,000,000 bytes" in too_long.why, too_long.again) == (True, False)
    assert cut_off.again
