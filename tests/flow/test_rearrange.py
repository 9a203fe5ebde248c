"""Stories split and merged by hand, and folded anew: ids that were sent stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.errors import UsageError
from monitor.flow.fold import fold
from monitor.flow.memory import Memory
from monitor.flow.rearrange import merge, split
from monitor.flow.refold import refold
from storage import digests, entries, folds, stories
from storage.engine import Database
from storage.stories import Story
from tests.flow.house import START, House, house
from tests.flow.test_fold import GERMAN, NEVER_POLLED, OTHER, REWRITE, SALE, store
from tests.storage.builders import edition

pytestmark = pytest.mark.anyio
SINCE = START - timedelta(days=7)


async def _told(home: House, *titles: str) -> dict[str, int]:
    """The titles folded as they came; title -> entry id."""
    for title in titles:
        await store(home, title)
        await fold(home.app.desk, home.app.live, home.app.memory)
    return {one.title: one.id for one in await home.entries()}


async def _story(home: House, title: str) -> Story:
    (entry,) = [one for one in await home.entries() if one.title == title]
    assert entry.story_id is not None
    found = await home.app.desk.read(lambda s: stories.get(s, entry.story_id or 0))
    assert found is not None
    return found


async def test_split_entries_are_a_story_and_stay_one_when_folded_anew(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        ids = await _told(home, SALE, REWRITE, GERMAN)
        with database.write() as session:
            made = split(session, [ids[REWRITE]], START)

        for _ in range(2):
            assert (await _story(home, REWRITE)).id == made
            assert (await _story(home, SALE)).entry_count == 2
            refold(database, home.app.live, SINCE)
        with database.read() as session:
            why = folds.memberships(session, [ids[REWRITE], ids[SALE]])
        assert why[ids[REWRITE]].reason == "split by hand"
        assert why[ids[REWRITE]].parts
        assert why[ids[SALE]].reason == "first report"


async def test_copy_of_a_split_entry_joins_what_was_split_off(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        ids = await _told(home, SALE, REWRITE)
        with database.write() as session:
            made = split(session, [ids[REWRITE]], START)
        await _told(home, f"{REWRITE} - Signal Post")

        assert (await _story(home, f"{REWRITE} - Signal Post")).id == made


async def test_merged_stories_are_one_and_the_old_id_leads_there(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        await _told(home, SALE, OTHER)
        kept, gone = (await _story(home, SALE)).id, (await _story(home, OTHER)).id
        with database.write() as session:
            assert merge(session, kept, [gone], START) == 1
        refold(database, home.app.live, SINCE)

        assert (await _story(home, OTHER)).id == kept
        assert (await _story(home, OTHER)).entry_count == 2
        with database.read() as session:
            old = stories.get(session, gone)
            assert old is not None
            assert (old.entry_count, old.merged_into) == (0, kept)


async def test_what_cannot_be_split_or_merged_is_refused(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        ids = await _told(home, SALE, REWRITE, OTHER)
        sale = (await _story(home, SALE)).id
        with database.write() as session:
            with pytest.raises(UsageError, match="no such entry"):
                split(session, [999], START)
            with pytest.raises(UsageError, match="one story at a time"):
                split(session, [ids[SALE], ids[OTHER]], START)
            with pytest.raises(UsageError, match="leave one"):
                split(session, [ids[SALE], ids[REWRITE]], START)
            with pytest.raises(UsageError, match="no such story"):
                merge(session, sale, [999], START)
            with pytest.raises(UsageError, match="two stories"):
                merge(session, sale, [sale], START)


async def test_folding_anew_finds_what_older_rules_missed_and_keeps_the_id_that_was_sent(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        for title in (SALE, REWRITE, OTHER):  # each in ignorance of the others
            await store(home, title)
            await fold(home.app.desk, home.app.live, Ignorant())
        first, second = (await _story(home, SALE)).id, (await _story(home, REWRITE)).id
        with database.write() as session:
            digests.record(session, [edition(second)], START)

        tried = refold(database, home.app.live, SINCE, dry=True)
        assert (await _story(home, SALE)).id == first
        done = refold(database, home.app.live, SINCE)

        assert done == tried
        assert (done.entries, done.moved, done.begun, done.ended) == (3, 1, 0, 1)
        assert (await _story(home, SALE)).id == second
        again = refold(database, home.app.live, SINCE)
        assert (again.moved, again.begun, again.ended) == (0, 0, 0)


async def test_what_was_told_of_a_story_that_falls_apart_counts_for_both_parts(
    database: Database, tmp_path: Path
) -> None:
    async with house(tmp_path, NEVER_POLLED, database_url=database.url) as home:
        ids = await _told(home, SALE, OTHER)
        sale = (await _story(home, SALE)).id
        with database.write() as session:  # as a worse rule would have it
            entries.set_story(session, [ids[OTHER]], sale, "same event")
            digests.record(session, [edition(sale)], START)
        done = refold(database, home.app.live, SINCE)

        apart = (await _story(home, OTHER)).id
        assert (done.begun, (await _story(home, SALE)).id) == (1, sale)
        with database.read() as session:
            (telling,) = digests.of_story(session, apart)
            assert telling.shown


class Ignorant(Memory):
    """What a process remembers whose rules find nothing alike."""

    def _keep_up(self, *_: object) -> None:
        self.forget()
