"""Posting a message to a webhook, signed as Standard Webhooks 1.0.0 says."""

from __future__ import annotations

import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from monitor.core.delivery import Channel, Message
from monitor.core.errors import DeliveryError, TelemonError
from monitor.outlet.marks import plain

_TRANSIENT = frozenset({408, 425, 429})
_LONGEST_WAIT = timedelta(days=1)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What the receiver answered; header names in any case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


# Posts body and headers to an address, following no redirect. May raise TelemonError or OSError.
Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[Posted]]


async def send_webhook(channel: Channel, message: Message, *, post: Post, now: datetime) -> None:
    """Posts the payload of `message`; returns when the receiver answered 2xx.

    The id is the same at every try, the timestamp is that of the try. Without a secret the request
    bears no signature. Raises DeliveryError: 410 is gone; 408, 425, 429, 5xx and a lost connection
    are transient (with the receiver's Retry-After); redirects and all other answers are permanent.
    No error tells the address, which may hold a token.
    """
    if not channel.url:
        raise DeliveryError(f"webhook {channel.id} has no url; write one", transient=False)
    body = message.payload.encode()
    headers = signed_headers(channel, message.message_id, message.payload, now)
    try:
        posted = await post(channel.url, body, headers)
    except DeliveryError:
        raise
    except (TelemonError, OSError) as error:
        why = plain(_ADDRESS.sub("its address", str(error)), 200) or type(error).__name__
        raise DeliveryError(
            f"webhook {channel.id} cannot be reached ({why})", transient=True
        ) from error
    _judge(channel, posted, now)


def signed_headers(
    channel: Channel, message_id: str, payload: str, now: datetime
) -> dict[str, str]:
    """The headers of a request; each secret (spaces between them) gives a signature: rotation."""
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
    }
    secrets = (channel.secret or "").split()
    if secrets:
        # The package reads any time as UTC, so it must be given UTC.
        at = now.astimezone(UTC)
        signatures = [_hook(channel, secret).sign(message_id, at, payload) for secret in secrets]
        headers["webhook-signature"] = " ".join(signatures)
    return headers


def _hook(channel: Channel, secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (binascii.Error, ValueError, RuntimeError, EmptyWebhookSecretError) as error:
        raise DeliveryError(
            f"webhook {channel.id}: the secret is not valid; "
            "write whsec_ and 24 to 64 bytes in base64",
            transient=False,
        ) from error


def _judge(channel: Channel, posted: Posted, now: datetime) -> None:
    status = posted.status
    if 200 <= status < 300:
        return
    name = f"webhook {channel.id}"
    if status == 410:
        raise DeliveryError(
            f"{name} is gone (410); remove the channel or correct its url",
            transient=False,
            gone=True,
        )
    if status in _TRANSIENT or status >= 500:
        wait = retry_after(posted.headers, now)
        raise DeliveryError(f"{name} answered {status}", transient=True, retry_after=wait)
    advice = (
        "correct its url: redirects are not followed" if status < 400 else "check url and secret"
    )
    raise DeliveryError(f"{name} answered {status}; {advice}", transient=False)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the receiver asks to wait (RFC 9110, 10.2.3), at most a day; None if it does not."""
    text = next(
        (value for key, value in headers.items() if key.lower() == "retry-after"), ""
    ).strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), int(_LONGEST_WAIT.total_seconds())))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max(until - now, timedelta()), _LONGEST_WAIT)
