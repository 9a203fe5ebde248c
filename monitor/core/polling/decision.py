"""When a feed is polled next, and why then: the plan, within bounds, and what servers ask."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from monitor.core.feed import Verdict
from monitor.core.polling.forecast import Forecast, forecast
from monitor.core.polling.planning import price_for, wait
from monitor.core.polling.rhythm import DAYS, HOURS, Rhythm, hour_of

DAY = timedelta(days=1)
_SPREAD = 0.1  # of the wait, by the feed's id
_HOUR = timedelta(hours=1)
_AT_ONCE, _EACH, _FIRST_WINDOW = 50, timedelta(milliseconds=100), timedelta(minutes=15)
_PUSHED = 6  # usual waits, at least, between two polls of a feed whose news is pushed
_SOONEST, _QUIETEST = timedelta(minutes=5), 24
_SILENT, _LONG_SILENT = 0.5, timedelta(days=28)


class Why(StrEnum):
    """What decided the moment of the next poll."""

    LEARNING = "learning"  # no entry was seen yet
    EXPECTED = "expected"  # the usual plan
    BUSY = "busy"  # news is coming in right now
    QUIET = "quiet"  # little is expected before a later hour
    SILENT = "silent"  # silent for longer than usual
    SERVER = "server"  # Retry-After, max-age or Expires
    FEED = "feed"  # ttl, sy:updatePeriod
    SKIPPED = "skipped"  # skipHours, skipDays
    PUSHED = "pushed"  # its hub tells of news
    FAILED = "failed"


class Trouble(StrEnum):
    """Kinds of failure; the value is what people read."""

    HARD = "refused or unreadable"  # 401, 403, 410, a page, broken XML
    SOFT = "may pass"  # 404, 408, 429, 5xx, timed out, cut off
    NAME = "name not resolved"


_SOFT = frozenset(
    {
        Verdict.NOT_FOUND,  # feeds do come back from it
        Verdict.LIMITED,
        Verdict.SERVER_ERROR,
        Verdict.TIMEOUT,
        Verdict.UNREACHABLE,
        Verdict.EMPTY_BODY,
    }
)
_STEEPNESS = {Trouble.HARD: 1.0, Trouble.SOFT: 0.5, Trouble.NAME: 0.25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What may be spent. `price` is that of one poll in entry-hours (`price_for`).

    A feed is polled from `soonest` to `longest` after its last poll; `usual` is the first wait after
    a failure. Servers are heeded up to `heed`, documents up to `heed_document`.
    """

    price: float
    usual: timedelta = timedelta(minutes=15)
    soonest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=6)
    longest_failing: timedelta = DAY
    heed: timedelta = DAY
    heed_document: timedelta = DAY


def pace_for(needs: Mapping[float, int], interval: timedelta) -> Pace:
    """The pace at which feeds of these needs make one poll each in every `interval`, as a mean.

    A feed is polled at most every 5 minutes (or a third of the interval, if that is less), and at
    least every 24 intervals: with 15 minutes from 5 minutes to 6 hours.
    """
    soonest, longest = min(_SOONEST, interval / 3), interval * _QUIETEST
    budget = sum(needs.values()) * (DAY / interval)
    return Pace(
        price=price_for(needs, budget, fewest=DAY / longest, most=DAY / soonest),
        usual=interval,
        soonest=soonest,
        longest=longest,
        longest_failing=max(DAY, longest),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an answer asks for: `server` by headers, `document` by ttl or sy:updatePeriod.

    `skip_hours` (0 to 23) and `skip_days` (0 is Monday) are in UTC; all of them means none.
    """

    server: timedelta | None = None
    document: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """How a feed fails: the kind of the last failure, and how many there were in a row."""

    trouble: Trouble
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """When to poll next, what decided it, and that as a short sentence.

    `need` is what the feed would spend (`price_for`), to two digits, so that many feeds share one.
    """

    at: datetime
    why: Why
    reason: str
    need: float


def next_poll(
    feed_id: str,
    rhythm: Rhythm,
    pace: Pace,
    now: datetime,
    *,
    asked: Asked | None = None,
    failing: Failing | None = None,
    pushed: bool = False,
) -> Decision:
    """When to poll a feed next that was polled at `now`.

    The wait is the longest of the plan's, what was asked for, and after failures the usual wait
    doubled for each (hard), for every second (soft) or every fourth (name): 30, 60, 120 minutes,
    or 21, 30, 42, or 18, 21, 25, at most a day; a feed is never given up. A feed whose hub pushes its
    news (`pushed`) waits at least six usual waits. The wait is stretched by up to
    a tenth, by the feed's id, so that feeds which rest at the same hours do not return at once.
    """
    asked = asked or Asked()
    expected = forecast(rhythm, hour_of(now))
    least, why, reason = _least(asked, pace, failing, pushed=pushed)
    span = _planned(expected, pace, max(least, pace.soonest), asked)
    if span > least:
        why, reason = _explained(expected, rhythm, span)
    at = now + span * (1 + _SPREAD * share_of(feed_id))
    free = _unskipped(at, asked)
    if free != at:
        why, reason = Why.SKIPPED, "the feed asks not to be read at that time (skipHours, skipDays)"
        at = free + (at - now) % _HOUR * _SPREAD
    return Decision(at=at, why=why, reason=reason, need=float(f"{expected.need:.2g}"))


def trouble_of(verdict: Verdict, *, unresolved: bool) -> Trouble:
    """The kind of failure that an unhealthy verdict is; `unresolved`: its name had no address."""
    if unresolved:
        return Trouble.NAME
    return Trouble.SOFT if verdict in _SOFT else Trouble.HARD


def share_of(feed_id: str) -> float:
    """A number in [0, 1) that is always the same for a feed: its place in the spread."""
    digest = hashlib.blake2b(feed_id.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32


def first_turn(feed_id: str, *, among: int) -> timedelta:
    """How long a new feed waits for its first poll, so that `among` of them do not start at once.

    Nothing for up to 50 of them; above that they are spread over a tenth of a second each, at most
    15 minutes: 5 s for 100, 95 s for 1,000.
    """
    window = min((among - _AT_ONCE) * _EACH, _FIRST_WINDOW)
    return max(window, timedelta()) * share_of(feed_id)


def _least(
    asked: Asked, pace: Pace, failing: Failing | None, *, pushed: bool
) -> tuple[timedelta, Why, str]:
    """The least wait that was asked for, that failures impose or pushes allow, and its reason."""
    server = min(asked.server or timedelta(), pace.heed)
    document = min(asked.document or timedelta(), pace.heed_document)
    reasons = [
        (server, Why.SERVER, f"the server asks to wait {_words(server)}"),
        (document, Why.FEED, f"the feed asks to be read every {_words(document)} at most"),
    ]
    if pushed and failing is None:
        slow = min(_PUSHED * pace.usual, pace.longest)
        reasons.append((slow, Why.PUSHED, f"its hub pushes its news: waits {_words(slow)}"))
    if failing is not None and failing.failures:
        doublings = min(failing.failures * _STEEPNESS[failing.trouble], 32)
        back_off = min(pace.usual * 2**doublings, pace.longest_failing)
        times = "once" if failing.failures == 1 else f"{failing.failures} times in a row"
        words = f"failed {times} ({failing.trouble}): waits {_words(back_off)}"
        reasons.append((back_off, Why.FAILED, words))
    return max(reasons, key=lambda known: known[0])


def _planned(expected: Forecast, pace: Pace, least: timedelta, asked: Asked) -> timedelta:
    gap = max(min(asked.document or timedelta(), pace.heed_document), pace.soonest)
    hours = wait(
        expected,
        price=pace.price,
        soonest=least / _HOUR,
        longest=pace.longest / _HOUR,
        gap=gap / _HOUR,
    )
    return max(timedelta(hours=hours), least)


def _explained(expected: Forecast, rhythm: Rhythm, span: timedelta) -> tuple[Why, str]:
    """Why the plan waits as long as it does."""
    again = f"looks again in {_words(span)}"
    if rhythm.last is None:
        return Why.LEARNING, f"no entry seen yet: {again}"
    silent = timedelta(hours=expected.at - rhythm.last)
    if expected.silence < _SILENT or silent > _LONG_SILENT:
        return Why.SILENT, f"no entry for {_words(silent)}: {again}"
    if expected.fresh > expected.usual(expected.at):
        return Why.BUSY, f"news is coming in: {again}"
    here, then = expected.usual(expected.at), expected.usual(expected.at + span / _HOUR)
    if then > 2 * here:
        hour = int(expected.at + span / _HOUR) % HOURS
        return Why.QUIET, f"little is expected before {hour:02}:00 UTC"
    each_day = expected.level * 24
    often = f"{each_day:.0f} entries a day" if each_day >= 2 else f"{7 * each_day:.1f} a week"
    return Why.EXPECTED, f"about {often}: {again}"


def _unskipped(at: datetime, asked: Asked) -> datetime:
    """The first moment from `at` on that the feed does not ask to skip; `at` if it skips them all."""
    moment = at
    for _ in range(HOURS * DAYS):
        utc = moment.astimezone(UTC)
        if utc.hour not in asked.skip_hours and utc.weekday() not in asked.skip_days:
            return moment
        moment = utc.replace(minute=0, second=0, microsecond=0) + _HOUR
    return at


def _words(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 1:
        return f"{round(span.total_seconds())} s"
    if minutes < 90:
        return f"{minutes} min"
    if span < 3 * DAY:
        return f"{minutes / 60:.1f} h".replace(".0 h", " h")
    return f"{span.days} days"
