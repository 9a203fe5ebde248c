"""Fingerprints and memberships as they are stored, and the turns of those who change stories."""

from __future__ import annotations

from datetime import timedelta

from monitor.core.story import Part
from storage import entries, folds, pruning, stories
from storage.engine import Database
from storage.folds import Folded, NewPrint
from tests.storage.builders import HOUR, NOW, entry, furnish

PARTS = (Part("entities", 6.5, ("e:huawei",)), Part("time", -0.4))


def _entry(database: Database, identity: str = "a") -> int:
    with database.write() as session:
        (found,) = entries.add_many(session, [entry(identity)]).values()
        folds.put_prints(session, [NewPrint(entry_id=found, told_at=NOW, print="mark")])
    return found


def _fold(database: Database, entry_id: int, *, told: timedelta = timedelta()) -> int:
    with database.write() as session:
        turn = folds.take_turn(session)
        story = stories.create(session, title="S", lead_entry_id=entry_id, seen_at=NOW)
        folded = Folded(
            entry_id=entry_id,
            story_id=story,
            reason="same event",
            told_at=NOW + told,
            print="mark",
            similarity=6.1,
            bar=3.0,
            parts=PARTS,
            like=7,
        )
        folds.record(session, [folded], turn)
        stories.refresh(session, [story])
    return story


def test_new_entry_waits_with_its_fingerprint_until_it_is_folded(database: Database) -> None:
    furnish(database)
    first = _entry(database)

    with database.read() as session:
        (waits,) = folds.waiting(session, 9)
    assert (waits.entry_id, waits.told_at, waits.print) == (first, NOW, "mark")

    _fold(database, first)
    with database.read() as session:
        assert folds.waiting(session, 9) == []


def test_membership_is_kept_with_its_reasons(database: Database) -> None:
    furnish(database)
    first = _entry(database)
    _fold(database, first)

    with database.read() as session:
        found = folds.memberships(session, [first, 99])
    assert list(found) == [first]
    kept = found[first]
    assert (kept.reason, kept.similarity, kept.bar, kept.like) == ("same event", 6.1, 3.0, 7)
    assert kept.parts == PARTS


def test_turns_are_numbered_and_what_changed_after_one_is_found(database: Database) -> None:
    furnish(database)
    first, second = _entry(database, "a"), _entry(database, "b")
    _fold(database, first)
    with database.read() as session:
        seen = folds.standing(session).step
        assert folds.placed_after(session, seen) == []
    story = _fold(database, second)

    with database.read() as session:
        (changed,) = folds.placed_after(session, seen)
    assert (changed.entry_id, changed.story_id, changed.print) == (second, story, "mark")


def test_revised_fingerprint_is_found_until_a_turn_takes_notice(database: Database) -> None:
    furnish(database)
    first = _entry(database)
    _fold(database, first)
    with database.write() as session:
        folds.put_prints(session, [NewPrint(entry_id=first, told_at=NOW + HOUR, print="new")])

    with database.write() as session:
        turn = folds.take_turn(session)
        (changed,) = folds.placed_after(session, turn.step)
        assert (changed.print, changed.told_at) == ("new", NOW)
        assert folds.notice(session, turn) == 1
        assert folds.placed_after(session, turn.step) == []
        assert folds.memberships(session, [first])[first].parts == PARTS


def test_what_was_told_lately_is_found_in_the_order_of_joining(database: Database) -> None:
    furnish(database)
    first, second, old = (_entry(database, name) for name in ("a", "b", "c"))
    _fold(database, second)
    _fold(database, first)
    _fold(database, old, told=timedelta(days=-9))

    with database.read() as session:
        assert folds.newest(session) == NOW
        found = folds.placed_since(session, NOW - timedelta(days=7))
    assert [placed.entry_id for placed in found] == [second, first]


def test_old_fingerprints_are_forgotten_and_the_reasons_stay(database: Database) -> None:
    furnish(database)
    first = _entry(database)
    _fold(database, first)

    with database.write() as session:
        assert pruning.prune_prints(session, before=NOW) == 0
        assert pruning.prune_prints(session, before=NOW + HOUR) == 1
        assert pruning.prune_prints(session, before=NOW + HOUR) == 0
        assert folds.memberships(session, [first])[first].similarity == 6.1


def test_pruned_entries_that_folding_remembers_begin_an_epoch(database: Database) -> None:
    furnish(database)
    _fold(database, _entry(database))
    with database.read() as session:
        before = folds.standing(session).epoch

    with database.write() as session:
        pruning.prune_entries(session, before=NOW + HOUR, now=NOW + HOUR, limit=9)
        assert folds.standing(session).epoch == before + 1
        assert folds.newest(session) is None
