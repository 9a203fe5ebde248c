"""Entries, their revisions, hits and stories."""

from __future__ import annotations

from storage import entries, hits, pruning, search, stories
from storage.engine import Database
from storage.entries import EntryFilter, Revising
from storage.hits import HitFilter
from storage.stories import StoryFilter
from tests.storage.builders import HOUR, NOW, SPAN, entry, furnish, hit, tell_story


def _add(database: Database, *identities: str) -> list[int]:
    with database.write() as session:
        found = entries.add_many(session, [entry(identity) for identity in identities])
    return [found["wire", identity] for identity in identities if ("wire", identity) in found]


def _revise(database: Database, entry_id: int, title: str) -> bool:
    revising = Revising(
        id=entry_id,
        title=title,
        summary="",
        body="",
        content_hash=f"hash of {title}",
        updated_at=None,
        reading_version="r1",
    )
    with database.write() as session:
        return entries.revise(session, revising, NOW + HOUR)


def test_entry_is_stored_once_for_its_identity(database: Database) -> None:
    furnish(database)

    assert len(_add(database, "a", "b")) == 2
    assert _add(database, "a", "b") == []
    with database.read() as session:
        assert entries.count_since(session, None) == 2


def test_ids_follow_the_order_of_the_list(database: Database) -> None:
    furnish(database)

    ids = _add(database, "first", "second", "third")

    assert ids == sorted(ids)


def test_revision_keeps_the_text_that_was_replaced(database: Database) -> None:
    furnish(database)
    (entry_id,) = _add(database, "a")

    assert _revise(database, entry_id, "Second title")
    assert _revise(database, entry_id, "Third title")

    with database.read() as session:
        found = entries.get(session, entry_id)
        old = [(r.number, r.title) for r in entries.revisions(session, entry_id)]
    assert found is not None
    assert (found.title, found.revision, found.revised_at) == ("Third title", 2, NOW + HOUR)
    assert old == [(0, "Huawei story a"), (1, "Second title")]


def test_same_revision_twice_is_one(database: Database) -> None:
    furnish(database)
    (entry_id,) = _add(database, "a")
    _revise(database, entry_id, "Second title")

    assert not _revise(database, entry_id, "Second title")


def test_hit_put_again_keeps_its_id_and_time(database: Database) -> None:
    furnish(database)
    (entry_id,) = _add(database, "a")
    with database.write() as session:
        hits.put_many(session, [hit(entry_id)])
        before = hits.listing(session, HitFilter(), 9)[0]
        moved = SPAN._replace(start=7, end=9)
        hits.put_many(session, [hit(entry_id, found_at=NOW + HOUR, later=True, spans=(moved,))])

    with database.read() as session:
        after = hits.listing(session, HitFilter(), 9)
    assert [(h.id, h.found_at, h.later, h.spans) for h in after] == [
        (before.id, NOW, False, (moved,))
    ]


def test_withdrawn_hit_is_gone_and_may_come_back(database: Database) -> None:
    furnish(database)
    (entry_id,) = _add(database, "a")
    with database.write() as session:
        hits.put_many(session, [hit(entry_id), hit(entry_id, "licensing")])
        hits.withdraw(session, [entry_id], [(entry_id, "huawei")], NOW)
        kept = [h.watchlist_id for h in hits.listing(session, HitFilter(), 9)]
        hits.put_many(session, [hit(entry_id, "licensing")])
        back = hits.of_entries(session, [entry_id])[entry_id]

    assert kept == ["huawei"]
    assert [h.watchlist_id for h in back] == ["huawei", "licensing"]


def test_hits_are_filtered_and_paged(database: Database) -> None:
    furnish(database)
    ids = _add(database, "a", "b", "c")
    with database.write() as session:
        hits.put_many(session, [hit(i, found_at=NOW + n * HOUR) for n, i in enumerate(ids)])

    with database.read() as session:
        first = hits.listing(session, HitFilter(kinds=("news",)), 2)
        rest = hits.listing(session, HitFilter(before_id=first[-1].id), 2)
        since = hits.listing(session, HitFilter(since=NOW + HOUR, until=NOW + 2 * HOUR), 9)
        none = hits.listing(session, HitFilter(kinds=("regulator",)), 9)
    assert [h.entry_id for h in first + rest] == ids[::-1]
    assert [h.entry_id for h in since] == [ids[1]]
    assert none == []


def test_entries_are_listed_newest_first_by_page(database: Database) -> None:
    furnish(database)
    ids = _add(database, "a", "b", "c")

    with database.read() as session:
        first = entries.listing(session, EntryFilter(), 2)
        rest = entries.listing(session, EntryFilter(before_id=first[-1].id), 2)
    assert [e.id for e in first + rest] == ids[::-1]
    assert first[0].feed_name == "Wire"


def test_unread_entries_are_those_of_another_reading(database: Database) -> None:
    furnish(database)
    old, _ = _add(database, "a", "b")
    with database.write() as session:
        entries.set_read(session, [old], "r2")

    with database.read() as session:
        assert [e.identity for e in entries.unread(session, ["r2"], 9)] == ["b"]


def test_story_counts_entries_and_outlets(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        found = entries.add_many(
            session,
            [
                entry("a"),
                entry("b", outlet="Courier", first_seen_at=NOW + HOUR),
                entry("c", outlet="WIRE"),
            ],
        )
        story = stories.create(session, title="S", lead_entry_id=1, seen_at=NOW)
        entries.set_story(session, list(found.values()), story, "same title")
        stories.refresh(session, [story])
        told = stories.get(session, story)

    assert told is not None
    assert (told.entry_count, told.outlet_count) == (3, 2)
    assert (told.first_seen_at, told.last_seen_at) == (NOW, NOW + HOUR)


def test_stories_are_listed_by_watchlist(database: Database) -> None:
    furnish(database)
    story = tell_story(database, "a")

    with database.read() as session:
        found = stories.listing(session, StoryFilter(watchlists=("huawei",)), 9)
        none = stories.listing(session, StoryFilter(watchlists=("licensing",)), 9)
    assert [s.id for s in found] == [story]
    assert none == []


def test_pruned_entry_leaves_its_identity_and_nothing_else(database: Database) -> None:
    furnish(database)
    tell_story(database, "a")
    with database.write() as session:
        search.write(session, [(1, ("w:huawei",))])
        pruned = pruning.prune_entries(session, before=NOW + HOUR, now=NOW, limit=9)
        again = pruning.prune_entries(session, before=NOW + HOUR, now=NOW, limit=9)

    assert (pruned, again) == (1, 0)
    with database.read() as session:
        assert entries.pruned(session, [("wire", "a"), ("wire", "b")]) == {("wire", "a")}
        assert entries.count_since(session, None) == 0
        assert stories.listing(session, StoryFilter(), 9) == []


def test_what_feeds_told_is_asked_for_many_at_once_and_kept_apart(database: Database) -> None:
    furnish(database, "wire", "cable")
    url = "https://shared.example/story"
    with database.write() as session:
        told = [entry("a", feed_id="wire", canonical_url=url), entry("b", feed_id="cable")]
        entries.add_many(session, told)

    with database.read() as session:
        known = entries.known(session, [(f, i) for f in ("wire", "cable") for i in ("a", "b")])
        other = entries.under_other_guids(
            session, [("cable", url), ("cable", told[1].canonical_url or "")]
        )

    assert list(known) == [("wire", "a"), ("cable", "b")]
    assert [(feed_id, address) for feed_id, address, *_ in other] == [
        ("cable", told[1].canonical_url)
    ]
