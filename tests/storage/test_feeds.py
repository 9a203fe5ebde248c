"""Feeds: due, claimed, recorded, renamed, retired."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from monitor.core.feed import Verdict
from storage import entries, feeds, polls
from storage.engine import Database
from storage.feeds import Content, FeedState
from tests.storage.builders import HOUR, NOW, entry, feed, furnish, poll

SOUND = Content(verdict=Verdict.OK, detail="")


def _state(database: Database, identifier: str = "wire") -> FeedState:
    with database.read() as session:
        return feeds.states(session, [identifier])[0]


def _claim(database: Database, limit: int = 100) -> list[str]:
    with database.write() as session:
        claimed = feeds.claim_due(session, now=NOW, limit=limit, lease=HOUR)
    return [state.id for state in claimed]


def test_new_feed_is_due_at_once(database: Database) -> None:
    furnish(database, "a", "b")

    assert _claim(database) == ["a", "b"]


def test_claimed_feed_is_not_claimed_again_before_its_lease_ends(database: Database) -> None:
    furnish(database)
    _claim(database)

    assert _claim(database) == []
    with database.write() as session:
        later = feeds.claim_due(session, now=NOW + HOUR, limit=9, lease=HOUR)
    assert [state.id for state in later] == ["wire"]


def test_feed_is_not_claimed_before_it_is_due(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(session, [poll(due_at=NOW + HOUR)])

    assert _claim(database) == []


def test_each_feed_is_claimed_by_one_of_many_at_once(database: Database) -> None:
    names = [f"feed-{n:02}" for n in range(40)]
    furnish(database, *names)

    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(lambda _: _claim(database, 7), range(12)))

    assert sorted(name for part in claimed for name in part) == names


def test_named_feeds_are_claimed_whether_due_or_not(database: Database) -> None:
    furnish(database, "a", "b")
    with database.write() as session:
        feeds.record_polls(session, [poll("a"), poll("b")])
        claimed = feeds.claim_due(session, now=NOW, limit=9, lease=HOUR, ids=["b"])

    assert [state.id for state in claimed] == ["b"]


def test_contents_are_kept_only_with_an_answer_that_was_parsed(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(
            session, [poll(etag='"1"', body_hash=b"b", item_hashes=b"12345678", content=SOUND)]
        )
        feeds.record_polls(
            session, [poll(verdict=Verdict.TIMEOUT, detail="20 s", success=False, failures=1)]
        )

    state = _state(database)
    assert (state.etag, state.body_hash, state.item_hashes) == ('"1"', b"b", b"12345678")
    assert (state.verdict, state.content_verdict) == (Verdict.TIMEOUT, Verdict.OK)
    assert state.last_success_at == NOW


def test_verdict_since_moves_only_with_the_verdict(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(session, [poll()])
        feeds.record_polls(session, [poll(at=NOW + HOUR)])

    assert _state(database).verdict_since == NOW


def test_poll_is_kept_only_when_something_happened(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(session, [poll()])
        feeds.record_polls(session, [poll(at=NOW + HOUR)])
        feeds.record_polls(session, [poll(at=NOW + 2 * HOUR, new=3)])

    with database.read() as session:
        assert [found.new for found in polls.recent(session, "wire")] == [3, 0]


def test_new_address_forgets_validators_and_is_due(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(session, [poll(etag='"1"', content=SOUND)])
        feeds.sync(session, [feed(url="https://elsewhere.example/rss")], NOW)

    assert _state(database).etag is None
    assert _claim(database) == ["wire"]


def test_feed_that_left_the_files_is_retired_and_may_return(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.sync(session, [], NOW)
    assert _claim(database) == []

    furnish(database)

    assert _claim(database) == ["wire"]


def test_renamed_feed_keeps_its_entries_and_state(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        feeds.record_polls(session, [poll(etag='"1"', content=SOUND, new=1)])
        entries.add_many(session, [entry()])
        feeds.sync(session, [feed("cable", url="https://wire.example/rss", was=("wire",))], NOW)

    assert _state(database, "cable").etag == '"1"'
    with database.read() as session:
        assert list(entries.known(session, [("cable", "guid:1")])) == [("cable", "guid:1")]


def test_feeds_are_counted_by_verdict(database: Database) -> None:
    furnish(database, "a", "b")
    with database.write() as session:
        feeds.record_polls(session, [poll("a")])

    with database.read() as session:
        assert feeds.count_by_verdict(session) == {"ok": 1, "pending": 1}
        assert feeds.never_polled(session) == 1
