"""Notices: raised once for each key, delivered over the notice channels."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from monitor.flow.desk import Live
from storage import deliveries, notices
from storage.engine import Session


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
) -> bool:
    """Raises a notice and makes its deliveries, not over the channels `avoid`; False while it is open."""
    notice = notices.raise_once(session, key=key, kind=kind, subject=subject, text=text, now=now)
    if notice is None:
        return False
    recipients = [
        (channel_id, recipient)
        for channel_id in live.configuration.notice_channels
        if channel_id not in avoid
        for recipient in live.channels[channel_id].recipients
    ]
    deliveries.add_notice(session, notice_id=notice, recipients=recipients, now=now)
    return True
