"""Refold: folds the last days anew by the rules as they are now, under the ids as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.core.errors import UsageError
from monitor.core.story import DAYS, Fingerprint, Fold, Window
from monitor.core.story.refolding import kept_ids
from monitor.flow.desk import Live
from monitor.flow.memory import print_of_stored
from monitor.flow.settling import settle
from storage import digests, entries, folds, stories
from storage.engine import Database, Session
from storage.entries import Entry
from storage.folds import Folded

# Above every id: groups that do not know yet which story they are.
_UNKNOWN = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded:
    """What folding anew changed: of `entries` looked at, `moved` stand in another story now.

    `begun` stories are new, `ended` ones have no entry any more.
    """

    entries: int
    moved: int
    begun: int
    ended: int


@dataclass(slots=True)
class _Draft:
    """A folding in the making: story or group -> decisions."""

    step: int
    known: dict[int, Entry]
    fixed: set[int]
    groups: dict[int, list[Folded]] = field(default_factory=dict)


def refold(database: Database, live: Live, since: datetime, *, dry: bool = False) -> Refolded:
    """Folds anew what was told since; entries placed by hand, and what was told before, stay.

    Stories that were sent keep their ids; one whose entries all went elsewhere leads there. With
    `dry` nothing is kept. Raises UsageError when stories were changed meanwhile.
    """
    with database.read() as session:
        draft = _draft(session, live, since)
    with database.write() as session:
        if folds.take_turn(session).step != draft.step + 1:
            raise UsageError("stories were changed meanwhile: try again")
        done = _keep(session, draft)
        if dry:
            session.rollback()
    return done


def _draft(session: Session, live: Live, since: datetime) -> _Draft:
    placed = sorted(
        folds.placed_since(session, since - DAYS), key=lambda one: (one.told_at, one.entry_id)
    )
    known = entries.get_many(session, [one.entry_id for one in placed])
    why = folds.memberships(session, [one.entry_id for one in placed])
    fixed = {one.entry_id for one in placed if one.told_at < since or why[one.entry_id].pinned_at}
    draft = _Draft(step=folds.standing(session).step, known=known, fixed=fixed)
    window = Window()
    for number, one in enumerate(placed):
        entry = known[one.entry_id]
        mark = replace(print_of_stored(live, entry), seen_at=one.told_at)
        if one.entry_id in fixed:
            window.add(one.entry_id, mark, one.story_id)
            continue
        decision = window.fold(mark)
        story = _UNKNOWN + number if decision.story_id is None else decision.story_id
        window.add(one.entry_id, mark, story)
        draft.groups.setdefault(story, []).append(_folded(one.entry_id, mark, decision, story))
    return draft


def _folded(entry_id: int, mark: Fingerprint, decision: Fold, story_id: int) -> Folded:
    return Folded(
        entry_id=entry_id,
        story_id=story_id,
        reason=decision.reason.value,
        told_at=mark.seen_at,
        print=mark.text(),
        similarity=decision.similarity,
        bar=decision.bar,
        parts=decision.parts,
        like=decision.like,
    )


def _keep(session: Session, draft: _Draft) -> Refolded:
    was = {one: entry.story_id for one, entry in draft.known.items() if entry.story_id is not None}
    sent = stories.sent(session, set(was.values()))
    named, begun = _named(session, draft, was, sent)
    moved = [one for one in named if one.story_id != was[one.entry_id]]
    folds.record(session, named, folds.standing(session))
    folds.begin_epoch(session)
    settle(session, {*was.values(), *(one.story_id for one in named)})
    ended = [story for story in sorted(set(was.values())) if not stories.size(session, story)]
    for story in ended:
        if story in sent:
            heirs = Counter(one.story_id for one in named if was[one.entry_id] == story)
            stories.set_merged(session, [story], heirs.most_common(1)[0][0])
    return Refolded(entries=len(named), moved=len(moved), begun=begun, ended=len(ended))


def _named(
    session: Session, draft: _Draft, was: Mapping[int, int], sent: Collection[int]
) -> tuple[list[Folded], int]:
    """The decisions under the ids that their stories keep or get, and how many are new."""
    taken = {was[one] for one in draft.fixed}
    new = [group for story, group in draft.groups.items() if story >= _UNKNOWN]
    ids = kept_ids([[one.entry_id for one in group] for group in new], was, sent, taken)
    named = [one for story, group in draft.groups.items() if story < _UNKNOWN for one in group]
    for story, group in zip(ids, new, strict=True):
        kept = story if story is not None else _begin(session, draft, group, was)
        named += [replace(one, story_id=kept) for one in group]
    return named, ids.count(None)


def _begin(session: Session, draft: _Draft, group: Sequence[Folded], was: Mapping[int, int]) -> int:
    """A new story. What was told of its entries under other ids counts as told of it."""
    first = draft.known[group[0].entry_id]
    made = stories.create(
        session, title=first.title, lead_entry_id=first.id, seen_at=first.first_seen_at
    )
    digests.tell_again(session, {was[one.entry_id] for one in group}, made)
    return made
