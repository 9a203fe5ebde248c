"""Summaries: what a model was asked of stories, and what became of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from monitor.core.summary.asking import Asked, Outcome
from storage.statements import among, storable, upsert
from storage.tables import StorySummaryRow

_KEY = ("story_id", "language", "sources")


def record(session: Session, asked: Asked) -> None:
    """Keeps a question with its answer; the same question asked again takes the new answer."""
    row = {
        "story_id": asked.story_id,
        "language": asked.language,
        "sources": asked.sources,
        "entries": list(asked.entries),
        "outcome": asked.outcome.value,
        "text": storable(asked.text),
        "model": asked.model,
        "reason": storable(asked.reason) if asked.reason else None,
        "tries": asked.tries,
        "asked_at": asked.asked_at,
    }
    upsert(session, StorySummaryRow, [row], key=_KEY)


def of_stories(session: Session, story_ids: Sequence[int]) -> dict[int, list[Asked]]:
    """What was asked of each story, oldest first; stories of which nothing was asked are missing."""
    if not story_ids:
        return {}
    query = (
        select(StorySummaryRow)
        .where(among(session, StorySummaryRow.story_id, story_ids))
        .order_by(col(StorySummaryRow.asked_at), col(StorySummaryRow.sources))
    )
    found: dict[int, list[Asked]] = {}
    for row in session.exec(query):
        found.setdefault(row.story_id, []).append(_asked(row))
    return found


def last_failure(session: Session) -> datetime | None:
    """When the endpoint last gave no answer, unless it has answered since; None: it answers."""
    query = select(StorySummaryRow).order_by(
        col(StorySummaryRow.asked_at).desc(), sa.case((_failed(), 0), else_=1)
    )
    row = session.exec(query.limit(1)).first()
    return row.asked_at if row is not None and row.outcome == Outcome.FAILED.value else None


def _failed() -> sa.ColumnElement[bool]:
    return col(StorySummaryRow.outcome) == Outcome.FAILED.value


def _asked(row: StorySummaryRow) -> Asked:
    return Asked(
        story_id=row.story_id,
        language=row.language,
        sources=row.sources,
        entries=tuple(row.entries),
        outcome=Outcome(row.outcome),
        model=row.model,
        asked_at=row.asked_at,
        text=row.text,
        reason=row.reason,
        tries=row.tries,
    )
