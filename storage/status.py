"""The state of the house in one object, for `telemon status`, the page and the health check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from storage import deliveries, feeds, notices, revisions
from storage.tables import (
    DigestRow,
    EntryRevisionRow,
    EntryRow,
    FeedRow,
    HitRow,
    StoryRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts; `digests` are composed editions (skipped ones apart), `unfolded` wait for a story."""

    feeds: int
    feeds_by_verdict: dict[str, int]
    entries: int
    baseline_entries: int
    revisions: int
    hits: int
    stories: int
    unfolded: int
    digests: int
    digests_skipped: int
    deliveries: dict[str, int]
    open_notices: int
    config_revision: int
    last_poll_at: datetime | None
    next_poll_at: datetime | None


def status(session: Session) -> Status:
    """The state as of now."""
    by_verdict = feeds.count_by_verdict(session)
    last = revisions.latest(session)
    live = FeedRow.enabled, FeedRow.retired_at == None  # noqa: E711 (SQL, not Python)
    return Status(
        feeds=sum(by_verdict.values()),
        feeds_by_verdict=by_verdict,
        entries=_count(session, EntryRow),
        baseline_entries=_count(session, EntryRow, EntryRow.baseline),
        revisions=_count(session, EntryRevisionRow),
        hits=_count(session, HitRow, HitRow.withdrawn_at == None),  # noqa: E711
        stories=_count(session, StoryRow),
        unfolded=_count(session, EntryRow, EntryRow.story_id == None),  # noqa: E711
        digests=_count(session, DigestRow, DigestRow.skipped == False),  # noqa: E712
        digests_skipped=_count(session, DigestRow, DigestRow.skipped),
        deliveries=deliveries.count_by_state(session),
        open_notices=len(notices.listing(session, open_only=True, limit=1000)),
        config_revision=0 if last is None else last.number,
        last_poll_at=session.exec(select(sa.func.max(FeedRow.last_poll_at))).one(),
        next_poll_at=session.exec(select(sa.func.min(FeedRow.due_at)).where(*live)).one(),
    )


def _count(session: Session, row: type[SQLModel], *where: object) -> int:
    query = select(sa.func.count()).select_from(row)
    for condition in where:
        query = query.where(condition)  # type: ignore[arg-type]  # columns compare to bool for mypy
    return session.exec(query).one()
