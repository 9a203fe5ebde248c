"""Settling stories whose entries changed: their counts, and who speaks for them."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.digest import OFFICIAL_KINDS
from monitor.core.feed import Kind
from monitor.core.story import told_at
from monitor.core.story.lead import Speaker, lead_of
from storage import entries, stories
from storage.engine import Session
from storage.entries import Entry


def settle(session: Session, story_ids: Iterable[int]) -> None:
    """Counts stories anew and chooses who speaks for each."""
    ids = sorted(set(story_ids))
    stories.refresh(session, ids)
    leads = {}
    for story_id, told in entries.of_stories(session, ids).items():
        lead = lead_of([_speaker(entry) for entry in told])
        title = next(entry.title for entry in told if entry.id == lead.entry_id)
        leads[story_id] = (lead.entry_id, title)
    stories.set_leads(session, leads)


def _speaker(entry: Entry) -> Speaker:
    return Speaker(
        entry_id=entry.id,
        official=Kind(entry.kind) in OFFICIAL_KINDS,
        weight=entry.weight,
        length=len(entry.summary),
        seen_at=told_at(entry.published_at, entry.first_seen_at),
    )
