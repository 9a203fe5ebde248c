"""Subscriptions: from when on a recipient gets a digest, and whether they left."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.delivery import COLLECTED_ID, DeliveryState
from storage.statements import insert_new, table_of
from storage.tables import DeliveryRow, SubscriptionRow

LEFT = "the recipient unsubscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One recipient of one channel gets one digest, from `since` on."""

    digest_id: str
    channel_id: str
    recipient: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A subscription as it is stored. Who knows `token` may end it; `ended_at` is None while it lives."""

    digest_id: str
    channel_id: str
    recipient: str
    since: datetime
    token: str
    ended_at: datetime | None


def sync(session: Session, wanted: Sequence[Subscription]) -> None:
    """Adds the subscriptions that are not there yet. Others stay: who comes back misses nothing twice."""
    names = Subscription.__dataclass_fields__
    insert_new(
        session,
        SubscriptionRow,
        [
            {name: getattr(subscription, name) for name in names}
            | {"token": secrets.token_urlsafe(18), "ended_at": None}
            for subscription in wanted
        ],
    )


def of_digest(session: Session, digest_id: str) -> dict[tuple[str, str], Reader]:
    """Who gets a digest or did once, by (channel, recipient)."""
    query = select(SubscriptionRow).where(col(SubscriptionRow.digest_id) == digest_id)
    return {(row.channel_id, row.recipient): _reader(row) for row in session.exec(query)}


def get(session: Session, digest_id: str, channel_id: str, recipient: str) -> Reader | None:
    """The subscription of one recipient, None when there is none."""
    row = session.get(SubscriptionRow, (digest_id, channel_id, recipient))
    return None if row is None else _reader(row)


def listing(session: Session) -> list[Reader]:
    """Every subscription, by digest, channel and recipient."""
    order = (SubscriptionRow.digest_id, SubscriptionRow.channel_id, SubscriptionRow.recipient)
    return [
        _reader(row) for row in session.exec(select(SubscriptionRow).order_by(*map(col, order)))
    ]


def by_token(session: Session, token: str) -> Reader | None:
    """The subscription that `token` is the key to; None for an unknown one."""
    row = _row(session, token)
    return None if row is None else _reader(row)


def end(session: Session, token: str, now: datetime) -> Reader | None:
    """Ends a subscription at once: what waits to be sent is cancelled. None for an unknown token.

    Who ends the mails with the rest of a day ends every digest over that channel: they hold of all.
    """
    row = _row(session, token)
    if row is None:
        return None
    for one in [row, *_gathered(session, row)]:
        if one.ended_at is None:
            one.ended_at = now
            _cancel(session, one)
    return _reader(row)


def resume(session: Session, token: str, now: datetime) -> Reader | None:
    """Begins an ended subscription again: news from `now` on. None for an unknown token.

    With that to the mails with the rest of a day those begin again that ended with it.
    """
    row = _row(session, token)
    if row is None:
        return None
    ended = row.ended_at
    if ended is not None:
        for one in [row, *_gathered(session, row)]:
            if one.ended_at == ended:
                one.ended_at, one.since = None, now
    return _reader(row)


def _gathered(session: Session, row: SubscriptionRow) -> list[SubscriptionRow]:
    """The other subscriptions that the mails with the rest of a day hold of; none for another one."""
    if not row.digest_id.startswith(COLLECTED_ID):
        return []
    query = select(SubscriptionRow).where(
        col(SubscriptionRow.channel_id) == row.channel_id,
        col(SubscriptionRow.recipient) == row.recipient,
        col(SubscriptionRow.digest_id) != row.digest_id,
    )
    return list(session.exec(query))


def _cancel(session: Session, row: SubscriptionRow) -> None:
    table = table_of(DeliveryRow)
    session.execute(
        sa.update(table)
        .where(
            table.c.digest_id == row.digest_id,
            table.c.channel_id == row.channel_id,
            table.c.recipient == row.recipient,
            table.c.state.in_((DeliveryState.PENDING.value, DeliveryState.HELD.value)),
        )
        .values(state=DeliveryState.CANCELLED.value, reason=LEFT, next_attempt_at=None)
    )


def _row(session: Session, token: str) -> SubscriptionRow | None:
    query = select(SubscriptionRow).where(col(SubscriptionRow.token) == token)
    return session.exec(query).first()


def _reader(row: SubscriptionRow) -> Reader:
    return Reader(**{name: getattr(row, name) for name in Reader.__dataclass_fields__})
