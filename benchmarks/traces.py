"""Publication times to replay: made ones with known habits, and those of a recorded stream.

A trace has for each feed the hours (float, sorted) since Monday, 5 January 2026, 00:00 UTC. The made
ones are the same for the same seed; a trace has feeds of 25 entries a day down to one a week.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

START = datetime(2026, 1, 5, tzinfo=UTC)
FEEDS, DAYS = 30, 42
BUSIEST, IDLEST = 25.0, 1 / 7  # entries a day
_WEEK = (1.0, 1.1, 1.1, 1.0, 0.8, 0.1, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is replayed; `about` says what its feeds are like."""

    name: str
    about: str
    days: int
    feeds: list[list[float]]


def made(seed: int) -> list[Trace]:
    """The made traces."""
    return [
        _trace("office", "hours and weekdays of newsrooms", seed, _office),
        _trace("clocked", "at fixed times of weekdays, give or take 3 minutes", seed, _clocked),
        _trace("bursts", "several entries within the hour, then nothing for long", seed, _bursts),
        _trace(
            "dead", "half are newsrooms, a quarter stops on day 10, a quarter is empty", seed, _dead
        ),
        _trace("mixed", "all of the kinds", seed, _mixed),
        _trace(
            "no rhythm", "chance alone (its least possible is 2/3 of a fixed interval)", seed, _even
        ),
    ]


def recorded(folder: Path) -> list[Trace]:
    """Those of a recorded stream: feeds with dated entries, and the same with its empty feeds."""
    start, seen = datetime(2026, 6, 22, tzinfo=UTC), set[str]()
    times: dict[str, list[float]] = {}
    for line in (folder / "items.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        seen.add(entry["outlet"])
        if entry["published"]:
            at = (datetime.fromisoformat(entry["published"]) - start) / timedelta(hours=1)
            if at >= 0:
                times.setdefault(entry["outlet"], []).append(at)
    polled = {
        outlet
        for line in (folder / "polls.jsonl").read_text("utf-8").splitlines()
        for outlet in json.loads(line)["status"]
    }
    feeds = [sorted(found) for _, found in sorted(times.items())]
    empty: list[list[float]] = [[] for _ in polled - seen - {"seed"}]
    return [
        Trace(name="stream", about="real, feeds with dates", days=61, feeds=feeds),
        Trace(name="stream, all", about="and its empty feeds", days=61, feeds=feeds + empty),
    ]


_Maker = Callable[[random.Random, float, int], list[float]]


def _trace(name: str, about: str, seed: int, maker: _Maker) -> Trace:
    dice = random.Random(f"{name} {seed}")
    rates = [BUSIEST * (IDLEST / BUSIEST) ** (n / (FEEDS - 1)) for n in range(FEEDS)]
    feeds = [maker(dice, rate, n) for n, rate in enumerate(rates)]
    return Trace(name=name, about=about, days=DAYS, feeds=feeds)


def _thinned(dice: random.Random, rate: Callable[[float], float], most: float) -> list[float]:
    """Times of a Poisson process of `rate` an hour, which is `most` at most."""
    times, at = list[float](), 0.0
    while (at := at + dice.expovariate(most)) < DAYS * 24:
        if dice.random() < rate(at) / most:
            times.append(at)
    return times


def _even(dice: random.Random, rate: float, _: int) -> list[float]:
    return _thinned(dice, lambda _: rate / 24, rate / 24)


def _office(dice: random.Random, rate: float, _: int) -> list[float]:
    peak, width = dice.choice((8, 9, 13, 14, 15)), dice.choice((1.5, 2.5, 4.0))
    zone = dice.uniform(0, 24) if dice.random() < 0.3 else 0.0

    def shape(at: float) -> float:
        from_peak = (at - zone - peak + 12) % 24 - 12
        return (0.03 + math.exp(-((from_peak / width) ** 2) / 2)) * _WEEK[
            int((at - zone) // 24) % 7
        ]

    mean = sum(shape(quarter / 4) for quarter in range(24 * 7 * 4)) / (24 * 7 * 4)
    return _thinned(dice, lambda at: rate / 24 * shape(at) / mean, rate / 24 * 1.2 / mean)


def _clocked(dice: random.Random, rate: float, _: int) -> list[float]:
    count = max(1, round(min(rate, 4)))
    hours = sorted(dice.randrange(48) / 2 for _ in range(count))
    chance, each = (min(0.9, rate), max(1, round(rate / count)))
    return sorted(
        day * 24 + hour + abs(dice.gauss(0, 0.05))
        for day in range(DAYS)
        if day % 7 < 5
        for hour in hours
        if dice.random() < chance
        for _ in range(each)
    )


def _bursts(dice: random.Random, rate: float, n: int) -> list[float]:
    times = list[float]()
    for at in _office(dice, rate / 6, n):
        gaps = [0.0, *(dice.expovariate(6) for _ in range(dice.choice((0, 2, 5, 13))))]
        times += [at + after for after in accumulate(gaps)]
    return sorted(at for at in times if at < DAYS * 24)


def _dead(dice: random.Random, rate: float, n: int) -> list[float]:
    times = _office(dice, rate, n)
    if n % 4 == 0:
        return [at for at in times if at < 10 * 24]
    return times if n % 2 else []


def _mixed(dice: random.Random, rate: float, n: int) -> list[float]:
    return (_office, _even, _clocked, _bursts)[n % 4](dice, rate, n)
