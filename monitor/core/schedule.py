"""When a digest is due: the schedules an operator may write, and their moments in any time zone.

A moment is written as wall-clock time of a zone and computed as UTC. Two rules keep each moment
single: a time that the clocks skip becomes the next time that exists, and of a time that the clocks
show twice the first counts. A whole day that a zone skips (Apia, 30 December 2011) has no moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.core.errors import UsageError

GATHERING = timedelta(minutes=5)  # how long a story gathers reports, unless the digest says so
LATE_AFTER = timedelta(minutes=15)
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALLOWED = (
    "immediate, hourly, daily 07:30, daily 07:30, 17:00, weekdays 07:30, "
    "weekly mon 08:00 or weekly mon thu 08:00"
)
_EVERY_DAY = frozenset(range(7))
_WEEKDAYS = frozenset(range(5))
_SHAPE = re.compile(r"(?P<word>daily|weekdays|weekly)(?P<days>(?:[\s,]+[a-z]+)*)\s+(?P<times>\d.*)")
# Longer than any gap between moments: a week, twice where the zone skips that very day, and a rest.
_LOOK_BACK = 16


class Rhythm(StrEnum):
    """What kind of schedule it is."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    TIMES = "times"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A schedule as understood; `weekdays` (0 is Monday) and `times` belong to TIMES only."""

    text: str
    rhythm: Rhythm
    weekdays: frozenset[int] = frozenset()
    times: tuple[time, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The moment (UTC) an issue is due for, and whether its time is more than 15 minutes past."""

    at: datetime
    late: bool


def parse_schedule(text: str) -> Schedule:
    """The schedule that `text` means, in any case and spacing; UsageError tells what is allowed."""
    words = " ".join(text.casefold().split())
    if words in (Rhythm.IMMEDIATE, Rhythm.HOURLY):
        return Schedule(text=words, rhythm=Rhythm(words))
    shape = _SHAPE.fullmatch(words)
    if not shape:
        raise UsageError(f"schedule {text!r} is not understood: write {ALLOWED}")
    days = _weekdays(text, shape["word"], re.split(r"[\s,]+", shape["days"].strip(" ,")))
    times = _times(text, shape["times"])
    return Schedule(text=words, rhythm=Rhythm.TIMES, weekdays=days, times=times)


def latest(schedule: Schedule, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The last moment at or before `now`, in UTC.

    `immediate` looks at each full minute what has gathered. `hourly` has the full hours of UTC
    (half past where the zone is half an hour off): no change of the clocks skips or doubles one.
    """
    step = _step(schedule)
    if step:
        return _floor(now, step)
    # From tomorrow: where the clocks go back over midnight, tomorrow has begun once already.
    newest = now.astimezone(zone).date() + timedelta(days=1)
    for back in range(_LOOK_BACK + 1):
        day = newest - timedelta(days=back)
        past = [at for at in _moments(schedule, zone, day, 1) if at <= now]
        if past:
            return past[-1]
    return None


def upcoming(schedule: Schedule, zone: ZoneInfo, now: datetime, count: int) -> list[datetime]:
    """The next `count` moments after `now`, in UTC, soonest first."""
    step = _step(schedule)
    if step:
        return [_floor(now, step) + step * n for n in range(1, count + 1)]
    first = now.astimezone(zone).date() - timedelta(days=2)
    days = _LOOK_BACK
    while True:
        found = [at for at in _moments(schedule, zone, first, days) if at > now]
        if len(found) >= count:
            return found[:count]
        days *= 2


def due(schedule: Schedule, zone: ZoneInfo, *, last: datetime | None, now: datetime) -> Due | None:
    """The moment that is due: the latest scheduled one, if the last success lies before it.

    Of several missed moments only the latest is due. `last` is the moment the last success was for;
    None (never yet) makes the latest moment due at once: give the time the digest was first seen to
    begin with the next one.
    """
    at = latest(schedule, zone, now)
    if at is None or (last is not None and last >= at):
        return None
    return Due(at=at, late=now - at > LATE_AFTER)


def _weekdays(text: str, word: str, names: list[str]) -> frozenset[int]:
    names = [name for name in names if name]
    if word != "weekly":
        if names:
            raise UsageError(f"schedule {text!r}: only weekly takes days; write {ALLOWED}")
        return _WEEKDAYS if word == "weekdays" else _EVERY_DAY
    wrong = [name for name in names if name[:3] not in DAY_NAMES]
    if wrong or not names:
        what = f"{wrong[0]!r} is no day" if wrong else "the day is missing"
        raise UsageError(f"schedule {text!r}: {what}; write one of {' '.join(DAY_NAMES)}")
    return frozenset(DAY_NAMES.index(name[:3]) for name in names)


def _times(text: str, written: str) -> tuple[time, ...]:
    found = set()
    for part in written.split(","):
        clock = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*", part)
        if not clock or int(clock[1]) > 23 or int(clock[2]) > 59:
            raise UsageError(
                f"schedule {text!r}: {part.strip()!r} is no time of day; "
                "write 00:00 to 23:59, several with commas between them"
            )
        found.add(time(int(clock[1]), int(clock[2])))
    return tuple(sorted(found))


def _step(schedule: Schedule) -> timedelta | None:
    return {Rhythm.IMMEDIATE: timedelta(minutes=1), Rhythm.HOURLY: timedelta(hours=1)}.get(
        schedule.rhythm
    )


def _floor(now: datetime, step: timedelta) -> datetime:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // step * step


def _moments(schedule: Schedule, zone: ZoneInfo, first: date, days: int) -> list[datetime]:
    """The moments of `days` days from `first`, in order; two times that meet in a gap are one."""
    return sorted(set(_written(schedule, zone, first, days)))


def _written(schedule: Schedule, zone: ZoneInfo, first: date, days: int) -> Iterator[datetime]:
    for day in (first + timedelta(days=n) for n in range(days)):
        if day.weekday() in schedule.weekdays:
            for clock in schedule.times:
                at = moment(day, clock, zone)
                if at is not None:
                    yield at


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """When the clocks of `zone` first show `clock` (or, if skipped, a later time) on `day`, in UTC.

    None when the zone has no such day at all.
    """
    wall = datetime.combine(day, clock)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    # In a gap fold=1 takes the offset that holds after it, which gives a moment before the change,
    # and fold=0 the offset before it, which gives a moment after the change (PEP 495).
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    change = _change(zone, before, at)
    shown = change.astimezone(zone).replace(tzinfo=None)
    offset = before.astimezone(zone).utcoffset() or timedelta()
    skipped_from = change.replace(tzinfo=None) + offset
    midnight = datetime.combine(day, time())
    if skipped_from <= midnight and shown >= midnight + timedelta(days=1):
        return None
    return change


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the offset of `zone` changes: once between the two moments."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
