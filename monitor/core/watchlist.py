"""A watchlist: a query that the operator wants to hear about, with its filter and its examples."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.feed import Feed, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFilter:
    """Which feeds a watchlist listens to; an empty tuple means all."""

    kind: tuple[Kind, ...] = ()
    language: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    id: tuple[str, ...] = ()

    def admits(self, feed: Feed, language: str | None) -> bool:
        """Whether entries of `feed` count; `language` is the entry's own, else the feed's is taken."""
        spoken = (language or feed.language or "").split("-")[0].lower()
        return (
            (not self.kind or feed.kind in self.kind)
            and (not self.language or spoken in self.language)
            and (not self.country or feed.country in self.country)
            and (not self.id or feed.id in self.id)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """One watchlist of watchlists.yaml. `note` is for people; the examples are titles to test it with."""

    id: str
    name: str
    query: str
    note: str | None = None
    tags: tuple[str, ...] = ()
    feeds: FeedFilter = FeedFilter()
    hit_examples: tuple[str, ...] = ()
    miss_examples: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
