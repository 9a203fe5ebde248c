"""Hubs: what they were asked to push, until when they promised it, and when to ask again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.statements import chunks, insert_new, table_of
from storage.tables import FeedRow, HubSubscriptionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSubscription:
    """A subscription as it stands. `lease_until` is None until the hub has verified it."""

    feed_id: str
    hub: str
    topic: str
    token: str
    secret: str
    lease_until: datetime | None
    last_push_at: datetime | None
    failures: int
    detail: str | None


def follow_feeds(session: Session, now: datetime) -> None:
    """Makes the subscriptions those of the feeds that name a hub and are polled.

    A feed that names another hub or topic gets a new one, with a new token and secret; what is left
    over is forgotten, and its hub is told 410 when it pushes.
    """
    feed, table = table_of(FeedRow), table_of(HubSubscriptionRow)
    named = sa.select(feed.c.id, feed.c.hub, feed.c.topic).where(
        feed.c.enabled, feed.c.retired_at.is_(None), feed.c.hub.is_not(None)
    )
    wanted = {row[0]: (row[1], row[2]) for row in session.execute(named)}
    known = session.execute(sa.select(table.c.feed_id, table.c.hub, table.c.topic))
    kept = {row[0]: (row[1], row[2]) for row in known}
    for part in chunks(name for name, asked in kept.items() if wanted.get(name) != asked):
        session.execute(sa.delete(table).where(table.c.feed_id.in_(part)))
        session.execute(sa.update(feed).where(feed.c.id.in_(part)).values(pushed_until=None))
    new = [_new(name, *asked, now) for name, asked in wanted.items() if kept.get(name) != asked]
    insert_new(session, HubSubscriptionRow, new)


def claim_due(
    session: Session, *, now: datetime, limit: int, lease: timedelta
) -> list[HubSubscription]:
    """Takes subscriptions that are to be asked for (again) for `lease`, the most late first."""
    row = HubSubscriptionRow
    free = sa.or_(col(row.claimed_until).is_(None), col(row.claimed_until) <= now)
    query = (
        select(row)
        .where(col(row.due_at) <= now, free)
        .order_by(col(row.due_at), col(row.feed_id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(session.exec(query))
    for each in claimed:
        each.claimed_until = now + lease
    session.flush()
    return [_subscription(each) for each in claimed]


def record_asked(
    session: Session, token: str, *, due_at: datetime, failures: int, detail: str | None
) -> None:
    """Remembers what the hub said when it was asked, and when to ask again.

    A hub may have verified, or denied, before its answer came: then that stays.
    """
    table = table_of(HubSubscriptionRow)
    session.execute(
        sa.update(table)
        .where(table.c.token == token, table.c.claimed_until.is_not(None))
        .values(claimed_until=None, due_at=due_at, failures=failures, detail=detail)
    )


def verified(session: Session, token: str, *, lease_until: datetime, due_at: datetime) -> None:
    """The hub meant it: it pushes until `lease_until`, and is asked again at `due_at`."""
    row = _row(session, token)
    if row is not None:
        row.lease_until, row.due_at, row.failures, row.detail = lease_until, due_at, 0, None
        row.claimed_until = None
        session.get_one(FeedRow, row.feed_id).pushed_until = lease_until


def denied(session: Session, token: str, *, due_at: datetime, detail: str) -> None:
    """The hub will not push, or not any more."""
    row = _row(session, token)
    if row is not None:
        row.lease_until, row.due_at, row.detail = None, due_at, detail
        row.failures += 1
        row.claimed_until = None
        session.get_one(FeedRow, row.feed_id).pushed_until = None


def pushed(session: Session, token: str, now: datetime) -> None:
    """A push came that was signed: the hub is trusted for as long as its lease lasts."""
    row = _row(session, token)
    if row is not None:
        row.last_push_at = now
        session.get_one(FeedRow, row.feed_id).pushed_until = row.lease_until


def by_token(session: Session, token: str) -> HubSubscription | None:
    """The subscription of that token; None where there is none."""
    row = _row(session, token)
    return None if row is None else _subscription(row)


def of_feeds(session: Session) -> dict[str, HubSubscription]:
    """Every subscription, by feed."""
    return {row.feed_id: _subscription(row) for row in session.exec(select(HubSubscriptionRow))}


def _new(feed_id: str, hub: str, topic: str, now: datetime) -> dict[str, object]:
    return {
        "feed_id": feed_id,
        "hub": hub,
        "topic": topic,
        "token": secrets.token_urlsafe(24),
        "secret": secrets.token_urlsafe(32),
        "due_at": now,
        "failures": 0,
    }


def _row(session: Session, token: str) -> HubSubscriptionRow | None:
    query = select(HubSubscriptionRow).where(HubSubscriptionRow.token == token)
    return session.exec(query).first()


def _subscription(row: HubSubscriptionRow) -> HubSubscription:
    names = HubSubscription.__dataclass_fields__
    return HubSubscription(**{name: getattr(row, name) for name in names})
