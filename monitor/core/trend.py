"""Trends: how many reports a day there are of something, how many are usual, and when that is left."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, exp, lgamma, log

DAYS = 28
# How many whole days must be known before anything is called unusual.
LEAST_KNOWN = 7
_ALIKE = 4
_TRIM = 0.1
_FEWEST = 3
_TIMES = 2.0
_ODDS = 0.001
_PAIR_ODDS = 1e-5
_NEGLIGIBLE = 1e-9
_WIDER = 1.3  # a variance that is estimated from few days is too small as often as too large


class Pace(StrEnum):
    """How what is told lately compares with what is usual."""

    SPIKE = "spike"
    USUAL = "as usual"
    YOUNG = "too little known yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Reports and stories of the last days, each 24 hours that end at one moment of the day.

    The oldest of at most 29 days comes first, the last one is the 24 hours before now. `known`: how
    many whole days before the last one were watched.
    """

    name: str
    reports: tuple[int, ...]
    stories: tuple[int, ...]
    known: int = DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A series and what is said of its last day. `usual`: reports a day like this one, on average.

    `odds`: how likely so many or more would be on a day as usual, 0 to 1.
    """

    series: Series
    usual: float
    odds: float
    pace: Pace

    @property
    def reports(self) -> int:
        """Reports of the last 24 hours."""
        return self.series.reports[-1]

    @property
    def stories(self) -> int:
        """Stories that they belong to."""
        return self.series.stories[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two concepts that stories of the last 24 hours name together; `usual`: in how many a day."""

    one: str
    other: str
    stories: int
    usual: float
    odds: float


def trend_of(series: Series, now: datetime) -> Trend:
    """What the last 24 hours are, held against days of the same kind (working day or weekend).

    Usual are the mean m and the variance v of the days of that kind among the last 28, without the
    busiest tenth, so that an old spike does not hide a new one. The odds are the upper tail of the
    negative binomial distribution with that mean and max(m, 1.3 v), which is Poisson's where days
    do not differ more than chance makes them. A spike has odds below 1 in 1,000, twice the usual
    number, and three reports at least: of m = 2 a spike begins at about 8.
    """
    last = series.reports[-1]
    if min(series.known, len(series.reports) - 1) < LEAST_KNOWN:
        return Trend(series=series, usual=0.0, odds=1.0, pace=Pace.YOUNG)
    mean, variance = _usual(_alike(series, now))
    odds = _tail(last, mean, variance)
    unusual = last >= _FEWEST and last >= _TIMES * mean and odds < _ODDS
    pace = Pace.SPIKE if unusual else Pace.USUAL
    return Trend(series=series, usual=mean, odds=odds, pace=pace)


def together(
    lately: Mapping[tuple[str, str], int],
    before: Mapping[tuple[str, str], int],
    shares: Mapping[str, float],
    told: int,
    days: int,
) -> list[Together]:
    """The pairs that come together more than usual, least likely first.

    `lately` and `before` count the stories with a pair in the last 24 hours and in the `days`
    before; `shares`: in which share of the earlier stories a concept stood; `told`: stories of the
    last 24 hours. Usual is what the days before had, but no less than chance gives two concepts of
    these shares; the odds are Poisson's. Before a week is known no pair is unusual.
    """
    found = []
    for (one, other), count in lately.items():
        if count < _FEWEST or days < LEAST_KNOWN:
            continue
        chance = shares.get(one, 0.0) * shares.get(other, 0.0) * told
        usual = max((before.get((one, other), 0) + 0.5) / days, chance)
        odds = _tail(count, usual, usual)
        if odds < _PAIR_ODDS:
            found.append(Together(one=one, other=other, stories=count, usual=usual, odds=odds))
    return sorted(found, key=lambda pair: (pair.odds, pair.one, pair.other))


def day_of(moment: datetime, now: datetime) -> int | None:
    """How many days of 24 hours before now a moment lies in: 0 for the last; None outside of 29."""
    age = (now - moment) // timedelta(days=1)
    return age if 0 <= age <= DAYS else None


def known_days(since: datetime | None, now: datetime) -> int:
    """How many whole days before the last one were watched since a moment (None: never), at most 28."""
    return 0 if since is None else min(DAYS, max(0, (now - since) // timedelta(days=1) - 1))


def _alike(series: Series, now: datetime) -> list[int]:
    """The earlier days of the kind of the last one; all where they are too few."""
    known = min(series.known, len(series.reports) - 1)
    days = [(age, series.reports[-1 - age]) for age in range(1, known + 1)]
    alike = [count for age, count in days if _is_weekend(now, age) == _is_weekend(now, 0)]
    return alike if len(alike) >= _ALIKE else [count for _, count in days]


def _is_weekend(now: datetime, age: int) -> bool:
    """Whether most of these 24 hours lie on Saturday or Sunday."""
    return (now - timedelta(days=age, hours=12)).weekday() >= 5


def _usual(counts: Sequence[int]) -> tuple[float, float]:
    """Mean and variance without the busiest tenth, with half a report more than was seen."""
    kept = sorted(counts)[: len(counts) - ceil(_TRIM * len(counts))]
    mean = (sum(kept) + 0.5) / len(kept)
    variance = sum((count - mean) ** 2 for count in kept) / max(1, len(kept) - 1)
    return mean, max(mean, _WIDER * variance)


def _tail(count: int, mean: float, variance: float) -> float:
    """The chance of `count` or more: negative binomial, Poisson where the variance is the mean.

    Above the mean the tail itself is summed: what 1 leaves of the rest is no number to sort by.
    """
    if count <= mean:
        return max(0.0, 1.0 - sum(_chances(range(count), mean, variance)))
    tail = 0.0
    for chance in _chances(itertools.count(count), mean, variance):
        tail += chance
        if chance <= tail * _NEGLIGIBLE:
            break
    return min(1.0, tail)


def _chances(numbers: Iterable[int], mean: float, variance: float) -> Iterator[float]:
    return (exp(_log_chance(number, mean, variance)) for number in numbers)


def _log_chance(number: int, mean: float, variance: float) -> float:
    if variance <= mean * 1.0001:
        return number * log(mean) - mean - lgamma(number + 1)
    size = mean * mean / (variance - mean)
    chance = size / (size + mean)
    ways = lgamma(number + size) - lgamma(size) - lgamma(number + 1)
    return ways + size * log(chance) + number * log(1.0 - chance)
