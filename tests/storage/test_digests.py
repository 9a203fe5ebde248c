"""Digests, who was told what, and deliveries."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.core.delivery import DeliveryReason, DeliveryState, Next
from monitor.core.waiting import counting, unheard
from monitor.core.watchlist import FeedFilter
from storage import deliveries, digests, notices, pruning, status, subscriptions, tellings
from storage.deliveries import Delivery, DeliveryFilter
from storage.engine import Database
from storage.subscriptions import Subscription
from tests.storage.builders import HOUR, MINUTE, NOW, edition, furnish, tell_story

A, B = ("mail", "a@example.org"), ("mail", "b@example.org")
SENT = Next(state=DeliveryState.SENT, reason=DeliveryReason.SENT)
AGAIN = Next(state=DeliveryState.PENDING, reason=DeliveryReason.AGAIN, at=NOW + HOUR)
PARKED = Next(state=DeliveryState.PARKED, reason=DeliveryReason.PERMANENT)


def _unsent(database: Database, recipient: tuple[str, str] = A) -> list[int]:
    """The stories that wait for `recipient`, by what storage finds and remembers."""
    with database.read() as session:
        found = tellings.found(session, ["huawei", "licensing"], since=NOW - HOUR, until=NOW)
        past = tellings.history(session, "morning", NOW - 9 * HOUR)
        counted = counting(found, (), FeedFilter())
        editions = past.of(recipient)
        return list(unheard(counted, editions, since=NOW - HOUR, weak=past.weighed, newest={}))


def _record(database: Database, *made: digests.Edition) -> int:
    with database.write() as session:
        return digests.record(session, made, NOW)


def _claim(database: Database, at: int = 0) -> Sequence[Delivery]:
    with database.write() as session:
        return deliveries.claim(session, now=NOW + at * MINUTE, limit=9, lease=HOUR)


def test_story_told_to_one_recipient_is_still_new_to_another(database: Database) -> None:
    furnish(database)
    story = tell_story(database, "a")
    _record(database, edition(story, recipients=(A,)))

    assert _unsent(database, A) == []
    assert _unsent(database, B) == [story]


def test_story_is_unsent_once_whatever_number_of_hits_it_has(database: Database) -> None:
    furnish(database)
    story = tell_story(database, "a", "b", "c")

    assert _unsent(database) == [story]


def test_story_that_a_cap_cut_is_not_offered_again(database: Database) -> None:
    furnish(database)
    shown, cut = tell_story(database, "a"), tell_story(database, "b")
    _record(database, edition(shown, cut=(cut,)))

    assert _unsent(database) == []
    with database.read() as session:
        (telling,) = digests.of_story(session, cut)
    assert not telling.shown


def test_story_of_a_cancelled_delivery_is_offered_again(database: Database) -> None:
    furnish(database)
    story = tell_story(database, "a")
    _record(database, edition(story))
    with database.write() as session:
        cancelled = deliveries.cancel_except(
            session, recipients=[B], digests=["morning"], reason="retired"
        )

    assert cancelled == 1
    assert _unsent(database) == [story]


@pytest.mark.parametrize("flag", ["later", "baseline"])
def test_hits_found_later_and_baseline_hits_bring_no_story(database: Database, flag: str) -> None:
    furnish(database)
    tell_story(database, "a", **{flag: True})

    assert _unsent(database) == []


def test_hit_before_the_subscription_brings_no_story(database: Database) -> None:
    furnish(database)
    tell_story(database, "a", found_at=NOW - 2 * HOUR)

    assert _unsent(database) == []


def test_issue_of_a_period_is_composed_once(database: Database) -> None:
    furnish(database)
    story = tell_story(database, "a")

    assert _record(database, edition(story, recipients=(A, B))) == 2
    assert _record(database, edition(story, recipients=(A, B))) == 0
    with database.read() as session:
        assert len(digests.listing(session)) == 1
        assert len(deliveries.listing(session, DeliveryFilter())) == 2
        assert digests.last_scheduled(session, "morning") == NOW


def test_issue_comes_back_as_it_was_composed(database: Database) -> None:
    furnish(database)
    made = edition(tell_story(database, "a"))
    _record(database, made)

    with database.read() as session:
        assert digests.listing(session)[0].issue == made.issue


def test_skipped_issue_counts_as_done_and_is_not_listed(database: Database) -> None:
    furnish(database)
    _record(database, edition(recipients=(), skipped=True))

    with database.read() as session:
        assert digests.last_scheduled(session, "morning") == NOW
        assert digests.listing(session) == []
        assert status.status(session).digests_skipped == 1


def test_claimed_delivery_is_not_claimed_again_before_its_lease_ends(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))

    assert len(_claim(database)) == 1
    assert _claim(database) == []
    assert len(_claim(database, 60)) == 1


def test_attempt_that_was_cut_off_stays_visible(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))
    _claim(database)
    (again,) = _claim(database, 60)
    with database.write() as session:
        deliveries.record(session, again, SENT, detail=None, now=NOW)
        first, second = deliveries.attempts(session, again.id)

    assert (first.finished_at, first.outcome) == (None, None)
    assert (second.number, second.finished_at, second.outcome) == (2, NOW, "sent")


def test_failed_delivery_is_due_again_when_it_should(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))
    (claimed,) = _claim(database)
    with database.write() as session:
        deliveries.record(session, claimed, AGAIN, detail="451 later", now=NOW)

    assert _claim(database, 59) == []
    (due,) = _claim(database, 60)
    assert (due.id, due.attempts, due.last_error) == (claimed.id, 2, "451 later")


def test_parked_delivery_is_revived_with_its_tries_forgotten(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))
    (claimed,) = _claim(database)
    with database.write() as session:
        deliveries.record(session, claimed, PARKED, detail="550 no", now=NOW)
        assert deliveries.retry(session, now=NOW) == 1

    (due,) = _claim(database)
    assert (due.attempts, due.revived) == (2, 1)


def test_delivery_cancelled_while_it_was_sent_says_so(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))
    (claimed,) = _claim(database)
    with database.write() as session:
        deliveries.cancel_except(session, recipients=[], digests=[], reason="retired")
        deliveries.record(session, claimed, SENT, detail=None, now=NOW)

    with database.read() as session:
        assert deliveries.count_by_state(session) == {"sent": 1}


def test_waiting_story_is_not_pruned(database: Database) -> None:
    furnish(database)
    _record(database, edition(tell_story(database, "a")))

    with database.write() as session:
        assert pruning.prune_entries(session, before=NOW + HOUR, now=NOW, limit=9) == 0


def test_subscription_keeps_its_first_moment(database: Database) -> None:
    with database.write() as session:
        for since in (NOW, NOW + HOUR):
            wanted = Subscription(
                digest_id="morning", channel_id="mail", recipient="a@example.org", since=since
            )
            subscriptions.sync(session, [wanted])

    with database.read() as session:
        readers = subscriptions.of_digest(session, "morning")
        assert {key: reader.since for key, reader in readers.items()} == {A: NOW}


def test_notice_is_raised_once_until_it_ends(database: Database) -> None:
    def raise_it() -> int | None:
        with database.write() as session:
            return notices.raise_once(
                session, key="feed:wire", kind="feed", subject="s", text="t", now=NOW
            )

    first = raise_it()
    assert first is not None
    assert raise_it() is None
    with database.write() as session:
        assert notices.end(session, "feed:wire", NOW + HOUR)
        assert not notices.end(session, "feed:wire", NOW + HOUR)
    assert raise_it() not in (None, first)


def test_notice_is_delivered_to_each_recipient_once(database: Database) -> None:
    with database.write() as session:
        notice = notices.raise_once(session, key="k", kind="k", subject="s", text="t", now=NOW)
        assert notice is not None
        for _ in range(2):
            deliveries.add_notice(session, notice_id=notice, recipients=[A, B], now=NOW)

    assert len(_claim(database)) == 2
