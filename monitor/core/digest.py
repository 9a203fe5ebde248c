"""A digest: what the operator asks for, and what one issue of it holds once composed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.core.feed import Kind

OFFICIAL_KINDS = frozenset({Kind.REGULATOR, Kind.STANDARDS, Kind.OPERATOR, Kind.VENDOR})


class WhenEmpty(StrEnum):
    """What to do with an issue that has no story."""

    SKIP = "skip"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """One digest of digests.yaml. `core.schedule.parse_schedule` accepts its `schedule`."""

    id: str
    name: str
    watchlists: tuple[str, ...]
    channels: tuple[str, ...]
    schedule: str
    timezone: str = "UTC"
    language: str = "en"
    max_stories: int = 20
    when_empty: WhenEmpty = WhenEmpty.SKIP
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Characters [start, end) of a text that matched, and the watchlists that asked for them."""

    start: int
    end: int
    watchlists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text with its marks: in order of start, not overlapping."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of a story as a digest names it."""

    entry_id: int
    outlet: str
    title: str
    url: str | None
    published: datetime | None
    language: str | None = None
    kind: str = "news"

    @property
    def official(self) -> bool:
        """Whether the one who acts speaks here, and not one who reports on it."""
        return self.kind in OFFICIAL_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a story is in a digest: the watchlist, and the words that matched ("5G licences").

    `explanation` says more where there is more: the alias's entity, the guard that passed.
    """

    watchlist: str
    name: str
    words: tuple[str, ...] = ()
    explanation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story as it stands in an issue: its lead entry, the others, and why it is there."""

    story_id: int
    title: Marked
    summary: Marked
    lead: Source
    also_in: tuple[Source, ...]
    reasons: tuple[Reason, ...]
    rank: float
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Stories that the cap cut, counted by watchlist name; `total` counts each story once."""

    total: int = 0
    by_watchlist: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One composed issue of a digest: all that rendering needs, stored as it was composed.

    `period` names the scheduled moment (ISO 8601 in UTC). `late` when it was composed noticeably
    after it.
    """

    digest_id: str
    name: str
    period: str
    scheduled_at: datetime
    composed_at: datetime
    late: bool
    timezone: str
    language: str
    config_revision: int
    stories: tuple[DigestStory, ...]
    left_out: LeftOut = field(default_factory=LeftOut)
    watchlists: tuple[tuple[str, str], ...] = ()  # (id, name) of every watchlist asked for
    entries_seen: int = 0  # entries that came in since the issue before
    failing_feeds: int = 0
