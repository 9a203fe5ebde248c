"""How entries came into their stories: fingerprints, decisions, and the order of changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.story import Part
from storage.statements import among, chunks, rows_changed, table_of, upsert
from storage.tables import EntryFoldRow, EntryRow, FoldingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The turn of one who changes stories: the number of its change, and the epoch that it is in."""

    step: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrint:
    """The fingerprint of an entry as text, empty where it has none; when the entry was told."""

    entry_id: int
    told_at: datetime
    print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry without a story; `told_at` and `print` are None where nothing took its fingerprint."""

    entry_id: int
    told_at: datetime | None
    print: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A fingerprint and the story that its entry is in."""

    entry_id: int
    story_id: int
    outlet: str
    told_at: datetime
    print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """That an entry is put into a story, and why. `told_at` is as folding reckons."""

    entry_id: int
    story_id: int
    reason: str
    told_at: datetime
    print: str
    similarity: float = 0.0
    bar: float = 0.0
    parts: tuple[Part, ...] = ()
    like: int | None = None
    pinned_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Why an entry is in its story. `bar` is 0 where nothing had to be weighed."""

    entry_id: int
    reason: str
    similarity: float
    bar: float
    parts: tuple[Part, ...]
    like: int | None
    pinned_at: datetime | None


def take_turn(session: Session) -> Turn:
    """Waits until nobody else changes stories; the turn lasts until the end of the unit of work."""
    table = table_of(FoldingRow)
    statement = sa.update(table).where(table.c.id == 1).values(step=table.c.step + 1)
    row = session.execute(statement.returning(table.c.step, table.c.epoch)).one()
    return Turn(step=row[0], epoch=row[1])


def standing(session: Session) -> Turn:
    """The last change that was made."""
    table = table_of(FoldingRow)
    row = session.execute(sa.select(table.c.step, table.c.epoch).where(table.c.id == 1)).one()
    return Turn(step=row[0], epoch=row[1])


def begin_epoch(session: Session) -> None:
    """Has every process load the last days anew."""
    table = table_of(FoldingRow)
    session.execute(sa.update(table).values(epoch=table.c.epoch + 1))


def put_prints(session: Session, prints: Iterable[NewPrint]) -> None:
    """Stores fingerprints of new or revised entries; folding takes notice of them at its next turn."""
    values: list[dict[str, Any]] = [
        {
            "entry_id": one.entry_id,
            "told_at": one.told_at,
            "print": one.print,
            "step": None,
            "similarity": 0.0,
            "bar": 0.0,
            "parts": [],
            "joined": 0,
        }
        for one in prints
    ]
    keep = ("told_at", "similarity", "bar", "parts", "joined")
    upsert(session, EntryFoldRow, values, key=("entry_id",), keep=keep)


def waiting(session: Session, limit: int) -> list[Waiting]:
    """The entries seen first of those without a story."""
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    query = (
        sa.select(entry.c.id, fold.c.told_at, fold.c.print)
        .join(fold, fold.c.entry_id == entry.c.id, isouter=True)
        .where(entry.c.story_id.is_(None))
        .order_by(entry.c.id)
        .limit(limit)
    )
    return [Waiting(entry_id=r[0], told_at=r[1], print=r[2]) for r in session.execute(query)]


def newest(session: Session) -> datetime | None:
    """When the entry told last was told; None where none has a story."""
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    query = (
        sa.select(fold.c.told_at)
        .join(entry, entry.c.id == fold.c.entry_id)
        .where(entry.c.story_id.is_not(None))
        .order_by(fold.c.told_at.desc())
        .limit(1)
    )
    return session.execute(query).scalar()


def placed_since(session: Session, since: datetime) -> list[Placed]:
    """What is in a story and was told since, in the order in which it came into its story."""
    fold = table_of(EntryFoldRow)
    return _placed(session, fold.c.told_at >= since)


def placed_after(session: Session, step: int) -> list[Placed]:
    """What changed after a step: came into a story, was moved, or has another fingerprint."""
    fold = table_of(EntryFoldRow)
    return _placed(session, sa.or_(fold.c.step > step, fold.c.step.is_(None)))


def _placed(session: Session, condition: sa.ColumnElement[bool]) -> list[Placed]:
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    query = (
        sa.select(entry.c.id, entry.c.story_id, entry.c.outlet, fold.c.told_at, fold.c.print)
        .join(fold, fold.c.entry_id == entry.c.id)
        .where(condition, entry.c.story_id.is_not(None))
        .order_by(fold.c.joined, fold.c.told_at, entry.c.id)
    )
    return [
        Placed(entry_id=r[0], story_id=r[1], outlet=r[2], told_at=r[3], print=r[4])
        for r in session.execute(query)
    ]


def notice(session: Session, turn: Turn) -> int:
    """Numbers the new fingerprints of entries that have a story; returns how many there were."""
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    placed = sa.select(entry.c.id).where(
        entry.c.id == fold.c.entry_id, entry.c.story_id.is_not(None)
    )
    statement = sa.update(fold).where(fold.c.step.is_(None), placed.exists())
    return rows_changed(session.execute(statement.values(step=turn.step)))


def record(session: Session, folded: Sequence[Folded], turn: Turn) -> None:
    """Puts entries into their stories and keeps why."""
    if not folded:
        return
    entry = table_of(EntryRow)
    session.execute(
        sa.update(entry)
        .where(entry.c.id == sa.bindparam("key"))
        .values(story_id=sa.bindparam("story"), fold_reason=sa.bindparam("reason")),
        [{"key": one.entry_id, "story": one.story_id, "reason": one.reason} for one in folded],
    )
    values = [_values(one, turn) for one in folded]
    upsert(session, EntryFoldRow, values, key=("entry_id",))


def _values(one: Folded, turn: Turn) -> dict[str, Any]:
    return {
        "entry_id": one.entry_id,
        "told_at": one.told_at,
        "print": one.print,
        "similarity": round(one.similarity, 3),
        "bar": round(one.bar, 3),
        "parts": [[part.name, round(part.bits, 3), list(part.keys)] for part in one.parts],
        "like_entry_id": one.like,
        "step": turn.step,
        "joined": turn.step,
        "pinned_at": one.pinned_at,
    }


def pin(
    session: Session,
    entry_ids: Sequence[int],
    story_id: int,
    reason: str | None,
    now: datetime,
    turn: Turn,
) -> None:
    """Puts entries into a story as a person wants it; what was reckoned about them is kept.

    Without a reason they were there already, and keep the one that they have.
    """
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    values = {"story_id": story_id} | ({"fold_reason": reason} if reason else {})
    statement = sa.update(entry).where(among(session, entry.c.id, entry_ids))
    session.execute(statement.values(**values))
    moved = {"step": turn.step, "joined": turn.step} if reason else {}
    session.execute(
        sa.update(fold)
        .where(among(session, fold.c.entry_id, entry_ids))
        .values(pinned_at=now, **moved)
    )


def memberships(session: Session, entry_ids: Iterable[int]) -> dict[int, Membership]:
    """Why entries are in their stories, by entry; those without a story are missing."""
    entry, fold = table_of(EntryRow), table_of(EntryFoldRow)
    found = {}
    for part in chunks(entry_ids):
        query = (
            sa.select(
                entry.c.id,
                entry.c.fold_reason,
                *(fold.c[n] for n in ("similarity", "bar", "parts", "like_entry_id", "pinned_at")),
            )
            .join(fold, fold.c.entry_id == entry.c.id)
            .where(entry.c.id.in_(part), entry.c.story_id.is_not(None))
        )
        for row in session.execute(query):
            found[row[0]] = Membership(
                entry_id=row[0],
                reason=row[1] or "",
                similarity=row[2],
                bar=row[3],
                parts=tuple(Part(name, bits, tuple(keys)) for name, bits, keys in row[4]),
                like=row[5],
                pinned_at=row[6],
            )
    return found
