"""Subscriptions: from when on a recipient gets a digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.statements import insert_new
from storage.tables import SubscriptionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One recipient of one channel gets one digest, from `since` on."""

    digest_id: str
    channel_id: str
    recipient: str
    since: datetime


def sync(session: Session, wanted: Sequence[Subscription]) -> None:
    """Adds the subscriptions that are not there yet. Others stay: who comes back misses nothing twice."""
    names = Subscription.__dataclass_fields__
    insert_new(
        session,
        SubscriptionRow,
        [{name: getattr(subscription, name) for name in names} for subscription in wanted],
    )


def of_digest(session: Session, digest_id: str) -> dict[tuple[str, str], datetime]:
    """Since when, by (channel, recipient)."""
    query = select(SubscriptionRow).where(col(SubscriptionRow.digest_id) == digest_id)
    return {(row.channel_id, row.recipient): row.since for row in session.exec(query)}
