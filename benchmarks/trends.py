"""How soon a spike is told, and how often one is told that is none.

    python -m benchmarks.trends [--stream FILE] [--watchlists FILE] [--seed 1]

Reports come hour by hour, and each hour the last 24 are judged as telemon does. The made traces have
habits of newsrooms (working days and hours, now and then an event with many reports); `--stream`
replays a recorded stream (JSONL with title, summary, published or first_seen), all of it and the hits
of watchlists. Spikes of five times the usual day are put in, one each ten days after the first two
weeks: how many are told within 24 hours of their beginning, and how many days a month are called
unusual where nothing was put in.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from monitor.compiled import shipped_reader
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document
from monitor.core.story import told_at
from monitor.core.trend import DAYS, Pace, Series, trend_of
from monitor.evaluate import read_watchlists

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 6, 1, tzinfo=UTC)
LEARNING = 14
TIMES = 5
EVERY = "every entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Spikes that were put in and told, and false alarms, over so many days of watching."""

    injected: int
    told: int
    false: int
    days: float


def main() -> None:
    """Prints a line for each rate, and one for each watchlist of the stream."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stream", type=Path, help="JSONL of entries with title and published")
    parser.add_argument("--watchlists", type=Path, help="a watchlists file for the stream")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    print(f"{'trace':28} | a day | spikes told in 24 h | false alarms a month")
    for rate in (1, 2, 5, 20, 60):
        found = [_judge(_newsroom(rate, dice), dice) for _ in range(20)]
        _tell(f"made, {rate} a working day", rate, found)
    if given.stream and given.watchlists:
        for name, times in _recorded(given.stream, given.watchlists):
            days = max(1.0, (times[-1] - times[0]) / DAY)
            _tell(name, len(times) / days, [_judge(times, dice)])


def _tell(name: str, rate: float, found: Sequence[Figures]) -> None:
    injected, told = sum(f.injected for f in found), sum(f.told for f in found)
    month = 30 * sum(f.false for f in found) / max(1.0, sum(f.days for f in found))
    print(f"{name:28} | {rate:5.1f} | {told:4} of {injected:4}        | {month:.2f}")


def _newsroom(rate: float, dice: random.Random) -> list[datetime]:
    """Ninety days: a tenth as much on weekends, three fourths between 7 and 19 o'clock."""
    times = []
    for day in range(90):
        begin = START + day * DAY
        usual = rate * (0.1 if begin.weekday() >= 5 else 1.0) * dice.gammavariate(6, 1 / 6)
        count = sum(dice.random() < usual / 400 for _ in range(400))
        for _ in range(count):
            busy = dice.random() < 0.75
            times.append(begin + HOUR * (dice.uniform(7, 19) if busy else dice.uniform(0, 24)))
    return sorted(times)


def _recorded(stream: Path, watchlists: Path) -> list[tuple[str, list[datetime]]]:
    configuration = read_watchlists(watchlists)
    reader = shipped_reader()
    queries = {one.id: parse_query(one.query) for one in configuration.watchlists}
    matcher = Matcher(reader.concepts, queries, reader)
    found: dict[str, list[datetime]] = {name: [] for name in (EVERY, *queries)}
    for line in stream.read_text("utf-8").splitlines():
        row = json.loads(line)
        found[EVERY].append(_moment(row))
        for match in matcher.match(matcher.read(_document(row))):
            found[match.watchlist_id].append(_moment(row))
    return [(name, sorted(times)) for name, times in found.items() if len(times) >= LEARNING]


def _document(row: dict[str, str | None]) -> Document:
    return Document(
        title=row.get("title") or "",
        summary=row.get("summary") or "",
        language=row.get("language"),
        outlet=row.get("outlet") or "",
    )


def _moment(row: dict[str, str | None]) -> datetime:
    """When it was told, as telemon reckons."""
    published, seen = _time(row.get("published")), _time(row.get("first_seen"))
    first = seen or published
    if first is None:
        raise SystemExit(f"neither published nor first_seen: {row}")
    return told_at(published, first)


def _time(text: str | None) -> datetime | None:
    moment = datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment


def _judge(times: Sequence[datetime], dice: random.Random) -> Figures:
    """Once as it came, for false alarms; once with spikes, for those told in time."""
    first, last = times[0], times[-1]
    days = (last - first) / DAY - LEARNING
    false = {at.date() for at in _alarms(times, first, last)}
    begins = [first + LEARNING * DAY + n * 10 * DAY for n in range(int(max(0.0, days) // 10))]
    more = list(times)
    for begin in begins:
        usual = max(1.0, len(times) / ((last - first) / DAY))
        more += [begin + dice.random() * DAY for _ in range(round(TIMES * usual))]
    alarms = _alarms(sorted(more), first, last)
    told = sum(any(begin <= at <= begin + DAY for at in alarms) for begin in begins)
    return Figures(injected=len(begins), told=told, false=len(false), days=max(0.0, days))


def _alarms(times: Sequence[datetime], first: datetime, last: datetime) -> list[datetime]:
    """The hours in which the last 24 are called a spike."""
    found, at = [], first + LEARNING * DAY
    while at < last:
        known = (at - first) // DAY
        ends = [bisect_right(times, at - age * DAY) for age in range(DAYS + 1, -1, -1)]
        counts = tuple(later - earlier for earlier, later in pairwise(ends))
        series = Series(name="", reports=counts, stories=(), known=min(DAYS, known))
        if trend_of(series, at).pace is Pace.SPIKE:
            found.append(at)
        at += HOUR
    return found


if __name__ == "__main__":
    main()
