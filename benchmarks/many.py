"""Ten thousand feeds on one machine, alone: do the polls keep up, at what cost?

    python -m benchmarks.many [--feeds 10000] [--entries 5] [--minutes 40] [--speed 8]

A whole house with its own clock, which runs `--speed` times as fast as time: 10,000 feeds at the usual
15 minutes are then as much work as 80,000. It begins empty: first polls are spread over 15 minutes,
as they are for anybody who adds so many feeds; then feeds are polled as their schedules say, while
one of them tells something new every few seconds. Lateness counts from the moment a feed was due to the
moment its poll is recorded, in seconds of real time, waiting for the next tick (1 s) included.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from benchmarks.phases import Job, ask, peak_mb
from benchmarks.polling import farm
from benchmarks.prose import queries
from benchmarks.side_telemon import settings_of, write_home
from config.home import Home
from monitor import loop
from monitor.app import App, open_app
from monitor.flow.poll import poll

TICK = 1.0
FIRST = timedelta(minutes=15)
NEWS_A_DAY = 12  # of each feed
SLICE = timedelta(minutes=5)


class FastClock:
    """A clock that runs `speed` times as fast as time, from now on."""

    def __init__(self, speed: float) -> None:
        self.began, self._speed, self._start = datetime.now(UTC), speed, time.monotonic()

    def __call__(self) -> datetime:
        return self.began + timedelta(seconds=(time.monotonic() - self._start) * self._speed)


@dataclass(slots=True)
class Watch:
    """What the table of feeds says after each tick: which were polled, and how late."""

    database: Path
    due: dict[str, datetime] = field(default_factory=dict)
    lateness: list[tuple[datetime, float]] = field(default_factory=list)
    seen: str = ""

    def look(self) -> None:
        """Takes the polls since the last look, each with the seconds (of the clock) that it was late."""
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute(
                "SELECT id, due_at, last_poll_at FROM feed WHERE coalesce(last_poll_at, '') >= ?",
                (self.seen,),
            ).fetchall()
        for feed, due_at, polled_at in rows:
            if polled_at is not None and self.due.get(feed) != _time(due_at):
                polled, was_due = _time(polled_at), self.due[feed]
                self.lateness.append((polled, (polled - was_due).total_seconds()))
                self.seen = max(self.seen, polled_at)
            self.due[feed] = _time(due_at)


def main() -> None:
    """Runs it and prints what was seen, slice by slice."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--feeds", type=int, default=10_000)
    asked.add_argument("--entries", type=int, default=5)
    asked.add_argument("--watchlists", type=int, default=1000)
    asked.add_argument("--minutes", type=float, default=40, help="of the fast clock")
    asked.add_argument("--speed", type=float, default=8)
    asked.add_argument("--processes", type=int, default=2)
    options = asked.parse_args()
    with farm(options.feeds, options.entries) as served, tempfile.TemporaryDirectory() as folder:
        job = Job(
            control=served.control,
            urls=served.urls,
            watchlists=queries(options.watchlists),
            processes=options.processes,
        )
        loop.run(_run(job, Path(folder), options.minutes, options.speed))


async def _run(job: Job, folder: Path, minutes: float, speed: float) -> None:
    settings = settings_of(folder, job)
    write_home(Home(settings.home), job)
    clock = FastClock(speed)
    async with open_app(settings, clock=clock) as app:
        watch = Watch(Path(Home(settings.home).database_url.removeprefix("sqlite:///")))
        watch.look()
        cpu, begun = _cpu(), time.monotonic()
        facts = await _keep_polling(app, job, watch, clock.began + timedelta(minutes=minutes))
        seconds, peak = time.monotonic() - begun, peak_mb(app.desk.pool.workers)
    cpu = _cpu() - cpu  # of the workers too, now that they have ended
    _report(watch, clock.began, speed, len(job.urls))
    polls = len(watch.lateness)
    print(
        f"{polls:,} polls in {seconds:.0f} s ({polls / seconds:.0f} a second), {facts}\n"
        f"{1000 * cpu / polls:.2f} ms of CPU a poll: at real speed {100 * cpu / seconds / speed:.0f} % "
        f"of a core; peak {peak:,.0f} MB"
    )


def _cpu() -> float:
    """Seconds of this process and of those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


async def _keep_polling(app: App, job: Job, watch: Watch, end: datetime) -> dict[str, int]:
    """Wakes the deed at each tick until `end`, while the feeds go on telling; what it recorded."""
    facts: dict[str, int] = {}
    clock, told = app.desk.clock, app.desk.clock()
    while clock() < end:
        began = time.monotonic()
        days = (clock() - told) / timedelta(days=1)
        if news := int(NEWS_A_DAY * days * len(job.urls)):
            share = news / len(job.urls)
            await asyncio.to_thread(ask, job, f"/change?share={share}&new=1")
            told = clock()
        report = await poll(app.desk, app.live)
        for name, count in report.facts.items():
            facts[name] = facts.get(name, 0) + count
        await asyncio.to_thread(watch.look)
        await asyncio.sleep(max(TICK - (time.monotonic() - began), 0))
    return facts


def _report(watch: Watch, began: datetime, speed: float, feeds: int) -> None:
    print(f"{feeds:,} feeds, a clock {speed:g} times as fast; lateness in seconds of real time")
    print("{:>12} {:>7} {:>7} {:>7} {:>7}".format("minutes", "polls", "median", "p95", "most"))
    last = max((at for at, _ in watch.lateness), default=began)
    start = began
    while start < last:
        late = [by / speed for at, by in watch.lateness if start <= at < start + SLICE]
        if len(late) > 1:
            minute = (start - began) / timedelta(minutes=1)
            p95 = quantiles(late, n=20)[-1]
            kind = " (first polls)" if start - began < FIRST else ""
            print(
                f"{minute:5.0f} - {minute + SLICE.total_seconds() / 60:4.0f} {len(late):7,} "
                f"{median(late):7.1f} {p95:7.1f} {max(late):7.1f}{kind}"
            )
        start += SLICE


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
