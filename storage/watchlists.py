"""Watchlists, as far as memory needs them: hits refer to them, and new ones wait for a backfill."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.watchlist import Watchlist
from storage.statements import table_of
from storage.tables import EntryRow, HitRow, WatchlistRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """A watchlist that has not been asked about the entries below an id yet."""

    watchlist_id: str
    below: int


def sync(session: Session, watchlists: Sequence[Watchlist], now: datetime) -> None:
    """Makes the table say what the files say: adds, changes, renames (by `was`), retires.

    A new watchlist, or one whose query or filter changed, gets a backfill over what is stored.
    """
    known = {row.id: row for row in session.exec(select(WatchlistRow))}
    newest = session.exec(select(sa.func.max(EntryRow.id))).one() or 0
    for watchlist in watchlists:
        row = known.get(watchlist.id) or _renamed(session, watchlist, known)
        digest = _query_hash(watchlist)
        if row is None:
            row = WatchlistRow(
                id=watchlist.id,
                name=watchlist.name,
                query=watchlist.query,
                query_hash="",
                added_at=now,
                changed_at=now,
            )
            session.add(row)
        if row.query_hash != digest or row.retired_at is not None:
            row.changed_at = now
            row.backfill_below = newest + 1 if newest else None
        row.name, row.query, row.query_hash = watchlist.name, watchlist.query, digest
        row.tags, row.retired_at = list(watchlist.tags), None
    wanted = {watchlist.id for watchlist in watchlists}
    for row in session.exec(select(WatchlistRow).where(col(WatchlistRow.retired_at).is_(None))):
        if row.id not in wanted:
            row.retired_at = now
    session.flush()


def ids(session: Session) -> list[str]:
    """Every watchlist that ever was, retired ones too: their hits stay."""
    return list(session.exec(select(WatchlistRow.id).order_by(col(WatchlistRow.id))))


def active(session: Session) -> dict[str, str]:
    """The names of the watchlists that are not retired, by id."""
    query = select(WatchlistRow).where(col(WatchlistRow.retired_at).is_(None))
    return {row.id: row.name for row in session.exec(query.order_by(col(WatchlistRow.id)))}


def backfills(session: Session) -> list[Backfill]:
    """The watchlists that wait for a backfill, by id."""
    query = select(WatchlistRow).where(
        col(WatchlistRow.backfill_below).is_not(None), col(WatchlistRow.retired_at).is_(None)
    )
    return [
        Backfill(watchlist_id=row.id, below=row.backfill_below)
        for row in session.exec(query.order_by(col(WatchlistRow.id)))
        if row.backfill_below is not None
    ]


def set_backfill(session: Session, watchlist_ids: Sequence[str], below: int | None) -> None:
    """How far the backfill of these watchlists has come; None when it is done."""
    table = table_of(WatchlistRow)
    session.execute(
        sa.update(table).where(table.c.id.in_(watchlist_ids)).values(backfill_below=below)
    )


def _query_hash(watchlist: Watchlist) -> str:
    asked = repr((watchlist.query, watchlist.feeds))
    return hashlib.blake2b(asked.encode(), digest_size=16).hexdigest()


def _renamed(
    session: Session, watchlist: Watchlist, known: dict[str, WatchlistRow]
) -> WatchlistRow | None:
    """The row that `watchlist` had under an earlier id, moved to the new one with its hits."""
    old = next((known[was] for was in watchlist.was if was in known), None)
    if old is None:
        return None
    values = {name: getattr(old, name) for name in WatchlistRow.model_fields}
    session.add(WatchlistRow(**{**values, "id": watchlist.id}))
    session.flush()
    table = table_of(HitRow)
    session.execute(
        sa.update(table).where(table.c.watchlist_id == old.id).values(watchlist_id=watchlist.id)
    )
    session.delete(old)
    session.flush()
    return session.get_one(WatchlistRow, watchlist.id)
