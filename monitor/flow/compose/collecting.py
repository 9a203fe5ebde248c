"""Collecting: what the daily cap of a channel held back goes out as one message after the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.agenda import Agenda, agenda_of
from monitor.core.collecting import collected
from monitor.core.delivery import COLLECTED_ID
from monitor.core.digest import Issue
from monitor.core.schedule import parse_schedule
from monitor.flow.desk import Live
from storage import deliveries, digests, subscriptions
from storage.deliveries import Delivery
from storage.digests import Edition
from storage.engine import Session
from storage.subscriptions import Subscription


def collect(session: Session, live: Live, now: datetime) -> int:
    """Composes what was held on days that are over; returns how many deliveries were made."""
    made = 0
    held = deliveries.held(session)
    for channel_id in dict.fromkeys(one.channel_id for one in held):
        boundary = _boundary(live, channel_id, now)
        if boundary is None:
            continue
        past = [d for d in held if d.channel_id == channel_id and d.created_at < boundary]
        editions = _editions(session, channel_id, past, boundary, now)
        if editions and digests.record(session, editions, now):
            subscriptions.sync(session, _readers(editions, now))
            deliveries.mark_collected(session, [one.id for one in past])
            made += sum(len(edition.recipients) for edition in editions)
    return made


def _boundary(live: Live, channel_id: str, now: datetime) -> datetime | None:
    """The beginning of today, once the first digest of the channel may speak after it; else None."""
    plan = next((p for p in live.configuration.digests if channel_id in p.channels), None)
    if plan is None:
        return Agenda.dawn_of(now, ZoneInfo("UTC"))
    dawn = Agenda.dawn_of(now, ZoneInfo(plan.timezone))
    agenda = replace(agenda_of(plan), schedule=parse_schedule("immediate"))
    awake = agenda.upcoming(dawn - timedelta(microseconds=1), 1)
    return dawn if awake and awake[0] <= now else None


def _editions(
    session: Session, channel_id: str, held: Sequence[Delivery], boundary: datetime, now: datetime
) -> list[Edition]:
    """One edition for all recipients of whom the same issues were held."""
    by_recipient: dict[str, list[int]] = {}
    for one in held:
        if one.digest_pk is not None:
            by_recipient.setdefault(one.recipient, []).append(one.digest_pk)
    groups: dict[tuple[int, ...], list[str]] = {}
    for recipient, pks in by_recipient.items():
        groups.setdefault(tuple(sorted(pks)), []).append(recipient)
    made = []
    for told, recipients in groups.items():
        held_back = [stored.issue for stored in _stored(session, told)]
        issue = collected(
            held_back,
            digest_id=f"{COLLECTED_ID}{channel_id}",
            period=boundary,
            now=now,
        )
        cut = _cut(session, told, held_back, issue)
        to = tuple((channel_id, recipient) for recipient in recipients)
        made.append(Edition(issue=issue, cut=cut, recipients=to))
    return made


def _cut(
    session: Session, told: Iterable[int], held_back: Iterable[Issue], made: Issue
) -> tuple[int, ...]:
    """The stories of the issues held back, and those that they left out, that `made` does not show."""
    shown = {story.story_id for story in made.stories}
    found = [story.story_id for issue in held_back for story in issue.stories]
    for pk, issue in zip(told, held_back, strict=True):
        found.extend(digests.left_out(session, pk, shown=len(issue.stories)))
    return tuple(dict.fromkeys(story for story in found if story not in shown))


def _readers(editions: Iterable[Edition], now: datetime) -> list[Subscription]:
    """Who gets these: each needs a link of its own to leave."""
    return [
        Subscription(
            digest_id=edition.issue.digest_id, channel_id=channel, recipient=recipient, since=now
        )
        for edition in editions
        for channel, recipient in edition.recipients
    ]


def _stored(session: Session, pks: Iterable[int]) -> list[digests.Digest]:
    found = (digests.get(session, pk) for pk in pks)
    return [one for one in found if one is not None]
