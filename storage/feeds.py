"""Feeds: which are due, what polls found of them, and their health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.feed import Feed, Verdict
from monitor.core.polling import first_turn
from storage.statements import among, chunks, table_of
from storage.tables import (
    EntryRow,
    FeedRow,
    GoneEntryRow,
    HitRow,
    HubSubscriptionRow,
    PollRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed as polls left it; `verdict_detail` and `content_detail` are for people."""

    id: str
    url: str
    name: str
    kind: str
    language: str | None
    country: str | None
    enabled: bool
    due_at: datetime
    due_reason: str | None
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    item_hashes: bytes
    verdict: Verdict
    verdict_detail: str | None
    verdict_since: datetime | None
    content_verdict: Verdict | None
    content_detail: str | None
    failures: int
    last_poll_at: datetime | None
    last_success_at: datetime | None
    first_success_at: datetime | None
    last_entry_at: datetime | None
    moved_to: str | None
    listed: int
    rhythm: str | None
    asks: str | None
    trouble_since: datetime | None
    hub: str | None
    pushed_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """The hub that a feed names, None for none, and the topic it is known by there."""

    url: str | None
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a body was read as; a later 304 says it again."""

    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """What to remember of one poll. None for the contents (`body_hash` ...) keeps what is stored.

    `rhythm` and `asks` (what the document asks for) are texts of the deed that polls: `asks` is part
    of the contents, None for `rhythm` keeps what is stored.
    """

    feed_id: str
    at: datetime
    verdict: Verdict
    detail: str
    status: int | None
    due_at: datetime
    due_reason: str
    failures: int
    success: bool
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    item_hashes: bytes | None = None
    content: Content | None = None  # not None: the answer was parsed, validators and hashes are new
    moved_to: str | None = None
    title: str | None = None
    listed: int = 0
    new: int = 0
    revised: int = 0
    took: timedelta = timedelta()
    need: float = 3.5
    rhythm: str | None = None
    asks: str | None = None
    trouble_since: datetime | None = None
    hub: Hub | None = None  # None keeps what is stored
    unpushed: bool = False  # it brought news that the hub did not push


_KEY = "polled_feed"
_WELL = frozenset({Verdict.FRESH, Verdict.QUIET})
_NEW_ADDRESS: dict[str, Any] = {
    "etag": None,
    "last_modified": None,
    "body_hash": None,
    "item_hashes": b"",
    "content_verdict": None,
    "content_detail": None,
    "failures": 0,
    "moved_to": None,
    "asks": None,
    "trouble_since": None,
    "hub": None,
    "topic": None,
    "pushed_until": None,
}


def sync(session: Session, feeds: Sequence[Feed], now: datetime) -> list[str]:
    """Makes the table say what the files say: adds, changes, renames (by `was`), retires.

    A new feed, or one with a new address, is due now; many new ones in turn. A retired one keeps its
    entries. Returns the ids of the feeds that are polled on as before.
    """
    unchanged = []
    known = {row.id: row for row in session.exec(select(FeedRow))}
    new = sum(feed.id not in known for feed in feeds)
    for feed in feeds:
        row = known.get(feed.id) or _renamed(session, feed, known)
        if row is None:
            due_at = now + first_turn(feed.id, among=new)
            session.add(FeedRow(**_written(feed), id=feed.id, added_at=now, due_at=due_at))
            continue
        changes = _written(feed)
        if row.url != feed.url or row.retired_at is not None:
            changes |= {**_NEW_ADDRESS, "due_at": now}
        elif feed.enabled:
            unchanged.append(feed.id)
        for name, value in {**changes, "retired_at": None}.items():
            setattr(row, name, value)
    wanted = {feed.id for feed in feeds}
    for row in session.exec(select(FeedRow).where(col(FeedRow.retired_at).is_(None))):
        if row.id not in wanted:
            row.retired_at = now
    session.flush()
    return unchanged


def claim_due(
    session: Session,
    *,
    now: datetime,
    limit: int,
    lease: timedelta,
    ids: Sequence[str] | None = None,
) -> list[FeedState]:
    """Takes feeds that are due (or those of `ids`, due or not) for `lease`, the most late first.

    Nobody else gets a claimed feed before its lease ends: on PostgreSQL by SKIP LOCKED, on SQLite
    by the one writer.
    """
    free = sa.or_(col(FeedRow.claimed_until).is_(None), col(FeedRow.claimed_until) <= now)
    wanted = col(FeedRow.due_at) <= now if ids is None else among(session, col(FeedRow.id), ids)
    query = (
        select(FeedRow)
        .where(col(FeedRow.enabled), col(FeedRow.retired_at).is_(None), wanted, free)
        .order_by(col(FeedRow.due_at), col(FeedRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    states = [_state(row) for row in session.exec(query)]
    table = table_of(FeedRow)
    for part in chunks([state.id for state in states]):
        session.execute(
            sa.update(table).where(table.c.id.in_(part)).values(claimed_until=now + lease)
        )
    return states


def record_polls(session: Session, records: Sequence[PollRecord]) -> None:
    """Remembers polls and gives their claims back; keeps a `poll` row where something happened."""
    table = table_of(FeedRow)
    before = {
        row.id: row
        for part in chunks([record.feed_id for record in records])
        for row in session.execute(
            sa.select(
                table.c.id, table.c.verdict, table.c.verdict_since, table.c.first_success_at
            ).where(table.c.id.in_(part))
        )
    }
    updates: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    polls = []
    for record in records:
        row = before[record.feed_id]
        changed = row.verdict != record.verdict.value
        values = _found(record, changed=changed, first=row.first_success_at is None)
        updates.setdefault(tuple(values), []).append({**values, _KEY: record.feed_id})
        if record.new or record.revised or (changed and not _usual(row.verdict, record)):
            polls.append(_poll(record))
    for names, rows in updates.items():
        session.execute(_update(names), rows)
    if polls:
        session.execute(sa.insert(table_of(PollRow)), polls)


def record_push(
    session: Session,
    state: FeedState,
    *,
    at: datetime,
    rhythm: str | None,
    new: int,
    revised: int,
) -> None:
    """Remembers what a hub pushed; how the feed stands and when it is polled stay as they are."""
    if not new and not revised:
        return
    values: dict[str, Any] = {"last_entry_at": at} if new else {}
    if rhythm is not None:
        values["rhythm"] = rhythm
    table = table_of(FeedRow)
    if values:
        session.execute(sa.update(table).where(table.c.id == state.id).values(**values))
    poll = {"verdict": state.verdict.value, "detail": "pushed by its hub", "took_ms": 0}
    counts = {"listed": 0, "new": new, "revised": revised}
    session.execute(
        sa.insert(table_of(PollRow)), [{"feed_id": state.id, "at": at, **poll, **counts}]
    )


@lru_cache
def _update(names: tuple[str, ...]) -> sa.Update:
    """Sets these columns of one feed; most polls set the same ones, so that they share a statement."""
    table = table_of(FeedRow)
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return sa.update(table).where(table.c.id == sa.bindparam(_KEY)).values(values)


def ids_to_poll(session: Session) -> list[str]:
    """Every feed that is polled at all, the most late first."""
    query = (
        select(FeedRow.id)
        .where(col(FeedRow.enabled), col(FeedRow.retired_at).is_(None))
        .order_by(col(FeedRow.due_at), col(FeedRow.id))
    )
    return list(session.exec(query))


def ids(session: Session) -> list[str]:
    """Every feed that ever was, retired ones too: their entries stay."""
    return list(session.exec(select(FeedRow.id).order_by(col(FeedRow.id))))


def states(session: Session, ids: Sequence[str] | None = None) -> list[FeedState]:
    """The feeds that are not retired (of `ids`), by id."""
    query = select(FeedRow).where(col(FeedRow.retired_at).is_(None)).order_by(col(FeedRow.id))
    if ids is not None:
        query = query.where(among(session, col(FeedRow.id), ids))
    return [_state(row) for row in session.exec(query)]


def never_polled(session: Session) -> int:
    """How many feeds that are polled at all have not been polled yet."""
    query = select(sa.func.count()).where(
        col(FeedRow.enabled),
        col(FeedRow.retired_at).is_(None),
        col(FeedRow.last_poll_at).is_(None),
    )
    return session.exec(query).one()


def release_claims(session: Session) -> None:
    """Gives back every claim: for the start of a process that is alone with its home."""
    table = table_of(FeedRow)
    session.execute(
        sa.update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None)
    )


def needs(session: Session) -> dict[float, int]:
    """How many of the feeds that are polled at all have which need."""
    query = (
        select(FeedRow.need, sa.func.count())
        .where(col(FeedRow.enabled), col(FeedRow.retired_at).is_(None))
        .group_by(col(FeedRow.need))
    )
    return dict(session.exec(query).all())


def count_by_verdict(session: Session) -> dict[str, int]:
    """How many enabled feeds have which verdict."""
    query = (
        select(FeedRow.verdict, sa.func.count())
        .where(col(FeedRow.enabled), col(FeedRow.retired_at).is_(None))
        .group_by(col(FeedRow.verdict))
    )
    return dict(session.exec(query).all())


def yields(session: Session, since: datetime) -> dict[str, tuple[int, int]]:
    """By feed: entries first seen since, and hits among them."""
    entry, hit = table_of(EntryRow), table_of(HitRow)
    query = (
        sa.select(entry.c.feed_id, sa.func.count(sa.distinct(entry.c.id)), sa.func.count(hit.c.id))
        .select_from(entry.outerjoin(hit, hit.c.entry_id == entry.c.id))
        .where(entry.c.first_seen_at >= since)
        .group_by(entry.c.feed_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _written(feed: Feed) -> dict[str, Any]:
    return {
        "url": feed.url,
        "name": feed.name,
        "kind": feed.kind.value,
        "language": feed.language,
        "country": feed.country,
        "weight": feed.weight,
        "enabled": feed.enabled,
    }


def _renamed(session: Session, feed: Feed, known: dict[str, FeedRow]) -> FeedRow | None:
    """The row that `feed` had under an earlier id, moved to the new one with all that refers to it."""
    old = next((known[was] for was in feed.was if was in known), None)
    if old is None:
        return None
    values = {name: getattr(old, name) for name in FeedRow.model_fields}
    session.add(FeedRow(**{**values, "id": feed.id}))
    session.flush()
    for row in (EntryRow, GoneEntryRow, PollRow, HubSubscriptionRow):
        table = table_of(row)
        session.execute(sa.update(table).where(table.c.feed_id == old.id).values(feed_id=feed.id))
    session.delete(old)
    session.flush()
    return session.get_one(FeedRow, feed.id)


def _found(record: PollRecord, *, changed: bool, first: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "claimed_until": None,
        "due_at": record.due_at,
        "due_reason": record.due_reason,
        "failures": record.failures,
        "last_poll_at": record.at,
        "verdict": record.verdict.value,
        "verdict_detail": record.detail or None,
        "moved_to": record.moved_to,
        "need": record.need,
        "trouble_since": record.trouble_since,
    }
    if record.rhythm is not None:
        values["rhythm"] = record.rhythm
    if changed:
        values["verdict_since"] = record.at
    if record.success:
        values["last_success_at"] = record.at
        if first:
            values["first_success_at"] = record.at
    if record.content is not None:
        values |= {
            "etag": record.etag,
            "last_modified": record.last_modified,
            "body_hash": record.body_hash,
            "item_hashes": record.item_hashes or b"",
            "content_verdict": record.content.verdict.value,
            "content_detail": record.content.detail or None,
            "listed": record.listed,
            "asks": record.asks,
        }
        if record.title:  # a listing without news does not say it
            values["title"] = record.title
    if record.new:
        values["last_entry_at"] = record.at
    if record.hub is not None:
        values |= {"hub": record.hub.url, "topic": record.hub.topic}
    if record.unpushed:
        values["pushed_until"] = None
    return values


def _usual(before: str, record: PollRecord) -> bool:
    """Whether a new verdict is none worth a row: a sound feed is fresh one day and quiet the next."""
    return before in _WELL and record.verdict in _WELL


def _poll(record: PollRecord) -> dict[str, Any]:
    return {
        "feed_id": record.feed_id,
        "at": record.at,
        "verdict": record.verdict.value,
        "detail": record.detail or None,
        "status": record.status,
        "listed": record.listed,
        "new": record.new,
        "revised": record.revised,
        "took_ms": round(record.took.total_seconds() * 1000),
    }


def _state(row: FeedRow) -> FeedState:
    values = {name: getattr(row, name) for name in FeedState.__dataclass_fields__}
    values["verdict"] = Verdict(row.verdict)
    values["content_verdict"] = Verdict(row.content_verdict) if row.content_verdict else None
    return FeedState(**values)
