"""What the operator is told of feeds: one notice when trouble lasts, one when it ends, none twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.home import Home
from monitor.core.feed import Verdict
from storage import deliveries, notices
from storage.deliveries import DeliveryFilter
from storage.notices import Notice
from tests.flow.house import START, Files, House, house, wire
from tests.servers import Answer, FeedServer, entry, feed

pytestmark = pytest.mark.anyio

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOLD = {"notices": {"channels": ["mail"]}}
WELL = Answer(body=feed(entry("Story", guid="1")))
REFUSED = Answer(status=403)


def daily(until: int, *, every: timedelta = 2 * HOUR) -> bytes:
    """A feed that published every two hours, until that many days after the start."""
    moments = [START + until * DAY - n * every for n in range(60)]
    return feed(
        *(
            entry(f"Story {at}", guid=str(at), published=f"{at:%a, %d %b %Y %H:%M:%S GMT}")
            for at in moments
        )
    )


async def told(home: House) -> list[Notice]:
    """Every notice, oldest first."""
    found = await home.app.desk.read(lambda s: notices.listing(s, limit=1000))
    return found[::-1]


async def kinds(home: House) -> list[str]:
    return [notice.kind for notice in await told(home)]


async def test_lasting_refusal_is_told_once_and_its_end_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.script("/feed", *[REFUSED] * 8, WELL)
        async with house(tmp_path, Files(feeds=[wire(url)], extra=TOLD)) as home:
            for _ in range(8):
                await home.once(hours=3)
            (notice,) = await told(home)

            assert notice.subject == "Feed Wire: blocked"
            assert notice.raised_at == START + 9 * HOUR
            assert "HTTP 403" in notice.text
            for _ in range(3):
                await home.once(hours=3)
            assert await kinds(home) == ["feed-failing", "feed-well"]
            assert "21 h" not in (await told(home))[0].text
            sent = await home.app.desk.read(
                lambda s: deliveries.listing(s, DeliveryFilter(digest_id="notices"))
            )
            assert [(d.channel_id, d.state) for d in sent] == [("mail", "sent")] * 2


async def test_short_failure_is_not_told(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.script("/feed", WELL, REFUSED, REFUSED, WELL)
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for _ in range(5):
                await home.once(hours=1)

            assert await kinds(home) == []
            assert (await home.feed()).trouble_since is None


async def test_restart_tells_nothing_again_and_forgets_nothing(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.script("/feed", *[REFUSED] * 6, WELL)
        files = Files(feeds=[wire(url)])
        for passes, expected in (
            (3, ["feed-failing"]),
            (3, ["feed-failing"]),
            (2, ["feed-failing", "feed-well"]),
        ):
            async with house(tmp_path, files) as home:
                home.clock.now = START + timedelta(hours=4 * server.count())
                for _ in range(passes):
                    await home.once(hours=4)

                assert await kinds(home) == expected


async def test_trouble_that_returns_within_a_week_is_not_told_again(tmp_path: Path) -> None:
    with FeedServer() as server:
        bad = [REFUSED] * 4
        url = server.script("/feed", *bad, WELL, *bad, WELL, WELL, *bad)
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for hours in (4, 4, 4, 4, 4, 4, 4, 4, 4, 4):
                await home.once(hours=hours)
            assert await kinds(home) == ["feed-failing", "feed-well"]

            await home.once(hours=24 * 8)
            for _ in range(4):
                await home.once(hours=4)
            assert await kinds(home) == ["feed-failing", "feed-well", "feed-failing"]


async def test_failing_in_different_ways_is_one_trouble(tmp_path: Path) -> None:
    with FeedServer() as server:
        ways = [REFUSED, Answer(body=feed()), Answer(status=404), Answer(body=feed()), REFUSED]
        url = server.script("/feed", *ways)
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for _ in range(12):
                await home.once(hours=6)

            assert await kinds(home) == ["feed-failing"]


async def test_feed_gone_for_good_is_told_at_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.script("/feed", Answer(status=410))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()

            (notice,) = await told(home)
            assert notice.subject == "Feed Wire: gone"
            assert "feeds remove" in notice.text


async def test_empty_feed_is_told_after_a_day(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed())
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            await home.once(hours=20)
            assert await kinds(home) == []

            await home.once(hours=4)
            await home.once(hours=100)
            assert await kinds(home) == ["feed-empty"]


async def test_unusual_silence_is_told_and_so_is_its_end(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", daily(0), etag='"1"')
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            assert (await home.feed()).verdict is Verdict.FRESH
            for _ in range(10):
                await home.once(hours=12)

            (notice,) = await told(home)
            assert (notice.kind, notice.subject) == ("feed-silent", "Feed Wire: unusually silent")
            assert "no entry since 2 Nov 2026 09:00 UTC; usually about 12 a day" in notice.text
            assert (await home.feed()).verdict is Verdict.SILENT

            server.serve("/feed", daily(6), etag='"2"')
            await home.once(hours=24)
            await home.once(hours=1)
            assert (await home.feed()).verdict is Verdict.FRESH
            assert await kinds(home) == ["feed-silent", "feed-well"]


async def test_lost_network_is_told_once_and_not_feed_by_feed(tmp_path: Path) -> None:
    with FeedServer() as server:
        lost = [Answer(hang_up=True)] * 5
        rows = [wire(server.script(f"/{n}", *lost, WELL), f"feed-{n}") for n in range(6)]
        async with house(tmp_path, Files(feeds=rows)) as home:
            for _ in range(5):
                await home.once(hours=12)
            assert await kinds(home) == ["network"]

            await home.once(hours=12)
            await home.once(hours=12)
            assert await kinds(home) == ["network", "network-well"]


async def test_feed_with_a_new_address_is_no_trouble_any_more(tmp_path: Path) -> None:
    with FeedServer() as server:
        gone = server.script("/old", Answer(status=410))
        files = Files(feeds=[wire(gone)])
        async with house(tmp_path, files) as home:
            await home.once()
            Files(feeds=[wire(server.script("/new", WELL))]).write(Home(home.app.settings.home))
            for _ in range(3):
                await home.app.reload()
                home.clock.now += timedelta(seconds=3)
            await home.once(hours=1)

            (notice,) = await told(home)
            assert notice.ended_at is not None
            assert (await home.feed()).verdict is Verdict.FRESH


async def test_saved_part_of_broken_xml_has_its_verdict_also_after_a_304(tmp_path: Path) -> None:
    broken = feed(entry("One", guid="1"), entry("Two", guid="2")).replace(b"</channel>", b"")
    with FeedServer() as server:
        url = server.serve("/feed", broken, etag='"1"')
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for _ in range(2):
                await home.once(hours=1)

                state = await home.feed()
                assert state.verdict is Verdict.SALVAGED
                assert state.verdict_detail
            assert len(await home.entries()) == 2
