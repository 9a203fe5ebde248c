"""When polls are due: rhythm and wishes survive in the tables, and the reason is told."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from monitor.core.polling import load
from monitor.flow.poll import poll
from storage import feeds
from tests.flow.house import START, Files, House, house, wire
from tests.servers import Answer, FeedServer, entry, feed

pytestmark = pytest.mark.anyio

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def listing(*ages: timedelta, head: str = "") -> bytes:
    """A feed with an entry of each age."""
    made = [
        entry(
            f"Story {age}",
            guid=str(START - age),
            published=f"{START - age:%a, %d %b %Y %H:%M:%S GMT}",
        )
        for age in ages
    ]
    return feed(*made, head=head)


async def _wait(home: House, identifier: str = "wire") -> timedelta:
    return (await home.feed(identifier)).due_at - home.clock.now


async def test_busy_feed_is_due_sooner_than_a_quiet_one_from_the_first_poll_on(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        urls = {
            "busy": server.serve("/busy", listing(*(n * HOUR for n in range(1, 48)))),
            "quiet": server.serve("/quiet", listing(20 * DAY, 27 * DAY)),
        }
        files = Files(feeds=[wire(url, name) for name, url in urls.items()])
        async with house(tmp_path, files) as home:
            await home.once()

            assert (
                await _wait(home, "busy") < 30 * MINUTE < 45 * MINUTE < await _wait(home, "quiet")
            )
            assert "a day" in str((await home.feed("busy")).due_reason)


async def test_all_feeds_together_keep_to_the_budget(tmp_path: Path) -> None:
    with FeedServer() as server:
        ages = [[n * (k + 1) * HOUR for n in range(1, 30)] for k in range(8)]
        rows = [
            wire(server.serve(f"/{k}", listing(*each)), f"feed-{k}") for k, each in enumerate(ages)
        ]
        async with house(tmp_path, Files(feeds=rows)) as home:
            await poll(home.app.desk, home.app.live)
            start, polled = server.count(), timedelta()
            while polled < DAY:
                polled, home.clock.now = polled + 5 * MINUTE, home.clock.now + 5 * MINUTE
                await poll(home.app.desk, home.app.live)

            assert 0.6 * 8 * 96 < server.count() - start < 1.1 * 8 * 96


async def test_what_a_document_asks_for_holds_after_a_304(tmp_path: Path) -> None:
    with FeedServer() as server:
        body = listing(HOUR, head="<ttl>480</ttl>")
        url = server.script("/feed", Answer(body=body, headers={"ETag": '"1"'}), Answer(status=304))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for _ in range(2):
                await home.once(hours=12)

                assert 8 * HOUR <= await _wait(home) < 9 * HOUR
                assert (await home.feed()).due_reason == (
                    "the feed asks to be read every 8 h at most"
                )


async def test_hours_to_skip_are_skipped_and_the_server_is_heeded(tmp_path: Path) -> None:
    with FeedServer() as server:
        hours = "".join(f"<hour>{hour}</hour>" for hour in range(24) if hour != 3)
        body = feed(entry("Story", guid="1"), head=f"<skipHours>{hours}</skipHours>")
        urls = [
            server.serve("/skips", body),
            server.script("/asks", Answer(status=503, headers={"Retry-After": "36000"})),
        ]
        rows = [wire(url, name) for url, name in zip(urls, ("skips", "asks"), strict=True)]
        async with house(tmp_path, Files(feeds=rows)) as home:
            await home.once()

            assert (await home.feed("skips")).due_at.astimezone(UTC).hour == 3
            assert 10 * HOUR <= await _wait(home, "asks") <= 11 * HOUR
            assert (await home.feed("asks")).due_reason == "the server asks to wait 10 h"


async def test_failing_feed_waits_longer_and_recovers_with_its_rhythm(tmp_path: Path) -> None:
    with FeedServer() as server:
        body = listing(*(n * HOUR for n in range(1, 48)))
        gone = [Answer(status=403)] * 5
        url = server.script("/feed", Answer(body=body), *gone, Answer(body=body))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            waits = []
            for _ in range(7):
                await home.once(hours=1)
                waits.append(await _wait(home))
            state = await home.feed()

            assert waits[1:6] == sorted(waits[1:6])
            assert waits[5] >= 8 * HOUR > HOUR > waits[6]
            rhythm = load(state.rhythm or "")
            assert rhythm is not None
            assert rhythm.count > 40


async def test_needs_are_counted_for_the_price(tmp_path: Path) -> None:
    with FeedServer() as server:
        rows = [wire(server.serve(f"/{n}", feed()), f"feed-{n}") for n in range(3)]
        async with house(tmp_path, Files(feeds=rows)) as home:
            before = await home.app.desk.read(feeds.needs)
            await home.once()
            after = await home.app.desk.read(feeds.needs)

            assert sum(before.values()) == sum(after.values()) == 3
            assert before == {3.5: 3}
