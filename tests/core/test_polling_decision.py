"""When a feed is polled next, and why then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feed import Verdict
from monitor.core.polling import (
    Asked,
    Decision,
    Failing,
    Pace,
    Rhythm,
    Trouble,
    Why,
    begin,
    forecast,
    hour_of,
    next_poll,
    price_for,
    share_of,
    trouble_of,
)
from tests.core.test_polling_rhythm import DAY, HOUR, MONDAY, bursting, newsroom

MINUTE = timedelta(minutes=1)
PACE = Pace(price=0.02)
LATER = MONDAY + 28 * DAY  # a Monday, when the newsroom is known
UNKNOWN = Rhythm(at=hour_of(LATER))


def decided(
    rhythm: Rhythm = UNKNOWN,
    now: datetime = LATER,
    *,
    pace: Pace = PACE,
    asked: Asked | None = None,
    failing: Failing | None = None,
) -> Decision:
    return next_poll("wire", rhythm, pace, now, asked=asked, failing=failing)


def polls(rhythm: Rhythm, pace: Pace, start: datetime, span: timedelta) -> list[datetime]:
    """The moments at which a feed is polled that has no news from `start` on."""
    moments, now = [], start
    while (now := decided(rhythm, now, pace=pace).at) < start + span:
        moments.append(now)
    return moments


def test_busy_hours_get_more_polls_than_quiet_ones() -> None:
    found = polls(newsroom(4), PACE, LATER, DAY)
    busy = [at for at in found if 8 <= at.hour < 14]
    night = [at for at in found if at.hour < 6]

    assert len(busy) > 3 * len(night) > 0


def test_interval_goes_with_the_root_of_price_and_rate() -> None:
    rhythm = begin([LATER - n * 2 * HOUR for n in range(300)], LATER)
    every = [
        decided(rhythm, pace=Pace(price=price, soonest=MINUTE, longest=DAY)).at - LATER
        for price in (0.05, 0.2, 0.8)
    ]

    assert every[1] / every[0] == pytest.approx(2, rel=0.3)
    assert every[2] / every[1] == pytest.approx(2, rel=0.3)


def test_feed_waits_for_its_busy_hour_and_says_so() -> None:
    early = decided(newsroom(4, each_day=1), LATER + 2 * HOUR, pace=replace(PACE, price=1.0))

    assert early.why is Why.QUIET
    assert "UTC" in early.reason
    assert early.at.hour >= 8


def test_feed_that_began_a_burst_is_looked_at_soon() -> None:
    rhythm, now = bursting()
    busy = decided(rhythm, now)

    assert busy.why is Why.BUSY
    assert busy.at - now < (decided(rhythm, now + 6 * HOUR).at - now - 6 * HOUR) / 3


@pytest.mark.parametrize("days", [10, 200])
def test_silent_feed_is_polled_less_but_never_given_up(days: int) -> None:
    silent = decided(newsroom(4), LATER + days * DAY)

    assert silent.why is Why.SILENT
    assert silent.at - (LATER + days * DAY) <= PACE.longest * 1.1


@pytest.mark.parametrize(
    ("trouble", "minutes"),
    [
        (Trouble.HARD, [30, 60, 120, 240, 480, 960, 1440, 1440]),
        (Trouble.SOFT, [21, 30, 42, 60, 85, 120, 170, 240]),
        (Trouble.NAME, [18, 21, 25, 30, 36, 42, 50, 60]),
    ],
)
def test_failures_wait_longer_by_kind_at_most_a_day(trouble: Trouble, minutes: list[int]) -> None:
    pace = replace(PACE, longest=15 * MINUTE)
    waits = [
        (decided(pace=pace, failing=Failing(trouble=trouble, failures=n + 1)).at - LATER)
        / (1 + 0.1 * share_of("wire"))
        for n in range(len(minutes))
    ]

    assert [round(wait / MINUTE) for wait in waits] == minutes
    endless = decided(failing=Failing(trouble=trouble, failures=10**6))
    assert endless.at - LATER <= DAY * 1.1


def test_kind_of_a_failure_follows_from_the_verdict() -> None:
    assert trouble_of(Verdict.UNREACHABLE, unresolved=True) is Trouble.NAME
    assert trouble_of(Verdict.UNREACHABLE, unresolved=False) is Trouble.SOFT
    assert trouble_of(Verdict.NOT_FOUND, unresolved=False) is Trouble.SOFT
    for verdict in (Verdict.GONE, Verdict.BLOCKED, Verdict.PAGE, Verdict.REFUSED):
        assert trouble_of(verdict, unresolved=False) is Trouble.HARD


def test_failing_feed_tells_how_and_how_often() -> None:
    found = decided(failing=Failing(trouble=Trouble.NAME, failures=40))

    assert found.why is Why.FAILED
    assert found.reason == "failed 40 times in a row (name not resolved): waits 24 h"


@pytest.mark.parametrize(
    ("asked", "why", "least"),
    [
        (Asked(server=8 * HOUR), Why.SERVER, 8 * HOUR),
        (Asked(document=7 * HOUR), Why.FEED, 7 * HOUR),
        (Asked(server=timedelta(days=30)), Why.SERVER, DAY),
        (Asked(document=timedelta(days=7)), Why.FEED, DAY),
        (Asked(server=9 * HOUR, document=7 * HOUR), Why.SERVER, 9 * HOUR),
    ],
)
def test_feed_is_never_polled_sooner_than_it_asks_up_to_a_day(
    asked: Asked, why: Why, least: timedelta
) -> None:
    found = decided(newsroom(4), asked=asked)

    assert found.why is why
    assert least <= found.at - LATER <= least * 1.1


def test_short_wish_leaves_the_plan_as_it_is() -> None:
    assert decided(asked=Asked(server=MINUTE)) == decided()


def test_skipped_hours_and_days_are_skipped() -> None:
    hours = decided(now=LATER + 21 * HOUR, asked=Asked(skip_hours=frozenset({*range(6), 22, 23})))
    sunday = LATER + 6 * DAY + 20 * HOUR
    days = decided(now=sunday, asked=Asked(skip_days=frozenset({0, 6}), server=HOUR))

    assert hours.why is days.why is Why.SKIPPED
    assert hours.at.hour == 6
    assert days.at.weekday() == 1


def test_feed_that_skips_every_hour_is_polled_all_the_same() -> None:
    assert decided(asked=Asked(skip_hours=frozenset(range(24)))) == decided()


def test_feeds_that_start_together_spread_out_and_always_in_the_same_way() -> None:
    names = [f"feed-{n}" for n in range(100)]
    first = [next_poll(name, UNKNOWN, PACE, LATER).at for name in names]

    assert len(set(first)) > 95
    assert first == [next_poll(name, UNKNOWN, PACE, LATER).at for name in names]
    assert max(first) - min(first) > 0.05 * (min(first) - LATER)


@given(st.text())
def test_place_in_the_spread_is_always_the_same_share(feed_id: str) -> None:
    assert 0 <= share_of(feed_id) < 1
    assert share_of(feed_id) == share_of(feed_id)


def test_price_spends_the_budget_within_the_bounds_of_each_feed() -> None:
    needs = {0.1 * 1.1**n: 1 + n % 3 for n in range(80)}
    for budget in (1_000, 4_000, 16_000):
        root = price_for(needs, budget, fewest=4, most=288) ** 0.5
        spent = sum(count * min(max(need / root, 4), 288) for need, count in needs.items())

        assert spent == pytest.approx(budget, rel=0.01)


def test_price_is_bounded_where_the_budget_cannot_be_met() -> None:
    assert price_for({1.0: 1, 2.0: 1}, 1e9, fewest=4, most=288) > 0
    assert price_for({1.0: 1, 2.0: 1}, 0.1, fewest=4, most=288) < 1
    assert price_for({}, 100, fewest=4, most=288) > 0


def test_polls_of_a_day_are_about_what_the_need_says() -> None:
    rhythm = begin([LATER - n * 3 * HOUR for n in range(200)], LATER)
    pace = Pace(price=0.3, soonest=MINUTE, longest=DAY)
    said = forecast(rhythm, hour_of(LATER)).need / pace.price**0.5

    made = polls(rhythm, pace, LATER, 0.5 * DAY)

    assert len(made) == pytest.approx(said / 2, rel=0.3)


@given(
    st.lists(st.floats(0, 700), max_size=40),
    st.floats(1e-5, 50),
    st.integers(0, 24 * 60 * 14),
    st.integers(0, 40),
    st.one_of(st.none(), st.integers(0, 10**7)),
)
def test_next_poll_is_always_within_the_bounds(
    ages: list[float], price: float, later: int, failures: int, asked: int | None
) -> None:
    rhythm = begin([MONDAY - age * HOUR for age in ages], MONDAY)
    now, pace = MONDAY + later * MINUTE, Pace(price=price)
    found = next_poll(
        "wire",
        rhythm,
        pace,
        now,
        asked=Asked(server=None if asked is None else timedelta(seconds=asked)),
        failing=Failing(trouble=Trouble.SOFT, failures=failures),
    )

    assert pace.soonest <= found.at - now <= DAY * 1.1
    assert found.reason
    assert found.at.tzinfo is UTC
