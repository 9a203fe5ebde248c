"""Immediate digests: a story gathers, comes once with its outlets, and again when it develops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.core.digest import Development, Event, Issue
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

FLASH = {"id": "flash", "watchlists": ["huawei"], "channels": ["mail"], "schedule": "immediate"}
BAN = "Sweden bars Huawei from its 5G auction"
OUTLETS = ("wire", "post", "echo", "star", "globe", "herald")


class Press:
    """Outlets, each with a feed of its own, and a regulator's."""

    def __init__(self, server: FeedServer) -> None:
        self._server = server
        self._told: dict[str, list[str]] = {name: [] for name in (*OUTLETS, "regulator")}
        self.feeds = [
            wire(
                server.serve(f"/{name}", feed()),
                name,
                **({"kind": "regulator"} if name == "regulator" else {}),
            )
            for name in self._told
        ]

    def tell(self, title: str, *outlets: str) -> None:
        """Lets outlets report, each under an address of its own."""
        for name in outlets:
            told = self._told[name]
            told.append(
                entry(title, guid=f"{name}-{len(told)}", link=f"https://{name}.example/{len(told)}")
            )
            self._server.serve(f"/{name}", feed(*told))


async def _issues(home: House) -> Sequence[Issue]:
    return [stored.issue for stored in await home.digests()]


async def _settled(home: House) -> None:
    """Past the first polls, which are not waited for twice."""
    await home.once()
    await home.once(minutes=20)


async def test_story_gathers_its_outlets_and_comes_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[FLASH])) as home:
            await _settled(home)
            press.tell(BAN, "wire")
            await home.once(minutes=1)
            press.tell(BAN, "post", "echo")
            await home.once(minutes=3)
            assert await _issues(home) == []
            await home.once(minutes=2)
            await home.once(minutes=30)

            (issue,) = await _issues(home)
            (story,) = issue.stories
            assert len(story.also_in) == 2
            assert issue.event is Event.STORY_CREATED
            assert not issue.late
            assert len(home.outbox) == 1


async def test_story_that_is_only_told_on_comes_no_second_time(tmp_path: Path) -> None:
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[FLASH])) as home:
            await _settled(home)
            press.tell(BAN, "wire", "post")
            await home.once(minutes=1)
            await home.once(minutes=6)
            press.tell(BAN, "echo")
            await home.once(minutes=10)
            await home.once(minutes=10)

            assert len(await _issues(home)) == 1


@pytest.mark.parametrize(
    ("outlets", "what"),
    [
        (["regulator"], Development.OFFICIAL),
        (["post", "echo", "star"], Development.OUTLETS),
    ],
)
async def test_story_that_develops_comes_again_and_says_what_is_new(
    tmp_path: Path, outlets: list[str], what: Development
) -> None:
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[FLASH])) as home:
            await _settled(home)
            press.tell(BAN, "wire")
            await home.once(minutes=1)
            await home.once(minutes=6)
            press.tell(BAN, *outlets)
            await home.once(minutes=10)
            assert len(await _issues(home)) == 1, "an update gathers, too"
            await home.once(minutes=6)
            await home.once(minutes=60)

            first, second = await _issues(home)
            assert second.event is Event.STORY_UPDATED
            update = second.stories[0].update
            assert update is not None
            assert update.what is what
            assert update.told_at == first.composed_at
            assert {source.outlet for source in update.outlets} == {o.title() for o in outlets}
            assert second.stories[0].story_id == first.stories[0].story_id


async def test_digest_without_updates_tells_a_story_once(tmp_path: Path) -> None:
    plan = {**FLASH, "updates": False}
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[plan])) as home:
            await _settled(home)
            press.tell(BAN, "wire")
            await home.once(minutes=1)
            await home.once(minutes=6)
            press.tell(BAN, "regulator")
            await home.once(minutes=10)
            await home.once(minutes=10)

            assert len(await _issues(home)) == 1


async def test_each_of_a_few_stories_is_a_message_and_many_are_one(tmp_path: Path) -> None:
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[FLASH])) as home:
            await _settled(home)
            towns = ("Turin", "Oslo", "Lagos", "Quito", "Perth", "Delhi")
            for town in towns[:2]:
                press.tell(f"Huawei opens a laboratory of optics in {town}", "wire")
            await home.once(minutes=1)
            await home.once(minutes=6)
            assert [len(issue.stories) for issue in await _issues(home)] == [1, 1]
            for number, town in enumerate(towns[2:]):
                press.tell(f"Huawei wins contract {number} for trains of {town}", "post")
            await home.once(minutes=20)
            await home.once(minutes=6)

            issues = await _issues(home)
            assert [len(issue.stories) for issue in issues] == [1, 1, 4]
            assert issues[-1].event is Event.DIGEST
            assert len({issue.period for issue in issues}) == 3


async def test_night_waits_for_the_morning_and_is_not_late(tmp_path: Path) -> None:
    plan = {**FLASH, "quiet": "09:00-12:00"}
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[plan])) as home:
            await _settled(home)
            press.tell(BAN, "wire")
            await home.once(hours=1)
            await home.once(hours=1)
            assert await _issues(home) == []
            await home.once(minutes=45)

            (issue,) = await _issues(home)
            assert f"{issue.scheduled_at:%H:%M}" == "12:00"
            assert not issue.late


async def test_after_a_stop_what_waited_comes_late_once_and_says_so(tmp_path: Path) -> None:
    with FeedServer() as server:
        press = Press(server)
        async with house(tmp_path, Files(feeds=press.feeds, digests=[FLASH])) as home:
            await _settled(home)
            press.tell(BAN, "wire")
            await home.once(minutes=1)
            await home.once(minutes=6)
            press.tell("Huawei opens a laboratory in Turin", "post")
            await home.once(minutes=1)
            await home.once(hours=5)
            await home.once(minutes=5)

            assert [issue.late for issue in await _issues(home)] == [False, True]


async def test_message_about_one_story_lists_no_deadlines_of_others(tmp_path: Path) -> None:
    told = entry(
        "Authority asks about Huawei radios",
        guid="1",
        summary="Comments are due by 20 November 2026.",
    )
    with FeedServer() as server:
        url = server.serve("/wire", feed())
        async with house(tmp_path, Files(feeds=[wire(url)], digests=[FLASH])) as home:
            await _settled(home)
            server.serve("/wire", feed(told))
            await home.once(minutes=20)
            await home.once(minutes=6)
            (issue,) = await _issues(home)

    assert issue.event is Event.STORY_CREATED
    assert (issue.rises, issue.deadlines) == ((), ())
