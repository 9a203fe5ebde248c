"""Rearranging stories: split and merged by hand, and folded anew by better rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.core.errors import UsageError
from monitor.flow.settling import settle
from storage import entries, folds, stories
from storage.engine import Session

SPLIT, MERGED = "split by hand", "merged by hand"


def split(session: Session, entry_ids: Sequence[int], now: datetime) -> int:
    """Takes entries out of their story into a new one of their own; returns its id.

    Both stay as they are then, whatever is folded anew. Raises UsageError for entries that are not
    stored, of several stories, or all there are in theirs.
    """
    turn = folds.take_turn(session)
    wanted = sorted(set(entry_ids))
    known = entries.get_many(session, wanted)
    for entry_id in wanted:
        if entry_id not in known:
            raise UsageError(
                f"{entry_id}: no such entry is stored; `telemon stories show` lists them"
            )
    of = {entry.story_id for entry in known.values()}
    story_id = next(iter(of)) if len(of) == 1 else None
    if story_id is None:
        raise UsageError("these entries are not of one story; split one story at a time")
    left = [e.id for e in entries.of_stories(session, [story_id])[story_id] if e.id not in known]
    if not left:
        raise UsageError(f"story {story_id}: these are all its entries; leave one at least")
    first = known[wanted[0]]
    made = stories.create(
        session, title=first.title, lead_entry_id=first.id, seen_at=first.first_seen_at
    )
    folds.pin(session, wanted, made, SPLIT, now, turn)
    folds.pin(session, left, story_id, None, now, turn)
    settle(session, [made, story_id])
    return made


def merge(session: Session, into: int, others: Sequence[int], now: datetime) -> int:
    """Puts the entries of other stories into one; returns how many.

    The ids of the others go on to lead there. Raises UsageError for stories that are not stored.
    """
    turn = folds.take_turn(session)
    wanted = [story_id for story_id in dict.fromkeys(others) if story_id != into]
    for story_id in (into, *wanted):
        story = stories.get(session, story_id)
        if story is None:
            raise UsageError(f"{story_id}: there is no such story; `telemon stories` lists them")
        if story.merged_into is not None:
            raise UsageError(f"story {story_id} was merged into story {story.merged_into}")
    if not wanted:
        raise UsageError("name two stories at least: the one to keep, and what goes into it")
    told = entries.of_stories(session, [into, *wanted])
    moved = [entry.id for story_id in wanted for entry in told.get(story_id, ())]
    folds.pin(session, moved, into, MERGED, now, turn)
    folds.pin(session, [entry.id for entry in told.get(into, ())], into, None, now, turn)
    stories.set_merged(session, wanted, into)
    settle(session, [into, *wanted])
    return len(moved)
