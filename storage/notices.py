"""Notices: messages to the operator, one open at a time for each key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.statements import insert_one, rows_changed, table_of
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


def raise_once(
    session: Session, *, key: str, kind: str, subject: str, text: str, now: datetime
) -> int | None:
    """Raises a notice and returns its id; None while one of that key is open."""
    return insert_one(
        session, NoticeRow, key=key, kind=kind, subject=subject, text=text, raised_at=now
    )


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
