"""Tellings: which hits may bring a story into a digest, and what each recipient was told before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.delivery import DeliveryState
from monitor.core.digest import CutReason
from monitor.core.feed import Feed, Kind
from monitor.core.waiting import Found, Told
from storage.statements import among, table_of
from storage.tables import (
    DeliveryRow,
    DigestRow,
    DigestStoryRow,
    EntryRow,
    FeedRow,
    HitRow,
    StoryRow,
)

Recipient = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a digest told: the editions each recipient got (not cancelled), and all editions by pk."""

    told: dict[int, Told]
    by_recipient: dict[Recipient, frozenset[int]] = field(default_factory=dict)

    @property
    def weighed(self) -> dict[int, datetime]:
        """When each story that was too weak for the digest was weighed last."""
        found: dict[int, datetime] = {}
        for edition in self.told.values():
            for story in edition.weak:
                found[story] = max(edition.at, found.get(story, edition.at))
        return found

    def of(self, recipient: Recipient) -> list[Told]:
        """The editions that a recipient got."""
        return [self.told[pk] for pk in self.by_recipient.get(recipient, ()) if pk in self.told]


def found(
    session: Session, watchlists: Sequence[str], *, since: datetime, until: datetime
) -> list[Found]:
    """The hits found after `since` and up to `until` that may bring a story, oldest first.

    Hits found later and baseline hits bring none, nor do those of entries not folded yet.
    """
    hit, entry, feed = table_of(HitRow), table_of(EntryRow), table_of(FeedRow)
    query = (
        sa.select(
            entry.c.story_id,
            hit.c.found_at,
            hit.c.watchlist_id,
            hit.c.spans,
            entry.c.language,
            entry.c.feed_id,
            feed.c.kind,
            feed.c.language.label("feed_language"),
            feed.c.country,
        )
        .join(entry, entry.c.id == hit.c.entry_id)
        .join(feed, feed.c.id == entry.c.feed_id)
        .where(
            hit.c.watchlist_id.in_(watchlists),
            hit.c.found_at > since,
            hit.c.found_at <= until,
            hit.c.later.is_(False),
            hit.c.baseline.is_(False),
            hit.c.withdrawn_at.is_(None),
            entry.c.story_id.is_not(None),
        )
        .order_by(hit.c.found_at, hit.c.id)
    )
    return [_found(row) for row in session.execute(query)]


def history(session: Session, digest_id: str, since: datetime) -> History:
    """What issues of the digest composed after `since` told, and to whom.

    A story that was merged counts as the one it was merged into.
    """
    digest, told = table_of(DigestRow), table_of(DigestStoryRow)
    delivery, story = table_of(DeliveryRow), table_of(StoryRow)
    now_in = sa.func.coalesce(story.c.merged_into, told.c.story_id)
    ours = (digest.c.digest_id == digest_id) & (digest.c.composed_at > since)
    rows = session.execute(
        sa.select(digest.c.id, digest.c.composed_at, now_in, told.c.shown, told.c.cut)
        .join(told, told.c.digest_pk == digest.c.id)
        .join(story, story.c.id == told.c.story_id)
        .where(ours)
    )
    editions: dict[int, Told] = {}
    for pk, at, story_id, shown, cut in rows:
        edition = editions.setdefault(pk, Told(at=at))
        if shown:
            edition.shown.add(story_id)
        elif cut == CutReason.RANK.name:
            edition.weak.add(story_id)
        else:
            edition.cut.add(story_id)
    got = session.execute(
        sa.select(delivery.c.channel_id, delivery.c.recipient, delivery.c.digest_pk)
        .join(digest, digest.c.id == delivery.c.digest_pk)
        .where(ours, delivery.c.state != DeliveryState.CANCELLED.value)
    )
    by_recipient: dict[Recipient, set[int]] = {}
    for channel, recipient, pk in got:
        by_recipient.setdefault((channel, recipient), set()).add(pk)
    frozen = {who: frozenset(pks) for who, pks in by_recipient.items()}
    return History(told=editions, by_recipient=frozen)


def newest_reports(session: Session, stories: Iterable[int]) -> dict[int, datetime]:
    """When the newest report of each story was seen first."""
    entry = table_of(EntryRow)
    wanted = list(stories)
    if not wanted:
        return {}
    query = (
        sa.select(entry.c.story_id, sa.func.max(entry.c.first_seen_at))
        .where(among(session, entry.c.story_id, wanted))
        .group_by(entry.c.story_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def count_sent(
    session: Session, channels: Sequence[str], *, since: datetime
) -> dict[Recipient, int]:
    """How many digests each recipient of `channels` was given since; held and cancelled ones do not count."""
    delivery = table_of(DeliveryRow)
    idle = (DeliveryState.HELD, DeliveryState.COLLECTED, DeliveryState.CANCELLED)
    query = (
        sa.select(delivery.c.channel_id, delivery.c.recipient, sa.func.count())
        .where(
            delivery.c.channel_id.in_(channels),
            delivery.c.created_at >= since,
            delivery.c.digest_pk.is_not(None),
            delivery.c.state.not_in([state.value for state in idle]),
        )
        .group_by(delivery.c.channel_id, delivery.c.recipient)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def _found(row: sa.Row[Any]) -> Found:
    feed = Feed(
        id=row.feed_id,
        url="",
        name=row.feed_id,
        kind=Kind(row.kind),
        language=row.feed_language,
        country=row.country,
    )
    return Found(
        story_id=row.story_id,
        found_at=row.found_at,
        watchlist_id=row.watchlist_id,
        concepts=frozenset(span["concept"] for span in row.spans if span.get("concept")),
        feed=feed,
        language=row.language,
    )
