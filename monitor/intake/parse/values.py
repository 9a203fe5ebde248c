"""What reading one body gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict

MAX_LISTED = 2_000  # a document with more is cut, and says so
HASH_SIZE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page names, or that answers at a usual place; `type` is its MIME type or ""."""

    url: str
    title: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A body as a feed: what it says of itself, and the entries not known before.

    `verdict` is OK, EMPTY, UNDATED, EMPTY_BODY, PAGE, NOT_A_FEED or BROKEN; `detail` says why, and
    what was cut or saved. `item_hashes` has one hash of 8 bytes for each item listed, in order;
    `entries` only those whose hash was not known, in the same order; `listed` counts all.
    `title`, `language` and `site_url` are None where the feed does not say, and when nothing new
    was read. `min_wait` is the interval the feed asks for (ttl, sy:updatePeriod), `skip_hours` (UTC)
    and `skip_days` (0 is Monday) when it asks not to be read. `hubs` and `self_url` are what WebSub
    needs. `found`: the feeds that a page names, or the
    sitemaps that an index of sitemaps names.
    """

    verdict: Verdict
    detail: str = ""
    title: str | None = None
    language: str | None = None
    site_url: str | None = None
    entries: tuple[ParsedEntry, ...] = ()
    item_hashes: tuple[bytes, ...] = ()
    listed: int = 0
    min_wait: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    salvaged: bool = False
    hubs: tuple[str, ...] = ()
    self_url: str | None = None
    found: tuple[FoundFeed, ...] = ()

    def noting(self, *notes: str) -> ParsedFeed:
        """The same with `notes` added to its detail."""
        parts = [part for part in (self.detail, *notes) if part]
        return replace(self, detail="; ".join(parts))
