"""One HTTP POST to a receiver, and what its answer means for the next try."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.core.delivery import Channel
from monitor.core.errors import DeliveryError, TelemonError
from monitor.outlet.marks import plain

_TRANSIENT = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(days=1)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What the receiver answered; header names in any case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def says(self, limit: int = 120) -> str:
        """The beginning of the answer, as one harmless line."""
        return plain(self.body[: limit * 4].decode("utf-8", "replace"), limit)


# Posts body and headers to an address, following no redirect. May raise TelemonError or OSError.
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Posted]]


async def exchange(
    channel: Channel, url: str, body: str, headers: Mapping[str, str], *, post: Post
) -> Posted:
    """Posts `body`. Raises DeliveryError (transient) that does not tell the address: it is a key."""
    try:
        return await post(url, body.encode(), headers)
    except DeliveryError:
        raise
    except (TelemonError, OSError) as error:
        why = plain(_ADDRESS.sub("its address", str(error)), 200) or type(error).__name__
        raise DeliveryError(
            f"{named(channel)} cannot be reached ({why})", transient=True
        ) from error


def judge(channel: Channel, posted: Posted, now: datetime, *, advice: str) -> None:
    """Returns for 2xx. Raises DeliveryError for all else.

    410 is gone; 408, 425, 429 and 5xx are transient (with the receiver's Retry-After); redirects
    and all other answers are permanent, with `advice`.
    """
    status = posted.status
    if 200 <= status < 300:
        return
    name = named(channel)
    if status == 410:
        raise gone(channel, posted)
    if status in _TRANSIENT or status >= 500:
        wait = retry_after(posted.headers, now)
        raise DeliveryError(f"{name} answered {status}", transient=True, retry_after=wait)
    if status < 400:
        advice = "correct its url: redirects are not followed"
    raise DeliveryError(f"{name} answered {status}; {advice}", transient=False)


def gone(channel: Channel, posted: Posted) -> DeliveryError:
    """The error of a receiver that says it is there no more."""
    return DeliveryError(
        f"{named(channel)} is gone ({posted.status}); remove the channel or correct its url",
        transient=False,
        gone=True,
    )


def address(channel: Channel) -> str:
    """The channel's address. Raises DeliveryError (permanent) where none is written."""
    if not channel.url:
        raise DeliveryError(f"{named(channel)} has no url; write one", transient=False)
    return channel.url


def named(channel: Channel) -> str:
    """The channel as errors name it: webhook ops-hook."""
    return f"{channel.type} {channel.id}"


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the receiver asks to wait (RFC 9110, 10.2.3), at most a day; None if it does not."""
    text = next(
        (value for key, value in headers.items() if key.lower() == "retry-after"), ""
    ).strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), int(LONGEST_WAIT.total_seconds())))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max(until - now, timedelta()), LONGEST_WAIT)
