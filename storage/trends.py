"""What trends are reckoned from: the hits of watchlists by day, and the fingerprints of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.trend import DAYS, Series, Trend, known_days, trend_of
from storage.statements import table_of
from storage.tables import EntryFoldRow, EntryRow, HitRow, WatchlistRow

_BATCH = 2000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report: when it was told, its story, and its fingerprint as text."""

    at: datetime
    story_id: int
    print: str


def watchlist_trends(session: Session, watchlists: Sequence[str], now: datetime) -> list[Trend]:
    """The trend of each of the watchlists, by its hits that were news; named by id."""
    reports: dict[str, list[int]] = defaultdict(lambda: [0] * (DAYS + 1))
    stories: dict[str, list[int]] = defaultdict(lambda: [0] * (DAYS + 1))
    for watchlist, age, hits, told in session.execute(_hits_by_day(watchlists, now)):
        if age is not None:
            reports[watchlist][DAYS - age] = hits
            stories[watchlist][DAYS - age] = told
    watched = _watched_since(session)
    made = (
        Series(
            name=name,
            reports=tuple(reports[name]),
            stories=tuple(stories[name]),
            known=known_days(watched.get(name), now),
        )
        for name in watchlists
    )
    return [trend_of(series, now) for series in made]


def _hits_by_day(watchlists: Sequence[str], now: datetime) -> sa.Select[Any]:
    """Watchlist, age in days (None outside of 29), hits, stories.

    A hit counts for the day on which its entry was told and not for that on which it was found: after
    a stop of some days all are found at once. Grouped by age first: SQLite would go through every hit
    there is in order of watchlists, to spare itself a sort.
    """
    hit, entry, fold = table_of(HitRow), table_of(EntryRow), table_of(EntryFoldRow)
    news = (
        sa.select(
            hit.c.watchlist_id,
            _age(sa.func.coalesce(fold.c.told_at, hit.c.found_at), now).label("age"),
            entry.c.story_id,
        )
        .join(entry, entry.c.id == hit.c.entry_id)
        .outerjoin(fold, fold.c.entry_id == hit.c.entry_id)
        .where(
            hit.c.found_at > now - (DAYS + 1) * _DAY,
            hit.c.watchlist_id.in_(list(watchlists)),
            hit.c.later.is_(False),
            hit.c.baseline.is_(False),
            hit.c.withdrawn_at.is_(None),
        )
        .subquery()
    )
    stories = sa.func.count(sa.distinct(news.c.story_id))
    shown = (news.c.watchlist_id, news.c.age, sa.func.count(), stories)
    return sa.select(*shown).group_by(news.c.age, news.c.watchlist_id)


def _age(moment: sa.ColumnElement[datetime], now: datetime) -> sa.ColumnElement[int]:
    """`monitor.core.trend.day_of` in SQL: the two databases share no arithmetic of times."""
    days = [(moment > now - (age + 1) * _DAY, age) for age in range(DAYS + 1)]
    return sa.case((moment > now, None), *days)


def _watched_since(session: Session) -> dict[str, datetime]:
    """Since when each watchlist asks what it asks now."""
    table = table_of(WatchlistRow)
    rows = session.execute(sa.select(table.c.id, table.c.changed_at))
    return {row.id: row.changed_at for row in rows}


def told_between(session: Session, after: datetime, until: datetime) -> Iterator[Told]:
    """The folded reports that are news and whose fingerprints are kept, in order of their telling."""
    fold, entry = table_of(EntryFoldRow), table_of(EntryRow)
    query = (
        sa.select(fold.c.told_at, entry.c.story_id, fold.c.print)
        .join(entry, entry.c.id == fold.c.entry_id)
        .where(
            fold.c.told_at > after,
            fold.c.told_at <= until,
            fold.c.print != "",
            entry.c.story_id.is_not(None),
            entry.c.baseline.is_(False),
        )
        .order_by(fold.c.told_at)
        .execution_options(yield_per=_BATCH)
    )
    for at, story_id, text in session.execute(query):
        yield Told(at=at, story_id=story_id, print=text)


def seen_since(session: Session) -> datetime | None:
    """When the first entry that was news came; None before there is one."""
    entry = table_of(EntryRow)
    first = sa.select(entry.c.first_seen_at).where(entry.c.baseline.is_(False))
    found: datetime | None = session.scalar(first.order_by(entry.c.id).limit(1))
    return found
