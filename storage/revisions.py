"""Revisions of the configuration: every accepted one, as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from monitor.core.configuration import FileText
from storage.tables import ConfigFileRow, ConfigRevisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """A revision: number from 1, hash over its files, when and by whom it was accepted."""

    number: int
    hash: str
    at: datetime
    author: str
    files: tuple[FileText, ...]


def add(
    session: Session, *, files: Sequence[FileText], hash: str, author: str, now: datetime
) -> int:
    """Stores a revision and returns its number; the latest one's when that has the same hash."""
    last = latest(session)
    if last is not None and last.hash == hash:
        return last.number
    row = ConfigRevisionRow(hash=hash, at=now, author=author)
    session.add(row)
    session.flush()
    assert row.number is not None
    for file in files:
        session.add(ConfigFileRow(number=row.number, name=file.name, text=file.text))
    session.flush()
    return row.number


def latest(session: Session) -> StoredRevision | None:
    """The revision accepted last, None before the first."""
    query = select(ConfigRevisionRow).order_by(col(ConfigRevisionRow.number).desc()).limit(1)
    row = session.exec(query).first()
    return None if row is None else _revision(session, row)


def get(session: Session, number: int) -> StoredRevision | None:
    """One revision, None when there is none."""
    row = session.get(ConfigRevisionRow, number)
    return None if row is None else _revision(session, row)


def listing(session: Session, limit: int = 50) -> list[StoredRevision]:
    """Revisions, newest first."""
    query = select(ConfigRevisionRow).order_by(col(ConfigRevisionRow.number).desc()).limit(limit)
    return [_revision(session, row) for row in session.exec(query)]


def _revision(session: Session, row: ConfigRevisionRow) -> StoredRevision:
    assert row.number is not None
    files = select(ConfigFileRow).where(ConfigFileRow.number == row.number)
    return StoredRevision(
        number=row.number,
        hash=row.hash,
        at=row.at,
        author=row.author,
        files=tuple(
            FileText(name=file.name, text=file.text)
            for file in session.exec(files.order_by(col(ConfigFileRow.name)))
        ),
    )
