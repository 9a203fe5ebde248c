"""Digests: the issues as they were composed, with their stories and deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from monitor.core.delivery import DeliveryState, delivery_key
from monitor.core.digest import CutReason, Issue
from storage.statements import insert_new, insert_one, table_of
from storage.tables import DeliveryRow, DigestRow, DigestStoryRow, SubscriptionRow

_ISSUE: TypeAdapter[Issue] = TypeAdapter(Issue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of an issue: what it holds and what it left out, and who gets it as (channel, recipient).

    `cut`: over the cap; `weak`: below `min_rank`. `held`: who gets it with the rest of the day.
    """

    issue: Issue
    cut: tuple[int, ...] = ()
    weak: tuple[int, ...] = ()
    recipients: tuple[tuple[str, str], ...] = ()
    held: tuple[tuple[str, str], ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A stored edition; `issue` is as it was composed."""

    id: int
    digest_id: str
    period: str
    edition: int
    scheduled_at: datetime
    composed_at: datetime
    late: bool
    skipped: bool
    config_revision: int
    story_count: int
    left_out: int
    issue: Issue


def record(session: Session, editions: Sequence[Edition], now: datetime) -> int:
    """Stores the editions of one issue with their deliveries; returns how many deliveries were made.

    An issue whose period is there already changes nothing.
    """
    made = 0
    for number, edition in enumerate(editions):
        issue = edition.issue
        pk = insert_one(
            session,
            DigestRow,
            digest_id=issue.digest_id,
            period=issue.period,
            edition=number,
            scheduled_at=issue.scheduled_at,
            composed_at=issue.composed_at,
            late=issue.late,
            skipped=edition.skipped,
            config_revision=issue.config_revision,
            story_count=len(issue.stories),
            left_out=issue.left_out.total,
            issue=_ISSUE.dump_python(issue, mode="json"),
        )
        if pk is None:
            return 0
        _record_stories(session, pk, edition)
        made += _record_deliveries(session, pk, edition, now)
    return made


def last_scheduled(session: Session, digest_id: str) -> datetime | None:
    """The latest scheduled moment that was composed or skipped; None before the first."""
    query = select(sa.func.max(DigestRow.scheduled_at)).where(DigestRow.digest_id == digest_id)
    return session.exec(query).one()


def last_composed(session: Session, digest_id: str) -> datetime | None:
    """When the issue before was composed or skipped; None before the first."""
    query = select(sa.func.max(DigestRow.composed_at)).where(DigestRow.digest_id == digest_id)
    return session.exec(query).one()


def rename(session: Session, old: str, new: str) -> None:
    """Gives the issues, subscriptions and deliveries of a digest its new id."""
    for row in (DigestRow, DeliveryRow, SubscriptionRow):
        table = table_of(row)
        session.execute(sa.update(table).where(table.c.digest_id == old).values(digest_id=new))


def listing(
    session: Session, *, digest_id: str | None = None, limit: int = 50, skipped: bool = False
) -> list[Digest]:
    """Editions, newest first; those without stories that were skipped only if asked for."""
    query = select(DigestRow).order_by(col(DigestRow.id).desc()).limit(limit)
    if digest_id is not None:
        query = query.where(DigestRow.digest_id == digest_id)
    if not skipped:
        query = query.where(col(DigestRow.skipped).is_(False))
    return [_digest(row) for row in session.exec(query)]


def get(session: Session, pk: int) -> Digest | None:
    """One edition, None when there is none."""
    row = session.get(DigestRow, pk)
    return None if row is None else _digest(row)


def left_out(session: Session, pk: int, *, shown: int) -> list[int]:
    """The stories that an edition left out, best first: over its cap, and those after the first `shown`.

    `shown`: how many stand in its mail, which may be fewer than were composed.
    """
    told = table_of(DigestStoryRow)
    beyond = sa.and_(told.c.shown, told.c.position >= shown)
    query = (
        sa.select(told.c.story_id)
        .where(told.c.digest_pk == pk, sa.or_(beyond, told.c.cut == CutReason.CAP.name))
        .order_by(told.c.position)
    )
    return list(session.scalars(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """That a story stands in an edition, or was left out (`shown` False) and why."""

    digest_pk: int
    digest_id: str
    period: str
    position: int
    shown: bool
    cut: CutReason | None
    composed_at: datetime


def of_story(session: Session, story_id: int) -> list[Telling]:
    """Where a story was told, oldest first."""
    told, digest = table_of(DigestStoryRow), table_of(DigestRow)
    query = (
        sa.select(
            digest.c.id,
            digest.c.digest_id,
            digest.c.period,
            told.c.position,
            told.c.shown,
            told.c.cut,
            digest.c.composed_at,
        )
        .join(digest, digest.c.id == told.c.digest_pk)
        .where(told.c.story_id == story_id)
        .order_by(digest.c.id)
    )
    return [
        Telling(
            digest_pk=row[0],
            digest_id=row[1],
            period=row[2],
            position=row[3],
            shown=row[4],
            cut=CutReason[row[5]] if row[5] else None,
            composed_at=row[6],
        )
        for row in session.execute(query)
    ]


def tell_again(session: Session, story_ids: Iterable[int], as_story: int) -> None:
    """Has the issues that told of any of the stories tell of another one too: its entries were there."""
    told = table_of(DigestStoryRow)
    shown = sa.func.max(sa.case((told.c.shown, 1), else_=0))
    cut = sa.func.max(told.c.cut)
    query = sa.select(told.c.digest_pk, sa.func.min(told.c.position), shown, cut)
    query = query.where(told.c.story_id.in_(sorted(story_ids))).group_by(told.c.digest_pk)
    rows = [
        {
            "digest_pk": row[0],
            "story_id": as_story,
            "position": row[1],
            "shown": bool(row[2]),
            "cut": None if row[2] else row[3],
        }
        for row in session.execute(query)
    ]
    insert_new(session, DigestStoryRow, rows)


def _record_stories(session: Session, pk: int, edition: Edition) -> None:
    places = [
        *((story.story_id, None) for story in edition.issue.stories),
        *((story_id, CutReason.CAP) for story_id in edition.cut),
        *((story_id, CutReason.RANK) for story_id in edition.weak),
    ]
    rows = [
        {
            "digest_pk": pk,
            "story_id": story_id,
            "position": place,
            "shown": cut is None,
            "cut": cut.name if cut else None,
        }
        for place, (story_id, cut) in enumerate(places)
    ]
    if rows:
        session.execute(sa.insert(table_of(DigestStoryRow)), rows)


def _record_deliveries(session: Session, pk: int, edition: Edition, now: datetime) -> int:
    issue = edition.issue
    rows = [
        {
            "id": delivery_key(issue.digest_id, issue.period, channel_id, recipient),
            "digest_pk": pk,
            "digest_id": issue.digest_id,
            "period": issue.period,
            "channel_id": channel_id,
            "recipient": recipient,
            "state": state.value,
            "attempts": 0,
            "revived": 0,
            "next_attempt_at": now if state is DeliveryState.PENDING else None,
            "created_at": now,
        }
        for state, whom in (
            (DeliveryState.PENDING, edition.recipients),
            (DeliveryState.HELD, edition.held),
        )
        for channel_id, recipient in whom
    ]
    if rows:
        session.execute(sa.insert(table_of(DeliveryRow)), rows)
    return len(rows)


def _digest(row: DigestRow) -> Digest:
    values = {name: getattr(row, name) for name in Digest.__dataclass_fields__}
    values["issue"] = _ISSUE.validate_python(row.issue)
    return Digest(**values)
