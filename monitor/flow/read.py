"""Read: reads again what an older reading read, and asks new watchlists about what is stored.

What it finds is marked "found later": searchable, never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import anyio.to_thread

from monitor.core.hit import Match
from monitor.core.query import index_lexemes
from monitor.core.reading import Reading
from monitor.core.story import DAYS, Told, fingerprint, told_at
from monitor.flow.desk import Desk, Live, Report
from monitor.flow.matching import (
    document_of_stored,
    feed_of_stored,
    matches_of,
    read_safely,
    unreadable,
)
from storage import entries, folds, hits, search, watchlists
from storage.engine import Session
from storage.entries import Entry, EntryFilter
from storage.folds import NewPrint
from storage.hits import NewHit

BATCH = 200
BACKFILL = timedelta(days=30)


async def read(desk: Desk, live: Live) -> Report:
    """Reads up to 200 entries again, or takes a backfill up to 200 entries further."""
    again = await anyio.to_thread.run_sync(_read_again, desk, live)
    if again:
        return Report(deed="read again", done=again)
    done = await anyio.to_thread.run_sync(_backfill, desk, live)
    return Report(deed="backfilled", done=done)


def _read_again(desk: Desk, live: Live) -> int:
    with desk.database.read() as session:
        stale = entries.unread(session, (live.matcher.version, unreadable(live)), BATCH)
    if not stale:
        return 0
    readings = _readings(live, stale)
    with desk.database.write() as session:
        search.write(session, [(entry.id, index_lexemes(reading)) for entry, reading in readings])
        _put(session, live, readings, desk.clock(), watchlist_ids=None)
        folds.put_prints(session, _prints(live, readings, desk.clock()))
        entries.set_read(session, [entry.id for entry, _ in readings], live.matcher.version)
        failed = {entry.id for entry in stale} - {entry.id for entry, _ in readings}
        entries.set_read(session, sorted(failed), unreadable(live))
    return len(stale)


def _backfill(desk: Desk, live: Live) -> int:
    """The watchlists that wait are asked together about the newest entries that none of them saw."""
    now = desk.clock()
    with desk.database.read() as session:
        waiting = [b for b in watchlists.backfills(session) if b.watchlist_id in live.watchlists]
        if not waiting:
            return 0
        below = max(backfill.below for backfill in waiting)
        wanted = EntryFilter(since=now - BACKFILL, before_id=below)
        found = entries.listing(session, wanted, BATCH)
    ids = [backfill.watchlist_id for backfill in waiting if backfill.below == below]
    readings = _readings(live, found)
    with desk.database.write() as session:
        _put(session, live, readings, now, watchlist_ids=ids)
        watchlists.set_backfill(session, ids, found[-1].id if len(found) == BATCH else None)
    return max(len(found), 1)


def _readings(live: Live, found: Sequence[Entry]) -> list[tuple[Entry, Reading]]:
    pairs = ((entry, read_safely(live, document_of_stored(entry))) for entry in found)
    return [(entry, reading) for entry, reading in pairs if reading is not None]


def _prints(
    live: Live, readings: Sequence[tuple[Entry, Reading]], now: datetime
) -> Iterator[NewPrint]:
    """The fingerprints, as this reading takes them, of entries that others can still be folded with."""
    for entry, reading in readings:
        told = Told(
            outlet=entry.outlet,
            canonical_url=entry.canonical_url,
            seen_at=told_at(entry.published_at, entry.first_seen_at),
        )
        if now - told.seen_at <= 2 * DAYS:
            mark = fingerprint(reading, told, live.concepts)
            yield NewPrint(entry_id=entry.id, told_at=told.seen_at, print=mark.text())


def _put(
    session: Session,
    live: Live,
    readings: Sequence[tuple[Entry, Reading]],
    now: datetime,
    *,
    watchlist_ids: Sequence[str] | None,
) -> None:
    """Stores the hits of `readings` (of `watchlist_ids` only) and withdraws those that are none any more."""
    made = []
    for entry, reading in readings:
        feed = feed_of_stored(live, entry)
        for match in matches_of(live, feed, entry.language, reading):
            if watchlist_ids is None or match.watchlist_id in watchlist_ids:
                made.append(_later(live, entry, match, now))  # noqa: PERF401 (reads better)
    hits.put_many(session, made)
    kept = [(hit.entry_id, hit.watchlist_id) for hit in made]
    of = live.watchlists if watchlist_ids is None else watchlist_ids
    hits.withdraw(session, [entry.id for entry, _ in readings], kept, now, watchlists=list(of))


def _later(live: Live, entry: Entry, match: Match, now: datetime) -> NewHit:
    return NewHit(
        entry_id=entry.id,
        watchlist_id=match.watchlist_id,
        found_at=now,
        later=True,
        baseline=entry.baseline,
        weak=match.weak,
        config_revision=live.revision,
        spans=match.spans,
    )
