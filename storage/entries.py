"""Entries and their revisions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.statements import among, chunks, insert_new, insert_returning, table_of
from storage.tables import EntryRevisionRow, EntryRow, FeedRow, GoneEntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be stored."""

    feed_id: str
    identity: str
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    body: str
    author: str | None
    outlet: str
    language: str | None
    categories: tuple[str, ...]
    published_at: datetime | None
    updated_at: datetime | None
    first_seen_at: datetime
    content_hash: str
    baseline: bool
    reading_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of an identity."""

    id: int
    content_hash: str
    revision: int
    baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry with its latest text, and the feed it came from. `revision` 0 is the text first seen."""

    id: int
    feed_id: str
    feed_name: str
    kind: str
    country: str | None
    weight: float
    identity: str
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    body: str
    author: str | None
    outlet: str
    language: str | None
    categories: tuple[str, ...]
    published_at: datetime | None
    updated_at: datetime | None
    first_seen_at: datetime
    revised_at: datetime | None
    content_hash: str
    revision: int
    baseline: bool
    reading_version: str
    story_id: int | None
    fold_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRevision:
    """An earlier text of an entry."""

    number: int
    title: str
    summary: str
    body: str
    seen_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries; an empty tuple or None means all. `since` and `until` are times of first sight."""

    feeds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


def known(session: Session, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """What is stored of each (feed, identity); unknown ones are missing."""
    found = {}
    # Feed by feed: SQLite looks into no index for pairs.
    for feed_id, identities in _by_feed(wanted).items():
        for part in chunks(identities):
            for row in session.execute(_known(), {"feed": feed_id, "some": part}):
                stored = Known(id=row[1], content_hash=row[2], revision=row[3], baseline=row[4])
                found[feed_id, row[0]] = stored
    return found


@cache
def _known() -> sa.Select[Any]:
    columns = table_of(EntryRow).c
    names = ("identity", "id", "content_hash", "revision", "baseline")
    return sa.select(*(columns[name] for name in names)).where(
        columns.feed_id == sa.bindparam("feed"),
        columns.identity.in_(sa.bindparam("some", expanding=True)),
    )


def _by_feed(wanted: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for feed_id, identity in wanted:
        found.setdefault(feed_id, []).append(identity)
    return found


def under_other_guids(
    session: Session, wanted: Iterable[tuple[str, str]]
) -> set[tuple[str, str, str, datetime | None]]:
    """What feeds have told under these (feed, canonical URL), whatever the guid.

    Feed, canonical URL, content hash, and when it was published.
    """
    table, asked = table_of(EntryRow), set(wanted)
    names = ("feed_id", "canonical_url", "content_hash", "published_at")
    query = sa.select(*(table.c[name] for name in names))
    found: set[tuple[str, str, str, datetime | None]] = set()
    for part in chunks(dict.fromkeys(url for _, url in asked)):
        for row in session.execute(query.where(table.c.canonical_url.in_(part))):
            if (row[0], row[1]) in asked:
                found.add((row[0], row[1], row[2], row[3]))
    return found


def pruned(session: Session, wanted: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of `wanted` (feed, identity) that were stored once and pruned since."""
    found: set[tuple[str, str]] = set()
    for feed_id, identities in _by_feed(wanted).items():
        hashes = {identity_hash(identity): identity for identity in identities}
        for part in chunks(hashes):
            rows = session.execute(_pruned(), {"feed": feed_id, "some": part})
            found |= {(feed_id, hashes[bytes(row[0])]) for row in rows}
    return found


@cache
def _pruned() -> sa.Select[Any]:
    columns = table_of(GoneEntryRow).c
    return sa.select(columns.identity_hash).where(
        columns.feed_id == sa.bindparam("feed"),
        columns.identity_hash.in_(sa.bindparam("some", expanding=True)),
    )


def identity_hash(identity: str) -> bytes:
    """What remains of a pruned entry's identity: 16 bytes."""
    return hashlib.blake2b(identity.encode(), digest_size=16).digest()


def add_many(session: Session, entries: Sequence[NewEntry]) -> dict[tuple[str, str], int]:
    """Stores entries; returns the id by (feed, identity) of those that were not there already."""
    values = [
        {
            **{name: getattr(entry, name) for name in NewEntry.__dataclass_fields__},
            "categories": list(entry.categories),
            "revision": 0,
        }
        for entry in entries
    ]
    rows = insert_returning(session, EntryRow, values, ("feed_id", "identity", "id"))
    return {(str(row.feed_id), str(row.identity)): int(row.id) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revising:
    """The new text of a stored entry."""

    id: int
    title: str
    summary: str
    body: str
    content_hash: str
    updated_at: datetime | None
    reading_version: str


def revise(session: Session, revising: Revising, now: datetime) -> bool:
    """Keeps the text an entry had as a revision and gives it the new one; False when it has it already."""
    row = session.get(EntryRow, revising.id)
    if row is None or row.content_hash == revising.content_hash:
        return False
    old = {
        "entry_id": revising.id,
        "number": row.revision,
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "content_hash": row.content_hash,
        "seen_at": row.revised_at or row.first_seen_at,
        "replaced_at": now,
    }
    insert_new(session, EntryRevisionRow, [old])
    table = table_of(EntryRow)
    session.execute(
        sa.update(table)
        .where(table.c.id == revising.id)
        .values(
            title=revising.title,
            summary=revising.summary,
            body=revising.body,
            content_hash=revising.content_hash,
            updated_at=revising.updated_at,
            reading_version=revising.reading_version,
            revised_at=now,
            revision=row.revision + 1,
        )
    )
    session.expire(row)
    return True


def set_body(session: Session, entry_id: int, body: str, reading_version: str) -> None:
    """Gives an entry the text that its page adds; what the feed said, and so the hash, is the same."""
    table = table_of(EntryRow)
    session.execute(
        sa.update(table)
        .where(table.c.id == entry_id)
        .values(body=body, reading_version=reading_version)
    )


def get(session: Session, entry_id: int) -> Entry | None:
    """One entry, None when there is none."""
    return next(iter(get_many(session, [entry_id]).values()), None)


def get_many(session: Session, ids: Iterable[int]) -> dict[int, Entry]:
    """Entries by id."""
    found = {}
    for part in chunks(ids):
        for row in session.execute(_select().where(col(EntryRow.id).in_(part))):
            entry = _entry(row)
            found[entry.id] = entry
    return found


def by_url(session: Session, url: str, canonical: str) -> list[Entry]:
    """The entries at an address, given as written and in its canonical form; oldest first."""
    query = _select().where(
        sa.or_(col(EntryRow.url) == url, col(EntryRow.canonical_url).in_([url, canonical]))
    )
    return [_entry(row) for row in session.execute(query.order_by(col(EntryRow.id)))]


def count_by_feed(session: Session, canonical_urls: Sequence[str]) -> dict[str, int]:
    """From which feeds how many of these addresses are stored."""
    counts: Counter[str] = Counter()
    for part in chunks(dict.fromkeys(canonical_urls)):
        query = (
            select(EntryRow.feed_id, sa.func.count(sa.distinct(col(EntryRow.canonical_url))))
            .where(col(EntryRow.canonical_url).in_(part))
            .group_by(col(EntryRow.feed_id))
        )
        counts.update(dict(session.exec(query).all()))
    return dict(counts)


def of_stories(session: Session, story_ids: Iterable[int]) -> dict[int, list[Entry]]:
    """The entries of each story, in order of first sight."""
    found: dict[int, list[Entry]] = {}
    for part in chunks(story_ids):
        query = _select().where(col(EntryRow.story_id).in_(part)).order_by(col(EntryRow.id))
        for row in session.execute(query):
            entry = _entry(row)
            assert entry.story_id is not None
            found.setdefault(entry.story_id, []).append(entry)
    return found


def unread(session: Session, versions: Sequence[str], limit: int) -> list[Entry]:
    """Entries that another reading version than these read, newest first."""
    query = _select().where(col(EntryRow.reading_version).not_in(versions))
    query = query.order_by(col(EntryRow.id).desc()).limit(limit)
    return [_entry(row) for row in session.execute(query)]


def set_story(session: Session, entry_ids: Sequence[int], story_id: int, reason: str) -> None:
    """Puts entries into a story."""
    table = table_of(EntryRow)
    session.execute(
        sa.update(table)
        .where(among(session, table.c.id, entry_ids))
        .values(story_id=story_id, fold_reason=reason)
    )


def set_read(session: Session, entry_ids: Sequence[int], version: str) -> None:
    """Notes which reading version read these entries last."""
    table = table_of(EntryRow)
    for part in chunks(entry_ids):
        session.execute(
            sa.update(table).where(table.c.id.in_(part)).values(reading_version=version)
        )


def listing(session: Session, wanted: EntryFilter, limit: int) -> list[Entry]:
    """Entries newest first; the next page is asked with `before_id` of the last one."""
    query = _filtered(_select(), wanted).order_by(col(EntryRow.id).desc()).limit(limit)
    return [_entry(row) for row in session.execute(query)]


def revisions(session: Session, entry_id: int) -> list[EntryRevision]:
    """The earlier texts of an entry, oldest first."""
    query = (
        select(EntryRevisionRow)
        .where(col(EntryRevisionRow.entry_id) == entry_id)
        .order_by(col(EntryRevisionRow.number))
    )
    names = EntryRevision.__dataclass_fields__
    return [
        EntryRevision(**{name: getattr(row, name) for name in names}) for row in session.exec(query)
    ]


def count_since(session: Session, since: datetime | None) -> int:
    """Entries first seen after `since`, baseline ones not counted; all of them when None."""
    query = select(sa.func.count()).select_from(EntryRow)
    if since is not None:
        query = query.where(col(EntryRow.first_seen_at) > since, col(EntryRow.baseline).is_(False))
    return session.exec(query).one()


_FEED = ("name", "kind", "country", "weight")
_OWN = tuple(
    name
    for name in Entry.__dataclass_fields__
    if name not in ("feed_name", "kind", "country", "weight")
)


def _select() -> sa.Select[Any]:
    entry, feed = table_of(EntryRow), table_of(FeedRow)
    columns = [entry.c[name] for name in _OWN]
    of_feed = [feed.c[name].label(f"feed_{name}") for name in _FEED]
    return sa.select(*columns, *of_feed).join(feed, feed.c.id == entry.c.feed_id)


def _filtered(query: sa.Select[Any], wanted: EntryFilter) -> sa.Select[Any]:
    for column, values in (
        (col(EntryRow.feed_id), wanted.feeds),
        (col(FeedRow.kind), wanted.kinds),
        (col(EntryRow.language), wanted.languages),
    ):
        if values:
            query = query.where(column.in_(values))
    if wanted.since is not None:
        query = query.where(col(EntryRow.first_seen_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(EntryRow.first_seen_at) < wanted.until)
    if wanted.before_id is not None:
        query = query.where(col(EntryRow.id) < wanted.before_id)
    return query


def _entry(row: sa.Row[Any]) -> Entry:
    own = {name: row._mapping[name] for name in _OWN}
    own["categories"] = tuple(row._mapping["categories"] or ())
    return Entry(
        **own,
        feed_name=row._mapping["feed_name"],
        kind=row._mapping["feed_kind"],
        country=row._mapping["feed_country"],
        weight=row._mapping["feed_weight"],
    )
