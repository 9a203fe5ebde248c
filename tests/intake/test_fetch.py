"""What an answer means for a feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from monitor.core.feed import Verdict
from monitor.intake.client import Client
from monitor.intake.egress import Egress
from monitor.intake.exchange import Headers
from monitor.intake.fetch import Failed, Fetched, FetchRequest, fetch, server_wait, verdict_of
from tests.servers import Answer, FeedServer, entry, feed, redirect

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
BODY = feed(entry("Vodafone sells towers"))

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(
        egress=Egress([ip_network("127.0.0.0/8")]), timeout=timedelta(seconds=5)
    ) as entered:
        yield entered


async def fetched(client: Client, request: FetchRequest) -> Fetched:
    answer = await fetch(client, request, now=NOW)
    assert isinstance(answer, Fetched), answer
    return answer


async def failed(client: Client, url: str) -> Failed:
    answer = await fetch(client, FetchRequest(url=url), now=NOW)
    assert isinstance(answer, Failed), answer
    return answer


async def test_feed_comes_with_its_validators(server: FeedServer, client: Client) -> None:
    time = "Mon, 02 Nov 2026 08:00:00 GMT"
    url = server.serve("/feed", BODY, etag='W/"a-1"', last_modified=time)

    answer = await fetched(client, FetchRequest(url=url))

    assert (answer.status, answer.body, answer.url) == (200, BODY, url)
    assert (answer.etag, answer.last_modified) == ('W/"a-1"', time)
    assert answer.bytes_received == len(BODY)


@pytest.mark.parametrize("etag", ['W/"x"', "no-quotes", '"a, b"', '"\xe9t\xe9"', '""', "W/x-gzip"])
async def test_etag_is_echoed_as_it_came(server: FeedServer, client: Client, etag: str) -> None:
    url = server.serve("/feed", BODY, etag=etag)
    first = await fetched(client, FetchRequest(url=url))

    second = await fetched(client, FetchRequest(url=url, etag=first.etag))

    assert server.requests("/feed")[1].headers["if-none-match"] == etag
    assert (second.status, second.body, second.etag) == (304, b"", etag)


async def test_not_modified_without_validators_keeps_those_of_the_request(
    server: FeedServer, client: Client
) -> None:
    url = server.script("/feed", Answer(status=304))

    answer = await fetched(client, FetchRequest(url=url, etag='"a"', last_modified="then"))

    assert (answer.status, answer.etag, answer.last_modified) == (304, '"a"', "then")


async def test_request_without_validators_is_not_conditional(
    server: FeedServer, client: Client
) -> None:
    await fetched(client, FetchRequest(url=server.serve("/feed", BODY)))

    sent = server.requests()[0].headers

    assert not {"if-none-match", "if-modified-since", "cookie", "authorization"} & set(sent)
    assert sent["accept-encoding"] == "gzip, deflate"
    assert "rss" in sent["accept"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (400, Verdict.REJECTED), (401, Verdict.BLOCKED), (402, Verdict.REJECTED),
        (403, Verdict.BLOCKED), (404, Verdict.NOT_FOUND), (406, Verdict.REJECTED),
        (410, Verdict.GONE), (418, Verdict.REJECTED), (429, Verdict.LIMITED),
        (451, Verdict.BLOCKED), (500, Verdict.SERVER_ERROR), (502, Verdict.SERVER_ERROR),
        (503, Verdict.SERVER_ERROR), (599, Verdict.SERVER_ERROR), (300, Verdict.REDIRECTS),
        (305, Verdict.REDIRECTS),
    ],
)  # fmt: skip
async def test_status_has_its_verdict(
    server: FeedServer, client: Client, status: int, verdict: Verdict
) -> None:
    answer = await failed(client, server.script("/feed", Answer(status=status)))

    assert (answer.verdict, answer.status) == (verdict, status)
    assert verdict_of(status) is verdict
    assert str(status) in answer.detail


async def test_other_success_counts_as_200(server: FeedServer, client: Client) -> None:
    url = server.script("/feed", Answer(status=203, body=BODY))

    assert (await fetched(client, FetchRequest(url=url))).status == 200


async def test_no_content_is_an_answer_without_body(server: FeedServer, client: Client) -> None:
    answer = await fetched(client, FetchRequest(url=server.script("/feed", Answer(status=204))))

    assert (answer.status, answer.body) == (200, b"")


async def test_rate_limit_says_how_long_to_wait(server: FeedServer, client: Client) -> None:
    url = server.script("/feed", Answer(status=429, headers={"Retry-After": "1800"}))

    assert (await failed(client, url)).server_wait == timedelta(minutes=30)


async def test_cut_off_body_comes_without_validators(server: FeedServer, client: Client) -> None:
    url = server.script("/feed", Answer(body=BODY, cut=200, headers={"ETag": '"a"'}))

    answer = await fetched(client, FetchRequest(url=url))

    assert (answer.body, answer.complete) == (BODY[:200], False)
    assert answer.etag is None


async def test_permanent_move_is_told(server: FeedServer, client: Client) -> None:
    new = server.serve("/new", BODY)
    server.script("/older", redirect(new, 308))
    old = server.script("/old", redirect("/older", 301))

    assert (await fetched(client, FetchRequest(url=old))).permanent_url == new


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_move_with_a_temporary_hop_is_not_permanent(
    server: FeedServer, client: Client, status: int
) -> None:
    server.serve("/new", BODY)
    server.script("/older", redirect("/new", status))
    old = server.script("/old", redirect("/older", 301))

    assert (await fetched(client, FetchRequest(url=old))).permanent_url is None


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"cache-control": "max-age=900"}, timedelta(minutes=15)),
        ({"cache-control": "public, Max-Age=900, must-revalidate"}, timedelta(minutes=15)),
        ({"cache-control": "max-age=900", "age": "300"}, timedelta(minutes=10)),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=100", "age": "300"}, None),
        ({"cache-control": "no-cache", "expires": "Tue, 03 Nov 2026 12:00:00 GMT"}, None),
        ({"cache-control": "max-age=900", "retry-after": "60"}, timedelta(minutes=1)),
        ({"expires": "Mon, 02 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        (
            {
                "expires": "Mon, 02 Nov 2026 13:00:00 GMT",
                "date": "Mon, 02 Nov 2026 12:45:00 GMT",
            },
            timedelta(minutes=15),
        ),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"retry-after": "Mon, 02 Nov 2026 12:30:00 GMT"}, timedelta(minutes=30)),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 5000}, timedelta(days=30)),
        ({"cache-control": "max-age=31536000"}, timedelta(days=30)),
        ({"cache-control": "max-age=x"}, None),
    ],
)
async def test_wait_that_a_server_asks_for(headers: dict[str, str], wait: timedelta | None) -> None:
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]

    assert server_wait(Headers(fields), NOW) == wait
