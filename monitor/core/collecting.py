"""Collecting: one issue in the place of those that the daily cap of a channel held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.core.digest import DigestStory, Event, Issue, LeftOut

MOST_STORIES = 30


def collected(issues: Sequence[Issue], *, digest_id: str, period: datetime, now: datetime) -> Issue:
    """The best stories of `issues` (at least one, eldest first), each once; the rest is counted.

    Zone, language and name are those of the first.
    """
    best: dict[int, DigestStory] = {}
    for issue in issues:
        for story in issue.stories:
            known = best.get(story.story_id)
            if known is None or story.rank > known.rank:
                best[story.story_id] = story
    ranked = sorted(best.values(), key=lambda story: (-story.rank, story.story_id))
    return replace(
        issues[0],
        digest_id=digest_id,
        period=period.isoformat(),
        scheduled_at=period,
        composed_at=now,
        late=False,
        stories=tuple(ranked[:MOST_STORIES]),
        left_out=_left_out(issues, ranked[MOST_STORIES:]),
        watchlists=tuple(dict.fromkeys(pair for issue in issues for pair in issue.watchlists)),
        entries_seen=sum(issue.entries_seen for issue in issues),
        failing_feeds=issues[-1].failing_feeds,
        muted=sum(issue.muted for issue in issues),
        event=Event.DIGEST,
        collected=len(issues),
    )


def _left_out(issues: Sequence[Issue], rest: Sequence[DigestStory]) -> LeftOut:
    counts: Counter[str] = Counter()
    for issue in issues:
        counts.update(dict(issue.left_out.by_watchlist))
    for story in rest:
        counts.update({reason.name: 1 for reason in story.reasons})
    total = sum(issue.left_out.total for issue in issues) + len(rest)
    return LeftOut(total=total, by_watchlist=tuple(counts.most_common()))
