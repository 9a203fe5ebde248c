"""Deliveries and their attempts: claimed, sent, recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.delivery import COLLECTED_ID, DeliveryState, Next, delivery_key
from storage.statements import among, insert_new, rows_changed, table_of
from storage.tables import AttemptRow, DeliveryRow, DigestStoryRow

NOTICES = "notices"
COLLECTED = "came with the rest of its day, over max_per_day"
WAITING = (DeliveryState.PENDING.value, DeliveryState.HELD.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as it stands. `digest_pk` or `notice_id` says what is sent; the other is None.

    `revived`: attempts that do not count any more, because it was revived by hand after them.
    """

    id: str
    digest_pk: int | None
    notice_id: int | None
    digest_id: str
    period: str
    channel_id: str
    recipient: str
    state: DeliveryState
    reason: str | None
    attempts: int
    revived: int
    next_attempt_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try. Without `finished_at` the process died in it: the message may have been sent."""

    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """Which deliveries; None means all."""

    state: DeliveryState | None = None
    digest_id: str | None = None
    channel_id: str | None = None


def claim(session: Session, *, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
    """Takes pending deliveries that are due for `lease`, and notes for each that an attempt begins."""
    free = sa.or_(col(DeliveryRow.claimed_until).is_(None), col(DeliveryRow.claimed_until) <= now)
    query = (
        select(DeliveryRow)
        .where(
            col(DeliveryRow.state) == DeliveryState.PENDING.value,
            col(DeliveryRow.next_attempt_at) <= now,
            free,
        )
        .order_by(col(DeliveryRow.next_attempt_at), col(DeliveryRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.exec(query))
    for row in rows:
        row.claimed_until = now + lease
        row.attempts += 1
    session.flush()
    insert_new(
        session,
        AttemptRow,
        [{"delivery_id": row.id, "number": row.attempts, "started_at": now} for row in rows],
    )
    return [_delivery(row) for row in rows]


def record(
    session: Session, delivery: Delivery, follows: Next, *, detail: str | None, now: datetime
) -> None:
    """Remembers how the attempt of a claimed delivery ended and what follows."""
    table, attempt = table_of(DeliveryRow), table_of(AttemptRow)
    values = {
        "state": follows.state.value,
        "reason": follows.reason.value,
        "next_attempt_at": follows.at,
        "claimed_until": None,
        "last_error": None if follows.state is DeliveryState.SENT else detail,
    }
    if follows.state is DeliveryState.SENT:
        values["sent_at"] = now
    session.execute(
        sa.update(table)
        # One that was cancelled meanwhile stays so, unless it was sent after all.
        .where(
            table.c.id == delivery.id,
            sa.or_(
                table.c.state == DeliveryState.PENDING.value,
                sa.literal(follows.state is DeliveryState.SENT),
            ),
        )
        .values(**values)
    )
    session.execute(
        sa.update(attempt)
        .where(attempt.c.delivery_id == delivery.id, attempt.c.number == delivery.attempts)
        .values(finished_at=now, outcome=follows.reason.value, detail=detail)
    )


def release_claims(session: Session) -> None:
    """Gives back every claim: for the start of a process that is alone with its home."""
    table = table_of(DeliveryRow)
    session.execute(
        sa.update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None)
    )


def add_notice(
    session: Session, *, notice_id: int, recipients: Sequence[tuple[str, str]], now: datetime
) -> None:
    """Makes the deliveries of a notice to (channel, recipient)."""
    period = str(notice_id)
    insert_new(
        session,
        DeliveryRow,
        [
            {
                "id": delivery_key(NOTICES, period, channel_id, recipient),
                "notice_id": notice_id,
                "digest_id": NOTICES,
                "period": period,
                "channel_id": channel_id,
                "recipient": recipient,
                "state": DeliveryState.PENDING.value,
                "attempts": 0,
                "revived": 0,
                "next_attempt_at": now,
                "created_at": now,
            }
            for channel_id, recipient in recipients
        ],
    )


def cancel_except(
    session: Session, *, recipients: Sequence[tuple[str, str]], digests: Sequence[str], reason: str
) -> int:
    """Cancels pending and held deliveries whose (channel, recipient) or digest is not among those named."""
    kept = set(recipients)
    query = select(DeliveryRow).where(col(DeliveryRow.state).in_(WAITING))
    cancelled = 0
    for row in session.exec(query):
        known = (
            row.digest_id in digests
            or row.digest_id == NOTICES
            or row.digest_id.startswith(COLLECTED_ID)
        )
        if not known or (row.channel_id, row.recipient) not in kept:
            row.state, row.reason = DeliveryState.CANCELLED.value, reason
            row.next_attempt_at = None
            cancelled += 1
    return cancelled


def held(session: Session) -> list[Delivery]:
    """The deliveries that a daily cap holds back, oldest first."""
    query = select(DeliveryRow).where(DeliveryRow.state == DeliveryState.HELD.value)
    order = (col(DeliveryRow.created_at), col(DeliveryRow.id))
    return [_delivery(row) for row in session.exec(query.order_by(*order))]


def mark_collected(session: Session, ids: Sequence[str]) -> None:
    """Notes that held deliveries stand in one message with the rest of their day."""
    table = table_of(DeliveryRow)
    session.execute(
        sa.update(table)
        .where(among(session, table.c.id, ids), table.c.state == DeliveryState.HELD.value)
        .values(state=DeliveryState.COLLECTED.value, reason=COLLECTED)
    )


def retry(
    session: Session,
    *,
    now: datetime,
    ids: Sequence[str] | None = None,
    channel_id: str | None = None,
) -> int:
    """Makes parked deliveries (of `ids`, of a channel) due now, with their tries counted anew.

    Returns how many.
    """
    table = table_of(DeliveryRow)
    query = sa.update(table).where(table.c.state == DeliveryState.PARKED.value)
    if ids is not None:
        query = query.where(among(session, table.c.id, ids))
    if channel_id is not None:
        query = query.where(table.c.channel_id == channel_id)
    values = {"state": DeliveryState.PENDING.value, "next_attempt_at": now, "reason": None}
    return rows_changed(session.execute(query.values(**values, revived=table.c.attempts)))


def get(session: Session, delivery_id: str) -> Delivery | None:
    """One delivery, None when there is none."""
    row = session.get(DeliveryRow, delivery_id)
    return None if row is None else _delivery(row)


def listing(session: Session, wanted: DeliveryFilter, limit: int = 50) -> list[Delivery]:
    """Deliveries, newest first."""
    query = select(DeliveryRow)
    if wanted.state is not None:
        query = query.where(DeliveryRow.state == wanted.state.value)
    if wanted.digest_id is not None:
        query = query.where(DeliveryRow.digest_id == wanted.digest_id)
    if wanted.channel_id is not None:
        query = query.where(DeliveryRow.channel_id == wanted.channel_id)
    query = query.order_by(col(DeliveryRow.created_at).desc(), col(DeliveryRow.id)).limit(limit)
    return [_delivery(row) for row in session.exec(query)]


def first_telling(
    session: Session, *, digest_id: str, story_id: int, channel_id: str, recipient: str
) -> tuple[str, int] | None:
    """The delivery (its id) and the edition that told a recipient a story first; None if none did."""
    delivery, told = table_of(DeliveryRow), table_of(DigestStoryRow)
    query = (
        sa.select(delivery.c.id, delivery.c.digest_pk)
        .join(told, told.c.digest_pk == delivery.c.digest_pk)
        .where(
            delivery.c.digest_id == digest_id,
            delivery.c.channel_id == channel_id,
            delivery.c.recipient == recipient,
            delivery.c.state != DeliveryState.CANCELLED.value,
            told.c.story_id == story_id,
            told.c.shown,
        )
        .order_by(delivery.c.digest_pk)
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def of_digest(session: Session, digest_pk: int) -> list[Delivery]:
    """The deliveries of one edition, by channel and recipient."""
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.digest_pk == digest_pk)
        .order_by(col(DeliveryRow.channel_id), col(DeliveryRow.recipient))
    )
    return [_delivery(row) for row in session.exec(query)]


def attempts(session: Session, delivery_id: str) -> list[Attempt]:
    """The tries of a delivery, oldest first."""
    query = (
        select(AttemptRow)
        .where(AttemptRow.delivery_id == delivery_id)
        .order_by(col(AttemptRow.number))
    )
    names = Attempt.__dataclass_fields__
    return [Attempt(**{name: getattr(row, name) for name in names}) for row in session.exec(query)]


def count_by_state(session: Session) -> dict[str, int]:
    """How many deliveries are in which state."""
    query = select(DeliveryRow.state, sa.func.count()).group_by(col(DeliveryRow.state))
    return dict(session.exec(query).all())


def _delivery(row: DeliveryRow) -> Delivery:
    values = {name: getattr(row, name) for name in Delivery.__dataclass_fields__}
    values["state"] = DeliveryState(row.state)
    return Delivery(**values)
