"""Dates of entries: aware UTC, and believable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import struct_time

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # no feed is older; 1970 is a clock that was never set
AHEAD = timedelta(days=1)


def from_struct(parsed: struct_time | None, now: datetime) -> datetime | None:
    """The moment of a UTC time tuple, None if it is not believable at `now`."""
    if parsed is None:
        return None
    try:
        found = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return believable(found, now)


def from_iso(text: str, now: datetime) -> datetime | None:
    """The moment of an RFC 3339 time (without a zone: UTC); None if it is none, or unbelievable."""
    try:
        found = datetime.fromisoformat(text.strip())
        return believable(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC), now)
    except (ValueError, OverflowError):
        return None


def believable(found: datetime, now: datetime) -> datetime | None:
    """`found`, unless it lies before 1995 or more than a day ahead of `now`: then None."""
    return found if EARLIEST <= found <= now + AHEAD else None
