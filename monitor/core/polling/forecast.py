"""What a rhythm makes one expect: the rate of entries at each moment from a poll on.

The usual rate is a product, entries an hour times a factor of the hour of day times one of the day
of week, each drawn towards the mean while little is known. Bursts: a share of entries comes in the
wake of others (a Hawkes process), so that right after a poll without news there is less to expect
than usual, and after an entry more. Silence: a feed that owes more entries than chance explains is
believed to have stopped, ever more firmly, but never wholly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from monitor.core.polling.rhythm import DAYS, HOURS, WAKE, Rhythm, faded

FIRST_GUESS = 1 / 24  # entries an hour of a feed nobody knows: one a day
_GUESS_WEIGHT = 0.2  # entries' worth of belief in that guess
_EVEN_HOURS, _EVEN_DAYS = 6.0, 4.0  # entries' worth of belief in no profile at all
_OWED = 5.0  # entries owed at which a feed is as likely silent as not
_DETAILED = 14 * 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What to expect from hour `at` on.

    `level` is entries an hour as a mean over the week, silence counted in; `hours` and `days` are
    factors around 1; `wake` is the share that comes in the wake of others, `fresh` the entries an
    hour expected now because others have just come; `silence` in (0, 1], 1 where nothing is owed.
    """

    at: float
    level: float
    hours: tuple[float, ...]
    days: tuple[float, ...]
    wake: float
    fresh: float
    silence: float

    def usual(self, moment: float) -> float:
        """Entries an hour at `moment`, were nothing known of the last hours."""
        return self.level * self.hours[int(moment) % HOURS] * self.days[int(moment // 24) % DAYS]

    def rate(self, ahead: float) -> float:
        """Entries an hour, `ahead` hours from a poll that saw all there was."""
        left = math.exp(-ahead * (1 - self.wake) / WAKE)
        moment = self.at + ahead
        # the same as `usual`, without a call: each plan asks for forty rates
        usual = self.level * self.hours[int(moment) % HOURS] * self.days[int(moment // 24) % DAYS]
        return usual * (1 - self.wake * left) + self.fresh * left

    @property
    def need(self) -> float:
        """Polls a day at a price of one entry-hour a poll; at price p it is need / sqrt(p).

        Of a rate r polls every sqrt(2p / r) hours cost least, waiting and polls together.
        """
        hours = sum(math.sqrt(factor) for factor in self.hours) / HOURS
        days = sum(math.sqrt(factor) for factor in self.days) / DAYS
        return 24 * math.sqrt(self.level / 2) * hours * days


def forecast(rhythm: Rhythm, moment: float) -> Forecast:
    """What `rhythm` makes one expect from hour `moment` on."""
    now = faded(rhythm, moment)
    level = (now.count + _GUESS_WEIGHT) / (now.exposure + _GUESS_WEIGHT / FIRST_GUESS)
    hours, days = _factors(now.hours, _EVEN_HOURS), _factors(now.days, _EVEN_DAYS)
    # A tenth until eight entries were seen, at most nine tenths.
    wake = min(0.9, (now.wakes + 0.8) / (now.count + 8))
    owed = _owed(level, hours, days, now.last, moment) * (1 - wake)
    silence = 1 / (1 + (owed / _OWED) ** 2)
    return Forecast(
        at=moment,
        level=level * silence,
        hours=hours,
        days=days,
        wake=wake,
        fresh=wake * now.fresh / WAKE,
        silence=silence,
    )


def owed_since(expected: Forecast, last: float, moment: float) -> float:
    """How many entries of their own accord `expected` made one expect from hour `last` to `moment`."""
    owed = _owed(expected.level, expected.hours, expected.days, last, moment)
    return owed * (1 - expected.wake)


def _factors(sums: tuple[float, ...], even: float) -> tuple[float, ...]:
    scale, part = len(sums) / (sum(sums) + even), even / len(sums)
    return tuple([scale * (value + part) for value in sums])


def _owed(
    level: float,
    hours: tuple[float, ...],
    days: tuple[float, ...],
    last: float | None,
    moment: float,
) -> float:
    """How many entries should have come since the last one."""
    if last is None or moment <= last:
        return 0.0
    if moment - last > _DETAILED:
        return level * (moment - last)
    owed, day = 0.0, int(last // 24)
    while day * 24 < moment:
        start, end = max(last - day * 24, 0.0), min(moment - day * 24, 24.0)
        part = 1.0 if end - start >= 24 else sum(hours[int(start) : int(end)]) / HOURS
        owed += level * 24 * days[day % DAYS] * part
        day += 1
    return owed
