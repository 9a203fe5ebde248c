"""Trends of watchlists by their hits, and the reports of a month that trends of concepts are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.trend import DAYS, Trend, series_of, trend_of
from storage.statements import table_of
from storage.tables import EntryFoldRow, EntryRow, HitRow, WatchlistRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report: when it was told, its story, and its fingerprint as text."""

    at: datetime
    story_id: int
    print: str


def watchlist_trends(session: Session, watchlists: Sequence[str], now: datetime) -> list[Trend]:
    """The trend of each of the watchlists, by its hits that were news; named by id."""
    since = now - timedelta(days=DAYS + 1)
    hit, entry = table_of(HitRow), table_of(EntryRow)
    query = (
        sa.select(hit.c.watchlist_id, hit.c.found_at, entry.c.story_id)
        .join(entry, entry.c.id == hit.c.entry_id)
        .where(
            hit.c.found_at >= since,
            hit.c.watchlist_id.in_(list(watchlists)),
            hit.c.later.is_(False),
            hit.c.baseline.is_(False),
            hit.c.withdrawn_at.is_(None),
        )
    )
    found: dict[str, list[tuple[datetime, int | None]]] = {name: [] for name in watchlists}
    for watchlist, at, story in session.execute(query):
        found[watchlist].append((at, story))
    watched = _watched_since(session)
    return [
        trend_of(series_of(name, found[name], now, (now - watched.get(name, now)).days), now)
        for name in watchlists
    ]


def _watched_since(session: Session) -> dict[str, datetime]:
    """Since when each watchlist asks what it asks now."""
    table = table_of(WatchlistRow)
    rows = session.execute(sa.select(table.c.id, table.c.changed_at))
    return {row.id: row.changed_at for row in rows}


def told_between(session: Session, since: datetime, until: datetime) -> Iterator[Told]:
    """The folded reports that are news and were told then, in no order."""
    fold, entry = table_of(EntryFoldRow), table_of(EntryRow)
    query = (
        sa.select(fold.c.told_at, entry.c.story_id, fold.c.print)
        .join(entry, entry.c.id == fold.c.entry_id)
        .where(
            fold.c.told_at.between(since, until),
            entry.c.story_id.is_not(None),
            entry.c.baseline.is_(False),
        )
    )
    for at, story_id, text in session.execute(query):
        yield Told(at=at, story_id=story_id, print=text)
