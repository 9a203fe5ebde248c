"""Fold: puts entries that have no story yet into one, in the order in which they were told."""

from __future__ import annotations

from collections import Counter
from functools import partial

from monitor.core.story import (
    Fingerprint,
    Fold,
    Reason,
    Told,
    Window,
    bare_fingerprint,
    from_text,
)
from monitor.flow.desk import Desk, Live, Report
from monitor.flow.memory import Memory, print_of_stored
from monitor.flow.settling import settle
from storage import entries, folds, stories
from storage.engine import Session
from storage.entries import Entry
from storage.folds import Folded, Waiting

BATCH = 500


async def fold(desk: Desk, live: Live, memory: Memory) -> Report:
    """Folds up to 500 entries in one unit of work."""
    if not await desk.read(_is_something_new):
        return Report(deed="folded", done=0)
    try:
        reasons = await desk.write(partial(_fold_some, live=live, memory=memory))
    except BaseException:
        memory.forget()  # what was not committed has not happened
        raise
    joined = sum(count for reason, count in reasons.items() if reason is not Reason.FIRST)
    facts = {"stories": reasons[Reason.FIRST], "joined": joined}
    return Report(deed="folded", done=sum(reasons.values()), facts=facts)


def _is_something_new(session: Session) -> bool:
    return bool(folds.waiting(session, 1))


def _fold_some(session: Session, *, live: Live, memory: Memory) -> Counter[Reason]:
    """What each folded entry was folded by."""
    reasons: Counter[Reason] = Counter()
    with memory.turn(session, live) as turn:
        folds.notice(session, turn)
        found = folds.waiting(session, BATCH)
        known = entries.get_many(session, [one.entry_id for one in found])
        told = [(known[one.entry_id], _print(live, one, known[one.entry_id])) for one in found]
        folded = []
        for entry, mark in sorted(told, key=lambda pair: (pair[1].seen_at, pair[0].id)):
            decision, story_id = _place(session, memory.window, entry, mark)
            reasons[decision.reason] += 1
            folded.append(_folded(entry, mark, decision, story_id))
        folds.record(session, folded, turn)
        settle(session, {one.story_id for one in folded})
    return reasons


def _place(session: Session, window: Window, entry: Entry, mark: Fingerprint) -> tuple[Fold, int]:
    decision = window.fold(mark)
    story_id = decision.story_id
    if story_id is None:
        story_id = stories.create(
            session, title=entry.title, lead_entry_id=entry.id, seen_at=entry.first_seen_at
        )
    window.add(entry.id, mark, story_id)
    return decision, story_id


def _print(live: Live, waits: Waiting, entry: Entry) -> Fingerprint:
    """The fingerprint that the poll took; taken anew where there is none that can be read."""
    if waits.print == "" and waits.told_at is not None:
        told = Told(outlet=entry.outlet, canonical_url=entry.canonical_url, seen_at=waits.told_at)
        return bare_fingerprint(entry.title, told)
    if waits.print is not None and waits.told_at is not None:
        found = from_text(waits.print, outlet=entry.outlet, seen_at=waits.told_at)
        if found is not None:
            return found
    return print_of_stored(live, entry)


def _folded(entry: Entry, mark: Fingerprint, decision: Fold, story_id: int) -> Folded:
    return Folded(
        entry_id=entry.id,
        story_id=story_id,
        reason=decision.reason.value,
        told_at=mark.seen_at,
        print=mark.text(),
        similarity=decision.similarity,
        bar=decision.bar,
        parts=decision.parts,
        like=decision.like,
    )
