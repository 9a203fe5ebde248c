"""Deadlines as a calendar that programs subscribe to: iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from monitor.outlet.marks import plain

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets a line, RFC 5545 3.1
_SUMMARY, _DESCRIPTION = 300, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A day. `uid` stays the same however often it is told; `stamp`: when it was last told anew."""

    uid: str
    day: date
    stamp: datetime
    summary: str
    description: str
    url: str | None


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
    ]
    if one.url:
        lines.append(f"URL:{plain(one.url, _DESCRIPTION)}")
    return [*lines, "END:VEVENT"]


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
