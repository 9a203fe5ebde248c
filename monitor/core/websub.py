"""WebSub (https://www.w3.org/TR/websub/): what we ask of a hub, and whether what it sends is its own."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlencode

ASKED_LEASE = timedelta(days=7)
LEASES = timedelta(minutes=5), timedelta(days=30)
VERIFIED_WITHIN = timedelta(hours=1)
_FIRST_RETRY, _LONGEST_RETRY = timedelta(hours=1), timedelta(days=1)
_METHODS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def subscribing(topic: str, callback: str, secret: str) -> bytes:
    """The form that asks a hub for pushes (section 5.1)."""
    fields = {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(int(ASKED_LEASE.total_seconds())),
    }
    return urlencode(fields).encode()


def signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` (X-Hub-Signature: method=hex) is that of `body` (section 7.1)."""
    method, _, given = signature.strip().partition("=")
    found = _METHODS.get(method.lower())
    if found is None:
        return False
    # Compared as bytes: what is sent need not be ASCII.
    made = hmac.new(secret.encode(), body, found).hexdigest().encode()
    return hmac.compare_digest(made, given.strip().lower().encode("utf-8", "replace"))


def lease_of(text: str) -> timedelta:
    """The lease that a hub grants (hub.lease_seconds), from 5 minutes to 30 days; as asked if unclear."""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    if not seconds:
        return ASKED_LEASE
    shortest, longest = LEASES
    return min(max(timedelta(seconds=seconds), shortest), longest)


def renewed_at(now: datetime, lease: timedelta) -> datetime:
    """When to ask again: after three quarters of the lease, so that a failure can be tried again."""
    return now + lease * 0.75


def retried_at(now: datetime, failures: int) -> datetime:
    """When to ask a hub again that failed so many times in a row: 1, 2, 4 ... hours, at most a day."""
    return now + min(_FIRST_RETRY * (1 << min(max(failures - 1, 0), 10)), _LONGEST_RETRY)
