"""Notices: messages to the operator, one open at a time for each key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.statements import chunks, insert_one, rows_changed, table_of
from storage.tables import NoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice; open while `ended_at` is None."""

    id: int
    key: str
    kind: str
    subject: str
    text: str
    raised_at: datetime
    ended_at: datetime | None


def feed_key(feed_id: str) -> str:
    """The key of what is told of a feed; of "" what all of these begin with."""
    return f"feed:{feed_id}"


def watchlist_key(watchlist_id: str) -> str:
    """The key of what is told of a watchlist; of "" what all of these begin with."""
    return f"watchlist:{watchlist_id}"


def raise_once(
    session: Session, *, key: str, kind: str, subject: str, text: str, now: datetime
) -> int | None:
    """Raises a notice and returns its id; None while one of that key is open."""
    return insert_one(
        session, NoticeRow, key=key, kind=kind, subject=subject, text=text, raised_at=now
    )


def open_among(session: Session, keys: Collection[str]) -> set[str]:
    """Those of `keys` of which a notice is open."""
    found: set[str] = set()
    for part in chunks(keys):
        query = select(NoticeRow.key).where(
            col(NoticeRow.key).in_(part), col(NoticeRow.ended_at).is_(None)
        )
        found.update(session.exec(query))
    return found


def ended_since(session: Session, key: str, moment: datetime) -> bool:
    """Whether a notice of that key ended after `moment`."""
    query = select(NoticeRow.id).where(NoticeRow.key == key, col(NoticeRow.ended_at) > moment)
    return session.exec(query.limit(1)).first() is not None


def add_ended(
    session: Session, *, key: str, kind: str, subject: str, text: str, now: datetime
) -> int:
    """A notice that is over as soon as it is told, such as that something is well again."""
    row = NoticeRow(key=key, kind=kind, subject=subject, text=text, raised_at=now, ended_at=now)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def rename(session: Session, old: str, new: str) -> None:
    """Gives the open notice of key `old` the key `new`."""
    table = table_of(NoticeRow)
    query = sa.update(table).where(table.c.key == old, table.c.ended_at.is_(None))
    session.execute(query.values(key=new))


def end_except(session: Session, prefix: str, keys: Collection[str], now: datetime) -> None:
    """Ends the open notices whose key begins with `prefix`, but for those of `keys`."""
    query = select(NoticeRow).where(
        col(NoticeRow.key).startswith(prefix, autoescape=True), col(NoticeRow.ended_at).is_(None)
    )
    for row in session.exec(query):
        if row.key not in keys:
            row.ended_at = now
    session.flush()


def end(session: Session, key: str, now: datetime) -> bool:
    """Ends the open notice of that key; False when there was none."""
    table = table_of(NoticeRow)
    query = sa.update(table).where(table.c.key == key, table.c.ended_at.is_(None))
    return rows_changed(session.execute(query.values(ended_at=now))) > 0


def get(session: Session, notice_id: int) -> Notice | None:
    """One notice, None when there is none."""
    row = session.get(NoticeRow, notice_id)
    return None if row is None else _notice(row)


def listing(session: Session, *, open_only: bool = False, limit: int = 50) -> list[Notice]:
    """Notices, newest first."""
    query = select(NoticeRow).order_by(col(NoticeRow.id).desc()).limit(limit)
    if open_only:
        query = query.where(col(NoticeRow.ended_at).is_(None))
    return [_notice(row) for row in session.exec(query)]


def _notice(row: NoticeRow) -> Notice:
    return Notice(**{name: getattr(row, name) for name in Notice.__dataclass_fields__})
