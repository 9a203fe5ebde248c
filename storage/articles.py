"""The pages of entries: which wait to be read, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.article import BOILERPLATE_PAGES, PageState
from storage.statements import chunks, rows_changed, table_of, upsert
from storage.tables import ArticleRow, EntryRow, PageParagraphRow

PER_HOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What became of the page of an entry.

    `length` counts the characters that only the page has, `kept` those of them that are stored;
    `text_hash` is of all of them. `due_at` is when a waiting page is asked for (again).
    """

    entry_id: int
    state: PageState
    reason: str | None
    attempts: int
    due_at: datetime
    read_at: datetime | None
    text_hash: str | None
    length: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A page that this process is to read; `attempts` counts the failed ones so far."""

    entry_id: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a claimed page. `content_hash` is that of the entry it was asked for.

    `due_at` is meant for a page that is still waiting, the hash and lengths for one that was read.
    """

    entry_id: int
    content_hash: str
    state: PageState
    attempts: int
    due_at: datetime
    reason: str | None = None
    text_hash: str | None = None
    length: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCounts:
    """How the pages of one feed stand; `reason` is why the latest one that is not read is not."""

    waiting: int = 0
    read: int = 0
    not_read: int = 0
    reason: str | None = None


def want(session: Session, hosts: Mapping[int, str], now: datetime) -> None:
    """Puts the pages of entries (id -> host) in line, those of revised entries again."""
    values = [
        {
            "entry_id": entry_id,
            "host": host,
            "state": PageState.WAITING.value,
            "reason": None,
            "attempts": 0,
            "due_at": now,
            "claimed_until": None,
            "length": 0,
            "kept": 0,
        }
        for entry_id, host in hosts.items()
    ]
    upsert(session, ArticleRow, values, key=("entry_id",))


def claim_due(session: Session, *, now: datetime, limit: int, lease: timedelta) -> list[Claimed]:
    """Claims pages that are due, the longest waiting first, at most five of one host."""
    table = table_of(ArticleRow)
    free = sa.or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
    place = sa.func.row_number().over(
        partition_by=table.c.host, order_by=(table.c.due_at, table.c.entry_id)
    )
    due = (
        sa.select(table.c.entry_id, table.c.attempts, table.c.due_at, place.label("place"))
        .where(table.c.state == PageState.WAITING.value, table.c.due_at <= now, free)
        .subquery()
    )
    query = (
        sa.select(due.c.entry_id, due.c.attempts)
        .where(due.c.place <= PER_HOST)
        .order_by(due.c.due_at, due.c.entry_id)
        .limit(limit)
    )
    claimed = []
    for entry_id, attempts in session.execute(query).all():
        taking = sa.update(table).where(table.c.entry_id == entry_id, free)
        if rows_changed(session.execute(taking.values(claimed_until=now + lease))):
            claimed.append(Claimed(entry_id=entry_id, attempts=attempts))
    return claimed


def release_claims(session: Session) -> None:
    """Gives back every claim: for the start of a process that is alone with its home."""
    table = table_of(ArticleRow)
    session.execute(
        sa.update(table).where(table.c.claimed_until.is_not(None)).values(claimed_until=None)
    )


def record(session: Session, outcome: Outcome, now: datetime) -> bool:
    """Writes what became of a claimed page; False when its entry was revised or pruned meanwhile.

    A revised entry's page is in line again already.
    """
    table, entry = table_of(ArticleRow), table_of(EntryRow)
    same = sa.select(entry.c.id).where(
        entry.c.id == outcome.entry_id, entry.c.content_hash == outcome.content_hash
    )
    names = ("attempts", "due_at", "reason", "text_hash", "length", "kept")
    changed = session.execute(
        sa.update(table)
        .where(
            table.c.entry_id == outcome.entry_id,
            table.c.state == PageState.WAITING.value,
            table.c.entry_id.in_(same),
        )
        .values(
            **{name: getattr(outcome, name) for name in names},
            state=outcome.state.value,
            claimed_until=None,
            read_at=now if outcome.state is PageState.READ else None,
        )
    )
    return bool(rows_changed(changed))


def is_first_of_page(session: Session, entry_id: int) -> bool:
    """Whether the entry's page was not read yet, for this entry or another: its paragraphs count once."""
    article, entry = table_of(ArticleRow), table_of(EntryRow)
    mine = sa.select(entry.c.canonical_url).where(entry.c.id == entry_id).scalar_subquery()
    query = (
        sa.select(article.c.entry_id)
        .join(entry, entry.c.id == article.c.entry_id)
        .where(entry.c.canonical_url == mine, article.c.text_hash.is_not(None))
        .limit(1)
    )
    return session.execute(query).first() is None


def recurring(session: Session, host: str, hashes: Iterable[bytes]) -> set[bytes]:
    """Those of `hashes` that stood on three pages of the host, or more."""
    table = table_of(PageParagraphRow)
    found: set[bytes] = set()
    for part in chunks(hashes):
        query = sa.select(table.c.paragraph_hash).where(
            table.c.host == host,
            table.c.paragraph_hash.in_(part),
            table.c.pages >= BOILERPLATE_PAGES,
        )
        found |= {bytes(row[0]) for row in session.execute(query)}
    return found


def count_paragraphs(session: Session, host: str, hashes: Iterable[bytes], now: datetime) -> None:
    """Notes that a page of the host has these paragraphs; to be called once for a page."""
    table = table_of(PageParagraphRow)
    for part in chunks(dict.fromkeys(hashes)):
        there = sa.and_(table.c.host == host, table.c.paragraph_hash.in_(part))
        known = {
            bytes(row[0]) for row in session.execute(sa.select(table.c.paragraph_hash).where(there))
        }
        session.execute(
            sa.update(table).where(there).values(pages=table.c.pages + 1, last_seen_at=now)
        )
        values = [
            {"host": host, "paragraph_hash": one, "pages": 1, "last_seen_at": now}
            for one in part
            if one not in known
        ]
        upsert(session, PageParagraphRow, values, key=("host", "paragraph_hash"))


def of_entries(session: Session, entry_ids: Iterable[int]) -> dict[int, Article]:
    """What became of the pages of entries; those whose page nobody asked for are missing."""
    found = {}
    for part in chunks(entry_ids):
        for row in session.exec(select(ArticleRow).where(col(ArticleRow.entry_id).in_(part))):
            values = {name: getattr(row, name) for name in Article.__dataclass_fields__}
            found[row.entry_id] = Article(**{**values, "state": PageState(row.state)})
    return found


def counts_by_feed(session: Session) -> dict[str, PageCounts]:
    """How the pages stand, by feed; feeds without any are missing."""
    article, entry = table_of(ArticleRow), table_of(EntryRow)
    query = (
        sa.select(entry.c.feed_id, article.c.state, sa.func.count(), sa.func.max(entry.c.id))
        .join(entry, entry.c.id == article.c.entry_id)
        .group_by(entry.c.feed_id, article.c.state)
    )
    counts: dict[str, dict[str, int]] = {}
    latest: dict[str, int] = {}
    for feed_id, state, count, last in session.execute(query):
        counts.setdefault(feed_id, {})[state] = count
        if state == PageState.NOT_READ.value:
            latest[feed_id] = last
    why = of_entries(session, latest.values())
    return {
        feed_id: PageCounts(
            waiting=by_state.get(PageState.WAITING.value, 0),
            read=by_state.get(PageState.READ.value, 0),
            not_read=by_state.get(PageState.NOT_READ.value, 0),
            reason=why[latest[feed_id]].reason if feed_id in latest else None,
        )
        for feed_id, by_state in counts.items()
    }
