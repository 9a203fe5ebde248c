"""Hostile bodies get a verdict in bounded time, and the other feeds do not notice."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from monitor.core.feed import Verdict
from monitor.intake.parse import ParsedFeed, ParsePool, parse_feed
from tests.servers import entry, feed

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
GOOD = feed(entry("good"))
HEAD, TAIL = b"<rss version='2.0'><channel><title>t</title>", b"</channel></rss>"


def item(inner: bytes) -> bytes:
    return HEAD + b"<item><title>t</title>" + inner + b"</item>" + TAIL


def entities(*declared: str, use: str) -> bytes:
    lines = "\n".join(f"<!ENTITY {each}>" for each in declared)
    rss = f"<rss><channel><item><title>{use}</title></item></channel></rss>"
    return f"<!DOCTYPE rss [\n{lines}\n]>\n{rss}".encode()


LOL = entities(
    'a "' + "x" * 1000 + '"', *(f'b{n} "{f"&b{n - 1};" * 10 if n else "&a;"}"' for n in range(9)),
    use="&b8;",
)  # fmt: skip
QUADRATIC = entities('a "' + "x" * 30_000 + '"', use="&a;" * 10_000)

# quick ones: feedparser and we read them in linear time
QUICK = {
    "nested tags": (HEAD + b"<a>" * 20_000 + b"</a>" * 20_000 + TAIL, Verdict.EMPTY),
    "nested in an item": (item(b"<a>" * 20_000 + b"</a>" * 20_000), Verdict.UNDATED),
    "60,000 items": (
        HEAD + b"".join(b"<item><title>%d</title></item>" % n for n in range(60_000)) + TAIL,
        Verdict.UNDATED,
    ),
    "exponential entities": (LOL, Verdict.UNDATED),
    "quadratic entities": (QUADRATIC, Verdict.BROKEN),
    "huge attribute": (item(b"<x a='" + b"x" * 5_000_000 + b"'/>"), Verdict.UNDATED),
    "huge CDATA": (item(b"<description><![CDATA[" + b"<p>" * 1_000_000 + b"]]></description>"),
                   Verdict.UNDATED),
    "many CDATA": (item(b"<description>" + b"<![CDATA[x]]>" * 200_000 + b"</description>"),
                   Verdict.UNDATED),
    "huge guid": (item(b"<guid>" + b"x" * 3_000_000 + b"</guid>"), Verdict.UNDATED),
    "NUL bytes": (item(b"\0" * 1_000_000), Verdict.UNDATED),
    "white space": (b" \n" * 3_000_000, Verdict.EMPTY_BODY),
    "comments": (b"<rss>" + b"<!--" * 300_000, Verdict.BROKEN),
    "instructions": (b"<?x " * 300_000, Verdict.NOT_A_FEED),
    "doctypes": (b"<!DOCTYPE rss [" * 200_000, Verdict.NOT_A_FEED),
    "endless number": (item(b"<description>&#" + b"9" * 500_000 + b";</description>"),
                       Verdict.UNDATED),
    "deep JSON": (b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 1_000_000,
                  Verdict.BROKEN),
    "deep page": (b"<html>" + b"<div>" * 200_000, Verdict.PAGE),
    "linked page": (b"<html>" + b"<a href='/feed'>x" * 100_000, Verdict.PAGE),
    "odd UTF-16": (b"\xff\xfe<\0r\0s\0s\0>\0\xd8", Verdict.BROKEN),
}  # fmt: skip

# what keeps feedparser busy for minutes
SLOW = {
    "attributes": HEAD + b"<item lang='' " + b" ".join(b"a%d='1'" % n for n in range(150_000)) + b"/>" + TAIL,
    "long author": item(b"<author>" + b"a" * 300_000 + b"@</author>"),
    "namespaces": item(b"".join(b"<x%d:a xmlns:x%d='u%d'/>" % (n, n, n) for n in range(40_000))),
}  # fmt: skip


@pytest.mark.parametrize("name", QUICK)
def test_hostile_body_has_its_verdict(name: str) -> None:
    body, verdict = QUICK[name]

    assert parse_feed(body, content_type=None, url="https://x.test/", now=NOW).verdict is verdict


@pytest.fixture
async def pool() -> AsyncIterator[ParsePool]:
    async with ParsePool(processes=2, deadline=timedelta(seconds=1)) as running:
        yield running


async def parse(pool: ParsePool, body: bytes) -> ParsedFeed:
    return await pool.parse(body, content_type="text/xml", url="https://x.test/", now=NOW)


@pytest.mark.anyio
@pytest.mark.parametrize("name", SLOW)
async def test_stuck_worker_is_stopped_at_the_deadline(pool: ParsePool, name: str) -> None:
    await parse(pool, GOOD)
    with anyio.fail_after(10):
        result = await parse(pool, SLOW[name])
        after = await parse(pool, GOOD)

    assert (result.verdict, result.detail) == (Verdict.BROKEN, "reading it took more than 1 s")
    assert after.verdict is Verdict.OK


@pytest.mark.anyio
async def test_other_feeds_are_read_while_one_is_stuck(pool: ParsePool) -> None:
    await parse(pool, GOOD)
    results: list[ParsedFeed] = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(parse, pool, SLOW["long author"])
        results += [await parse(pool, GOOD) for _ in range(20)]

    assert [each.verdict for each in results] == [Verdict.OK] * 20


@pytest.mark.anyio
async def test_pool_gives_what_reading_here_gives(pool: ParsePool) -> None:
    here = parse_feed(GOOD, content_type="text/xml", url="https://x.test/", now=NOW)

    assert await parse(pool, GOOD) == here
    assert await parse(ParsePool(processes=0), GOOD) == here


@pytest.mark.anyio
async def test_pool_replaces_a_worker_that_died() -> None:
    async with ParsePool(processes=1) as pool:
        await parse(pool, GOOD)
        os.kill(pool.workers[0], signal.SIGKILL)

        assert (await parse(pool, GOOD)).verdict is Verdict.OK


@pytest.mark.anyio
async def test_cancelled_reading_leaves_the_pool_usable(pool: ParsePool) -> None:
    with anyio.move_on_after(0.2):
        await parse(pool, SLOW["long author"])

    assert (await parse(pool, GOOD)).verdict is Verdict.OK


@pytest.mark.anyio
async def test_no_worker_outlives_its_pool() -> None:
    async with ParsePool(processes=2) as pool:
        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(parse, pool, GOOD)
        workers = pool.workers

    assert workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


@pytest.mark.anyio
async def test_worker_knows_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("TELEMON_SMTP_PASSWORD", "secret")
    async with ParsePool(processes=1) as pool:
        await parse(pool, GOOD)
        with open(f"/proc/{pool.workers[0]}/environ", "rb") as environ:  # noqa: ASYNC230, PTH123
            assert b"secret" not in environ.read()
