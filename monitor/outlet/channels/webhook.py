"""Posting a message to a webhook, signed as Standard Webhooks 1.0.0 says."""

from __future__ import annotations

import binascii
from datetime import UTC, datetime

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from monitor.core.delivery import Channel, Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.exchange import Post, address, exchange, judge


async def send_webhook(channel: Channel, message: Message, *, post: Post, now: datetime) -> None:
    """Posts the payload of `message`; returns when the receiver answered 2xx.

    The id is the same at every try, the timestamp is that of the try. Without a secret the request
    bears no signature. Raises DeliveryError as `exchange` and `judge` do.
    """
    url = address(channel)
    headers = signed_headers(channel, message.message_id, message.payload, now)
    posted = await exchange(channel, url, message.payload, headers, post=post)
    judge(channel, posted, now, advice="check url and secret")


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
