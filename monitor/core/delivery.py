"""A delivery: one message (an issue of a digest, or a notice) to one recipient of one channel."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.digest import Issue


class ChannelType(StrEnum):
    """The ways out."""

    EMAIL = "email"
    WEBHOOK = "webhook"
    SLACK = "slack"
    TEAMS = "teams"
    DISCORD = "discord"
    MATTERMOST = "mattermost"
    NTFY = "ntfy"
    APPRISE = "apprise"


class SmtpSecurity(StrEnum):
    """How the way to the SMTP server is protected; "if offered" would send in clear text."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel of digests.yaml, its secrets filled in; `repr` hides what must not be logged.

    E-mail has `to` (each address is a recipient), all others have `url`. A webhook's `secret` is
    "whsec_" and base64 (several with spaces between while a key is being changed), that of ntfy an
    access token. `max_per_day`: digests a day for each recipient; None is without end.
    """

    id: str
    type: ChannelType
    to: tuple[str, ...] = field(default=(), repr=False)
    url: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    max_per_day: int | None = None
    was: tuple[str, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets a delivery each: the addresses; for others the channel's id, not its URL."""
        return self.to if self.type is ChannelType.EMAIL else (self.id,)


# How the digest id of what a daily cap held back begins; the channel's id follows.
COLLECTED_ID = "collected."


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"  # to be sent at next_attempt_at
    SENT = "sent"
    PARKED = "parked"  # a permanent failure, or tries used up; `deliveries retry` revives it
    HELD = "held"  # over the channel's max_per_day: waits for the mail with the day's rest
    COLLECTED = "collected"  # stands in the mail with the day's rest
    CANCELLED = "cancelled"  # its digest, channel or recipient was retired


class DeliveryReason(StrEnum):
    """Why a delivery stands where it stands after an attempt."""

    SENT = "sent"
    AGAIN = "failed for now, will be tried again"
    PERMANENT = "refused for good"
    USED_UP = "every try failed"
    GONE = "the receiver says it is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """A notice as chats write it: `kind` for programs, `text` in lines; not escaped."""

    kind: str
    subject: str
    text: str


# Stands in a mail for the link by which its recipient unsubscribes; about as long as the longest.
LINK = "https://unsubscribe.invalid/" + "-" * 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel sends: stable id, subject, HTML and text for mail, payload for webhooks.

    `message_id` is a local part only (mail adds the domain; webhooks send it as webhook-id).
    `payload` is JSON text. `list_id` names the digest, for List-Id and References. `about` is what
    chats write in their own form, with a link to `page`. `link` is what one recipient sees where HTML
    and text have LINK: so all who get the same share these. `unsubscribe_url` is the page of one
    recipient, None where there is none. `thread`: ids (local parts) of the messages before it, eldest
    first; empty: the thread of its `list_id`.
    """

    message_id: str
    subject: str
    html: str
    text: str
    payload: str
    list_id: str
    created_at: datetime
    sample: bool = False
    about: Issue | NoticeText | None = None
    page: str | None = None
    link: str = ""
    unsubscribe_url: str | None = None
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What follows an attempt: the new state, when to try again (None unless pending), and why."""

    state: DeliveryState
    reason: DeliveryReason
    at: datetime | None = None


MAIL_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480, 720, 1440))
WEBHOOK_WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=h) for h in (2, 5, 10, 14, 20, 24)),
)


def waits_of(channel: ChannelType) -> tuple[timedelta, ...]:
    """The waits between the tries of a channel.

    Mail: 1, 5, 15 minutes, 1, 2, 4, 8, 12, 24 hours. Webhooks (Standard Webhooks 1.0.0): 5 seconds,
    5 and 30 minutes, 2, 5, 10, 14, 20, 24 hours.
    """
    return MAIL_WAITS if channel is ChannelType.EMAIL else WEBHOOK_WAITS


def after_failure(
    *,
    channel: ChannelType,
    attempts: int,
    transient: bool,
    gone: bool,
    retry_after: timedelta | None,
    now: datetime,
    jitter: float,
) -> Next:
    """What follows the failed attempt number `attempts` (from 1).

    `jitter` in [0, 1) adds up to a tenth to the wait.
    """
    if gone:
        return Next(state=DeliveryState.PARKED, reason=DeliveryReason.GONE)
    if not transient:
        return Next(state=DeliveryState.PARKED, reason=DeliveryReason.PERMANENT)
    waits = waits_of(channel)
    if attempts > len(waits):
        return Next(state=DeliveryState.PARKED, reason=DeliveryReason.USED_UP)
    wait = waits[attempts - 1] * (1 + 0.1 * jitter)
    if retry_after is not None:
        wait = max(wait, min(retry_after, timedelta(days=1)))
    return Next(state=DeliveryState.PENDING, reason=DeliveryReason.AGAIN, at=now + wait)


def delivery_key(*parts: str) -> str:
    """The stable id of a delivery, 32 hex characters: equal parts give an equal id anywhere."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
