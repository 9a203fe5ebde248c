"""Notices: raised once for each key, logged, and delivered over the notice channels."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog

from monitor.flow.desk import Live
from storage import deliveries, notices
from storage.engine import Session

log = structlog.get_logger("telemon.notice")


def notify(
    session: Session,
    live: Live,
    *,
    key: str,
    kind: str,
    subject: str,
    text: str,
    now: datetime,
    avoid: Collection[str] = (),
    again_after: timedelta = timedelta(),
) -> bool:
    """Raises a notice and makes its deliveries, not over the channels `avoid`.

    False while one of that key is open, or ended less than `again_after` ago: nothing is told twice.
    """
    if again_after and notices.ended_since(session, key, now - again_after):
        return False
    notice = notices.raise_once(session, key=key, kind=kind, subject=subject, text=text, now=now)
    if notice is None:
        return False
    log.warning("notice", kind=kind, subject=subject)
    _send(session, live, notice, now, avoid)
    return True


def notify_end(
    session: Session, live: Live, *, key: str, kind: str, subject: str, text: str, now: datetime
) -> bool:
    """Ends the open notice of that key and tells so; False when there was none."""
    if not notices.end(session, key, now):
        return False
    ended = f"{key}:ended"
    notice = notices.add_ended(session, key=ended, kind=kind, subject=subject, text=text, now=now)
    log.info("notice", kind=kind, subject=subject)
    _send(session, live, notice, now, ())
    return True


def _send(session: Session, live: Live, notice: int, now: datetime, avoid: Collection[str]) -> None:
    recipients = [
        (channel_id, recipient)
        for channel_id in live.configuration.notice_channels
        if channel_id not in avoid
        for recipient in live.channels[channel_id].recipients
    ]
    deliveries.add_notice(session, notice_id=notice, recipients=recipients, now=now)
