"""Fold: puts entries that have no story yet into one, oldest first."""

from __future__ import annotations

from collections import Counter, defaultdict

from monitor.core.story import WINDOW, Candidate, FoldReason, fingerprint
from monitor.core.story import Report as StoryReport
from monitor.core.story import fold as decide
from monitor.flow.desk import Desk, Report
from storage import entries, stories
from storage.engine import Session
from storage.entries import Entry

BATCH = 500


async def fold(desk: Desk) -> Report:
    """Folds up to 500 entries in one unit of work."""
    reasons = await desk.write(_fold_some)
    joined = sum(count for reason, count in reasons.items() if reason is not FoldReason.FIRST)
    facts = {"stories": reasons[FoldReason.FIRST], "joined": joined}
    return Report(deed="folded", done=sum(reasons.values()), facts=facts)


def _fold_some(session: Session) -> Counter[FoldReason]:
    """What each folded entry was folded by."""
    reasons: Counter[FoldReason] = Counter()
    unfolded = entries.unfolded(session, BATCH)
    if not unfolded:
        return reasons
    reports = [(entry, _report(entry)) for entry in unfolded]
    keys = {entry.id: fingerprint(report).keys for entry, report in reports}
    known: defaultdict[str, list[Candidate]] = defaultdict(list)
    since = min(entry.first_seen_at for entry in unfolded) - WINDOW
    every_key = {key for found in keys.values() for key in found}
    for candidate in stories.candidates(session, every_key, since):
        known[candidate.key].append(candidate)
    members: defaultdict[tuple[int, FoldReason], list[int]] = defaultdict(list)
    for entry, report in reports:
        decision = decide(report, [c for key in keys[entry.id] for c in known[key]])
        story_id = decision.story_id
        if story_id is None:
            story_id = stories.create(
                session, title=entry.title, lead_entry_id=entry.id, seen_at=entry.first_seen_at
            )
        for key in keys[entry.id]:
            known[key].append(Candidate(story_id=story_id, key=key, last_seen=entry.first_seen_at))
        members[story_id, decision.reason].append(entry.id)
        reasons[decision.reason] += 1
    _record(session, members, known)
    return reasons


def _record(
    session: Session,
    members: dict[tuple[int, FoldReason], list[int]],
    known: dict[str, list[Candidate]],
) -> None:
    for (story_id, reason), entry_ids in members.items():
        entries.set_story(session, entry_ids, story_id, reason.value)
    told = {story_id for story_id, _ in members}
    stories.put_keys(
        session,
        [
            (key, candidate.story_id, candidate.last_seen)
            for key, candidates in known.items()
            for candidate in candidates
            if candidate.story_id in told
        ],
    )
    stories.refresh(session, told)


def _report(entry: Entry) -> StoryReport:
    return StoryReport(
        entry_id=entry.id,
        title=entry.title,
        canonical_url=entry.canonical_url,
        outlet=entry.outlet,
        seen_at=entry.first_seen_at,
    )
