"""What the bytes of a document tell without reading it: when to read it again, dates, guids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.core.url import canonical_url
from monitor.intake.parse.dates import from_struct
from monitor.intake.parse.door import read_date

LONGEST = timedelta(days=7)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*([a-z]+)\s*</sy:updatePeriod>")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>")
_PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(weeks=1),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(2[0-4]|[01]?\d)\s*</hour>")
_DAY = re.compile(rb"<day>([^<]{1,20})</day>")
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")
_DATE = re.compile(
    rb"<(?:pubDate|published|updated|issued|modified|created|date|dc:date|dcterms:\w+)"
    rb"(?:\s[^<>]*+)?>\s*(?:<!\[CDATA\[)?\s*([^<\]]{4,80})",
    re.IGNORECASE,
)
_GUID = re.compile(rb"<(?:guid|id)(?:\s[^<>]*+)?>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,500})")
_LINK = re.compile(rb"""<link(?:>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)|\s[^<>]*?href=["']([^"'<>]*+))""")


def asked_wait(frame: bytes) -> timedelta | None:
    """The interval at which a feed wants to be read, from `<ttl>` (minutes) and `<sy:...>`.

    The longer of both; None if it says nothing; at most 7 days.
    """
    waits = []
    if ttl := _TTL.search(frame):
        waits.append(timedelta(minutes=int(ttl[1])))
    if (period := _PERIOD.search(frame)) and period[1] in _PERIODS:
        frequency = _FREQUENCY.search(frame)
        waits.append(_PERIODS[period[1]] / max(int(frequency[1]) if frequency else 1, 1))
    longest = max(waits, default=timedelta())
    return min(longest, LONGEST) if longest else None


def asked_skips(frame: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The hours (0 to 23, UTC) and days (0 is Monday) at which an RSS feed asks not to be read."""
    hours, days = _SKIP_HOURS.search(frame), _SKIP_DAYS.search(frame)
    named = [day.strip().lower() for day in _DAY.findall(days[1])] if days else []
    return (
        # 24 is midnight in RSS 0.91.
        frozenset(int(hour) % 24 for hour in _HOUR.findall(hours[1])) if hours else frozenset(),
        frozenset(_DAYS.index(day) for day in named if day in _DAYS),
    )


def any_dated(items: Iterable[bytes], now: datetime) -> bool:
    """Whether at least one of the raw items has a date that counts."""
    return any(
        from_struct(read_date(found[1].decode("utf-8", "replace").strip()), now) is not None
        for item in items
        for found in _DATE.finditer(item)
    )


def worn_guids(items: Iterable[bytes]) -> frozenset[str]:
    """The guids that several items with different links share: they identify nothing."""
    links: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for item in items:
        guid, link = _GUID.search(item), _LINK.search(item)
        if guid is not None and link is not None:
            links[guid[1].strip()].append(link[1] or link[2])
    return frozenset(
        guid.decode("utf-8", "replace")
        for guid, seen in links.items()
        if len(seen) > 1
        and len({canonical_url(link.decode("utf-8", "replace").strip()) for link in seen}) > 1
    )
