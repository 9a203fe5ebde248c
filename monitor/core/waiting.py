"""Which stories wait for a recipient: hit, not muted, not told yet, or developed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core.feed import Feed
from monitor.core.mute import Mute, muted_by
from monitor.core.watchlist import FeedFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit that may bring its story into a digest, and the concepts it stands on."""

    story_id: int
    found_at: datetime
    watchlist_id: str
    concepts: frozenset[str] = frozenset()
    feed: Feed
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one edition did with stories: told, cut by its cap (counted there), or found too weak."""

    at: datetime
    shown: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)
    weak: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The hits that count, by story, in order of time; and the stories that only a mute keeps out."""

    hits: Mapping[int, Sequence[Found]]
    muted: Mapping[int, datetime]  # when the last muted hit was found


def counting(hits: Iterable[Found], mutes: Sequence[Mute], feeds: FeedFilter) -> Counting:
    """What is left of `hits` (oldest first) after the mutes and the digest's own filter of feeds."""
    found: dict[int, list[Found]] = {}
    muted: dict[int, datetime] = {}
    for hit in hits:
        if not feeds.admits(hit.feed, hit.language):
            continue
        mute = muted_by(mutes, story=hit.story_id, concepts=hit.concepts, found_at=hit.found_at)
        if mute is not None:
            muted[hit.story_id] = hit.found_at
        else:
            found.setdefault(hit.story_id, []).append(hit)
    only = {story: at for story, at in muted.items() if story not in found}
    return Counting(hits=found, muted=only)


def unheard(
    counted: Counting,
    editions: Iterable[Told],
    *,
    since: datetime,
    weak: Mapping[int, datetime],
    newest: Mapping[int, datetime],
) -> dict[int, datetime]:
    """The stories that were in none of `editions`: since when each waits (its first hit after `since`).

    A story that was too weak at a time in `weak` waits again once `newest` has a later report.
    """
    known = {story for edition in editions for story in (*edition.shown, *edition.cut)}
    waiting = {}
    for story, hits in counted.hits.items():
        first = next((hit.found_at for hit in hits if hit.found_at > since), None)
        if first is None or story in known:
            continue
        weighed = weak.get(story)
        if weighed is not None:
            report = newest.get(story, weighed)
            if report <= weighed:
                continue
            first = max(first, report)
        waiting[story] = first
    return waiting


def told_at(editions: Iterable[Told]) -> dict[int, datetime]:
    """When each story that was shown was told last."""
    found: dict[int, datetime] = {}
    for edition in editions:
        for story in edition.shown:
            found[story] = max(edition.at, found.get(story, edition.at))
    return found


def gathered(
    waiting: Mapping[int, datetime], gather: timedelta, moment: datetime
) -> dict[int, datetime]:
    """Of the waiting stories those that have gathered reports for `gather` at `moment`, eldest first."""
    ready = {story: at for story, at in waiting.items() if at + gather <= moment}
    return dict(sorted(ready.items(), key=lambda item: (item[1], item[0])))
