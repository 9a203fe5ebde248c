"""Polls at which something happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import PollRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of a feed; `took_ms` is the time of fetching and parsing."""

    at: datetime
    verdict: str
    detail: str | None
    status: int | None
    listed: int
    new: int
    revised: int
    took_ms: int


def recent(session: Session, feed_id: str, limit: int = 20) -> list[Poll]:
    """The last polls of a feed at which something happened, newest first."""
    query = (
        select(PollRow)
        .where(col(PollRow.feed_id) == feed_id)
        .order_by(col(PollRow.at).desc(), col(PollRow.id).desc())
        .limit(limit)
    )
    names = Poll.__dataclass_fields__
    return [Poll(**{name: getattr(row, name) for name in names}) for row in session.exec(query)]
