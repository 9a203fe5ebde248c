"""When a digest may be sent: its schedule in its zone, quiet hours, holidays, and a pause.

A moment in quiet hours moves to their end, where several become one. A moment on a holiday, one
that quiet hours move onto a holiday, and one before the end of a pause fall away. What a moment
would have brought is never lost: the next one brings it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.core.digest import DigestPlan
from monitor.core.errors import UsageError
from monitor.core.schedule import (
    DAY_NAMES,
    LATE_AFTER,
    Due,
    Rhythm,
    Schedule,
    latest,
    moment,
    parse_schedule,
    upcoming,
)

_QUIET = re.compile(
    r"(?P<days>(?:[a-z]+[\s,]+)*)(?P<start>\d{1,2}:\d\d)\s*-\s*(?P<end>\d{1,2}:\d\d)"
)
_DAY = 24 * 60
_SECOND = timedelta(seconds=1)
# Each step leaves a holiday or quiet hours behind, so that no calendar of a person needs more.
_MOST_STEPS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Quiet hours that begin on `weekdays` (0 is Monday): minutes of the day, `end` up to 1440.

    With `end` at or before `start` they end on the next day.
    """

    weekdays: frozenset[int]
    start: int
    end: int

    def __str__(self) -> str:
        days = " ".join(DAY_NAMES[day] for day in sorted(self.weekdays))
        hours = f"{_written(self.start)}-{_written(self.end)}"
        return hours if len(self.weekdays) == 7 else f"{days} {hours}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A moment to come (UTC), and what put it there.

    `moved_from`: the first of the moments that quiet hours moved to this one. `holidays`: the days
    since the moment before on which one fell away. `skipped`: the time of day that the clocks skip.
    """

    at: datetime
    moved_from: datetime | None = None
    holidays: tuple[date, ...] = ()
    skipped: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """All that decides when a digest is due. `paused_until` is wall-clock time of `zone`."""

    schedule: Schedule
    zone: ZoneInfo
    quiet: tuple[Quiet, ...] = ()
    holidays: frozenset[date] = frozenset()
    paused_until: datetime | None = None

    @property
    def resumes_at(self) -> datetime | None:
        """The end of the pause in UTC, None without one."""
        if self.paused_until is None:
            return None
        wall = self.paused_until
        return moment(wall.date(), wall.time(), self.zone) or _dawn(wall.date(), self.zone)

    def latest(self, now: datetime) -> datetime | None:
        """The last moment at or before `now`, in UTC; None where there is none in reach."""
        at = latest(self.schedule, self.zone, now)
        for _ in range(_MOST_STEPS):
            if at is None or self._paused(at):
                return None
            settled = self.settled(at)
            if settled is not None and settled <= now:
                return settled
            at = latest(self.schedule, self.zone, self._begins(at) - _SECOND)
        return None

    def upcoming(self, now: datetime, count: int) -> list[datetime]:
        """The next `count` moments after `now`, in UTC, soonest first."""
        return [planned.at for planned in self.planned(now, count)]

    def planned(self, now: datetime, count: int) -> list[Planned]:
        """The next `count` moments after `now`, soonest first, each with what put it there."""
        found: list[Planned] = []
        holidays: dict[date, None] = {}
        after = self._begins(now) - _SECOND
        resumes = self.resumes_at
        if resumes is not None and resumes > after:
            after = resumes - _SECOND
        for _ in range(_MOST_STEPS):
            at = upcoming(self.schedule, self.zone, after, 1)[0]
            settled = None if self._paused(at) else self.settled(at)
            if settled is None:
                holidays[self._kept_off(at)] = None
            elif settled > now and settled not in [one.at for one in found[-1:]]:
                found.append(self._plan(at, settled, tuple(holidays)))
                holidays.clear()
            if len(found) == count:
                break
            after = max(at, self._ends(at) - _SECOND)
        return found

    def due(self, *, last: datetime | None, now: datetime) -> Due | None:
        """The moment that is due, as `schedule.due` tells it."""
        at = self.latest(now)
        if at is None or (last is not None and last >= at):
            return None
        return Due(at=at, late=now - at > LATE_AFTER)

    def settled(self, at: datetime) -> datetime | None:
        """Where a moment goes: stays, moves to the end of quiet hours, or None: it falls away."""
        if self._on_holiday(at):
            return None
        moved = at
        while (hours := self._hours(moved)) is not None:
            moved = hours[1]
        return None if self._on_holiday(moved) else moved

    @staticmethod
    def dawn_of(now: datetime, zone: ZoneInfo) -> datetime:
        """When the day of `now` began in `zone`, in UTC."""
        return _dawn(now.astimezone(zone).date(), zone)

    def _plan(self, at: datetime, settled: datetime, holidays: tuple[date, ...]) -> Planned:
        shown = at.astimezone(self.zone).time()
        times = self.schedule.times
        gone = [clock for clock in times if clock < shown] if times and shown not in times else []
        return Planned(
            at=settled,
            moved_from=at if settled != at else None,
            holidays=holidays,
            skipped=max(gone, default=None),
        )

    def _kept_off(self, at: datetime) -> date:
        """The holiday because of which the moment `at` falls away: its own, or that it moves to."""
        moved = at
        while not self._on_holiday(moved) and (hours := self._hours(moved)) is not None:
            moved = hours[1]
        return self._day(moved)

    def _begins(self, at: datetime) -> datetime:
        """The beginning of the holiday or the quiet hours that `at` lies in; `at` outside of them."""
        if self._on_holiday(at):
            return min(at, _dawn(self._day(at), self.zone))
        begun, hours = at, self._hours(at)
        while hours is not None:
            begun = hours[0]
            hours = self._hours(begun - _SECOND)
        return begun

    def _ends(self, at: datetime) -> datetime:
        """The end of the holiday or the quiet hours that `at` lies in; `at` outside of them."""
        if self._on_holiday(at):
            return _dawn(self._day(at) + timedelta(days=1), self.zone)
        hours = self._hours(at)
        return hours[1] if hours and self.schedule.rhythm is not Rhythm.TIMES else at

    def _paused(self, at: datetime) -> bool:
        resumes = self.resumes_at
        return resumes is not None and at < resumes

    def _on_holiday(self, at: datetime) -> bool:
        return self._day(at) in self.holidays

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _hours(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The quiet hours around `at` as [begin, end) in UTC, None outside of any."""
        if not self.quiet:
            return None
        today = self._day(at)
        for quiet in self.quiet:
            for back in (-1, 0, 1, 2):  # tomorrow may have begun where the clocks went back
                day = today - timedelta(days=back)
                if day.weekday() in quiet.weekdays:
                    hours = _hours_of(quiet, day, self.zone)
                    if hours is not None and hours[0] <= at < hours[1]:
                        return hours
        return None


def agenda_of(plan: DigestPlan) -> Agenda:
    """When `plan` is due; its texts are right, or UsageError says what is not."""
    return Agenda(
        schedule=parse_schedule(plan.schedule),
        zone=ZoneInfo(plan.timezone),
        quiet=tuple(parse_quiet(text) for text in plan.quiet),
        holidays=frozenset(plan.holidays),
        paused_until=parse_until(plan.paused_until) if plan.paused_until else None,
    )


def parse_quiet(text: str) -> Quiet:
    """The quiet hours that `text` means ("22:00-06:30", "sat sun 00:00-24:00").

    UsageError tells what is allowed.
    """
    shape = _QUIET.fullmatch(" ".join(text.casefold().split()))
    if not shape:
        raise UsageError(
            f"quiet hours {text!r} are not understood: write 22:00-06:30 or sat sun 00:00-24:00"
        )
    names = shape["days"].replace(",", " ").split()
    wrong = [name for name in names if name[:3] not in DAY_NAMES]
    if wrong:
        raise UsageError(
            f"quiet hours {text!r}: {wrong[0]!r} is no day; write {' '.join(DAY_NAMES)}"
        )
    start, end = (_minutes(text, shape[name]) for name in ("start", "end"))
    if start in (end, _DAY):
        raise UsageError(f"quiet hours {text!r}: begin and end are one; a whole day is 00:00-24:00")
    days = [DAY_NAMES.index(name[:3]) for name in names] or range(7)
    return Quiet(weekdays=frozenset(days), start=start, end=end)


def never_awake(quiet: tuple[Quiet, ...]) -> bool:
    """Whether quiet hours leave no minute of an ordinary week."""
    week = 7 * _DAY
    asleep: set[int] = set()
    for hours in quiet:
        length = (hours.end - hours.start) % _DAY or _DAY
        for day in hours.weekdays:
            begin = day * _DAY + hours.start
            asleep.update(minute % week for minute in range(begin, begin + length))
    return len(asleep) == week


def parse_until(text: str) -> datetime:
    """Wall-clock time without a zone: "2027-01-04" (its beginning) or "2027-01-04 07:00"."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text!r} is no day: write 2027-01-04 or 2027-01-04 07:00") from error
    if found.tzinfo is not None:
        raise UsageError(f"{text!r}: leave the zone away, it is that of the digest")
    return found


def _hours_of(quiet: Quiet, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    begin = moment(day, _clock(quiet.start), zone)
    last = day if quiet.end > quiet.start else day + timedelta(days=1)
    if begin is None:
        return None
    if quiet.end == _DAY:
        end = _dawn(last + timedelta(days=1), zone)
    else:
        end = moment(last, _clock(quiet.end), zone) or _dawn(last, zone)
    return (begin, end) if begin < end else None


def _dawn(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of `day`, or of the next day that the zone has."""
    found = moment(day, time(), zone)
    return found if found is not None else _dawn(day + timedelta(days=1), zone)


def _minutes(text: str, clock: str) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    if hour * 60 + minute > _DAY or minute > 59:
        raise UsageError(f"quiet hours {text!r}: {clock!r} is no time; write 00:00 to 24:00")
    return hour * 60 + minute


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
