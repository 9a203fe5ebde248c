"""Learning a rhythm, poll by poll, from when entries appeared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.core.polling.forecast import forecast
from monitor.core.polling.rhythm import DAYS, HOURS, Rhythm, faded, hour_of

REACH = timedelta(days=28)  # how far back the listing of a first poll is believed
_SPREAD = ((-1, 0.25), (0, 0.5), (1, 0.25))  # an entry at 10:20 tells of 9 and 11 o'clock too


def begin(listed: Iterable[datetime | None], now: datetime) -> Rhythm:
    """The rhythm after a first poll that found entries of these times (None: undated).

    The feed counts as watched since the oldest of them, at most since 28 days before the latest: of a
    feed that fell silent long ago one knows how it was.
    """
    times = sorted(time for time in listed if time is not None and time <= now)
    if not times:
        return Rhythm(at=hour_of(now))
    start = max(times[0], times[-1] - REACH)
    rhythm = Rhythm(at=hour_of(start))
    return learn(rhythm, [time for time in times if time >= start], since=start, now=now)


def learn(
    rhythm: Rhythm, published: Iterable[datetime | None], *, since: datetime, now: datetime
) -> Rhythm:
    """The rhythm after a poll at `now` brought new entries; `since` is the last sound poll before.

    An entry without a date, or with one outside of the two polls (it was listed late, or its date
    lies), appeared somewhere between them: halfway is assumed.
    """
    middle = since + (now - since) / 2
    moments = sorted(
        hour_of(time if time is not None and since <= time <= now else middle) for time in published
    )
    for moment in moments:
        rhythm = _counted(rhythm, max(moment, rhythm.at))
    return rhythm


def _counted(rhythm: Rhythm, moment: float) -> Rhythm:
    """The rhythm with one more entry."""
    now = faded(rhythm, moment)
    wake = _wake_chance(rhythm, moment)
    hours, days = list(now.hours), list(now.days)
    for step, share in _SPREAD:
        hours[(int(moment) + step) % HOURS] += share * (1 - wake)
    days[int(moment // 24) % DAYS] += 1 - wake
    return replace(
        now,
        count=now.count + 1,
        wakes=now.wakes + wake,
        fresh=now.fresh + 1,
        hours=tuple(hours),
        days=tuple(days),
        last=moment,
    )


def _wake_chance(rhythm: Rhythm, moment: float) -> float:
    """How probably an entry at `moment` came in the wake of another: an EM step, one entry at a time."""
    expected = forecast(rhythm, moment)
    own = (1 - expected.wake) * expected.usual(moment) / expected.silence
    return expected.fresh / (expected.fresh + own)
