"""The rhythm of a feed: learning, fading, forgetting, and what it makes one expect."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.polling import Rhythm, begin, dump, forecast, hour_of, learn, load

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = st.floats(0, 32).map(lambda days: MONDAY - days * DAY)


def newsroom(weeks: int, *, each_day: int = 4) -> Rhythm:
    """What `weeks` weeks teach of a newsroom that writes on weekdays from 9 UTC on, evenly to 13."""
    rhythm, since = Rhythm(at=hour_of(MONDAY)), MONDAY
    for day in range(7 * weeks):
        for n in range(each_day if day % 7 < 5 else 0):
            at = MONDAY + day * DAY + 9 * HOUR + n * 4 * HOUR / each_day
            now = at + timedelta(minutes=10)
            rhythm, since = learn(rhythm, [at], since=since, now=now), now
    return rhythm


def expected(rhythm: Rhythm, moment: datetime) -> float:
    return forecast(rhythm, hour_of(MONDAY + 28 * DAY)).usual(hour_of(moment))


def test_hours_and_days_of_a_newsroom_are_learned() -> None:
    rhythm, monday = newsroom(4), MONDAY + 28 * DAY
    busy, night = expected(rhythm, monday + 10 * HOUR), expected(rhythm, monday + 2 * HOUR)

    assert busy > 5 * night
    assert expected(rhythm, monday + 5 * DAY + 10 * HOUR) < busy / 4


def test_mean_of_a_week_is_about_what_was_published() -> None:
    rhythm, monday = newsroom(4), MONDAY + 28 * DAY
    week = sum(expected(rhythm, monday + n * HOUR) for n in range(24 * 7))

    assert week == pytest.approx(20, rel=0.15)


def test_feed_that_nobody_knows_is_expected_to_publish_once_a_day() -> None:
    unknown = forecast(Rhythm(at=hour_of(MONDAY)), hour_of(MONDAY))

    assert unknown.level == pytest.approx(1 / 24)
    assert unknown.silence == 1


def test_feed_that_owes_entries_is_believed_to_be_silent_but_a_weekend_is_no_silence() -> None:
    rhythm = newsroom(4)
    friday = MONDAY + 25 * DAY + 14 * HOUR
    weekend = forecast(rhythm, hour_of(friday + 2.5 * DAY))
    two_weeks = forecast(rhythm, hour_of(friday + 14 * DAY))

    assert weekend.silence > 0.8
    assert 0 < two_weeks.silence < 0.2
    assert two_weeks.level < weekend.level / 4


def test_silence_is_forgotten_with_the_next_entry() -> None:
    back = MONDAY + 60 * DAY
    rhythm = learn(newsroom(4), [back], since=back - HOUR, now=back)

    assert forecast(rhythm, hour_of(back)).silence == 1


def bursting() -> tuple[Rhythm, datetime]:
    """A feed with eight entries within the hour every other day, right after one; and when."""
    rhythm, since = Rhythm(at=hour_of(MONDAY)), MONDAY
    for day in range(0, 28, 2):
        start = MONDAY + day * DAY + (day % 5) * HOUR
        burst = [start + n * timedelta(minutes=5) for n in range(8)]
        now = burst[-1] + timedelta(minutes=1)
        rhythm, since = learn(rhythm, burst, since=since, now=now), now
    return rhythm, since


def test_feed_that_publishes_in_bursts_is_expected_to_go_on_once_it_began() -> None:
    rhythm, since = bursting()
    during = forecast(rhythm, hour_of(since))
    later = forecast(rhythm, hour_of(since + 12 * HOUR))

    assert during.wake > 0.5
    assert during.rate(0) > 10 * later.rate(0)
    # After a poll without news nothing is under way: first less than usual, then as usual.
    assert later.rate(0) < 0.6 * later.usual(later.at)
    assert later.rate(0.0) / later.usual(later.at) < later.rate(5.0) / later.usual(later.at + 5)


def test_entries_without_a_date_or_with_a_lying_one_appeared_between_the_polls() -> None:
    since, now = MONDAY, MONDAY + 4 * HOUR
    rhythm = Rhythm(at=hour_of(MONDAY))
    for lie in (None, MONDAY + 10 * DAY, datetime(1970, 1, 1, tzinfo=UTC)):
        learned = learn(rhythm, [lie], since=since, now=now)

        assert learned.last == hour_of(MONDAY + 2 * HOUR)


def test_first_listing_teaches_at_once_but_only_its_last_four_weeks() -> None:
    listed = [MONDAY - n * DAY for n in range(100)]
    rhythm = begin([*listed, None], MONDAY)

    assert 15 < rhythm.count < 29
    assert forecast(rhythm, hour_of(MONDAY)).level == pytest.approx(1 / 24, rel=0.1)
    assert begin([None], MONDAY) == Rhythm(at=hour_of(MONDAY))


def test_listing_of_old_entries_alone_is_a_long_silence() -> None:
    rhythm = begin([None, MONDAY - 300 * DAY], MONDAY)

    assert rhythm.last == hour_of(MONDAY - 300 * DAY)
    assert forecast(rhythm, hour_of(MONDAY)).level < 1 / 24 / 20


@given(st.lists(MOMENTS, max_size=30))
@example([MONDAY - DAY / 16, MONDAY - timedelta(milliseconds=10)])
def test_rhythm_survives_being_written_and_read(listed: list[datetime]) -> None:
    rhythm = begin(listed, MONDAY)
    again = load(dump(rhythm))

    assert again is not None
    assert len(dump(rhythm)) < 400
    assert load(dump(again)) == again
    now, then = (forecast(each, hour_of(MONDAY + DAY)) for each in (rhythm, again))
    assert then.level == pytest.approx(now.level, rel=0.05)
    assert then.hours == pytest.approx(now.hours, rel=0.02)


@pytest.mark.parametrize(
    "text", ["", "null", "{}", "[1,2]", "[1,2,3,4,5,null]", dump(newsroom(1))[:-1] + ",1]", "[NaN]"]
)
def test_what_is_no_rhythm_is_none(text: str) -> None:
    assert load(text) is None


@given(st.lists(MOMENTS, max_size=40), st.floats(0, 5000))
def test_rates_are_always_positive_and_finite(listed: list[datetime], later: float) -> None:
    found = forecast(begin(listed, MONDAY), hour_of(MONDAY) + later)

    assert all(0 < found.rate(ahead) < 10_000 for ahead in (0.0, 0.3, 7.0, 100.0))
    assert 0 < found.need < 10_000
