"""A feed: what the operator wrote of it, what polls found of it, and when it is polled next."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Who speaks in a feed."""

    NEWS = "news"
    ANALYST = "analyst"
    VENDOR = "vendor"
    OPERATOR = "operator"
    REGULATOR = "regulator"
    STANDARDS = "standards"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of feeds.yaml. `language` is BCP 47, `country` ISO 3166; `weight` is trust, 1 = usual."""

    id: str
    url: str
    name: str
    kind: Kind = Kind.NEWS
    language: str | None = None
    country: str | None = None
    weight: float = 1.0
    enabled: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    auth: tuple[str, str] | None = field(default=None, repr=False)
    encoding: str | None = None
    article: bool = False
    was: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What a poll says of its feed's health. The values are shown to people as they are."""

    PENDING = "pending"  # never polled
    OK = "ok"
    EMPTY = "empty"  # a sound feed without entries
    UNDATED = "undated"  # entries, but none has a date
    EMPTY_BODY = "empty body"  # 200 with nothing
    PAGE = "page instead of feed"
    NOT_A_FEED = "not a feed"  # neither page nor feed: text, image, other JSON or XML
    BROKEN = "broken"  # XML from which nothing could be saved
    BLOCKED = "blocked"  # 401, 403, 451
    NOT_FOUND = "not found"  # 404
    GONE = "gone"  # 410
    LIMITED = "rate limited"  # 429
    REJECTED = "rejected"  # any other 4xx
    SERVER_ERROR = "server error"  # 5xx
    TIMEOUT = "timed out"
    UNREACHABLE = "unreachable"  # no address, no connection, cut off, bad TLS
    REFUSED = "refused by egress"
    TOO_LARGE = "too large"
    REDIRECTS = "redirect error"  # a loop, too many, or without a target

    @property
    def healthy(self) -> bool:
        """Whether the poll that said this reached a feed that can be read."""
        return self in (Verdict.OK, Verdict.EMPTY, Verdict.UNDATED)


class DueReason(StrEnum):
    """Why the next poll is due when it is."""

    INTERVAL = "usual interval"
    ASKED = "the server asked to wait"
    BACKOFF = "waits longer after each failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a feed is polled next, and why then."""

    at: datetime
    reason: DueReason


LONGEST_WAIT = timedelta(days=1)


def next_due(
    *,
    feed_id: str,
    now: datetime,
    interval: timedelta,
    failures: int,
    server_wait: timedelta | None,
) -> Due:
    """When to poll next: the interval, doubled for each failure in a row, at most a day.

    With an interval of 15 minutes failures wait 30, 60, 120, ... minutes. `server_wait` (Retry-After,
    max-age) lengthens the wait, never shortens it, and is heeded up to a day. The moment is moved by
    up to a tenth of the wait, by the feed's id: feeds started together spread out, the same each time.
    """
    wait, reason = interval, DueReason.INTERVAL
    if failures:
        wait, reason = min(interval * 2 ** min(failures, 16), LONGEST_WAIT), DueReason.BACKOFF
    if server_wait is not None and server_wait > wait:
        wait, reason = min(server_wait, LONGEST_WAIT), DueReason.ASKED
    return Due(at=now + wait + wait * 0.1 * share_of(feed_id), reason=reason)


def share_of(feed_id: str) -> float:
    """A number in [0, 1) that is always the same for a feed: its place in the spread."""
    digest = hashlib.blake2b(feed_id.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
