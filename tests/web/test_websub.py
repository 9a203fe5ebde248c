"""WebSub with a real hub and the real page: asked for, verified, pushed, renewed, and when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio.to_thread
import pytest

from config.home import Home
from monitor.flow.subscribe import subscribe
from monitor.web.server import serve
from storage import hubs, polls
from storage.hubs import HubSubscription
from tests.acceptance.process import free_port
from tests.flow.house import START, Files, House, house, wire
from tests.hub import Hub, call
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = entry("Huawei begins", guid="0")
NEWS = entry("Huawei wins a 5G order", guid="1")
LATER = entry("Huawei answers", guid="2")


@dataclass(frozen=True, slots=True)
class Scene:
    """A house that serves its page, and the hub that its feed names."""

    home: House
    hub: Hub
    server: FeedServer

    async def subscribe(self) -> None:
        """Polls once, then asks the hub."""
        await self.home.once()
        await subscribe(self.home.app.desk)

    async def push(self, *entries: str, **how: str) -> int:
        """Lets the hub push, while the page answers."""
        return await anyio.to_thread.run_sync(partial(self.hub.push, feed(*entries), **how))

    async def titles(self) -> list[str]:
        return sorted(found.title for found in await self.home.entries())

    async def subscription(self) -> HubSubscription:
        return (await self.home.app.desk.read(hubs.of_feeds))["wire"]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def naming(hub: str) -> str:
    return f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub}"/>'


@asynccontextmanager
async def scene(
    folder: Path, server: FeedServer, *, public: bool = True, in_headers: bool = False
) -> AsyncIterator[Scene]:
    hub = Hub(server)
    url = hub.open()
    if in_headers:
        links = {"Link": f'<{url}>; rel="hub", <https://topic.example/feed>; rel=self'}
        address = server.serve("/feed", feed(FIRST), headers=links)
    else:
        address = server.serve("/feed", feed(FIRST, head=naming(url)))
    port = free_port()
    settings = {"bind": f"127.0.0.1:{port}"}
    if public:
        settings["public_url"] = f"http://127.0.0.1:{port}"
    async with house(folder, Files(feeds=[wire(address)]), **settings) as home:
        stop = asyncio.Event()
        page = asyncio.create_task(serve(home.app, stop))
        try:
            await _up(port)
            yield Scene(home, hub, server)
        finally:
            stop.set()
            await page


async def _up(port: int) -> None:
    with anyio.fail_after(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return


async def test_news_comes_by_push_and_the_feed_is_polled_less(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        (asked,) = made.hub.asked
        assert asked.topic == server.url("/feed")
        assert made.hub.confirmed == [asked.callback]
        assert (await made.home.feed()).pushed_until == START + 7 * DAY

        before = server.count("/feed")
        assert await made.push(NEWS, FIRST) == 202
        assert await made.push(NEWS, FIRST) == 202
        assert await made.titles() == ["Huawei begins", "Huawei wins a 5G order"]
        assert len(await made.home.hits()) == 2
        assert server.count("/feed") == before

        server.serve("/feed", feed(NEWS, FIRST))
        await made.home.once(hours=1)
        state = await made.home.feed()
        assert state.due_reason == "its hub pushes its news: waits 1.5 h"
        assert state.due_at - made.home.clock.now >= 1.5 * HOUR
        assert state.pushed_until is not None
        assert len(await made.home.entries()) == 2


async def test_push_without_the_right_signature_is_ignored(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        callback = made.hub.asked[0].callback

        assert await made.push(NEWS, secret="guessed") == 202
        post = partial(call, callback, feed(NEWS))
        assert (await anyio.to_thread.run_sync(post))[0] == 202
        assert await made.titles() == ["Huawei begins"]
        assert await made.push(NEWS, method="sha1") == 202
        assert await made.push(LATER, method="sha512") == 202
        assert len(await made.titles()) == 3


async def test_stranger_is_told_that_nobody_subscribed(tmp_path: Path, server: FeedServer) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        asked = made.hub.asked[0]
        stranger = asked.callback[:-4] + "abcd"

        post = partial(call, stranger, feed(NEWS))
        assert (await anyio.to_thread.run_sync(post))[0] == 410
        other = partial(made.hub.verify, asked, topic="https://other.example/feed")
        assert (await anyio.to_thread.run_sync(other))[0] == 404
        leaving = partial(made.hub.verify, asked, mode="unsubscribe")
        assert (await anyio.to_thread.run_sync(leaving))[0] == 404


async def test_lease_is_renewed_before_it_ends_with_the_same_secret(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        made.hub.lease = 86400
        await made.subscribe()
        await subscribe(made.home.app.desk)
        assert len(made.hub.asked) == 1, "not before it is due"

        made.home.clock.now += 0.8 * DAY
        await subscribe(made.home.app.desk)

        assert len(made.hub.asked) == 2
        assert made.hub.asked[0] == made.hub.asked[1]
        assert (await made.home.feed()).pushed_until == START + 1.8 * DAY


async def test_polling_is_as_before_when_pushes_stop_and_slows_down_when_they_return(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        server.serve("/feed", feed(NEWS, FIRST))
        await made.home.once(hours=2)
        state = await made.home.feed()
        assert state.pushed_until is None, "a poll found what no push had brought"
        await made.home.once(hours=2)
        assert "hub" not in str((await made.home.feed()).due_reason)

        await made.push(LATER)
        assert (await made.home.feed()).pushed_until == START + 7 * DAY
        last = await made.home.app.desk.read(lambda s: polls.recent(s, "wire", 1))
        assert last[0].detail == "pushed by its hub"


async def test_lease_that_runs_out_ends_the_pushes(tmp_path: Path, server: FeedServer) -> None:
    async with scene(tmp_path, server) as made:
        made.hub.lease = 3600
        await made.subscribe()
        made.hub.status = 503
        made.home.clock.now += 2 * HOUR
        await subscribe(made.home.app.desk)
        await made.home.once()

        assert "hub" not in str((await made.home.feed()).due_reason)
        assert (await made.subscription()).detail == "the hub answered 503"


async def test_hub_that_fails_is_asked_more_and_more_seldom(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        made.hub.status = 500
        await made.subscribe()
        waits: list[float] = []
        for _ in range(7):
            due = made.home.clock.now
            while len(made.hub.asked) == len(waits) + 1:
                made.home.clock.now += HOUR / 2
                await subscribe(made.home.app.desk)
            waits.append((made.home.clock.now - due) / HOUR)

        assert waits == [1, 2, 4, 8, 16, 24, 24]
        assert (await made.home.feed()).pushed_until is None


async def test_denial_ends_the_pushes(tmp_path: Path, server: FeedServer) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        deny = partial(made.hub.verify, made.hub.asked[0], mode="denied", reason="too many")
        assert (await anyio.to_thread.run_sync(deny))[0] == 200

        assert (await made.home.feed()).pushed_until is None
        assert (await made.subscription()).detail == "the hub denied it: too many"
        made.home.clock.now += 2 * HOUR
        await subscribe(made.home.app.desk)
        assert len(made.hub.asked) == 1


async def test_hub_of_the_headers_is_asked(tmp_path: Path, server: FeedServer) -> None:
    async with scene(tmp_path, server, in_headers=True) as made:
        await made.subscribe()

        assert [asked.topic for asked in made.hub.asked] == ["https://topic.example/feed"]


async def test_answer_without_news_changes_nothing_about_the_hub(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        own = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="/own"/>'
        link = {"Link": f"<{server.url('/hub')}>; rel=hub"}
        for number in range(3):  # the header names the hub, the document the topic
            head = own + f"<generator>{number}</generator>"
            server.serve("/feed", feed(FIRST, head=head), headers=link)
            await made.home.once(hours=2)
            await subscribe(made.home.app.desk)

        assert {asked.topic for asked in made.hub.asked} == {server.url("/own")}
        assert len(made.hub.asked) == 1


async def test_no_hub_is_asked_without_a_public_address(tmp_path: Path, server: FeedServer) -> None:
    async with scene(tmp_path, server, public=False) as made:
        await made.subscribe()

        assert made.hub.asked == []


async def test_feed_that_was_removed_is_gone_for_its_hub(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        Files(feeds=[]).write(Home(made.home.app.settings.home))
        for _ in range(3):
            await made.home.app.reload()
            made.home.clock.now += timedelta(seconds=3)

        assert await made.push(NEWS) == 410
        await subscribe(made.home.app.desk)
        assert await made.home.app.desk.read(hubs.of_feeds) == {}


async def test_what_is_no_feed_is_taken_and_changes_nothing(
    tmp_path: Path, server: FeedServer
) -> None:
    async with scene(tmp_path, server) as made:
        await made.subscribe()
        before = await made.home.feed()
        page = partial(made.hub.push, b"<!doctype html><p>x</p>")

        assert await anyio.to_thread.run_sync(page) == 202
        assert await made.home.feed() == before
