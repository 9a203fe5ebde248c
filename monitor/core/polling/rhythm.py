"""The rhythm of a feed: what its entries so far tell of when the next ones will appear.

Kept are sums that fade: an entry counts half after four weeks in the profile of hours and days, and
after two weeks in the rate. A poll without news changes nothing, so that a rhythm is written only
when entries come. Times inside are hours (float) since a Monday midnight in UTC.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

HOURS, DAYS = 24, 7
PROFILE_HALF = 28 * 24.0  # hours until an entry counts half in the profile
RATE_HALF = 14 * 24.0  # and in the rate
WAKE = 0.5  # hours for which an entry makes others likely
_MONDAY = datetime(2001, 1, 1, tzinfo=UTC)
_MEMORY = RATE_HALF / math.log(2)
_NO_HOURS, _NO_DAYS = (0.0,) * HOURS, (0.0,) * DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Fading sums as they were at `at` (hours).

    `exposure` is how long (hours) the feed was watched, `count` how many entries came, `wakes` how
    many of them in the wake of another, `fresh` how many very recently (fades within the hour);
    `hours` and `days` (0 is Monday, UTC) when they came, a burst counted about once; `last` is the
    hour of the latest entry, None before the first.
    """

    at: float
    exposure: float = 0.0
    count: float = 0.0
    wakes: float = 0.0
    fresh: float = 0.0
    hours: tuple[float, ...] = _NO_HOURS
    days: tuple[float, ...] = _NO_DAYS
    last: float | None = None


def hour_of(moment: datetime) -> float:
    """Hours since the Monday that rhythms count from."""
    return (moment - _MONDAY).total_seconds() / 3600


def moment_of(hour: float) -> datetime:
    """The moment that `hour_of` counts as `hour`, to the second."""
    return _MONDAY + timedelta(seconds=round(hour * 3600))


def faded(rhythm: Rhythm, moment: float) -> Rhythm:
    """The sums as they are at `moment`; those of the rhythm where that is not later."""
    waited = moment - rhythm.at
    if waited <= 0:
        return rhythm
    profile, rate = 0.5 ** (waited / PROFILE_HALF), 0.5 ** (waited / RATE_HALF)
    return replace(
        rhythm,
        at=moment,
        exposure=rhythm.exposure * rate + _MEMORY * (1 - rate),
        count=rhythm.count * rate,
        wakes=rhythm.wakes * rate,
        fresh=rhythm.fresh * math.exp(-waited / WAKE),
        hours=tuple([value * profile for value in rhythm.hours]),
        days=tuple([value * profile for value in rhythm.days]),
    )


def dump(rhythm: Rhythm) -> str:
    """The rhythm as a JSON array of about 250 characters."""
    # Sums may be tiny: of a feed that was first seen a moment ago.
    sums = [
        float(f"{value:.7g}")
        for value in (rhythm.exposure, rhythm.count, rhythm.wakes, rhythm.fresh)
    ]
    profile = [round(value, 3) for value in (*rhythm.hours, *rhythm.days)]
    # Cut off, not rounded: what was told in the last moment of an hour stays in that hour.
    last = None if rhythm.last is None else math.floor(rhythm.last * 1e4) / 1e4
    return json.dumps([round(rhythm.at, 4), *sums, last, *profile], separators=(",", ":"))


def load(text: str) -> Rhythm | None:
    """The rhythm that `dump` wrote; None for anything else, so that a feed starts to learn anew."""
    try:
        values = json.loads(text)
        at, exposure, count, wakes, fresh = (float(value) for value in values[:5])
        last = None if values[5] is None else float(values[5])
        profile = tuple(float(value) for value in values[6:])
    except (ValueError, TypeError, IndexError, KeyError):
        return None
    known = (at, exposure, count, wakes, fresh, last or 0.0, *profile)
    if len(profile) != HOURS + DAYS or not all(map(math.isfinite, known)) or min(profile) < 0:
        return None
    return Rhythm(
        at=at,
        exposure=exposure,
        count=count,
        wakes=wakes,
        fresh=fresh,
        last=last,
        hours=profile[:HOURS],
        days=profile[HOURS:],
    )
