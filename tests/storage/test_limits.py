"""What databases limit: long lists, long words, big texts, ids used again, two starts at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from monitor.core.errors import StorageError
from monitor.core.feed import Feed
from monitor.core.query.plan import Lexeme
from storage import deliveries, entries, feeds, hits, pruning, schema, search, stories
from storage.engine import Database
from storage.hits import HitFilter
from storage.search import Page
from tests.storage.builders import HOUR, NOW, entry, feed, furnish, hit, tell_story

MANY = 70_000


def test_lists_of_ids_may_be_longer_than_a_statement_takes(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        ids = entries.add_many(session, [entry("a")])
        entry_id = ids["wire", "a"]
        hits.put_many(session, [hit(entry_id)])
        long = [*range(entry_id + 1, entry_id + MANY), entry_id]
        names = [*(f"feed-{n}" for n in range(MANY)), "wire"]

        assert len(hits.listing(session, HitFilter(), 10, entries=long)) == 1
        assert len(feeds.states(session, names)) == 1
        claimed = feeds.claim_due(session, now=NOW, limit=10, lease=timedelta(minutes=1), ids=names)
        assert [state.id for state in claimed] == ["wire"]
        assert deliveries.retry(session, now=NOW, ids=names) == 0
        story_id = stories.create(session, title="A", lead_entry_id=entry_id, seen_at=NOW)
        entries.set_story(session, long, story_id, "same title")
        found = entries.get(session, entry_id)
        assert found is not None
        assert found.story_id == story_id


@pytest.mark.parametrize(
    "word", ["x" * 10_000, "電" * 5_000, "a'b\\c\"d" * 900, "nul\0l", "\ud800"]
)
def test_strange_word_is_indexed_and_found(database: Database, word: str) -> None:
    furnish(database)
    with database.write() as session:
        ids = entries.add_many(session, [entry("a")])
        search.write(session, [(ids["wire", "a"], [f"w:{word}", "w:other"])], fresh=True)
    with database.read() as session:
        for prefix in (False, True):
            plan = Lexeme(text=f"w:{word}", prefix=prefix)
            assert search.candidates(session, plan, Page(limit=9)) == [ids["wire", "a"]]


def test_entry_of_a_book_of_distinct_words_is_kept(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        ids = entries.add_many(session, [entry("a", body="word " * 600_000)])
        words = (f"w:distinct-word-number-{number}" for number in range(150_000))
        search.write(session, [(ids["wire", "a"], words)])
    with database.read() as session:
        plan = Lexeme(text="w:distinct-word-number-7", prefix=False)
        assert search.candidates(session, plan, Page(limit=9)) == [ids["wire", "a"]]


def test_id_of_a_pruned_entry_is_never_used_again(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        old = entries.add_many(session, [entry("a")])["wire", "a"]
        pruning.prune_entries(session, before=NOW + HOUR, now=NOW + HOUR, limit=10)
        new = entries.add_many(session, [entry("b")])["wire", "b"]
    assert new > old


def test_story_that_loses_its_lead_gets_the_oldest_entry_left(database: Database) -> None:
    furnish(database)
    story_id = tell_story(database, "a")
    with database.write() as session:
        late = entries.add_many(session, [entry("b", first_seen_at=NOW + 5 * HOUR)])["wire", "b"]
        entries.set_story(session, [late], story_id, "same title")
        pruning.prune_entries(session, before=NOW + HOUR, now=NOW + HOUR, limit=10)
        found = stories.get(session, story_id)
    assert found is not None
    assert found.lead_entry_id == late


def test_renamed_feed_does_not_bring_back_what_was_pruned(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        entries.add_many(session, [entry("a")])
        pruning.prune_entries(session, before=NOW + HOUR, now=NOW + HOUR, limit=10)
        moved: Feed = feed("agency", was=("wire",))
        feeds.sync(session, [moved], NOW)
        assert entries.pruned(session, [("agency", "a")]) == {("agency", "a")}


def test_missing_schema_says_what_to_do(sqlite_url: str, postgres_url: str) -> None:
    for url in (sqlite_url, postgres_url):
        database = Database(url)
        if database.dialect == "postgresql":
            with database.connection(writing=True) as connection:
                connection.exec_driver_sql("DROP TABLE feed CASCADE")
        with pytest.raises(StorageError, match="telemon migrate"), database.read() as session:
            feeds.states(session)
        database.close()


def test_reading_unit_sees_one_moment(database: Database) -> None:
    furnish(database)
    with database.read() as session:
        before = entries.count_since(session, None)
        with database.write() as writing:
            entries.add_many(writing, [entry("a")])
        assert entries.count_since(session, None) == before
    with database.read() as session:
        assert entries.count_since(session, None) == before + 1


@pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_two_processes_that_start_at_once_both_find_a_schema(
    backend: str, request: pytest.FixtureRequest
) -> None:
    if backend == "sqlite":
        url = request.getfixturevalue("sqlite_url")
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    program = (
        "import sys; from storage import schema; from storage.engine import Database; "
        "schema.migrate(Database(sys.argv[1]))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[1] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], said
    database = Database(url)
    assert schema.current(database) == schema.head()
    database.close()
