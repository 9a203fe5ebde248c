"""What an issue is composed of: stories with their reports and hits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.core.feed import Kind
from monitor.core.hit import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHit:
    """One hit on a report: the watchlist, and what matched where; `weak`: only in the body."""

    watchlist_id: str
    spans: tuple[Span, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """One entry of a story, with its hits (none where another entry of the story was hit).

    `copy`: a text told before, not a report of its own.
    """

    entry_id: int
    title: str
    summary: str
    url: str | None
    outlet: str
    kind: Kind
    weight: float
    language: str | None
    published: datetime | None
    seen_at: datetime
    hits: tuple[ReportHit, ...] = ()
    body: str = ""
    copy: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMaterial:
    """A story that may stand in an issue: all its reports, in order of first sight."""

    story_id: int
    reports: tuple[StoryReport, ...]

    @property
    def watchlists(self) -> tuple[str, ...]:
        """The watchlists that any report hit, in order of first hit."""
        return tuple(dict.fromkeys(h.watchlist_id for r in self.reports for h in r.hits))

    @property
    def independent(self) -> set[str]:
        """The outlets with a report of their own, casefolded; all of them where every one copies."""
        every = {report.outlet.casefold() for report in self.reports}
        return {report.outlet.casefold() for report in self.reports if not report.copy} or every
