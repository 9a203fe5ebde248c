"""Schedules: what may be written, and when it is due, by tables and against minute stepping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.errors import UsageError
from monitor.core.schedule import (
    Due,
    Rhythm,
    Schedule,
    due,
    latest,
    moment,
    parse_schedule,
    upcoming,
)
from tests.core.stepping import ODD_ZONES, changes, moments_of_years, stepped


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "weekdays", "times"),
    [
        ("daily 07:30", range(7), [time(7, 30)]),
        ("daily 7:30", range(7), [time(7, 30)]),
        ("  Daily   17:00 ,07:30 ", range(7), [time(7, 30), time(17)]),
        ("daily 07:30, 07:30", range(7), [time(7, 30)]),
        ("weekdays 07:30", range(5), [time(7, 30)]),
        ("weekly mon 08:00", [0], [time(8)]),
        ("weekly Monday 08:00", [0], [time(8)]),
        ("weekly mon thu 08:00, 16:00", [0, 3], [time(8), time(16)]),
        ("weekly sat, sun 00:00", [5, 6], [time(0)]),
    ],
)
def test_schedule_is_read_as_written(text: str, weekdays: Sequence[int], times: list[time]) -> None:
    schedule = parse_schedule(text)

    assert schedule.rhythm is Rhythm.TIMES
    assert schedule.weekdays == frozenset(weekdays)
    assert list(schedule.times) == times


@pytest.mark.parametrize("text", ["immediate", "hourly", "IMMEDIATE "])
def test_schedule_without_times_is_read(text: str) -> None:
    assert parse_schedule(text).rhythm == text.strip().lower()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "write immediate"),
        ("daily", "daily 07:30"),
        ("07:30", "daily 07:30"),
        ("daily 24:00", "'24:00' is no time of day"),
        ("daily 07:60", "'07:60' is no time of day"),
        ("daily 07:30 17:00", "commas"),
        ("daily 07:30,", "no time of day"),
        ("daily mon 07:30", "only weekly takes days"),
        ("weekly 08:00", "the day is missing"),
        ("weekly montag 08:00", None),
        ("weekly xyz 08:00", "'xyz' is no day"),
        ("hourly 07:30", "immediate, hourly"),
        ("every 5 minutes", "immediate, hourly"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_to_write(text: str, says: str | None) -> None:
    if says is None:
        assert parse_schedule(text).weekdays == {0}
        return
    with pytest.raises(UsageError, match=says) as raised:
        parse_schedule(text)

    assert text in str(raised.value)


# zone, day, wall clock, the moment in UTC (None: no such day). From the zones' published rules.
MOMENTS = [
    ("Europe/London", "2026-03-29", "00:30", "2026-03-29 00:30"),
    ("Europe/London", "2026-03-29", "01:30", "2026-03-29 01:00"),  # skipped: 02:00 BST
    ("Europe/London", "2026-03-29", "02:00", "2026-03-29 01:00"),
    ("Europe/London", "2026-10-25", "01:30", "2026-10-25 00:30"),  # repeated: the first
    ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:00"),  # 03:00 CEST
    ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29 01:00"),
    ("Europe/Berlin", "2026-03-29", "02:59", "2026-03-29 01:00"),
    ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),
    ("America/New_York", "2027-03-14", "02:30", "2027-03-14 07:00"),  # 03:00 EDT
    ("America/New_York", "2027-11-07", "01:30", "2027-11-07 05:30"),
    ("America/Los_Angeles", "2027-03-15", "00:00", "2027-03-15 07:00"),
    ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00"),  # midnight is skipped: 01:00
    ("Africa/Cairo", "2026-04-24", "00:59", "2026-04-23 22:00"),
    ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29 20:30"),  # 23:30 comes twice
    ("Africa/Cairo", "2026-10-30", "00:00", "2026-10-29 22:00"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30"),  # half an hour: 02:30
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
    ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04 03:00"),  # midnight is skipped: 01:00
    ("America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-18 01:30"),
    ("Pacific/Apia", "2011-12-29", "07:30", "2011-12-29 17:30"),
    ("Pacific/Apia", "2011-12-30", "07:30", None),
    ("Pacific/Apia", "2011-12-31", "07:30", "2011-12-30 17:30"),
    ("America/Nuuk", "2024-03-30", "23:30", "2024-03-31 01:00"),  # the day ends an hour early
    ("Asia/Kathmandu", "2026-06-01", "07:30", "2026-06-01 01:45"),
]


@pytest.mark.parametrize(("zone", "day", "clock", "expected"), MOMENTS)
def test_wall_clock_time_has_one_moment(
    zone: str, day: str, clock: str, expected: str | None
) -> None:
    found = moment(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))

    assert found == (utc(expected) if expected else None)


def test_two_times_in_one_gap_are_one_moment() -> None:
    schedule = parse_schedule("daily 02:15, 02:45, 03:00")

    moments = upcoming(schedule, ZoneInfo("Europe/Berlin"), utc("2026-03-28 12:00"), 3)

    assert moments == [utc("2026-03-29 01:00"), utc("2026-03-30 00:15"), utc("2026-03-30 00:45")]


def test_day_that_a_zone_skips_has_no_digest() -> None:
    schedule = parse_schedule("weekly fri 08:00")

    moments = upcoming(schedule, ZoneInfo("Pacific/Apia"), utc("2011-12-20 00:00"), 2)

    assert moments == [utc("2011-12-23 18:00"), utc("2012-01-05 18:00")]
    assert latest(schedule, ZoneInfo("Pacific/Apia"), utc("2012-01-05 17:59")) == moments[0]


def test_weekdays_are_those_of_the_zone() -> None:
    schedule = parse_schedule("weekdays 07:30")

    # Monday 07:30 in Auckland is still Sunday in UTC.
    assert upcoming(schedule, ZoneInfo("Pacific/Auckland"), utc("2026-11-20 00:00"), 1) == [
        utc("2026-11-22 18:30")
    ]


def test_immediate_looks_at_each_full_minute() -> None:
    schedule, zone = parse_schedule("immediate"), ZoneInfo("Asia/Kathmandu")

    assert latest(schedule, zone, utc("2026-11-23 09:07:41")) == utc("2026-11-23 09:07")
    assert latest(schedule, zone, utc("2026-11-23 09:05")) == utc("2026-11-23 09:05")
    assert upcoming(schedule, zone, utc("2026-11-23 09:07"), 2) == [
        utc("2026-11-23 09:08"),
        utc("2026-11-23 09:09"),
    ]


def test_hourly_neither_skips_nor_doubles_when_the_clocks_change() -> None:
    moments = upcoming(
        parse_schedule("hourly"), ZoneInfo("Europe/London"), utc("2026-10-24 22:30"), 4
    )

    assert moments == [utc("2026-10-24 23:00") + timedelta(hours=n) for n in range(4)]


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2026-11-23 06:30", Due(at=utc("2026-11-23 06:30"), late=False)),
        (None, "2026-11-23 06:29", Due(at=utc("2026-11-22 06:30"), late=True)),
        ("2026-11-22 06:30", "2026-11-23 06:29:59", None),
        ("2026-11-22 06:30", "2026-11-23 06:45", Due(at=utc("2026-11-23 06:30"), late=False)),
        ("2026-11-22 06:30", "2026-11-23 06:45:01", Due(at=utc("2026-11-23 06:30"), late=True)),
        ("2026-11-23 06:30", "2026-11-23 23:00", None),
        ("2026-11-01 06:30", "2026-11-23 07:30", Due(at=utc("2026-11-23 06:30"), late=True)),
        ("2026-11-24 06:30", "2026-11-23 07:30", None),  # the clock was set back
    ],
)
def test_due_is_the_latest_moment_after_the_last_success(
    last: str | None, now: str, expected: Due | None
) -> None:
    schedule, zone = parse_schedule("daily 07:30"), ZoneInfo("Europe/Berlin")

    assert due(schedule, zone, last=utc(last) if last else None, now=utc(now)) == expected


CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 29, 30, 45, 59]))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    days = draw(st.sampled_from(["daily", "weekdays", "weekly sun", "weekly thu fri sat"]))
    clocks = draw(st.lists(CLOCKS, min_size=1, max_size=4))
    return parse_schedule(f"{days} " + ", ".join(clock.strftime("%H:%M") for clock in clocks))


@given(
    schedule=schedules(),
    zone=st.sampled_from(ODD_ZONES),
    year=st.integers(2009, 2030),
    pick=st.integers(0, 5),
)
@example(parse_schedule("daily 00:00, 07:30, 23:59"), "Pacific/Apia", 2011, 5)
@example(parse_schedule("daily 00:00, 00:01, 23:30"), "America/St_Johns", 2010, 1)
@example(parse_schedule("daily 00:00, 23:30"), "Africa/Cairo", 2025, 1)
@example(parse_schedule("daily 01:45, 02:00, 02:15"), "Australia/Lord_Howe", 2026, 0)
@settings(max_examples=25, deadline=None)
def test_moments_agree_with_stepping_through_every_minute(
    schedule: Schedule, zone: str, year: int, pick: int
) -> None:
    here = ZoneInfo(zone)
    new_year = datetime(year, 1, 1, tzinfo=UTC)
    turns = changes(here, new_year, new_year + timedelta(days=366)) or [new_year]
    start = turns[min(pick, len(turns) - 1)] - timedelta(days=2)

    expected = stepped(schedule.weekdays, schedule.times, here, start, 5)
    found = upcoming(schedule, here, start - timedelta(seconds=1), len(expected) + 1)

    assert found[:-1] == expected
    assert found[-1] >= start + timedelta(days=5)
    for at in expected:
        assert latest(schedule, here, at) == at
        before = latest(schedule, here, at - timedelta(seconds=1))
        assert before is not None
        assert before < at


@given(zone=st.sampled_from(ODD_ZONES), seconds=st.integers(0, 20 * 366 * 86400))
@settings(max_examples=150, deadline=None)
def test_latest_and_upcoming_meet(zone: str, seconds: int) -> None:
    now = utc("2010-01-01") + timedelta(seconds=seconds)
    schedule = parse_schedule("daily 00:00, 02:30, 23:30")

    before = latest(schedule, ZoneInfo(zone), now)
    after = upcoming(schedule, ZoneInfo(zone), now, 1)[0]

    assert before is not None
    assert before <= now < after
    assert upcoming(schedule, ZoneInfo(zone), before, 1) == [after]


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_two_years_of_mornings_are_each_due_once(zone: str) -> None:
    schedule, here, now = parse_schedule("daily 02:30"), ZoneInfo(zone), utc("2026-01-01")
    last: datetime | None = latest(schedule, here, now)
    sent = []
    while now < utc("2028-01-01"):
        found = due(schedule, here, last=last, now=now)
        if found:
            sent.append(found.at)
            last = found.at
        now += timedelta(hours=5)

    gaps = {b - a for a, b in pairwise(sent)}
    assert len(sent) in (729, 730, 731)
    assert min(gaps) >= timedelta(hours=22)
    assert max(gaps) <= timedelta(hours=26)


TEN_YEARS = utc("2021-01-01"), utc("2031-01-01")


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_ten_years_of_moments_are_those_of_the_clock_on_the_wall_each_due_once(zone: str) -> None:
    schedule, here = parse_schedule("daily 00:00, 01:45, 02:30, 23:30"), ZoneInfo(zone)
    since, until = TEN_YEARS
    before = since - timedelta(seconds=1)

    expected = moments_of_years(schedule.times, here, since, until)
    found = upcoming(schedule, here, before, len(expected) + 1)

    assert found[:-1] == expected
    assert found[-1] >= until
    last = latest(schedule, here, before)
    for at in expected:
        assert due(schedule, here, last=last, now=at - timedelta(seconds=1)) is None
        assert due(schedule, here, last=last, now=at) == Due(at=at, late=False)
        last = at
