"""Mutes that people made: stories and concepts that no digest tells for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from monitor.core.mute import Mute
from storage.tables import MuteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMute:
    """A mute with its number."""

    id: int
    mute: Mute
    made_at: datetime


def add(session: Session, mute: Mute, now: datetime) -> int:
    """Keeps a mute and returns its number."""
    row = MuteRow(story_id=mute.story, concept=mute.concept, until=mute.until, made_at=now)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def end(session: Session, mute_id: int, now: datetime) -> bool:
    """Ends a mute now: what is found from now on counts again. False when there is no such mute."""
    row = session.get(MuteRow, mute_id)
    if row is None:
        return False
    row.until = min(row.until, now)
    return True


def listing(session: Session, *, after: datetime | None = None) -> list[StoredMute]:
    """Mutes by their number, those that are over too; with `after` only those that last longer."""
    query = select(MuteRow).order_by(col(MuteRow.id))
    if after is not None:
        query = query.where(col(MuteRow.until) > after)
    return [_mute(row) for row in session.exec(query)]


def _mute(row: MuteRow) -> StoredMute:
    assert row.id is not None
    mute = Mute(story=row.story_id, concept=row.concept, until=row.until)
    return StoredMute(id=row.id, mute=mute, made_at=row.made_at)
