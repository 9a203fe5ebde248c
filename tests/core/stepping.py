"""An independent computation of schedules: step through every minute and look at the clock on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERY_DAY = frozenset(range(7))

ODD_ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Auckland",
    "UTC",
)


def stepped(
    weekdays: frozenset[int], times: Sequence[time], zone: ZoneInfo, start: datetime, days: int
) -> list[datetime]:
    """The moments in [start, start + days): a time fires when the clock first shows or passes it.

    Stands on nothing of monitor.core; steps the two days before `start` too.
    """
    found = []
    shown: set[datetime] = set()
    dates: set[date] = set()
    clocks = frozenset(times)
    previous: datetime | None = None
    at = start - 2 * DAY
    while at < start + timedelta(days=days):
        wall = at.astimezone(zone).replace(tzinfo=None)
        passed = [wall]
        if previous is not None and wall > previous + MINUTE:
            passed += [previous + MINUTE * n for n in range(1, int((wall - previous) / MINUTE))]
        dates.add(wall.date())
        new = [p for p in passed if p not in shown and p.date() in dates]
        shown.update(passed)
        if at >= start and any(p.weekday() in weekdays and p.time() in clocks for p in new):
            found.append(at)
        previous = wall
        at += MINUTE
    return found


def changes(zone: ZoneInfo, since: datetime, until: datetime) -> list[datetime]:
    """The hours after which the offset of `zone` differs from the hour before."""
    hours = [since + HOUR * n for n in range(-1, int((until - since) / HOUR))]
    offsets = [(at, at.astimezone(zone).utcoffset()) for at in hours]
    return [after for (_, old), (after, new) in pairwise(offsets) if old != new]


def moments_of_years(
    times: Sequence[time], zone: ZoneInfo, since: datetime, until: datetime
) -> list[datetime]:
    """Every daily moment in [since, until).

    By minutes from the day before to the day after each change of the clocks; by subtraction on
    the days between, where the offset is one and the same. `since` and `until` are UTC midnights.
    """
    near = {(turn + DAY * n).date() for turn in changes(zone, since, until) for n in (-1, 0, 1)}
    found: list[datetime] = []
    day = since
    while day < until:
        length = 1
        if day.date() in near:
            while (day + DAY * length).date() in near and day + DAY * length < until:
                length += 1
            found += stepped(EVERY_DAY, times, zone, day, length)
        else:
            offset = day.astimezone(zone).utcoffset() or timedelta()
            local = (day + offset).replace(tzinfo=None)
            walls = [
                datetime.combine(local.date() + DAY * n, clock) for n in (0, 1) for clock in times
            ]
            found += sorted(
                day + (wall - local) for wall in walls if timedelta() <= wall - local < DAY
            )
        day += DAY * length
    return found
