"""What the bytes of a document tell without reading it: the interval it asks for, dates, guids."""

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


def any_dated(items: Iterable[bytes], now: datetime) -> bool:
    """Whether at least one of the raw items has a date that counts."""
    return any(
        from_struct(read_date(found[1].decode("utf-8", "replace").strip()), now) is not None
        for item in items
        for found in _DATE.finditer(item)
    )


def worn_guids(items: Iterable[bytes]) -> frozenset[str]:
    """The guids that several items with different links share: they identify nothing."""
    links: defaultdict[bytes, set[str]] = defaultdict(set)
    for item in items:
        guid, link = _GUID.search(item), _LINK.search(item)
        if guid is not None and link is not None:
            links[guid[1].strip()].add(
                canonical_url((link[1] or link[2]).decode("utf-8", "replace").strip())
            )
    return frozenset(
        guid.decode("utf-8", "replace") for guid, seen in links.items() if len(seen) > 1
    )
