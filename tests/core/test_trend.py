"""Trends: what is more than usual for such a day, and what is not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.trend import (
    DAYS,
    Pace,
    Series,
    day_of,
    known_days,
    together,
    trend_of,
)

WEDNESDAY = datetime(2026, 11, 25, 18, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 18, tzinfo=UTC)
DAY = timedelta(days=1)


def series(*counts: int, known: int = DAYS) -> Series:
    """A series whose last counts are these; the days before had none."""
    reports = (*(0,) * (DAYS + 1 - len(counts)), *counts)
    return Series(name="huawei", reports=reports, stories=reports, known=known)


def weeks(working: int, weekend: int, last: int, now: datetime) -> Series:
    """Four weeks with so many reports on working days and weekends, and the last day."""
    ages = range(DAYS, 0, -1)
    days = [(now - age * DAY - DAY / 2).weekday() for age in ages]
    counts = tuple(weekend if day >= 5 else working for day in days)
    return Series(name="huawei", reports=(*counts, last), stories=(*counts, last))


@pytest.mark.parametrize(
    ("usual", "last", "pace"),
    [
        (2, 10, Pace.SPIKE),
        (2, 4, Pace.USUAL),
        (20, 100, Pace.SPIKE),
        (20, 30, Pace.USUAL),
        (0, 2, Pace.USUAL),
        (0, 4, Pace.SPIKE),
    ],
)
def test_five_times_the_usual_is_a_spike_and_half_as_much_again_is_none(
    usual: int, last: int, pace: Pace
) -> None:
    found = trend_of(weeks(usual, usual, last, WEDNESDAY), WEDNESDAY)

    assert found.pace is pace
    assert found.usual == pytest.approx(usual, abs=0.1)


def test_monday_after_a_quiet_weekend_is_no_spike_and_a_loud_sunday_is() -> None:
    assert trend_of(weeks(12, 1, 14, WEDNESDAY), WEDNESDAY).pace is Pace.USUAL
    assert trend_of(weeks(12, 1, 12, SUNDAY), SUNDAY).pace is Pace.SPIKE


def test_spike_of_last_week_does_not_hide_a_new_one() -> None:
    told = weeks(2, 2, 12, WEDNESDAY)
    reports = list(told.reports)
    reports[-8] = 40

    found = trend_of(Series(name="x", reports=tuple(reports), stories=told.stories), WEDNESDAY)

    assert found.pace is Pace.SPIKE


def test_nothing_is_unusual_before_a_week_is_known() -> None:
    assert trend_of(series(9, known=6), WEDNESDAY).pace is Pace.YOUNG
    assert trend_of(series(9, known=7), WEDNESDAY).pace is Pace.SPIKE


def test_chance_alone_gives_less_than_one_spike_in_three_hundred_days() -> None:
    dice = random.Random(7)
    false = 0
    for _ in range(3000):
        counts = [sum(dice.random() < 0.05 for _ in range(60)) for _ in range(DAYS + 1)]
        false += trend_of(series(*counts), WEDNESDAY).pace is Pace.SPIKE

    assert false < 10


@given(st.lists(st.integers(0, 300), min_size=1, max_size=DAYS + 1), st.integers(0, 50))
def test_odds_are_a_chance_and_fall_with_every_report(counts: list[int], more: int) -> None:
    less = trend_of(series(*counts), WEDNESDAY)
    found = trend_of(series(*counts[:-1], counts[-1] + more), WEDNESDAY)

    assert 0.0 <= found.odds <= less.odds + 1e-9 <= 1.0 + 1e-9


def test_the_less_likely_of_two_spikes_far_off_is_told_from_the_other() -> None:
    far, farther = (trend_of(weeks(2, 2, last, WEDNESDAY), WEDNESDAY) for last in (60, 90))

    assert 0.0 < farther.odds < far.odds < 1e-16


@pytest.mark.parametrize(("days", "whole"), [(0.5, 0), (1.5, 0), (2.0, 1), (9.9, 8), (90, DAYS)])
def test_days_that_were_not_watched_whole_are_not_known(days: float, whole: int) -> None:
    assert known_days(WEDNESDAY - days * DAY, WEDNESDAY) == whole


def test_nothing_is_known_before_anything_was_watched() -> None:
    assert known_days(None, WEDNESDAY) == 0


@pytest.mark.parametrize(
    ("hours", "age"),
    [(-1, None), (0, 0), (23, 0), (24, 1), (25, 1), (28 * 24, 28), (29 * 24, None)],
)
def test_days_are_counted_back_from_now(hours: int, age: int | None) -> None:
    assert day_of(WEDNESDAY - timedelta(hours=hours), WEDNESDAY) == age


def test_concepts_that_meet_by_chance_are_no_pair_and_new_company_is() -> None:
    lately = {("5g", "nokia"): 6, ("iliad", "tim"): 4, ("mtn", "orange"): 2}
    shares = {"5g": 0.3, "nokia": 0.2, "iliad": 0.01, "tim": 0.01}

    found = together(lately, {("5g", "nokia"): 150}, shares, told=100, days=28)

    assert [(pair.one, pair.other) for pair in found] == [("iliad", "tim")]
    assert together(lately, {}, shares, told=100, days=6) == []
    assert found[0].usual < 0.1
