"""A story: the entries about one event. The rule that folds an entry into one is pure and lives here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(days=7)


class FoldReason(StrEnum):
    """Why an entry is in the story it is in."""

    SAME_URL = "same address"
    SAME_TITLE = "same title"
    FIRST = "first report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An entry as folding sees it. `outlet` tells who speaks, `seen_at` when telemon first saw it."""

    entry_id: int
    title: str
    canonical_url: str | None
    outlet: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a report is compared by: exact `keys`, by which an index finds candidates."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that shares a key with a report: which key, and when the story was last told."""

    story_id: int
    key: str
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The decision: the story to join (None: begin a new one), and why."""

    story_id: int | None
    reason: FoldReason


_NOT_WORD = re.compile(r"[\W_]+")
_OUTLET_TAIL = re.compile(r"\s+[-–—|·:]\s+[^-–—|·:]{2,40}$")


def bare_title(title: str, outlet: str = "") -> str:
    """A title as folding compares it: no trailing " - Outlet", case, punctuation or articles.

    A tail is an outlet's name when it is the entry's own outlet, or has at most four words of which
    each begins with a capital or digit.
    """
    tail = _OUTLET_TAIL.search(title)
    if tail:
        name = tail.group().strip(" \t-–—|·:")
        words = name.split()
        named = len(words) <= 4 and all(w[0].isupper() or w[0].isdigit() for w in words)
        if tail.start() >= 20 and (name.casefold() == outlet.casefold() or named):
            title = title[: tail.start()]
    words = _NOT_WORD.sub(" ", title.replace(".", "").casefold()).split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def fingerprint(report: Report) -> Fingerprint:
    """The keys of a report. A title of fewer than four words says too little to be one."""
    keys = []
    if report.canonical_url:
        keys.append(_key("url", report.canonical_url))
    title = bare_title(report.title, report.outlet)
    if len(title.split()) >= 4 or (len(title) >= 8 and not title.isascii()):
        keys.append(_key("title", title))
    return Fingerprint(keys=tuple(keys))


def fold(report: Report, candidates: Sequence[Candidate]) -> Fold:
    """Which story a report joins: one with its address, else one with its title, told within 7 days.

    Of several the one told last wins, then the older id, so the order of candidates does not matter.
    """
    near = [c for c in candidates if abs(report.seen_at - c.last_seen) <= WINDOW]
    for kind, reason in (("url:", FoldReason.SAME_URL), ("title:", FoldReason.SAME_TITLE)):
        same = [c for c in near if c.key.startswith(kind)]
        if same:
            best = max(same, key=lambda c: (c.last_seen, -c.story_id))
            return Fold(story_id=best.story_id, reason=reason)
    return Fold(story_id=None, reason=FoldReason.FIRST)


def _key(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"
