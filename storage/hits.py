"""Hits: which entries matched which watchlists, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.hit import Span
from storage.statements import among, chunks, rows_changed, table_of, upsert
from storage.tables import EntryRow, FeedRow, HitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A hit as it is stored. `later`: found by reading again, never sent."""

    id: int
    entry_id: int
    watchlist_id: str
    found_at: datetime
    later: bool
    baseline: bool
    weak: bool
    config_revision: int
    spans: tuple[Span, ...]
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHit:
    """A hit to be stored."""

    entry_id: int
    watchlist_id: str
    found_at: datetime
    later: bool
    baseline: bool
    weak: bool
    config_revision: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """That a watchlist was hit by an entry of a feed, and when that appeared."""

    watchlist_id: str
    feed_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HitFilter:
    """Which hits; an empty tuple or None means all. `since` and `until` bound the time found."""

    watchlists: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


def put_many(session: Session, hits: Sequence[NewHit]) -> None:
    """Stores hits. One that is there keeps its id and time and takes the new spans."""
    values = [{**_values(hit), "withdrawn_at": None} for hit in hits]
    statement_key = ("entry_id", "watchlist_id")
    keep = ("found_at", "later", "baseline")
    upsert(session, HitRow, values, key=statement_key, keep=keep)


def withdraw(
    session: Session,
    entry_ids: Sequence[int],
    keep: Iterable[tuple[int, str]],
    now: datetime,
    watchlists: Sequence[str] | None = None,
) -> int:
    """Marks the hits of `entry_ids` (of `watchlists`) withdrawn, except the (entry, watchlist) in `keep`."""
    kept = set(keep)
    table = table_of(HitRow)
    gone: list[int] = []
    for part in chunks(entry_ids):
        query = sa.select(table.c.id, table.c.entry_id, table.c.watchlist_id).where(
            table.c.entry_id.in_(part), table.c.withdrawn_at.is_(None)
        )
        if watchlists is not None:
            query = query.where(table.c.watchlist_id.in_(watchlists))
        gone += [row[0] for row in session.execute(query) if (row[1], row[2]) not in kept]
    return sum(
        rows_changed(
            session.execute(sa.update(table).where(table.c.id.in_(part)).values(withdrawn_at=now))
        )
        for part in chunks(gone)
    )


def of_entries(session: Session, entry_ids: Iterable[int]) -> dict[int, list[Hit]]:
    """The hits of each entry that were not withdrawn, in order of watchlist."""
    found: dict[int, list[Hit]] = {}
    for part in chunks(entry_ids):
        query = (
            select(HitRow)
            .where(col(HitRow.entry_id).in_(part), col(HitRow.withdrawn_at).is_(None))
            .order_by(col(HitRow.watchlist_id))
        )
        for row in session.exec(query):
            found.setdefault(row.entry_id, []).append(_hit(row))
    return found


def listing(
    session: Session, wanted: HitFilter, limit: int, *, entries: Sequence[int] | None = None
) -> list[Hit]:
    """Hits newest first (of `entries` only); the next page is asked with `before_id` of the last one."""
    query = select(HitRow).where(col(HitRow.withdrawn_at).is_(None))
    if wanted.feeds or wanted.kinds or wanted.languages:
        query = query.join(EntryRow, col(EntryRow.id) == col(HitRow.entry_id))
        query = query.join(FeedRow, col(FeedRow.id) == col(EntryRow.feed_id))
    for column, values in (
        (col(HitRow.watchlist_id), wanted.watchlists),
        (col(EntryRow.feed_id), wanted.feeds),
        (col(FeedRow.kind), wanted.kinds),
        (col(EntryRow.language), wanted.languages),
    ):
        if values:
            query = query.where(column.in_(values))
    if wanted.since is not None:
        query = query.where(col(HitRow.found_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(HitRow.found_at) < wanted.until)
    if wanted.before_id is not None:
        query = query.where(col(HitRow.id) < wanted.before_id)
    if entries is not None:
        query = query.where(among(session, col(HitRow.entry_id), entries))
    return [_hit(row) for row in session.exec(query.order_by(col(HitRow.id).desc()).limit(limit))]


def counts_by_watchlist(session: Session, since: datetime) -> dict[str, int]:
    """Hits found since, by watchlist."""
    query = (
        select(HitRow.watchlist_id, sa.func.count())
        .where(col(HitRow.found_at) >= since, col(HitRow.withdrawn_at).is_(None))
        .group_by(col(HitRow.watchlist_id))
    )
    return dict(session.exec(query).all())


def heard(session: Session, *, since: datetime, each: int) -> list[Heard]:
    """What was heard since, at most the last `each` of every watchlist; oldest first.

    An entry appeared when it was published, or when it was first seen if it does not say.
    """
    hit, entry = table_of(HitRow), table_of(EntryRow)
    place = sa.func.row_number().over(
        partition_by=hit.c.watchlist_id, order_by=hit.c.entry_id.desc()
    )
    appeared = sa.func.coalesce(entry.c.published_at, entry.c.first_seen_at)
    found = (
        sa.select(hit.c.watchlist_id, entry.c.feed_id, appeared.label("at"), place.label("place"))
        .join(entry, entry.c.id == hit.c.entry_id)
        .where(hit.c.withdrawn_at.is_(None), appeared >= since)
        .subquery()
    )
    query = sa.select(found.c.watchlist_id, found.c.feed_id, found.c.at)
    query = query.where(found.c.place <= each).order_by(found.c.at)
    return [Heard(watchlist_id=row[0], feed_id=row[1], at=row[2]) for row in session.execute(query)]


def _values(hit: NewHit) -> dict[str, Any]:
    values = {name: getattr(hit, name) for name in NewHit.__dataclass_fields__}
    values["spans"] = [span._asdict() for span in hit.spans]
    return values


def _hit(row: HitRow) -> Hit:
    values = {name: getattr(row, name) for name in Hit.__dataclass_fields__}
    values["spans"] = tuple(Span(**span) for span in row.spans)
    return Hit(**values)
