"""Notices: open once for each key, ended, renamed, told lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import hits, notices
from storage.engine import Database, Session
from tests.storage.builders import HOUR, NOW, furnish, tell_story


def _raise(session: Session, key: str) -> int | None:
    return notices.raise_once(session, key=key, kind="test", subject="S", text="T", now=NOW)


def test_notice_is_open_once_for_its_key(database: Database) -> None:
    with database.write() as session:
        assert _raise(session, "feed:a") is not None
        assert _raise(session, "feed:a") is None
        assert _raise(session, "feed:b") is not None

        assert notices.open_among(session, {"feed:a", "feed:c"}) == {"feed:a"}
        assert notices.end(session, "feed:a", NOW)
        assert not notices.end(session, "feed:a", NOW)
        assert notices.open_among(session, {"feed:a", "feed:b"}) == {"feed:b"}


def test_end_is_remembered_for_a_while(database: Database) -> None:
    with database.write() as session:
        _raise(session, "feed:a")
        assert not notices.ended_since(session, "feed:a", NOW - HOUR)
        notices.end(session, "feed:a", NOW)

        assert notices.ended_since(session, "feed:a", NOW - HOUR)
        assert not notices.ended_since(session, "feed:a", NOW + HOUR)


def test_what_is_told_of_an_end_is_never_open(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            notices.add_ended(
                session, key="feed:a:ended", kind="feed-well", subject="S", text="T", now=NOW
            )

        assert len(notices.listing(session)) == 2
        assert notices.listing(session, open_only=True) == []


def test_notices_of_what_left_the_files_end(database: Database) -> None:
    with database.write() as session:
        for key in ("feed:a", "feed:b", "feed_c", "configuration"):
            _raise(session, key)
        notices.rename(session, "feed:b", "feed:new")
        notices.end_except(session, notices.feed_key(""), {"feed:new"}, NOW)

        open_ones = {notice.key for notice in notices.listing(session, open_only=True)}
        assert open_ones == {"feed:new", "feed_c", "configuration"}


def test_what_was_heard_is_told_oldest_first_and_bounded(database: Database) -> None:
    furnish(database)
    for number in range(4):
        tell_story(database, str(number))
    with database.read() as session:
        heard = hits.heard(session, since=NOW - timedelta(days=30), each=3)
        later = hits.heard(session, since=datetime.max.replace(tzinfo=NOW.tzinfo), each=3)

    assert [(each.watchlist_id, each.feed_id) for each in heard] == [("huawei", "wire")] * 3
    assert all(each.at.tzinfo is not None for each in heard)
    assert later == []
