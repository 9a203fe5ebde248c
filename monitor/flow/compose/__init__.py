"""Compose: makes the issues of digests that are due, and their deliveries, in one unit of work each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from monitor.core.agenda import Agenda, agenda_of
from monitor.core.composition import Circumstances
from monitor.core.composition import compose as compose_issue
from monitor.core.digest import Ahead, DigestPlan, Rise, WhenEmpty
from monitor.core.feed import Verdict
from monitor.core.schedule import LATE_AFTER, Due, Rhythm
from monitor.core.trend import Pace
from monitor.flow.compose.choosing import (
    FIRST_WINDOW,
    Choice,
    Waiting,
    materials,
    ready,
    waiting,
)
from monitor.flow.compose.collecting import collect
from monitor.flow.compose.summarising import summarised
from monitor.flow.desk import Desk, Live, Report
from monitor.flow.events import deadlines_of
from monitor.flow.matching import read_safely
from storage import digests, entries, feeds, subscriptions, tellings, trends
from storage.digests import Edition
from storage.engine import Session
from storage.tellings import Recipient

PATIENCE = timedelta(minutes=10)
# Of an immediate digest at most this many messages in one run, so that others get their turn.
MOST_IN_A_RUN = 50
AHEAD, MOST_DEADLINES = timedelta(days=28), 8


async def compose(desk: Desk, live: Live) -> Report:
    """Composes every digest that is due; a digest is composed at most once for each moment."""
    done = made = 0
    for plan in live.configuration.digests:
        for _ in range(MOST_IN_A_RUN):
            issue = await desk.write(partial(_compose_due, plan=plan, live=live, now=desk.clock()))
            if issue is None:
                break
            done, made = done + 1, made + issue
    collected = await desk.write(partial(collect, live=live, now=desk.clock()))
    return Report(deed="composed", done=done + collected, facts={"deliveries": made + collected})


def preview(session: Session, live: Live, plan: DigestPlan, now: datetime) -> list[Edition]:
    """What `plan` would bring if it were due now, by the composer that the deed uses; nothing is kept."""
    return _editions(session, live, plan, Due(at=now, late=False), now)


def send_now(session: Session, live: Live, plan: DigestPlan, now: datetime) -> int:
    """Composes `plan` out of turn, for the period that is `now`; returns how many deliveries were made."""
    editions = _editions(session, live, plan, Due(at=now, late=False), now)
    return digests.record(session, [replace(one, held=()) for one in editions], now)


def _compose_due(session: Session, *, plan: DigestPlan, live: Live, now: datetime) -> int | None:
    """Composes `plan` if it is due; returns the deliveries made, None when it is not due."""
    agenda, last = agenda_of(plan), digests.last_scheduled(session, plan.id)
    if _single(plan):
        editions = _immediate(session, live, plan, now, last)
        return digests.record(session, editions, now) if editions else None
    moment = agenda.due(last=last, now=now)
    if moment is None or (last is None and _waits_for_first_polls(session, plan, now)):
        return None
    if last is None:  # nobody waited for the first issue, so it cannot be late
        moment = Due(at=moment.at, late=False)
    return digests.record(session, _editions(session, live, plan, moment, now), now)


def _immediate(
    session: Session, live: Live, plan: DigestPlan, now: datetime, last: datetime | None
) -> list[Edition]:
    """The next message of an immediate digest; none while nothing has gathered."""
    if last is None and _waits_for_first_polls(session, plan, now):
        return []
    found = ready(live, plan, waiting(session, live, plan, now), now)
    since = min((c.since for c in found.choices.values() if c.since is not None), default=None)
    if since is None:
        return []
    at = agenda_of(plan).upcoming(since + plan.gather - timedelta(microseconds=1), 1)[0]
    late = last is not None and now - at > LATE_AFTER
    if last is not None and at <= last:  # several at one moment: each has a period of its own
        at = last + timedelta(milliseconds=1)
    return _made(session, live, plan, found, Due(at=at, late=late), now)


def _waits_for_first_polls(session: Session, plan: DigestPlan, now: datetime) -> bool:
    """Whether a first issue would miss feeds that are being polled for the first time just now."""
    since = (reader.since for reader in subscriptions.of_digest(session, plan.id).values())
    began = min(since, default=now - FIRST_WINDOW) + FIRST_WINDOW
    return feeds.never_polled(session) > 0 and now - began < PATIENCE


def _editions(
    session: Session, live: Live, plan: DigestPlan, moment: Due, now: datetime
) -> list[Edition]:
    """The editions of one issue with all that waits, or the note that it was skipped."""
    found = waiting(session, live, plan, now)
    return _made(session, live, plan, found, moment, now)


def _made(
    session: Session, live: Live, plan: DigestPlan, found: Waiting, moment: Due, now: datetime
) -> list[Edition]:
    """The editions: recipients for whom the same stories wait share one."""
    circumstances = _circumstances(session, live, plan, moment, now, found.muted)
    over = _over_the_cap(session, live, plan, now)
    made, weak = [], dict[int, None]()
    for choice, recipients in _grouped(found):
        edition = _edition(session, live, plan, choice, circumstances)
        weak |= dict.fromkeys(edition.weak)
        if edition.issue.stories or plan.when_empty is WhenEmpty.SEND:
            held = tuple(who for who in recipients if who in over)
            free = tuple(who for who in recipients if who not in over)
            made.append(replace(edition, recipients=free, held=held))
    if made:
        return made
    composed = compose_issue(plan, (), live.names, circumstances)
    return [Edition(issue=composed.issue, weak=tuple(weak), skipped=True)]


def _grouped(found: Waiting) -> list[tuple[Choice, list[Recipient]]]:
    groups: dict[tuple[object, ...], tuple[Choice, list[Recipient]]] = {}
    for who, choice in found.choices.items():
        told = ((story, news.update.told_at) for story, news in choice.updates.items())
        key = (*choice.stories, None, *told)
        groups.setdefault(key, (choice, []))[1].append(who)
    return list(groups.values())


def _edition(
    session: Session, live: Live, plan: DigestPlan, choice: Choice, circumstances: Circumstances
) -> Edition:
    found = materials(session, choice.stories, plan.watchlists)
    composed = compose_issue(
        plan,
        found,
        live.names,
        circumstances,
        updates={story: news.update for story, news in choice.updates.items()},
        single=_single(plan),
    )
    issue = summarised(session, live, composed.issue, found)
    return Edition(issue=issue, cut=composed.cut, weak=composed.weak)


def _single(plan: DigestPlan) -> bool:
    """Whether each message of a digest is about one story."""
    return agenda_of(plan).schedule.rhythm is Rhythm.IMMEDIATE


def _over_the_cap(
    session: Session, live: Live, plan: DigestPlan, now: datetime
) -> frozenset[Recipient]:
    """Who had as many digests today as the channel takes; the day is that of the digest's zone."""
    caps = {
        name: live.channels[name].max_per_day
        for name in plan.channels
        if live.channels[name].max_per_day is not None
    }
    if not caps:
        return frozenset()
    today = Agenda.dawn_of(now, ZoneInfo(plan.timezone))
    sent: Mapping[Recipient, int] = tellings.count_sent(session, list(caps), since=today)
    return frozenset(who for who, count in sent.items() if count >= (caps[who[0]] or 0))


def _circumstances(
    session: Session, live: Live, plan: DigestPlan, moment: Due, now: datetime, muted: int
) -> Circumstances:
    last = digests.last_composed(session, plan.id) or now - FIRST_WINDOW
    verdicts = feeds.count_by_verdict(session)
    return Circumstances(
        period=moment.at.isoformat(),
        scheduled_at=moment.at,
        composed_at=now,
        late=moment.late,
        config_revision=live.revision,
        entries_seen=entries.count_since(session, last),
        failing_feeds=sum(
            count
            for name, count in verdicts.items()
            if not Verdict(name).healthy and name != Verdict.PENDING
        ),
        muted=muted,
        # A message about one story says nothing of its watchlists, and many may be made in one unit.
        rises=() if _single(plan) else _rises(session, live, plan, now),
        deadlines=() if _single(plan) else _deadlines(session, live, plan, now),
    )


def _deadlines(session: Session, live: Live, plan: DigestPlan, now: datetime) -> tuple[Ahead, ...]:
    """What hits of the digest's watchlists say is due in the next weeks, the next first."""
    today = now.astimezone(ZoneInfo(plan.timezone)).date()
    read = partial(read_safely, live)
    found = deadlines_of(session, plan.watchlists, now, read, live.concepts)
    ahead = [one for one in found if today <= one.due <= today + AHEAD]
    return tuple(
        Ahead(
            due=one.due,
            about=one.about,
            title=one.lead.title,
            outlet=one.lead.outlet,
            url=one.lead.url,
        )
        for one in ahead[:MOST_DEADLINES]
    )


def _rises(session: Session, live: Live, plan: DigestPlan, now: datetime) -> tuple[Rise, ...]:
    """The watchlists of the digest that are told of more than usual, least usual first."""
    found = trends.watchlist_trends(session, plan.watchlists, now)
    spikes = sorted((one for one in found if one.pace is Pace.SPIKE), key=lambda one: one.odds)
    return tuple(
        Rise(
            watchlist=one.series.name,
            name=live.names.get(one.series.name, one.series.name),
            reports=one.reports,
            usual=round(one.usual, 1),
        )
        for one in spikes
    )
