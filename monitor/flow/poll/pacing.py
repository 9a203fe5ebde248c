"""When the polled feeds are polled next: what the tables remember, made into core's decision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.health import Standing, standing
from monitor.core.polling import (
    Asked,
    Decision,
    Failing,
    Pace,
    Rhythm,
    begin,
    dump,
    hour_of,
    learn,
    load,
    next_poll,
    pace_for,
    trouble_of,
)
from monitor.flow.poll.visit import Outcome
from monitor.intake.parse import ParsedFeed
from storage import feeds
from storage.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Paced:
    """How a feed stands and when it is polled next; `rhythm` is None where nothing was learned."""

    decision: Decision
    standing: Standing
    moved_to: str | None
    rhythm: str | None
    asks: str | None


def pace_of(session: Session, interval: timedelta) -> Pace:
    """The pace at which all feeds together make one poll each in every `interval`, as a mean."""
    return pace_for(feeds.needs(session), interval)


def paced(
    outcome: Outcome, appeared: Sequence[datetime | None], pace: Pace, now: datetime
) -> Paced:
    """When to poll the feed of `outcome` next; `appeared`: when its new entries were published."""
    state, parsed = outcome.state, outcome.parsed
    rhythm = learned(outcome, appeared, now)
    asks = state.asks if parsed is None else _written(parsed)
    failing = None
    if not outcome.verdict.healthy:
        trouble = trouble_of(outcome.verdict, unresolved=outcome.unresolved)
        failing = Failing(trouble=trouble, failures=state.failures + 1)
    known = rhythm or _known(state.rhythm, now)
    moved_to = outcome.fetched.permanent_url if outcome.fetched else state.moved_to
    decision = next_poll(
        state.id,
        known,
        pace,
        now,
        asked=_read(asks, outcome.server_wait),
        failing=failing,
        pushed=state.pushed_until is not None and state.pushed_until > now,
    )
    return Paced(
        decision=decision,
        standing=_standing(outcome, known, moved_to, now),
        moved_to=moved_to,
        rhythm=dump(rhythm) if rhythm else None,
        asks=asks,
    )


def _standing(outcome: Outcome, rhythm: Rhythm, moved_to: str | None, now: datetime) -> Standing:
    verdict, detail = outcome.verdict, outcome.detail
    if not verdict.healthy:
        return Standing(verdict=verdict, detail=detail)
    return standing(verdict, detail, rhythm=rhythm, moved_to=moved_to, now=now)


def learned(outcome: Outcome, appeared: Sequence[datetime | None], now: datetime) -> Rhythm | None:
    """The rhythm with what is new; None where nothing is."""
    state = outcome.state
    if state.first_success_at is None or state.last_success_at is None:
        return begin(appeared, now) if outcome.verdict.healthy else None
    if not appeared:
        return None
    return learn(_known(state.rhythm, now), appeared, since=state.last_success_at, now=now)


def _known(rhythm: str | None, now: datetime) -> Rhythm:
    return (load(rhythm) if rhythm else None) or Rhythm(at=hour_of(now))


def _written(parsed: ParsedFeed) -> str | None:
    """What a document asks for, as the table keeps it: a 304 does not say it again."""
    if parsed.min_wait is None and not parsed.skip_hours and not parsed.skip_days:
        return None
    seconds = parsed.min_wait.total_seconds() if parsed.min_wait else None
    return json.dumps([seconds, sorted(parsed.skip_hours), sorted(parsed.skip_days)])


def _read(asks: str | None, server: timedelta | None) -> Asked:
    seconds, hours, days = json.loads(asks) if asks else (None, (), ())
    return Asked(
        server=server,
        document=None if seconds is None else timedelta(seconds=seconds),
        skip_hours=frozenset(hours),
        skip_days=frozenset(days),
    )
