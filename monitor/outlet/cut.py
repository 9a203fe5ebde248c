"""How much of an issue fits into a message, and the count of what does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from monitor.core.digest import Issue, LeftOut

# Characters of a title, a name, a word that matched; then how many of each are listed.
TITLE, NAME, WORD = 240, 80, 40
MOST_REASONS, MOST_WORDS, MOST_NAMES = 6, 5, 12
_SHORTEST_SUMMARY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How much of an issue is shown: stories, characters of a summary, outlets "also in"."""

    stories: int
    summary: int
    also: int


def smaller(cut: Cut, size: int, limit: int) -> Cut:
    """The cut to try next when `cut` made `size` bytes of at most `limit`.

    Summaries shrink first (400, 200, 100 characters: a reader misses their tails least), then
    stories fall off the end, as many as the size says and at least one.
    """
    if cut.summary > _SHORTEST_SUMMARY:
        return Cut(stories=cut.stories, summary=cut.summary // 2, also=max(cut.also // 2, 2))
    fewer = int(cut.stories * limit / size)
    return replace(cut, stories=max(0, min(cut.stories - 1, fewer)))


def left_out_with(issue: Issue, stories: int) -> LeftOut:
    """What an issue leaves out if only the first `stories` of it are shown."""
    counts = Counter(dict(issue.left_out.by_watchlist))
    rest = issue.stories[stories:]
    for story in rest:
        counts.update({reason.name: 1 for reason in story.reasons})
    return LeftOut(total=issue.left_out.total + len(rest), by_watchlist=tuple(counts.most_common()))
