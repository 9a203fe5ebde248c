"""Stories: what is known of each, and who is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.story import COPIES
from storage.statements import chunks, insert_one, table_of
from storage.tables import DigestStoryRow, EntryRow, HitRow, StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story; `title` is that of its lead.

    `outlet_count` counts those that tell it in words of their own, `copy_count` the entries that
    are copies of others. `merged_into`: the story that its entries went to by hand.
    """

    id: int
    title: str
    lead_entry_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    entry_count: int
    outlet_count: int
    copy_count: int
    merged_into: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """Which stories; an empty tuple or None means all. Times are of last sight."""

    watchlists: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    outlets: int = 1
    hit_only: bool = False
    ids: tuple[int, ...] = ()
    before_id: int | None = None


def create(session: Session, *, title: str, lead_entry_id: int, seen_at: datetime) -> int:
    """Begins a story and returns its id."""
    made = insert_one(
        session,
        StoryRow,
        title=title,
        lead_entry_id=lead_entry_id,
        first_seen_at=seen_at,
        last_seen_at=seen_at,
        entry_count=1,
        outlet_count=1,
        copy_count=0,
    )
    assert made is not None
    return made


def refresh(session: Session, story_ids: Iterable[int]) -> None:
    """Counts the entries and outlets of stories anew, and their first and last sight.

    Stories whose entries went elsewhere count none.
    """
    story, entry = table_of(StoryRow), table_of(EntryRow)
    copies = [reason.value for reason in COPIES]
    for part in chunks(sorted(set(story_ids))):
        session.execute(
            sa.update(story)
            .where(story.c.id.in_(part))
            .values(entry_count=0, outlet_count=0, copy_count=0)
        )
        query = (
            sa.select(
                entry.c.story_id,
                sa.func.count(),
                sa.func.count(sa.distinct(sa.func.lower(entry.c.outlet))),
                sa.func.sum(sa.case((entry.c.fold_reason.in_(copies), 1), else_=0)),
                sa.func.min(entry.c.first_seen_at),
                sa.func.max(entry.c.first_seen_at),
            )
            .where(entry.c.story_id.in_(part))
            .group_by(entry.c.story_id)
        )
        values = [
            {"key": r[0], "n": r[1], "o": r[2], "c": r[3], "first": r[4], "last": r[5]}
            for r in session.execute(query)
        ]
        if values:
            session.execute(
                sa.update(story)
                .where(story.c.id == sa.bindparam("key"))
                .values(
                    entry_count=sa.bindparam("n"),
                    outlet_count=sa.bindparam("o"),
                    copy_count=sa.bindparam("c"),
                    first_seen_at=sa.bindparam("first"),
                    last_seen_at=sa.bindparam("last"),
                ),
                values,
            )


def set_leads(session: Session, leads: Mapping[int, tuple[int, str]]) -> None:
    """Gives stories (by id) the entry that speaks for them, and its title."""
    story = table_of(StoryRow)
    if leads:
        session.execute(
            sa.update(story)
            .where(story.c.id == sa.bindparam("key"))
            .values(lead_entry_id=sa.bindparam("lead"), title=sa.bindparam("named")),
            [{"key": key, "lead": lead, "named": title} for key, (lead, title) in leads.items()],
        )


def set_merged(session: Session, story_ids: Iterable[int], into: int) -> None:
    """Says of stories, and of those merged into them before, into which one their entries went."""
    story = table_of(StoryRow)
    for part in chunks(story_ids):
        session.execute(
            sa.update(story)
            .where(sa.or_(story.c.id.in_(part), story.c.merged_into.in_(part)))
            .values(merged_into=into)
        )


def sent(session: Session, story_ids: Iterable[int]) -> set[int]:
    """Those of the stories that an issue of a digest brought, or counted as left out."""
    told = table_of(DigestStoryRow)
    found: set[int] = set()
    for part in chunks(story_ids):
        found |= set(session.scalars(sa.select(told.c.story_id).where(told.c.story_id.in_(part))))
    return found


def size(session: Session, story_id: int) -> int:
    """How many entries a story has; 0 where there is no such story."""
    story = table_of(StoryRow)
    found = session.execute(sa.select(story.c.entry_count).where(story.c.id == story_id))
    return found.scalar() or 0


def get(session: Session, story_id: int) -> Story | None:
    """One story, None when there is none."""
    row = session.get(StoryRow, story_id)
    return None if row is None else _story(row)


def listing(session: Session, wanted: StoryFilter, limit: int) -> list[Story]:
    """Stories, the one begun last first; the next page is asked with `before_id` of the last one."""
    query = select(StoryRow).where(
        col(StoryRow.outlet_count) >= wanted.outlets, col(StoryRow.entry_count) > 0
    )
    if wanted.watchlists or wanted.hit_only:
        hit, entry = table_of(HitRow), table_of(EntryRow)
        hits = (
            sa.select(entry.c.story_id)
            .join(hit, hit.c.entry_id == entry.c.id)
            .where(hit.c.withdrawn_at.is_(None), entry.c.story_id.is_not(None))
        )
        if wanted.watchlists:
            hits = hits.where(hit.c.watchlist_id.in_(wanted.watchlists))
        query = query.where(col(StoryRow.id).in_(hits))
    if wanted.ids:
        query = query.where(col(StoryRow.id).in_(wanted.ids))
    if wanted.since is not None:
        query = query.where(col(StoryRow.last_seen_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(StoryRow.last_seen_at) < wanted.until)
    if wanted.before_id is not None:
        query = query.where(col(StoryRow.id) < wanted.before_id)
    return [
        _story(row) for row in session.exec(query.order_by(col(StoryRow.id).desc()).limit(limit))
    ]


def _story(row: StoryRow) -> Story:
    return Story(**{name: getattr(row, name) for name in Story.__dataclass_fields__})
