"""Hubs: followed, claimed, verified, denied, forgotten."""

from __future__ import annotations

from datetime import timedelta

from storage import feeds, hubs
from storage.engine import Database
from storage.feeds import Hub
from storage.hubs import HubSubscription
from tests.storage.builders import HOUR, NOW, feed, furnish, poll

DAY = timedelta(days=1)
HUB = Hub(url="https://hub.example/", topic="https://wire.example/rss")


def _follow(database: Database, hub: Hub = HUB, feed_id: str = "wire") -> None:
    with database.write() as session:
        feeds.record_polls(session, [poll(feed_id, hub=hub)])
        hubs.follow_feeds(session, NOW)


def _all(database: Database) -> dict[str, HubSubscription]:
    with database.read() as session:
        return hubs.of_feeds(session)


def test_feed_that_names_a_hub_has_a_subscription_of_its_own(database: Database) -> None:
    furnish(database, "a", "b", "c")
    for name in "ab":
        _follow(database, feed_id=name)
    before = _all(database)
    _follow(database, feed_id="a")

    assert sorted(before) == ["a", "b"]
    assert before == _all(database)
    assert before["a"].token != before["b"].token
    assert before["a"].secret != before["b"].secret


def test_other_hub_or_topic_is_another_subscription(database: Database) -> None:
    furnish(database)
    _follow(database)
    first = _all(database)["wire"]
    with database.write() as session:
        hubs.verified(session, first.token, lease_until=NOW + DAY, due_at=NOW + DAY)
    _follow(database, Hub(url=HUB.url, topic="https://wire.example/other"))

    assert _all(database)["wire"].token != first.token
    with database.read() as session:
        assert hubs.by_token(session, first.token) is None
        assert feeds.states(session)[0].pushed_until is None


def test_subscription_ends_with_the_hub_or_the_feed(database: Database) -> None:
    furnish(database)
    _follow(database)
    _follow(database, Hub(url=None, topic=HUB.topic))
    assert _all(database) == {}

    _follow(database)
    with database.write() as session:
        feeds.sync(session, [], NOW)
        hubs.follow_feeds(session, NOW)
    assert _all(database) == {}


def test_due_subscription_is_claimed_once(database: Database) -> None:
    furnish(database)
    _follow(database)
    with database.write() as session:
        first = hubs.claim_due(session, now=NOW, limit=9, lease=HOUR)
        again = hubs.claim_due(session, now=NOW, limit=9, lease=HOUR)
        later = hubs.claim_due(session, now=NOW + HOUR, limit=9, lease=HOUR)

    assert (len(first), len(again), len(later)) == (1, 0, 1)


def test_verification_that_came_before_the_answer_stays(database: Database) -> None:
    furnish(database)
    _follow(database)
    with database.write() as session:
        (claimed,) = hubs.claim_due(session, now=NOW, limit=9, lease=HOUR)
        hubs.verified(session, claimed.token, lease_until=NOW + 4 * DAY, due_at=NOW + 3 * DAY)
        hubs.record_asked(session, claimed.token, due_at=NOW + HOUR, failures=1, detail=None)

        assert hubs.claim_due(session, now=NOW + 2 * DAY, limit=9, lease=HOUR) == []
        assert feeds.states(session)[0].pushed_until == NOW + 4 * DAY


def test_poll_that_finds_what_was_not_pushed_ends_the_trust_and_a_push_restores_it(
    database: Database,
) -> None:
    furnish(database)
    _follow(database)
    token = _all(database)["wire"].token
    with database.write() as session:
        hubs.verified(session, token, lease_until=NOW + DAY, due_at=NOW + HOUR)
        feeds.record_polls(session, [poll(unpushed=True)])
        assert feeds.states(session)[0].pushed_until is None
        hubs.pushed(session, token, NOW)

        assert feeds.states(session)[0].pushed_until == NOW + DAY
        hubs.denied(session, token, due_at=NOW + DAY, detail="no")
        assert feeds.states(session)[0].pushed_until is None


def test_renamed_feed_keeps_its_subscription(database: Database) -> None:
    furnish(database)
    _follow(database)
    token = _all(database)["wire"].token
    with database.write() as session:
        feeds.sync(session, [feed("cable", url="https://wire.example/rss", was=("wire",))], NOW)
        hubs.follow_feeds(session, NOW)

    assert _all(database)["cable"].token == token
