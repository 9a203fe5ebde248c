"""Quiet hours, holidays and pauses: where each moment goes, by tables and against minute stepping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.agenda import Agenda, Planned, never_awake, parse_quiet, parse_until
from monitor.core.errors import UsageError
from monitor.core.schedule import Due, parse_schedule
from tests.core.stepping import DAY, EVERY_DAY, ODD_ZONES, changes, stepped

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def agenda(
    schedule: str,
    zone: str = "UTC",
    quiet: Sequence[str] = (),
    holidays: Sequence[str] = (),
    until: str | None = None,
) -> Agenda:
    return Agenda(
        schedule=parse_schedule(schedule),
        zone=ZoneInfo(zone),
        quiet=tuple(parse_quiet(text) for text in quiet),
        holidays=frozenset(date.fromisoformat(day) for day in holidays),
        paused_until=parse_until(until) if until else None,
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("22:00-06:30", "22:00-06:30"),
        ("22:00 - 6:30", "22:00-06:30"),
        ("sat, sun 00:00-24:00", "sat sun 00:00-24:00"),
        ("Saturday 12:00-12:30", "sat 12:00-12:30"),
    ],
)
def test_quiet_hours_are_read_as_written(text: str, written: str) -> None:
    assert str(parse_quiet(text)) == written


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "22:00-06:30"),
        ("nights", "22:00-06:30"),
        ("25:00-06:00", "'25:00' is no time"),
        ("22:00-24:01", "'24:01' is no time"),
        ("08:00-08:00", "begin and end are one"),
        ("xyz 22:00-06:00", "'xyz' is no day"),
    ],
)
def test_what_are_no_quiet_hours_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse_quiet(text)


def test_pause_ends_at_a_day_or_a_time_of_the_digests_zone() -> None:
    assert agenda("hourly", BERLIN, until="2027-01-04").resumes_at == utc("2027-01-03 23:00")
    assert agenda("hourly", BERLIN, until="2027-01-04 07:00").resumes_at == utc("2027-01-04 06:00")
    for wrong in ("soon", "2027-01-04T07:00+01:00"):
        with pytest.raises(UsageError):
            parse_until(wrong)


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (["00:00-24:00"], True),
        (["08:00-20:00", "20:00-08:00"], True),
        (["08:00-20:00", "20:01-08:00"], False),
        (["mon tue wed thu fri 00:00-24:00", "fri 23:00-22:00", "sun 00:00-24:00"], False),
        (["06:00-05:59"], False),
        ([], False),
    ],
)
def test_quiet_hours_that_never_end_are_known(quiet: list[str], expected: bool) -> None:
    assert never_awake(tuple(parse_quiet(text) for text in quiet)) is expected


def test_night_becomes_one_moment_at_its_end() -> None:
    nights = agenda("hourly", quiet=["22:00-06:30"])

    assert nights.upcoming(utc("2026-11-23 20:30"), 4) == [
        utc("2026-11-23 21:00"),
        utc("2026-11-24 06:30"),
        utc("2026-11-24 07:00"),
        utc("2026-11-24 08:00"),
    ]
    assert nights.latest(utc("2026-11-24 03:00")) == utc("2026-11-23 21:00")
    assert nights.upcoming(utc("2026-11-24 03:00"), 1) == [utc("2026-11-24 06:30")]


def test_digest_of_the_night_waits_for_the_morning() -> None:
    early = agenda("daily 05:00, 18:00", quiet=["22:00-06:30"])

    assert early.upcoming(utc("2026-11-23 18:00"), 2) == [
        utc("2026-11-24 06:30"),
        utc("2026-11-24 18:00"),
    ]
    assert early.due(last=utc("2026-11-23 18:00"), now=utc("2026-11-24 06:29")) is None
    assert early.due(last=utc("2026-11-23 18:00"), now=utc("2026-11-24 06:31")) == Due(
        at=utc("2026-11-24 06:30"), late=False
    )


def test_weekend_and_the_night_before_it_are_one_silence() -> None:
    hushed = agenda("immediate", quiet=["22:00-06:30", "sat sun 00:00-24:00"])

    assert hushed.upcoming(utc("2026-11-27 21:58:30"), 2) == [
        utc("2026-11-27 21:59"),
        utc("2026-11-30 06:30"),
    ]
    assert hushed.latest(utc("2026-11-29 12:00")) == utc("2026-11-27 21:59")


def test_holiday_has_no_digest_and_the_next_one_brings_its_news() -> None:
    daily = agenda("weekdays 07:30", BERLIN, holidays=["2026-12-24", "2026-12-25"])

    assert daily.upcoming(utc("2026-12-23 06:00"), 2) == [
        utc("2026-12-23 06:30"),
        utc("2026-12-28 06:30"),
    ]
    assert daily.due(last=utc("2026-12-23 06:30"), now=utc("2026-12-27 12:00")) is None


def test_night_that_ends_on_a_holiday_falls_away() -> None:
    nights = agenda("daily 23:00", quiet=["22:00-07:00"], holidays=["2026-12-25"])

    assert nights.upcoming(utc("2026-12-23 12:00"), 2) == [
        utc("2026-12-24 07:00"),
        utc("2026-12-27 07:00"),
    ]


def test_pause_holds_every_moment_before_its_end_even_one_that_was_missed() -> None:
    paused = agenda("daily 07:30", BERLIN, until="2027-01-04")

    assert paused.due(last=utc("2026-12-01 06:30"), now=utc("2027-01-03 12:00")) is None
    assert paused.upcoming(utc("2026-12-10"), 1) == [utc("2027-01-04 06:30")]
    assert paused.due(last=utc("2026-12-01 06:30"), now=utc("2027-01-04 06:30")) == Due(
        at=utc("2027-01-04 06:30"), late=False
    )


def test_long_holidays_do_not_hide_a_missed_moment() -> None:
    weekly = agenda(
        "weekly fri 08:00", holidays=["2026-12-18", "2026-12-25", "2027-01-01", "2027-01-08"]
    )

    assert weekly.latest(utc("2027-01-10")) == utc("2026-12-11 08:00")


def test_plan_says_what_moved_a_moment_and_what_held_one_off() -> None:
    nights = agenda("daily 23:00", quiet=["22:00-07:00"], holidays=["2026-12-25", "2026-12-26"])

    assert nights.planned(utc("2026-12-23 12:00"), 3) == [
        Planned(at=utc("2026-12-24 07:00"), moved_from=utc("2026-12-23 23:00")),
        Planned(
            at=utc("2026-12-28 07:00"),
            moved_from=utc("2026-12-27 23:00"),
            holidays=(date(2026, 12, 25), date(2026, 12, 26)),
        ),
        Planned(at=utc("2026-12-29 07:00"), moved_from=utc("2026-12-28 23:00")),
    ]
    spring = agenda("daily 02:30", BERLIN)
    assert spring.planned(utc("2027-03-27 12:00"), 2) == [
        Planned(at=utc("2027-03-28 01:00"), skipped=time(2, 30)),
        Planned(at=utc("2027-03-29 00:30")),
    ]


# -- an independent computation: when the clock shows or passes the begin and the end --


def _times(clock: str) -> list[time]:
    return [time.fromisoformat(clock)]


def stepped_agenda(
    clocks: list[time], hours: tuple[str, str], holidays: set[date], zone: ZoneInfo, start: datetime
) -> list[datetime]:
    """What of daily `clocks` is left in [start + 1 day, start + 6 days) with quiet `hours`."""
    begins = stepped(EVERY_DAY, _times(hours[0]), zone, start - DAY, 10)
    ends = stepped(EVERY_DAY, _times(hours[1]), zone, start - DAY, 10)
    found = set()
    for at in stepped(EVERY_DAY, clocks, zone, start, 7):
        if at.astimezone(zone).date() in holidays:
            continue
        begun = max((b for b in begins if b <= at), default=at)
        ended = max((e for e in ends if e <= at), default=at)
        moved = at if ended >= begun else min(e for e in ends if e > at)
        if moved.astimezone(zone).date() not in holidays:
            found.add(moved)
    return sorted(at for at in found if start + DAY <= at < start + 6 * DAY)


CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(
    clocks=st.lists(CLOCKS, min_size=1, max_size=4, unique=True),
    begin=CLOCKS,
    length=st.integers(1, 47),
    zone=st.sampled_from(ODD_ZONES),
    year=st.integers(2021, 2030),
    pick=st.integers(0, 3),
    off=st.sets(st.integers(0, 7), max_size=2),
)
@example([time(1, 45)], time(22), 16, "Africa/Cairo", 2026, 1, {2})
@example([time(2, 15)], time(2, 15), 2, BERLIN, 2026, 0, set())
@example([time(0), time(23, 30)], time(23), 1, "America/Santiago", 2026, 1, set())
@settings(max_examples=25, deadline=None)
def test_agenda_agrees_with_stepping_through_every_minute(
    clocks: list[time],
    begin: time,
    length: int,
    zone: str,
    year: int,
    pick: int,
    off: set[int],
) -> None:
    here, new_year = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    turns = changes(here, new_year, new_year + 366 * DAY) or [new_year]
    turn = turns[min(pick, len(turns) - 1)]
    start = turn.replace(hour=0) - 3 * DAY
    holidays = {(start + DAY * n).date() for n in off}
    minutes = begin.hour * 60 + begin.minute + 15 * length
    end = time(minutes // 60 % 24, minutes % 60)
    written = Agenda(
        schedule=parse_schedule("daily " + ", ".join(f"{clock:%H:%M}" for clock in clocks)),
        zone=here,
        quiet=(parse_quiet(f"{begin:%H:%M}-{end:%H:%M}"),),
        holidays=frozenset(holidays),
    )

    expected = stepped_agenda(clocks, (f"{begin:%H:%M}", f"{end:%H:%M}"), holidays, here, start)
    found = written.upcoming(start + DAY - timedelta(seconds=1), len(expected) + 1)

    assert found[: len(expected)] == expected
    assert found[len(expected)] >= start + 6 * DAY
    for earlier, at in pairwise(expected):
        assert written.latest(at) == at
        assert written.latest(at - timedelta(seconds=1)) == earlier
