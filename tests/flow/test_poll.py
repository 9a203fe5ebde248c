"""Poll: from a feed's answer to entries, revisions, hits and verdicts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.feed import Verdict
from monitor.flow.poll import poll
from tests.flow.house import Files, House, house, wire
from tests.servers import Answer, FeedServer, entry, feed

pytestmark = pytest.mark.anyio

HUAWEI = entry("Huawei wins a 5G order", guid="1")
OLD = entry("Huawei opens an office", guid="2", published="Mon, 05 Oct 2026 08:00:00 GMT")
OTHER = entry("Weather stays fine", guid="3")


async def _titles(house: House) -> list[str]:
    return [found.title for found in await house.entries()]


async def test_entry_is_stored_once_and_hit_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(HUAWEI, OTHER))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            for _ in range(3):
                await home.once(minutes=15)

            assert await _titles(home) == ["Weather stays fine", "Huawei wins a 5G order"]
            (hit,) = await home.hits()
            assert hit.watchlist_id == "huawei"
            assert (hit.spans[0].start, hit.spans[0].end) == (0, 6)


async def test_validators_are_echoed_and_a_304_keeps_the_verdict(tmp_path: Path) -> None:
    answers = [
        Answer(body=feed(HUAWEI), headers={"ETag": 'W/"odd  tag"', "Content-Type": "text/xml"}),
        Answer(status=304),
    ]
    with FeedServer() as server:
        url = server.script("/feed", *answers)
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            await home.once(hours=1)

            assert server.requests("/feed")[1].headers["if-none-match"] == 'W/"odd  tag"'
            state = await home.feed()
            assert (state.verdict, state.failures) == (Verdict.FRESH, 0)


async def test_304_after_a_failed_parse_stays_failed(tmp_path: Path) -> None:
    page = Answer(body=b"<!doctype html><html><body>no feed</body></html>", headers={"ETag": '"1"'})
    with FeedServer() as server:
        url = server.script("/feed", page, Answer(status=304))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            await home.once(hours=1)

            assert (await home.feed()).verdict is Verdict.PAGE


async def test_edited_title_is_a_revision_and_is_matched_again(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(HUAWEI))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            server.serve("/feed", feed(entry("ZTE wins a 5G order", guid="1")))
            await home.once(hours=1)

            (found,) = await home.entries()
            assert (found.title, found.revision) == ("ZTE wins a 5G order", 1)
            assert await home.hits() == []


async def test_old_entries_of_a_first_poll_are_stored_but_bring_no_digest(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(OLD))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()

            (found,) = await home.entries()
            assert found.baseline
            assert [hit.baseline for hit in await home.hits()] == [True]
            assert await home.digests() == []


async def test_entry_that_vanishes_and_returns_is_not_new(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(HUAWEI, OTHER))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            await home.once()
            server.serve("/feed", feed(OTHER))
            await home.once(hours=1)
            server.serve("/feed", feed(HUAWEI, OTHER))
            await home.once(hours=1)

            assert len(await home.entries()) == 2
            assert (await home.entries())[1].revision == 0


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Answer(status=403), Verdict.BLOCKED),
        (Answer(status=404), Verdict.NOT_FOUND),
        (Answer(status=410), Verdict.GONE),
        (Answer(status=429), Verdict.LIMITED),
        (Answer(status=503), Verdict.SERVER_ERROR),
        (Answer(hang_up=True), Verdict.UNREACHABLE),
        (Answer(stall=5), Verdict.TIMEOUT),
        (Answer(body=b""), Verdict.EMPTY_BODY),
        (Answer(body=feed()), Verdict.EMPTY),
        (Answer(body=feed(entry("No date", published=None))), Verdict.UNDATED),
        (Answer(body=b"<!doctype html><title>x</title>"), Verdict.PAGE),
        (Answer(body=b"\x89PNG\r\n\x1a\n...."), Verdict.NOT_A_FEED),
    ],
)
async def test_each_failure_has_its_verdict_and_harms_no_other_feed(
    tmp_path: Path, answer: Answer, verdict: Verdict
) -> None:
    with FeedServer() as server:
        files = Files(
            feeds=[
                wire(server.script("/bad", answer), "bad"),
                wire(server.serve("/good", feed(HUAWEI)), "good"),
            ]
        )
        async with house(tmp_path, files, fetch_timeout=0.5) as home:
            await home.once()

            assert (await home.feed("bad")).verdict is verdict
            assert (await home.feed("good")).verdict is Verdict.FRESH
            assert (await home.feed("bad")).failures == (0 if verdict.healthy else 1)


async def test_private_address_is_refused_and_not_contacted(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(HUAWEI))
        async with house(tmp_path, Files(feeds=[wire(url)]), allow_networks=()) as home:
            await home.once()

            assert (await home.feed()).verdict is Verdict.REFUSED
            assert server.count() == 0


async def test_only_due_feeds_are_polled_by_a_tick(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(HUAWEI))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            assert (await poll(home.app.desk, home.app.live)).done == 1
            assert (await poll(home.app.desk, home.app.live)).done == 0
            home.clock.now += timedelta(hours=1)
            assert (await poll(home.app.desk, home.app.live)).done == 1


async def test_at_most_two_requests_at_once_reach_one_host(tmp_path: Path) -> None:
    most = 0
    running: set[str] = set()
    with FeedServer() as server:

        def busy(request: object) -> Answer:
            nonlocal most
            path = getattr(request, "path", "")
            running.add(path)
            most = max(most, len(running))
            server.wait(0.05)
            running.discard(path)
            return Answer(body=feed(HUAWEI))

        feeds = [wire(server.script(f"/{n}", busy), f"feed-{n}") for n in range(8)]
        async with house(tmp_path, Files(feeds=feeds)) as home:
            await home.once()

    assert most == 2
