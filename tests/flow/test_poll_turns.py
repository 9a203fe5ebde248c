"""Politeness: two at once from a host, a moment between their starts, no host holds up another."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.flow.poll import poll
from monitor.flow.poll.turns import Turns
from storage import feeds
from storage.engine import Database
from storage.feeds import FeedState
from tests.flow.house import START, Files, house, wire
from tests.servers import Answer, FeedServer, entry, feed
from tests.storage.builders import feed as written


@pytest.fixture
def state(sqlite_database: Database) -> FeedState:
    """Any feed as it is stored."""
    with sqlite_database.write() as session:
        feeds.sync(session, [written()], START)
        return feeds.states(session)[0]


def made(state: FeedState, *urls: str) -> list[FeedState]:
    return [replace(state, id=url, url=url) for url in urls]


def taken(turns: Turns, now: float) -> list[str]:
    """What may start at `now`."""
    found = []
    while (each := turns.take(now)) is not None:
        found.append(each.id)
    return found


def test_host_is_asked_by_two_at_once_and_a_moment_apart(state: FeedState) -> None:
    turns = Turns(per_host=2, spacing=0.5)
    urls = [f"https://a.example/{n}" for n in range(4)]
    waiting = made(state, *urls)
    turns.add(waiting)

    assert taken(turns, 0.0) == urls[:1]
    assert turns.pause(0.1) == pytest.approx(0.4)
    assert taken(turns, 0.5) == urls[1:2]
    assert turns.pause(0.5) is None, "two run: only the end of one helps"
    assert taken(turns, 9.0) == []
    turns.done(waiting[0])
    assert taken(turns, 9.0) == urls[2:3]
    assert turns.waiting == 1


def test_host_that_has_to_wait_holds_up_no_other(state: FeedState) -> None:
    turns = Turns(per_host=2, spacing=1.0)
    turns.add(made(state, *(f"https://big.example/{n}" for n in range(300))))
    turns.add(made(state, "https://small.example/", "https://other.example:8443/"))

    assert taken(turns, 0.0) == [
        "https://big.example/0",
        "https://small.example/",
        "https://other.example:8443/",
    ]


def test_hosts_take_turns(state: FeedState) -> None:
    turns = Turns(per_host=9, spacing=0.0)
    turns.add(made(state, *(f"https://{host}.example/{n}" for host in "ab" for n in range(2))))

    assert [url[8] for url in taken(turns, 0.0)] == ["a", "b", "a", "b"]


@pytest.mark.anyio
async def test_starts_at_one_host_are_spaced_and_all_feeds_are_polled(tmp_path: Path) -> None:
    with FeedServer() as server:
        answer = Answer(body=feed(entry("News", guid="1")))
        rows = [wire(server.script(f"/{n}", answer), f"feed-{n}") for n in range(8)]
        async with house(tmp_path, Files(feeds=rows), host_spacing=0.05) as home:
            begun = time.perf_counter()
            report = await poll(home.app.desk, home.app.live)

            assert report.done == 8
            assert time.perf_counter() - begun >= 7 * 0.05


def test_first_polls_of_many_new_feeds_are_spread_alike_each_time(
    sqlite_database: Database,
) -> None:
    many = [written(f"feed-{n}", url=f"https://x.example/{n}") for n in range(250)]
    with sqlite_database.write() as session:
        feeds.sync(session, many, START)
        due = [(state.due_at - START).total_seconds() for state in feeds.states(session)]
        again = feeds.claim_due(session, now=START, limit=999, lease=START - START)

    assert 18 < max(due) < 20
    assert all(n * 4 < sum(n * 2 <= each < n * 2 + 4 for each in due) for n in range(9))
    assert len(again) < 5


def test_few_new_feeds_are_due_at_once(sqlite_database: Database) -> None:
    few = [written(f"feed-{n}", url=f"https://x.example/{n}") for n in range(50)]
    with sqlite_database.write() as session:
        feeds.sync(session, few, START)

        assert {state.due_at for state in feeds.states(session)} == {START}
