"""Stories, and the keys by which reports find them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.story import Candidate
from storage.statements import chunks, table_of, upsert
from storage.tables import EntryRow, HitRow, StoryKeyRow, StoryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story; `title` is that of its lead."""

    id: int
    title: str
    lead_entry_id: int
    first_seen_at: datetime
    last_seen_at: datetime
    entry_count: int
    outlet_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFilter:
    """Which stories; an empty tuple or None means all. Times are of last sight."""

    watchlists: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    outlets: int = 1
    hit_only: bool = False
    before_id: int | None = None


def candidates(session: Session, keys: Iterable[str], since: datetime) -> list[Candidate]:
    """The stories that bear one of `keys` and were told since."""
    table = table_of(StoryKeyRow)
    found = []
    for part in chunks(keys):
        query = sa.select(table.c.story_id, table.c.key, table.c.last_seen_at).where(
            table.c.key.in_(part), table.c.last_seen_at >= since
        )
        found += [
            Candidate(story_id=row[0], key=row[1], last_seen=row[2])
            for row in session.execute(query)
        ]
    return found


def create(session: Session, *, title: str, lead_entry_id: int, seen_at: datetime) -> int:
    """Begins a story and returns its id."""
    row = StoryRow(
        title=title, lead_entry_id=lead_entry_id, first_seen_at=seen_at, last_seen_at=seen_at
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def put_keys(session: Session, keys: Sequence[tuple[str, int, datetime]]) -> None:
    """Notes (key, story id, time told) so that later reports find the stories."""
    latest: dict[tuple[str, int], datetime] = {}
    for key, story_id, at in keys:
        latest[key, story_id] = max(at, latest.get((key, story_id), at))
    values = [
        {"key": key, "story_id": story_id, "last_seen_at": at}
        for (key, story_id), at in latest.items()
    ]
    upsert(session, StoryKeyRow, values, key=("key", "story_id"))


def refresh(session: Session, story_ids: Iterable[int]) -> None:
    """Counts the entries and outlets of stories anew, and their first and last sight."""
    story, entry = table_of(StoryRow), table_of(EntryRow)
    for part in chunks(sorted(set(story_ids))):
        query = (
            sa.select(
                entry.c.story_id,
                sa.func.count(),
                sa.func.count(sa.distinct(sa.func.lower(entry.c.outlet))),
                sa.func.min(entry.c.first_seen_at),
                sa.func.max(entry.c.first_seen_at),
            )
            .where(entry.c.story_id.in_(part))
            .group_by(entry.c.story_id)
        )
        values = [
            {"key": row[0], "n": row[1], "o": row[2], "first": row[3], "last": row[4]}
            for row in session.execute(query)
        ]
        if values:
            session.execute(
                sa.update(story)
                .where(story.c.id == sa.bindparam("key"))
                .values(
                    entry_count=sa.bindparam("n"),
                    outlet_count=sa.bindparam("o"),
                    first_seen_at=sa.bindparam("first"),
                    last_seen_at=sa.bindparam("last"),
                ),
                values,
            )


def get(session: Session, story_id: int) -> Story | None:
    """One story, None when there is none."""
    row = session.get(StoryRow, story_id)
    return None if row is None else _story(row)


def listing(session: Session, wanted: StoryFilter, limit: int) -> list[Story]:
    """Stories, the one begun last first; the next page is asked with `before_id` of the last one."""
    query = select(StoryRow).where(col(StoryRow.outlet_count) >= wanted.outlets)
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
