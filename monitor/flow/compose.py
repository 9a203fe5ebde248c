"""Compose: makes the issues of digests that are due, and their deliveries, in one unit of work each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from monitor.core.composition import (
    Circumstances,
    ReportHit,
    StoryMaterial,
    StoryReport,
)
from monitor.core.composition import compose as compose_issue
from monitor.core.digest import DigestPlan, WhenEmpty
from monitor.core.feed import Kind, Verdict
from monitor.core.schedule import Due, due, parse_schedule
from monitor.flow.desk import Desk, Live, Report
from storage import digests, entries, feeds, hits, subscriptions
from storage.digests import Edition
from storage.engine import Session
from storage.entries import Entry
from storage.hits import Hit

WINDOW = timedelta(days=30)
FIRST_WINDOW = timedelta(hours=24)
PATIENCE = timedelta(minutes=10)

Recipient = tuple[str, str]  # channel id, recipient


async def compose(desk: Desk, live: Live) -> Report:
    """Composes every digest that is due; a digest is composed at most once for each moment."""
    done = made = 0
    for plan in live.configuration.digests:
        issue = await desk.write(partial(_compose_due, plan=plan, live=live, now=desk.clock()))
        if issue is not None:
            done, made = done + 1, made + issue
    return Report(deed="composed", done=done, facts={"deliveries": made})


def preview(session: Session, live: Live, plan: DigestPlan, now: datetime) -> list[Edition]:
    """What `plan` would bring if it were due now, by the composer that the deed uses; nothing is kept."""
    return editions(session, live, plan, Due(at=now, late=False), now)


def send_now(session: Session, live: Live, plan: DigestPlan, now: datetime) -> int:
    """Composes `plan` out of turn, for the period that is `now`; returns how many deliveries were made."""
    return digests.record(session, editions(session, live, plan, Due(at=now, late=False), now), now)


def _compose_due(session: Session, *, plan: DigestPlan, live: Live, now: datetime) -> int | None:
    """Composes `plan` if it is due; returns the deliveries made, None when it is not due."""
    last = digests.last_scheduled(session, plan.id)
    moment = due(parse_schedule(plan.schedule), ZoneInfo(plan.timezone), last=last, now=now)
    if moment is None or (last is None and _waits_for_first_polls(session, plan, now)):
        return None
    if last is None:  # nobody waited for the first issue, so it cannot be late
        moment = Due(at=moment.at, late=False)
    return digests.record(session, editions(session, live, plan, moment, now), now)


def _waits_for_first_polls(session: Session, plan: DigestPlan, now: datetime) -> bool:
    """Whether a first issue would miss feeds that are being polled for the first time just now."""
    since = (reader.since for reader in subscriptions.of_digest(session, plan.id).values())
    began = min(since, default=now - FIRST_WINDOW) + FIRST_WINDOW
    return feeds.never_polled(session) > 0 and now - began < PATIENCE


def editions(
    session: Session, live: Live, plan: DigestPlan, moment: Due, now: datetime
) -> list[Edition]:
    """The editions of one issue: recipients with the same stories unsent share one."""
    groups: dict[tuple[int, ...], list[Recipient]] = {}
    for recipient, since in _recipients(session, live, plan, now).items():
        unsent = hits.unsent_stories(
            session,
            digest_id=plan.id,
            watchlists=plan.watchlists,
            channel_id=recipient[0],
            recipient=recipient[1],
            since=since,
            until=now,
        )
        groups.setdefault(tuple(unsent), []).append(recipient)
    if plan.when_empty is WhenEmpty.SKIP:
        groups = {stories: recipients for stories, recipients in groups.items() if stories}
    circumstances = _circumstances(session, live, plan, moment, now)
    made = []
    for stories, recipients in groups.items():
        composed = compose_issue(
            plan, materials(session, stories, plan.watchlists), live.names, circumstances
        )
        edition = Edition(issue=composed.issue, cut=composed.cut, recipients=tuple(recipients))
        made.append(edition)
    return made or [_skipped(live, plan, circumstances)]


def materials(
    session: Session, story_ids: Iterable[int], watchlists: Sequence[str]
) -> list[StoryMaterial]:
    """Stories with all their entries, and the hits of `watchlists` on these."""
    reports = entries.of_stories(session, story_ids)
    found = hits.of_entries(session, [entry.id for told in reports.values() for entry in told])
    return [
        StoryMaterial(
            story_id=story_id,
            reports=tuple(
                _report(entry, [h for h in found.get(entry.id, ()) if h.watchlist_id in watchlists])
                for entry in told
            ),
        )
        for story_id, told in reports.items()
    ]


def _recipients(
    session: Session, live: Live, plan: DigestPlan, now: datetime
) -> dict[Recipient, datetime]:
    """Who gets `plan`, and from when on hits count for each; who unsubscribed is not among them."""
    known = subscriptions.of_digest(session, plan.id)
    found = {}
    for channel_id in plan.channels:
        for recipient in live.channels[channel_id].recipients:
            reader = known.get((channel_id, recipient))
            if reader is None or reader.ended_at is None:
                since = reader.since if reader else now - FIRST_WINDOW
                found[channel_id, recipient] = max(since, now - WINDOW)
    return found


def _circumstances(
    session: Session, live: Live, plan: DigestPlan, moment: Due, now: datetime
) -> Circumstances:
    last = digests.last_scheduled(session, plan.id) or now - FIRST_WINDOW
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
    )


def _skipped(live: Live, plan: DigestPlan, circumstances: Circumstances) -> Edition:
    composed = compose_issue(plan, (), live.names, circumstances)
    return Edition(issue=composed.issue, skipped=True)


def _report(entry: Entry, found: Sequence[Hit]) -> StoryReport:
    return StoryReport(
        entry_id=entry.id,
        title=entry.title,
        summary=entry.summary,
        url=entry.url,
        outlet=entry.outlet,
        kind=Kind(entry.kind),
        weight=entry.weight,
        language=entry.language,
        published=entry.published_at,
        seen_at=entry.first_seen_at,
        hits=tuple(ReportHit(watchlist_id=h.watchlist_id, spans=h.spans) for h in found),
    )
