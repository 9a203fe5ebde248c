"""Deadlines as a calendar that programs subscribe to: iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.outlet.marks import plain

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets a line, RFC 5545 3.1
_SUMMARY, _DESCRIPTION = 300, 2000
_KEPT = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A day. `uid` stays the same however often it is told, and when it moves; `moved`: how often it did.

    `stamp`: when this day was first told.
    """

    uid: str
    day: date
    stamp: datetime
    summary: str
    description: str
    url: str | None
    moved: int = 0


def calendar(name: str, appointments: Iterable[Appointment]) -> bytes:
    """The calendar; equal arguments give equal bytes. Days take no time of anybody's (TRANSP)."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//telemon//deadlines//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(plain(name, _SUMMARY))}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
    ]  # fmt: skip
    for one in appointments:
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line)).encode()


def _event(one: Appointment) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(plain(one.uid, _SUMMARY))}",
        f"DTSTAMP:{one.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(plain(one.summary, _SUMMARY))}",
        f"DESCRIPTION:{_escaped(plain(one.description, _DESCRIPTION))}",
        "TRANSP:TRANSPARENT",
        f"SEQUENCE:{one.moved}",
        f"LAST-MODIFIED:{one.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
    ]
    if one.url and (url := _uri(one.url)):
        lines.append(f"URL:{url}")
    return [*lines, "END:VEVENT"]


def _uri(url: str) -> str:
    """The address in the signs of RFC 3986, which a URL in a calendar must keep to; empty if it cannot."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path, query, fragment = (quote(one, safe=_KEPT) for one in parts[2:])
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character torn; each but the first is indented."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece += sign
        size += octets
    yield piece
