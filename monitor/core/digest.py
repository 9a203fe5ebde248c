"""A digest: what the operator asks for, and what one issue of it holds once composed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.core.feed import Kind
from monitor.core.watchlist import FeedFilter

OFFICIAL_KINDS = frozenset({Kind.REGULATOR, Kind.STANDARDS, Kind.OPERATOR, Kind.VENDOR})


class WhenEmpty(StrEnum):
    """What to do with an issue that has no story."""

    SKIP = "skip"
    SEND = "send"


class CutReason(StrEnum):
    """Why a story that waited does not stand in an issue."""

    CAP = "left out by max_stories, counted there"
    RANK = "less rank than min_rank asks for"


class Development(StrEnum):
    """What makes a told story worth telling again."""

    STAGE = "stage"  # it stands at another stage: halted, resumed, won
    OFFICIAL = "official"  # an official source speaks, and none did before
    WATCHLIST = "watchlist"  # another watchlist of the digest hit
    OUTLETS = "outlets"  # twice as many outlets tell it, and three more at least


class Event(StrEnum):
    """What an issue is: a digest, or a single story of an immediate digest, new or developed."""

    DIGEST = "digest"
    STORY_CREATED = "story.created"
    STORY_UPDATED = "story.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """One digest of digests.yaml. `core.agenda.agenda_of` reads all that says when it is due.

    `watchlists` holds those named and those of the tags named. `gather`: how long an immediate
    digest waits for more reports of a story. `updates`: whether a told story that develops comes
    again. Of `feeds` a story needs one report; of `min_rank` as much rank.
    """

    id: str
    name: str
    watchlists: tuple[str, ...]
    channels: tuple[str, ...]
    schedule: str
    timezone: str = "UTC"
    language: str = "en"
    max_stories: int = 20
    when_empty: WhenEmpty = WhenEmpty.SKIP
    gather: timedelta = timedelta(minutes=5)
    updates: bool = False
    quiet: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()
    paused_until: str | None = None
    feeds: FeedFilter = field(default_factory=FeedFilter)
    min_rank: float = 0.0
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
    """One entry of a story as a digest names it. `copy`: it passes on what another wrote."""

    entry_id: int
    outlet: str
    title: str
    url: str | None
    published: datetime | None
    language: str | None = None
    kind: str = "news"
    copy: bool = False

    @property
    def official(self) -> bool:
        """Whether the one who acts speaks here, and not one who reports on it."""
        return self.kind in OFFICIAL_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a story is in a digest: the watchlist, and the words that matched ("5G licences").

    `explanation` says more where there is more: the alias's entity, the guard that passed. `weak`:
    nothing of it stands in a title or summary, only in the text behind them.
    """

    watchlist: str
    name: str
    words: tuple[str, ...] = ()
    explanation: str | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySentence:
    """A sentence of a report as it was written, and whose it is."""

    text: Marked
    entry_id: int
    outlet: str
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A summary that a model wrote from so many reports; its names and numbers stand in these."""

    text: str
    model: str
    language: str
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """That a story was told before, when, what is new in it, and by which outlets.

    `sentences` and `figures` (as written) are what no report said before.
    """

    told_at: datetime
    what: Development
    outlets: tuple[Source, ...] = ()
    sentences: tuple[KeySentence, ...] = ()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankPart:
    """One part of a story's rank, and what it was reckoned from."""

    name: str
    points: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story as it stands in an issue: its lead entry, the others, and why it is there.

    `language` is that of title and summary, which another entry than the lead may have written.
    """

    story_id: int
    title: Marked
    summary: Marked
    lead: Source
    also_in: tuple[Source, ...]
    reasons: tuple[Reason, ...]
    rank: float
    first_seen: datetime
    last_seen: datetime
    update: Update | None = None
    language: str | None = None
    rank_parts: tuple[RankPart, ...] = ()
    sentences: tuple[KeySentence, ...] = ()
    written: Written | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Stories that the cap cut, counted by watchlist name; `total` counts each story once."""

    total: int = 0
    by_watchlist: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A watchlist that is told of more than usual: reports of the last 24 hours, and of such a day."""

    watchlist: str
    name: str
    reports: int
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A deadline ahead that a hit told of: what is due (comments, consultation) and until when."""

    due: date
    about: str
    title: str
    outlet: str
    url: str | None


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
    muted: int = 0  # stories that a mute kept out since the issue before
    event: Event = Event.DIGEST
    rises: tuple[Rise, ...] = ()
    deadlines: tuple[Ahead, ...] = ()
    collected: int = 0  # issues held back by a daily cap that this one brings together
