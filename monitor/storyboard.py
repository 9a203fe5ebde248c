"""A story laid out for people: its reports in order of time, and why each is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.concept import Concepts
from monitor.core.digest import OFFICIAL_KINDS, KeySentence
from monitor.core.feed import Kind
from monitor.core.reading import Document, Reading
from monitor.core.story import COPIES, Reason, told_at
from monitor.core.story.why import part_in_words, sum_in_words
from monitor.core.summary import Read, chosen_reports, document_of, key_sentences
from monitor.flow.compose.choosing import materials
from storage import entries, folds, hits, stories, watchlists
from storage.engine import Session
from storage.entries import Entry
from storage.folds import Membership
from storage.stories import Story

_DAY = timedelta(days=1)
# Reads a document; None where it cannot be read.
Reads = Callable[[Document], Reading | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One report. `copy`: a text told before, not a report of its own; `like`: what it resembles.

    `lag` is the time since the story was first told. `because` sums up `why`, the reasons for and
    against; both are kept where a person moved the report (`by_hand`).
    """

    entry: Entry
    told_at: datetime
    lag: timedelta
    official: bool
    lead: bool
    copy: bool
    like: int | None
    because: str
    why: tuple[str, ...]
    by_hand: bool
    watchlists: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """A story with its reports, the one told first first. `lately`: those of its last 24 hours."""

    story: Story
    lines: tuple[Line, ...]

    @property
    def independent(self) -> tuple[str, ...]:
        """The outlets with a report of their own, in order of time."""
        return tuple(dict.fromkeys(line.entry.outlet for line in self.lines if not line.copy))

    @property
    def copying(self) -> tuple[str, ...]:
        """The outlets that only passed on what others told, in order of time."""
        own = set(self.independent)
        return tuple(dict.fromkeys(o.entry.outlet for o in self.lines if o.entry.outlet not in own))

    @property
    def lately(self) -> int:
        """How many of the reports were told in the last 24 hours before the last one."""
        last = self.lines[-1].told_at
        return sum(last - line.told_at < _DAY for line in self.lines)


def lay_out(session: Session, concepts: Concepts, story_id: int) -> Storyboard | None:
    """The story with an id, or the one it was merged into; None where there is none."""
    story = stories.get(session, story_id)
    if story is not None and story.merged_into is not None:
        story = stories.get(session, story.merged_into)
    told = entries.of_stories(session, [story.id]).get(story.id, []) if story else []
    if story is None or not told:
        return None
    why = folds.memberships(session, [entry.id for entry in told])
    asked = hits.of_entries(session, [entry.id for entry in told])
    times = {entry.id: told_at(entry.published_at, entry.first_seen_at) for entry in told}
    began = min(times.values())
    lines = [
        _line(
            entry,
            times[entry.id],
            began,
            why.get(entry.id),
            concepts,
            lead=entry.id == story.lead_entry_id,
            watchlists=tuple(hit.watchlist_id for hit in asked.get(entry.id, ())),
        )
        for entry in told
    ]
    lines.sort(key=lambda line: (line.told_at, line.entry.id))
    return Storyboard(story=story, lines=tuple(lines))


def summary_of(session: Session, read: Reads, board: Storyboard) -> tuple[KeySentence, ...]:
    """The story's key sentences, in the language of its lead."""
    (material,) = materials(session, [board.story.id], watchlists.ids(session))
    pairs = ((one, read(document_of(one))) for one in chosen_reports(material.reports))
    reads = [Read(report=report, reading=reading) for report, reading in pairs if reading]
    lead = next((line.entry for line in board.lines if line.lead), board.lines[0].entry)
    language = lead.language or "en"
    return key_sentences(reads, title=lead.title, language=language, fallback=language)


def _line(
    entry: Entry,
    at: datetime,
    began: datetime,
    member: Membership | None,
    concepts: Concepts,
    *,
    lead: bool,
    watchlists: tuple[str, ...],
) -> Line:
    reason = entry.fold_reason or ""
    first = reason == Reason.FIRST
    far = first and (member is None or member.similarity <= 0)
    like = (
        member.like
        if member and reason in (*COPIES, Reason.SAME_HEADLINE, Reason.SAME_EVENT)
        else None
    )
    return Line(
        entry=entry,
        told_at=at,
        lag=at - began,
        official=Kind(entry.kind) in OFFICIAL_KINDS,
        lead=lead,
        copy=reason in COPIES,
        like=like,
        because=_because(reason, member, first=first),
        why=() if member is None or far else _why(member, concepts),
        by_hand=bool(member and member.pinned_at),
        watchlists=watchlists,
    )


def _because(reason: str, member: Membership | None, *, first: bool) -> str:
    if member is None or (member.pinned_at and reason.endswith("by hand")):
        return reason
    return sum_in_words(reason, member.similarity, member.bar, member.like, first=first)


def _why(member: Membership, concepts: Concepts) -> tuple[str, ...]:
    return tuple(part_in_words(part, concepts) for part in member.parts)
