"""A flood: many stories with their hits, written straight into the tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from storage import entries, hits
from storage.engine import Session
from storage.statements import table_of
from storage.tables import EntryRow, StoryRow
from tests.storage.builders import entry, hit

WORDS = "auction licence spectrum tower cable merger outage satellite roaming tariff".split()


def pour(session: Session, count: int, now: datetime, *, feed_id: str = "wire") -> None:
    """`count` stories of one report each, hit by the watchlist huawei at `now`."""
    made = [
        replace(
            entry(f"guid:{number}"),
            feed_id=feed_id,
            title=f"Huawei {WORDS[number % 10]} number {number} draws answers from every ministry",
            summary="What happened, told at the usual length of a summary. " * 6,
            first_seen_at=now,
            published_at=now,
        )
        for number in range(count)
    ]
    ids = entries.add_many(session, made)
    hits.put_many(session, [hit(entry_id, found_at=now) for entry_id in ids.values()])
    told = [
        {
            "id": entry_id,
            "title": made[0].title,
            "lead_entry_id": entry_id,
            "first_seen_at": now,
            "last_seen_at": now,
            "entry_count": 1,
            "outlet_count": 1,
        }
        for entry_id in ids.values()
    ]
    session.execute(sa.insert(table_of(StoryRow)), told)
    row = table_of(EntryRow)
    session.execute(sa.update(row).where(row.c.story_id.is_(None)).values(story_id=row.c.id))
