"""Folding in a whole house: rewrites meet, restarts and second processes change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import anyio
import pytest

from monitor.flow.fold import fold
from monitor.flow.memory import Memory, print_of_stored
from storage import entries, folds, stories
from storage.engine import Database, Session
from storage.stories import StoryFilter
from tests.flow.house import START, Files, House, house, wire
from tests.servers import FeedServer, entry, feed
from tests.storage.builders import entry as stored_entry

pytestmark = pytest.mark.anyio

SALE = "Ericsson wins 5G radio contract from Vodafone Germany"
REWRITE = "Vodafone Germany picks Ericsson for its 5G radio network"
GERMAN = "Vodafone Deutschland vergibt 5G-Auftrag an Ericsson"
OTHER = "Ofcom fines BT over broken emergency calls"
NEVER_POLLED = Files(feeds=[wire("http://127.0.0.1:9/feed")])


def _told(title: str, at: str = "Mon, 02 Nov 2026 08:00:00 GMT", summary: str = "") -> str:
    link = "https://news.example.org/" + title.lower().replace(" ", "-")
    return entry(title, link=link, guid=title, summary=summary, published=at)


def _files(server: FeedServer) -> Files:
    languages = {"wire": "en", "mast": "en", "funk": "de"}
    rows = [
        wire(server.url(f"/{name}"), name) | {"language": languages[name]} for name in languages
    ]
    return Files(feeds=rows)


async def _stories(home: House) -> dict[str, int | None]:
    return {one.title: one.story_id for one in await home.entries()}


async def test_reports_of_one_event_meet_across_outlets_and_languages(tmp_path: Path) -> None:
    with FeedServer() as server:
        server.serve("/wire", feed(_told(SALE), _told(OTHER)))
        server.serve("/mast", feed(_told(REWRITE)))
        server.serve("/funk", feed(_told(GERMAN)))
        async with house(tmp_path, _files(server)) as home:
            await home.once()

            found = await _stories(home)
            assert found[SALE] == found[REWRITE] == found[GERMAN] != found[OTHER]
            ids = [one.id for one in await home.entries() if one.title != OTHER]
            why = await home.app.desk.read(partial(folds.memberships, entry_ids=ids))
    reasons = sorted(one.reason for one in why.values())
    assert reasons == ["first report", "same event", "same event"]
    joined = [one for one in why.values() if one.reason == "same event"]
    assert all(one.similarity >= one.bar > 0 and one.parts and one.like for one in joined)


async def test_late_report_joins_its_story_after_a_restart(tmp_path: Path) -> None:
    with FeedServer() as server:
        server.serve("/wire", feed(_told(SALE), _told(OTHER)))
        server.serve("/mast", feed(_told("Nokia appoints a new chair")))
        server.serve("/funk", feed())
        files = _files(server)
        async with house(tmp_path, files) as home:
            await home.once()
        server.serve("/mast", feed(_told(REWRITE, "Tue, 03 Nov 2026 07:00:00 GMT")))
        async with house(tmp_path, files) as home:
            await home.once(hours=24)

            found = await _stories(home)
            assert found[REWRITE] == found[SALE] != found[OTHER]


async def test_revised_report_stays_in_its_story_and_is_compared_by_its_new_text(
    tmp_path: Path,
) -> None:
    with FeedServer() as server:
        server.serve("/wire", feed(entry("Radio news", guid="1", summary="More soon.")))
        server.serve("/mast", feed())
        server.serve("/funk", feed())
        async with house(tmp_path, _files(server)) as home:
            await home.once()
            server.serve("/wire", feed(entry(SALE, guid="1", summary="More soon.")))
            await home.once(hours=1)
            server.serve("/mast", feed(_told(REWRITE)))
            await home.once(hours=1)

            found = await _stories(home)
            assert len(found) == 2
            assert found[REWRITE] == found[SALE]


# Two processes are two memories on one database.


async def test_two_processes_that_fold_by_turns_keep_up_with_each_other(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        one, two = Memory(), Memory()
        for title, memory in ((SALE, one), (OTHER, two), (REWRITE, two), (GERMAN, one)):
            await store(home, title)
            await fold(home.app.desk, home.app.live, memory)

        found = await _stories(home)
        assert found[SALE] == found[REWRITE] == found[GERMAN] != found[OTHER]


async def test_two_processes_that_fold_at_once_fold_every_entry_once(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        for title in (SALE, OTHER, REWRITE, GERMAN):
            await store(home, title)
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(fold, home.app.desk, home.app.live, Memory())

        found = await home.app.desk.read(lambda s: stories.listing(s, StoryFilter(), 9))
        assert sorted(story.entry_count for story in found) == [1, 3]


async def test_what_is_not_committed_is_forgotten(database: Database, tmp_path: Path) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        memory = Memory()
        await store(home, SALE)
        with pytest.raises(_CutOffError), database.write() as session:
            _fold_and_fail(session, home, memory)

        assert len(memory.window) == 0
        report = await fold(home.app.desk, home.app.live, memory)
        assert (report.done, report.facts["stories"]) == (1, 1)


async def test_batch_is_folded_in_the_order_of_telling(database: Database, tmp_path: Path) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        for hours, title in enumerate((GERMAN, REWRITE, SALE)):
            await store(home, title, START - timedelta(hours=hours))
        await fold(home.app.desk, home.app.live, Memory())

        found = await home.entries()
    assert [one.title for one in found if one.fold_reason == "first report"] == [SALE]


class _CutOffError(Exception):
    """The process dies here."""


def _fold_and_fail(session: Session, home: House, memory: Memory) -> None:
    with memory.turn(session, home.app.live):
        (waits,) = folds.waiting(session, 9)
        stored = entries.get(session, waits.entry_id)
        assert stored is not None
        memory.window.add(stored.id, print_of_stored(home.app.live, stored), 1)
        raise _CutOffError


async def store(home: House, title: str, published: datetime = START) -> None:
    made = replace(stored_entry(title), title=title, published_at=published, first_seen_at=START)
    await home.app.desk.write(lambda s: entries.add_many(s, [replace(made, summary="")]))
