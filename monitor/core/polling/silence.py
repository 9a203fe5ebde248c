"""Silence: how far a feed, or a watchlist, is behind what it used to bring.

The rate is the one at the last entry: while a silence lasts, what is remembered of the time before
fades, and a feed that died would in the end be expected to say nothing. Of `owed` entries none came;
of a rate known from n entries the chance of that is (1 + owed / n) ** -n (Poisson counts of a rate
that is gamma distributed): exp(-owed) where n is large, and much more where it is not. One day
without entries is granted to everybody, for a holiday.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from monitor.core.polling.forecast import forecast, owed_since
from monitor.core.polling.rhythm import Rhythm, hour_of, moment_of

# One silence in a thousand is chance: with 7, none of two months of nineteen real outlets was told.
_BEYOND_CHANCE = 7.0
_RATE_KNOWN, _LEAST = 7 * 24.0, 5.0  # hours of watching after which a rate is believed; never none


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How it stands with what a rhythm made one expect.

    `last`: when the latest entry appeared. `each_day`: entries a day, as they came until then.
    `owed`: how many should have come since. `unusual`: chance does not explain that none did.
    """

    last: datetime
    each_day: float
    owed: float
    unusual: bool

    @property
    def usually(self) -> str:
        """The rate in words: "about 12 a day", "about 1.5 a week", "less than one a week"."""
        each_week = 7 * self.each_day
        if self.each_day >= 2:
            return f"about {self.each_day:.0f} a day"
        return f"about {each_week:.1f} a week" if each_week >= 1 else "less than one a week"


def silence_of(rhythm: Rhythm, now: datetime) -> Silence | None:
    """The silence since the last entry of `rhythm`; None while none is known."""
    if rhythm.last is None:
        return None
    moment = hour_of(now)
    then = forecast(rhythm, rhythm.last)
    # A burst in the first hours of a feed is no rate.
    share = _share(rhythm, _RATE_KNOWN)
    owed = share * owed_since(then, rhythm.last, moment)
    known = max(rhythm.count, 1e-6)
    day_off = share * 24 * then.level * max(then.days) * (1 - then.wake)
    evidence = known * math.log1p(max(owed - day_off, 0.0) / known)
    return Silence(
        last=moment_of(rhythm.last),
        each_day=24 * then.level * _share(rhythm, 24.0),
        owed=owed,
        unusual=evidence > _BEYOND_CHANCE,
    )


def _share(rhythm: Rhythm, hours: float) -> float:
    """What becomes of a rate when it is taken over at least so many hours."""
    return (rhythm.exposure + _LEAST) / (max(rhythm.exposure, hours) + _LEAST)
