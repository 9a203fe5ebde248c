"""A watchlist that falls silent while its feeds speak is told once; one whose feeds fail is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage import notices
from storage.notices import Notice
from tests.flow.house import START, Files, House, house, wire
from tests.servers import Answer, FeedServer, entry, feed

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


def listing(now: datetime, *, huawei: datetime) -> bytes:
    """Entries of the last days, every 4 hours; those until `huawei` are about Huawei."""
    moments = [now - timedelta(hours=4 * n) for n in range(90)]
    return feed(
        *(
            entry(
                f"{'Huawei' if at <= huawei else 'Fibre'} report {at:%d %b %H}",
                guid=str(at),
                published=f"{at:%a, %d %b %Y %H:%M:%S GMT}",
            )
            for at in moments
        )
    )


async def pass_days(home: House, server: FeedServer, days: int, *, huawei: datetime) -> None:
    """Goes on half a day at a time, with news until the end; about Huawei until `huawei`."""
    for _ in range(2 * days):
        now = home.clock.now + DAY / 2
        server.serve("/feed", listing(now, huawei=huawei))
        await home.once(hours=12)


async def told(home: House) -> list[Notice]:
    return (await home.app.desk.read(lambda s: notices.listing(s, limit=1000)))[::-1]


async def test_silent_watchlist_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.url("/feed")
        files = Files(feeds=[wire(url)], extra={"notices": {"channels": ["mail"]}})
        async with house(tmp_path, files) as home:
            await pass_days(home, server, 2, huawei=START + 2 * DAY)
            assert await told(home) == []
            await pass_days(home, server, 6, huawei=START + 2 * DAY)

            (notice,) = await told(home)
            assert notice.kind == "watchlist-silent"
            assert notice.subject == "Watchlist Huawei: unusually silent"
            assert "usually about 6 a day" in notice.text
            assert "watchlists test huawei" in notice.text
            await pass_days(home, server, 2, huawei=home.clock.now + 9 * DAY)
            kinds = [notice.kind for notice in await told(home)]
            assert kinds == ["watchlist-silent", "watchlist-heard"]
            assert any("Huawei is hit again" in mail.read_text() for mail in home.outbox)


async def test_watchlist_is_not_blamed_for_a_feed_that_fails(tmp_path: Path) -> None:
    with FeedServer() as server:
        files = Files(feeds=[wire(server.url("/feed"))])
        async with house(tmp_path, files) as home:
            await pass_days(home, server, 2, huawei=START + 2 * DAY)
            server.script("/feed", Answer(status=403))
            for _ in range(20):
                await home.once(hours=12)

            assert [notice.kind for notice in await told(home)] == ["feed-failing"]


async def test_watchlist_that_was_removed_leaves_no_open_notice(tmp_path: Path) -> None:
    with FeedServer() as server:
        files = Files(feeds=[wire(server.url("/feed"))])
        async with house(tmp_path, files) as home:
            await pass_days(home, server, 8, huawei=START)
            assert [notice.kind for notice in await told(home)] == ["watchlist-silent"]
        other = Files(feeds=files.feeds, watchlists=[{"id": "zte", "query": "ZTE"}], digests=[])
        async with house(tmp_path, other) as home:
            assert [notice.ended_at is None for notice in await told(home)] == [False]
