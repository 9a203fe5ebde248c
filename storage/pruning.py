"""Forgetting: what is older than the operator keeps, in bounded steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.delivery import DeliveryState
from storage import folds, search
from storage.entries import identity_hash
from storage.statements import among, insert_new, rows_changed, table_of
from storage.tables import (
    ArticleRow,
    DeliveryRow,
    DigestRow,
    DigestStoryRow,
    EntryFoldRow,
    EntryRevisionRow,
    EntryRow,
    GoneEntryRow,
    HitRow,
    PageParagraphRow,
    PollRow,
    StoryRow,
    StorySummaryRow,
)

# Folding does not remember longer: 7 days from the entry told last, and some for a pause.
_REMEMBERED = timedelta(days=30)


def prune_entries(session: Session, *, before: datetime, now: datetime, limit: int) -> int:
    """Forgets up to `limit` entries not seen first since `before`; returns how many.

    Their identities stay as hashes, so that a feed which still lists them does not bring them back.
    Entries of a story that waits in a pending delivery stay until it is sent.
    """
    entry = table_of(EntryRow)
    waiting = _stories_waiting()
    query = (
        sa.select(entry.c.id, entry.c.feed_id, entry.c.identity)
        .where(
            entry.c.first_seen_at < before,
            sa.or_(entry.c.story_id.is_(None), entry.c.story_id.not_in(waiting)),
        )
        .order_by(entry.c.id)
        .limit(limit)
    )
    rows = list(session.execute(query))
    ids = [row[0] for row in rows]
    if not ids:
        return 0
    insert_new(
        session,
        GoneEntryRow,
        [
            {"feed_id": row[1], "identity_hash": identity_hash(row[2]), "pruned_at": now}
            for row in rows
        ],
    )
    for owner in (HitRow, EntryRevisionRow, EntryFoldRow, ArticleRow):
        table = table_of(owner)
        session.execute(sa.delete(table).where(among(session, table.c.entry_id, ids)))
    search.delete(session, ids)
    session.execute(sa.delete(entry).where(among(session, entry.c.id, ids)))
    if before > now - _REMEMBERED:
        folds.begin_epoch(session)
    _prune_empty_stories(session)
    _choose_new_leads(session, ids)
    return len(ids)


def prune_polls(session: Session, *, before: datetime) -> int:
    """Forgets polls older than `before`; returns how many."""
    polls = table_of(PollRow)
    return rows_changed(session.execute(sa.delete(polls).where(polls.c.at < before)))


def prune_paragraphs(session: Session, *, before: datetime) -> int:
    """Forgets the paragraphs that no page of their host had since `before`; returns how many."""
    table = table_of(PageParagraphRow)
    return rows_changed(session.execute(sa.delete(table).where(table.c.last_seen_at < before)))


def prune_prints(session: Session, *, before: datetime) -> int:
    """Forgets the fingerprints of entries told before; why they are in their stories stays."""
    table = table_of(EntryFoldRow)
    old = sa.update(table).where(table.c.told_at < before, table.c.print != "")
    return rows_changed(session.execute(old.values(print="")))


def _stories_waiting() -> sa.Select[tuple[int]]:
    told, digest, delivery = table_of(DigestStoryRow), table_of(DigestRow), table_of(DeliveryRow)
    return (
        sa.select(told.c.story_id)
        .join(digest, digest.c.id == told.c.digest_pk)
        .join(delivery, delivery.c.digest_pk == digest.c.id)
        .where(delivery.c.state == DeliveryState.PENDING.value)
    )


def _prune_empty_stories(session: Session) -> None:
    story, entry, told = table_of(StoryRow), table_of(EntryRow), table_of(DigestStoryRow)
    filled = sa.select(entry.c.story_id).where(entry.c.story_id.is_not(None))
    bare = sa.select(story.c.id).where(story.c.id.not_in(filled), story.c.merged_into.is_(None))
    empty = list(session.scalars(bare))
    if empty:
        merged = sa.select(story.c.id).where(among(session, story.c.merged_into, empty))
        empty += list(session.scalars(merged))
        for owner in (told, table_of(StorySummaryRow)):
            session.execute(sa.delete(owner).where(among(session, owner.c.story_id, empty)))
        session.execute(sa.delete(story).where(among(session, story.c.id, empty)))


def _choose_new_leads(session: Session, gone: Sequence[int]) -> None:
    """Gives stories that lost their lead the oldest entry they have left."""
    story, entry = table_of(StoryRow), table_of(EntryRow)
    oldest = (
        sa.select(sa.func.min(entry.c.id)).where(entry.c.story_id == story.c.id).scalar_subquery()
    )
    session.execute(
        sa.update(story)
        .where(among(session, story.c.lead_entry_id, gone))
        .values(lead_entry_id=oldest)
    )
