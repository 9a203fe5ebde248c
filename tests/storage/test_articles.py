"""Pages of entries: claimed host by host, recorded once, paragraphs counted once a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.core.article import PageState
from storage import articles, entries
from storage.articles import Outcome, PageCounts
from storage.engine import Database
from tests.storage.builders import HOUR, MINUTE, NOW, entry, furnish

LEASE = timedelta(minutes=15)


def _want(database: Database, **hosts: int) -> list[int]:
    """Puts so many pages of each host in line; returns the ids of their entries."""
    furnish(database, "wire")
    names = [f"{host}-{n}" for host, count in hosts.items() for n in range(count)]
    with database.write() as session:
        made = entries.add_many(session, [entry(name) for name in names])
        ids = {made["wire", name]: name.partition("-")[0] for name in names}
        articles.want(session, ids, NOW)
    return list(ids)


def _claim(database: Database, later: timedelta = timedelta(), limit: int = 100) -> list[int]:
    with database.write() as session:
        claimed = articles.claim_due(session, now=NOW + later, limit=limit, lease=LEASE)
        return [one.entry_id for one in claimed]


def _outcome(entry_id: int, state: PageState, **more: str) -> Outcome:
    made = Outcome(entry_id=entry_id, content_hash="h0", state=state, attempts=1, due_at=NOW + HOUR)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Outcome


def test_one_host_does_not_fill_a_claim_and_nothing_is_claimed_twice(database: Database) -> None:
    ids = _want(database, busy=20, calm=2)

    assert _claim(database) == [*ids[:5], *ids[20:]]
    assert not set(_claim(database)) & {*ids[:5], *ids[20:]}
    assert set(ids[:5]) <= set(_claim(database, later=16 * MINUTE))


def test_claims_are_given_back_at_the_start_of_a_process(database: Database) -> None:
    ids = _want(database, calm=2)
    _claim(database)
    with database.write() as session:
        articles.release_claims(session)

    assert _claim(database) == ids


def test_outcomes_are_counted_by_feed_and_say_why(database: Database) -> None:
    first, second, third = _want(database, calm=3)
    with database.write() as session:
        articles.record(session, _outcome(first, PageState.READ, text_hash="t"), NOW)
        articles.record(session, _outcome(second, PageState.NOT_READ, reason="HTTP 404"), NOW)
        articles.record(session, _outcome(third, PageState.WAITING, reason="HTTP 503"), NOW)
    with database.read() as session:
        counts = articles.counts_by_feed(session)
        found = articles.of_entries(session, [first, second, third])

    assert counts == {"wire": PageCounts(waiting=1, read=1, not_read=1, reason="HTTP 404")}
    assert [found[one].read_at for one in (first, second, third)] == [NOW, None, None]
    assert _claim(database, later=59 * MINUTE) == []
    assert _claim(database, later=HOUR) == [third]


def test_page_is_recorded_once(database: Database) -> None:
    (only,) = _want(database, calm=1)
    with database.write() as session:
        recorded = [articles.record(session, _outcome(only, PageState.READ), NOW) for _ in range(2)]

    assert recorded == [True, False]


def test_paragraph_recurs_from_its_third_page_on_and_on_its_host_only(database: Database) -> None:
    seen = []
    for _ in range(4):
        with database.write() as session:
            seen.append(articles.recurring(session, "calm", [b"a", b"b"]))
            articles.count_paragraphs(session, "calm", [b"a", b"a"], NOW)
    with database.read() as session:
        assert articles.recurring(session, "other", [b"a"]) == set()

    assert seen == [set(), set(), set(), {b"a"}]


def test_page_that_two_entries_share_counts_once(database: Database) -> None:
    furnish(database, "wire")
    same = {"canonical_url": "https://wire.example/same"}
    with database.write() as session:
        made = entries.add_many(session, [entry("a", **same), entry("b", **same)])
        articles.want(session, dict.fromkeys(made.values(), "calm"), NOW)
        one, other = made["wire", "a"], made["wire", "b"]
        before = articles.is_first_of_page(session, other)
        articles.record(session, _outcome(one, PageState.READ, text_hash="t"), NOW)

        assert (before, articles.is_first_of_page(session, other)) == (True, False)
