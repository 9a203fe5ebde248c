"""Watchlists and the revisions of the configuration."""

from __future__ import annotations

from monitor.core.configuration import FileText
from monitor.core.watchlist import Watchlist
from storage import entries, hits, revisions, watchlists
from storage.engine import Database
from storage.hits import HitFilter
from tests.storage.builders import HOUR, NOW, entry, furnish, hit


def _sync(database: Database, *wanted: Watchlist) -> None:
    with database.write() as session:
        watchlists.sync(session, wanted, NOW)


def _waiting(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {b.watchlist_id: b.below for b in watchlists.backfills(session)}


def _stored(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        found = entries.add_many(session, [entry("a")])
        hits.put_many(session, [hit(found["wire", "a"])])


HUAWEI = Watchlist(id="huawei", name="Huawei", query="Huawei")
LICENSING = Watchlist(id="licensing", name="Licensing", query="licensing")


def test_first_watchlists_have_nothing_to_catch_up(database: Database) -> None:
    furnish(database)

    assert _waiting(database) == {}


def test_new_and_changed_watchlists_wait_for_a_backfill(database: Database) -> None:
    _stored(database)

    _sync(database, HUAWEI, LICENSING, Watchlist(id="zte", name="ZTE", query="ZTE"))
    assert list(_waiting(database)) == ["zte"]
    _sync(database, HUAWEI, Watchlist(id="licensing", name="L", query="5G licensing"))
    assert "licensing" in _waiting(database)


def test_new_name_alone_needs_no_backfill(database: Database) -> None:
    _stored(database)

    _sync(database, Watchlist(id="huawei", name="The vendor", query="Huawei"), LICENSING)

    assert _waiting(database) == {}


def test_backfill_is_remembered_and_ends(database: Database) -> None:
    _stored(database)
    _sync(database, HUAWEI, Watchlist(id="zte", name="ZTE", query="ZTE"))
    with database.write() as session:
        watchlists.set_backfill(session, ["zte"], 1)
    assert _waiting(database) == {"zte": 1}

    with database.write() as session:
        watchlists.set_backfill(session, ["zte"], None)

    assert _waiting(database) == {}


def test_renamed_watchlist_keeps_its_hits(database: Database) -> None:
    _stored(database)

    _sync(database, Watchlist(id="vendor", name="V", query="Huawei", was=("huawei",)), LICENSING)

    with database.read() as session:
        assert [h.watchlist_id for h in hits.listing(session, HitFilter(), 9)] == ["vendor"]


def test_retired_watchlist_keeps_its_hits(database: Database) -> None:
    _stored(database)

    _sync(database, LICENSING)

    with database.read() as session:
        assert len(hits.listing(session, HitFilter(watchlists=("huawei",)), 9)) == 1


def test_revision_is_stored_once_for_equal_files(database: Database) -> None:
    files = (FileText(name="feeds.yaml", text="feeds: []\n"),)
    numbers = []
    for digest in ("h1", "h1", "h2", "h1"):
        with database.write() as session:
            numbers.append(
                revisions.add(session, files=files, hash=digest, author="me", now=NOW + HOUR)
            )

    with database.read() as session:
        last = revisions.latest(session)
        listed = [revision.number for revision in revisions.listing(session)]
    assert numbers == [1, 1, 2, 3]
    assert listed == [3, 2, 1]
    assert last is not None
    assert last.files == files
