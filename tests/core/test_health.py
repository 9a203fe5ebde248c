"""How a feed stands: one verdict with its reason, and when trouble is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.feed import Verdict
from monitor.core.health import advice, ours, standing, trouble_since, worth_a_notice
from monitor.core.polling import Rhythm, begin, hour_of, learn, silence_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVER = Rhythm(at=hour_of(NOW))


def steady(every: timedelta, weeks: int = 8) -> Rhythm:
    """A feed that published at this pace until now."""
    count = int(weeks * 7 * DAY / every)
    rhythm, since = Rhythm(at=hour_of(NOW - count * every)), NOW - count * every
    for n in range(count, -1, -1):
        at = NOW - n * every
        rhythm, since = learn(rhythm, [at], since=since, now=at), at
    return rhythm


def verdict_of(rhythm: Rhythm, now: datetime, content: Verdict = Verdict.OK) -> Verdict:
    return standing(content, "", rhythm=rhythm, moved_to=None, now=now).verdict


@pytest.mark.parametrize(
    ("every", "quiet", "silent"),
    [
        (3 * HOUR, 30 * HOUR, 3 * DAY),
        (DAY, 3 * DAY, 14 * DAY),
        (7 * DAY, 21 * DAY, 180 * DAY),
    ],
)
def test_silence_is_measured_by_what_is_usual(
    every: timedelta, quiet: timedelta, silent: timedelta
) -> None:
    rhythm = steady(every)

    assert verdict_of(rhythm, NOW + HOUR) is Verdict.FRESH
    assert verdict_of(rhythm, NOW + quiet) is Verdict.QUIET
    assert verdict_of(rhythm, NOW + silent) is Verdict.SILENT


def test_silence_stays_a_silence_however_long_it_lasts() -> None:
    rhythm = steady(DAY)

    assert all(verdict_of(rhythm, NOW + n * 30 * DAY) is Verdict.SILENT for n in range(1, 40))


def test_little_that_is_known_makes_no_silence() -> None:
    one = begin([NOW - HOUR], NOW)
    two = begin([NOW - 30 * HOUR, NOW - HOUR], NOW)

    assert verdict_of(one, NOW + 20 * DAY) is Verdict.QUIET
    assert verdict_of(two, NOW + 20 * DAY) is Verdict.QUIET
    assert verdict_of(EVER, NOW + 400 * DAY) is Verdict.QUIET
    assert silence_of(EVER, NOW) is None


def test_feed_that_died_long_ago_is_silent_from_its_first_poll_on() -> None:
    daily = [NOW - 300 * DAY - n * DAY for n in range(20)]
    yearly = [NOW - 300 * DAY, NOW - 660 * DAY]

    assert verdict_of(begin(daily, NOW), NOW) is Verdict.SILENT
    assert verdict_of(begin(yearly, NOW), NOW) is Verdict.QUIET


def test_burst_at_the_beginning_is_no_rate() -> None:
    burst = begin([NOW - n * HOUR / 10 for n in range(6)], NOW)

    assert verdict_of(burst, NOW + 6 * DAY) is Verdict.QUIET


def test_reason_says_since_when_and_what_was_usual() -> None:
    found = standing(Verdict.OK, "", rhythm=steady(3 * HOUR), moved_to=None, now=NOW + 5 * DAY)

    assert found.detail == "no entry since 2 Nov 2026 09:00 UTC; usually about 8 a day"


@pytest.mark.parametrize(
    ("content", "moved_to", "days", "verdict"),
    [
        (Verdict.EMPTY, "https://x.example/", 30, Verdict.EMPTY),
        (Verdict.UNDATED, "https://x.example/", 30, Verdict.SILENT),
        (Verdict.UNDATED, "https://x.example/", 0, Verdict.MOVED),
        (Verdict.SALVAGED, None, 0, Verdict.SALVAGED),
        (Verdict.CUT, None, 0, Verdict.CUT),
        (Verdict.UNDATED, None, 0, Verdict.UNDATED),
    ],
)
def test_first_of_several_findings_is_the_verdict(
    content: Verdict, moved_to: str | None, days: int, verdict: Verdict
) -> None:
    found = standing(
        content, "read so", rhythm=steady(3 * HOUR), moved_to=moved_to, now=NOW + days * DAY
    )

    assert found.verdict is verdict
    assert "read so" in found.detail


@pytest.mark.parametrize(
    ("verdict", "unresolved", "lasted", "told"),
    [
        (Verdict.GONE, False, 0, True),
        (Verdict.SILENT, False, 0, True),
        (Verdict.BLOCKED, False, 5, False),
        (Verdict.BLOCKED, False, 6, True),
        (Verdict.PAGE, False, 6, True),
        (Verdict.NOT_FOUND, False, 23, False),
        (Verdict.NOT_FOUND, False, 24, True),
        (Verdict.UNREACHABLE, True, 23, False),
        (Verdict.UNREACHABLE, True, 24, True),
        (Verdict.EMPTY, False, 23, False),
        (Verdict.EMPTY, False, 24, True),
    ],
)
def test_trouble_is_told_when_it_lasts(
    verdict: Verdict, unresolved: bool, lasted: int, told: bool
) -> None:
    since = NOW - lasted * HOUR

    assert worth_a_notice(verdict, since, NOW, unresolved=unresolved) is told


def test_trouble_of_changing_kinds_is_one_trouble() -> None:
    began = trouble_since(Verdict.EMPTY, None, NOW)

    assert began == NOW
    assert trouble_since(Verdict.BLOCKED, began, NOW + HOUR) == NOW
    assert trouble_since(Verdict.QUIET, began, NOW + HOUR) is None
    assert trouble_since(Verdict.PENDING, None, NOW) is None


def test_network_of_this_machine_is_to_blame_where_most_are_out_of_reach() -> None:
    assert ours(Verdict.TIMEOUT, {"timed out": 4, "unreachable": 2, "fresh": 5})
    assert not ours(Verdict.TIMEOUT, {"timed out": 4, "unreachable": 2, "fresh": 6})
    assert not ours(Verdict.TIMEOUT, {"timed out": 4})
    assert not ours(Verdict.BLOCKED, {"timed out": 9})


@pytest.mark.parametrize("verdict", [each for each in Verdict if each.troubled])
def test_every_trouble_has_its_advice(verdict: Verdict) -> None:
    assert advice(verdict)
