"""How long news waits to be found, at an equal number of requests, beside other schedules.

    python -m benchmarks.schedule [--stream FOLDER] [--intervals 15 60] [--seed 1] [--only NAME ...]

Publication times are replayed feed by feed (see traces.py). Every schedule starts knowing nothing
and learns only from what its own polls found; the first 14 days count for none. telemon gets a
budget (one poll a feed in each interval of minutes, on average) and sets its price itself, every
hour. Each of the others is then scaled by one factor until it makes as many requests as telemon did
(within 1 %): a fixed interval; Miniflux's entry frequency (a week over the entries of the last week,
5 minutes to 24 hours); Media Cloud's (longer by 10 minutes, or an hour for feeds idle for a month,
when over 67 % of a listing is known, shorter by an hour when under 33 %, from 6 hours, 10 minutes to
24 hours). The parameters of telemon were chosen on seed 2 and with a look at the recorded stream;
seed 1 and any other is new to it. A star marks a schedule that its bounds kept from an equal number.
"""

from __future__ import annotations

import argparse
import heapq
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from benchmarks.traces import START, Trace, made, recorded
from monitor.core.polling import Pace, Rhythm, hour_of, learn, next_poll, pace_for

WARM_UP = 14 * 24.0
LISTED = 20  # entries that a feed lists at once
PEERS = ("fixed", "Miniflux", "Media Cloud")


class Schedule(Protocol):
    """Says how many hours to wait after a poll of feed `n` at hour `now` that found `new`."""

    def wait(self, n: int, now: float, new: Sequence[float]) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Requests made after the warm-up, and delays from publication to detection in minutes."""

    requests: int
    mean: float
    p95: float


class Fixed:
    """The same wait always."""

    def __init__(self, factor: float, feeds: int) -> None:
        self.factor = factor

    def wait(self, n: int, now: float, new: Sequence[float]) -> float:
        return self.factor


class Miniflux:
    """A week over the number of entries of the last week."""

    def __init__(self, factor: float, feeds: int) -> None:
        self.factor = factor
        self.week: list[list[float]] = [[] for _ in range(feeds)]

    def wait(self, n: int, now: float, new: Sequence[float]) -> float:
        self.week[n] = [at for at in (*self.week[n], *new) if at >= now - 168]
        count = len(self.week[n])
        return min(24.0, max(5 / 60, 168 / count * self.factor)) if count else 24.0


class MediaCloud:
    """Longer while most of a listing is known, shorter while most of it is new."""

    def __init__(self, factor: float, feeds: int) -> None:
        self.factor = factor
        self.waits = [6.0] * feeds
        self.newest = [0.0] * feeds
        self.listed: list[list[float]] = [[] for _ in range(feeds)]

    def wait(self, n: int, now: float, new: Sequence[float]) -> float:
        self.listed[n] = [*self.listed[n], *new][-LISTED:]
        known = 1 - len(new) / len(self.listed[n]) if new else 1.0
        if new:
            self.newest[n] = now
        wait = self.waits[n]
        if known >= 0.67:
            recent = now - self.newest[n] <= 31 * 24 or known < 1
            wait += 10 / 60 if recent else 1.0
        elif known < 0.33:
            wait = 6.0 if wait > 6 else wait - 1
        self.waits[n] = min(24.0, max(10 / 60, wait))
        return self.waits[n] * self.factor


class Telemon:
    """The rule under test, as the service uses it: `interval` is the mean that is allowed."""

    def __init__(self, interval: timedelta, feeds: int) -> None:
        self.interval = interval
        self.rhythms = [Rhythm(at=hour_of(START)) for _ in range(feeds)]
        self.polled = [START] * feeds
        self.needs = [1.0] * feeds
        self.pace = Pace(price=1.0)
        self.priced = -1.0
        self.spent, self.decided = 0.0, 0

    def wait(self, n: int, now: float, new: Sequence[float]) -> float:
        moment = at(now)
        started = time.perf_counter()
        if new:
            found = [at(hour) for hour in new]
            self.rhythms[n] = learn(self.rhythms[n], found, since=self.polled[n], now=moment)
        decision = next_poll(f"feed-{n}", self.rhythms[n], self._pace(now), moment)
        self.spent += time.perf_counter() - started
        self.decided += 1
        self.polled[n], self.needs[n] = moment, decision.need
        return (decision.at - moment) / timedelta(hours=1)

    def _pace(self, now: float) -> Pace:
        if now >= self.priced + 1:
            self.pace = pace_for(Counter(self.needs), self.interval)
            self.priced = now
        return self.pace


def at(hour: float) -> datetime:
    """The moment of an hour of a trace."""
    return START + timedelta(hours=hour)


def replay(trace: Trace, schedule: Schedule) -> Result:
    """Polls the feeds of a trace as `schedule` says; what is never found counts until the end."""
    end, requests = trace.days * 24.0, 0
    delays: list[float] = []
    seen = [0] * len(trace.feeds)
    due = [(0.5 * n / len(trace.feeds), n) for n in range(len(trace.feeds))]
    while due and due[0][0] < end:
        now, n = heapq.heappop(due)
        requests += now >= WARM_UP
        stop = seen[n]
        while stop < len(trace.feeds[n]) and trace.feeds[n][stop] <= now:
            stop += 1
        new, seen[n] = trace.feeds[n][seen[n] : stop], stop
        delays += [now - hour for hour in new if hour >= WARM_UP]
        heapq.heappush(due, (now + schedule.wait(n, now, new), n))
    missed = [(feed, seen[n]) for n, feed in enumerate(trace.feeds)]
    delays += [end - hour for feed, first in missed for hour in feed[first:] if hour >= WARM_UP]
    delays.sort()
    mean = 60 * sum(delays) / len(delays)
    return Result(requests=requests, mean=mean, p95=60 * delays[int(0.95 * len(delays))])


def equal(trace: Trace, peer: Callable[[float, int], Schedule], requests: int) -> Result:
    """The replay of a peer, scaled until it makes about `requests`."""
    feeds, factor = len(trace.feeds), 0.5
    result = replay(trace, peer(factor, feeds))
    for _ in range(12):
        if abs(result.requests / requests - 1) < 0.01:
            break
        factor *= result.requests / requests
        result = replay(trace, peer(factor, feeds))
    return result


def compared(trace: Trace, minutes: float) -> str:
    """One row of the table."""
    feeds = len(trace.feeds)
    budget = feeds * 24 * 60 / minutes
    ours = Telemon(timedelta(minutes=minutes), feeds)
    result = replay(trace, ours)
    spent = result.requests / (trace.days - WARM_UP / 24)
    peers = [equal(trace, peer, result.requests) for peer in (Fixed, Miniflux, MediaCloud)]
    best = min(peer.mean for peer in peers)
    cells = " | ".join(_cell(found, result.requests) for found in (*peers, result))
    return (
        f"{trace.name:12} | {minutes:5.0f} | {spent / feeds:5.1f} {spent / budget:4.0%} | {cells} "
        f"| {result.mean / best:4.2f}        | {1e6 * ours.spent / ours.decided:4.0f}"
    )


def _cell(found: Result, requests: int) -> str:
    """Mean and p95, with a star where a schedule could not be scaled to within 2 % of `requests`."""
    star = "*" if abs(found.requests / requests - 1) > 0.02 else " "
    return f"{found.mean:5.1f}{star} {found.p95:6.1f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--stream", type=Path, help="folder with items.jsonl and polls.jsonl")
    parser.add_argument("--intervals", type=float, nargs="+", default=[15.0, 60.0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", help="names of traces")
    given = parser.parse_args()
    traces = made(given.seed) + (recorded(given.stream) if given.stream else [])
    print(
        "minutes from publication to detection, mean and 95th percentile; requests a feed and day"
    )
    print(
        "trace        | every | requests    |",
        " | ".join(f"{name:13}" for name in PEERS),
        end=" | ",
    )
    print("telemon       | of the best | us a decision")
    for trace in traces:
        if not given.only or trace.name in given.only:
            for minutes in given.intervals:
                print(compared(trace, minutes), flush=True)


if __name__ == "__main__":
    main()
