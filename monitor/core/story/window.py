"""The window: the reports of the last days, and which story a new one joins."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import log2

from monitor.core.story.index import Index
from monitor.core.story.prints import Fingerprint
from monitor.core.story.rarity import Rarity
from monitor.core.story.similarity import Part, Rule, Similarity, similarity
from monitor.core.story.usual import USUAL

DAYS = timedelta(days=7)
_LATELY = timedelta(days=2).total_seconds()
# How many reports are compared key by key.
_CLOSE = 5
# An outlet's own title under another text after this time is a column, not a copy.
_COLUMN = timedelta(days=1)
# The share of keys in common by which a text is another's, and how many keys tell that.
_RETOLD, _FEW_KEYS = 0.75, 12


class Reason(StrEnum):
    """Why a report is in the story it is in. Of the first three the report is a copy."""

    SAME_URL = "same address"
    SAME_TITLE = "same title"
    SAME_TEXT = "same text"
    SAME_HEADLINE = "same title over another text"
    SAME_EVENT = "same event"
    FIRST = "first report"


COPIES = frozenset((Reason.SAME_URL, Reason.SAME_TITLE, Reason.SAME_TEXT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The decision: the story to join (None: begin a new one), and why.

    `similarity` is what speaks for it in bits, of which `bar` were needed, and `parts` are its
    reasons; of a first report they are those of the story that came nearest. `like`: the entry that
    it resembles most. What is the same to the letter has neither parts nor bar.
    """

    story_id: int | None
    reason: Reason
    similarity: float = 0.0
    bar: float = 0.0
    parts: tuple[Part, ...] = ()
    like: int | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it is a text told before, not a report of its own."""
        return self.reason in COPIES


@dataclass(slots=True)
class _Report:
    entry_id: int
    story_id: int
    print: Fingerprint


@dataclass(slots=True)
class _Story:
    lead: _Report
    members: list[_Report] = field(default_factory=list)


class Window:
    """The reports of the last days, in memory.

    `fold` decides and changes nothing; `add` takes a report in, under the story that the caller
    chose. Reports may come in any order; those older than the newest by more than `days` leave.
    """

    def __init__(self, rule: Rule | None = None, days: timedelta = DAYS) -> None:
        self.rule = rule or Rule()
        self._days = days
        self._reports: dict[int, _Report] = {}
        self._stories: dict[int, _Story] = {}
        self._index = Index()
        self._rarity = Rarity(USUAL)
        self._copies: dict[str, int] = {}
        self._times: list[tuple[float, int]] = []

    def __len__(self) -> int:
        return len(self._reports)

    def __contains__(self, entry_id: int) -> bool:
        return entry_id in self._reports

    def fold(self, new: Fingerprint) -> Fold:
        """Which story the report joins."""
        copied = self._copied(new)
        if copied is not None:
            return copied
        bar = self.bar(new.seen_at)
        best: tuple[float, int, int, Similarity] | None = None
        for story_id, like, found in () if new.roundup else self._near(new, bar):
            ranked = (found.bits, -story_id, like, found)
            if best is None or ranked[:2] > best[:2]:
                best = ranked
        if best is None:
            return Fold(story_id=None, reason=Reason.FIRST, bar=bar)
        bits, story, like, found = best
        reason = Reason.FIRST
        if bits >= bar:
            told = self._reports[like].print
            reason = Reason.SAME_TEXT if _is_retold(new, told) else Reason.SAME_EVENT
        return Fold(
            story_id=None if reason is Reason.FIRST else -story,
            reason=reason,
            similarity=bits,
            bar=bar,
            parts=found.parts,
            like=like,
        )

    def bar(self, at: datetime) -> float:
        """The bits that a report seen then needs: more where much is told."""
        moment = at.timestamp()
        count = bisect_left(self._times, (moment + _LATELY, 0))
        count -= bisect_left(self._times, (moment - _LATELY, 0))
        reckoned = self.rule.bar + self.rule.density * log2(1 + count)
        return min(self.rule.highest_bar, max(self.rule.lowest_bar, reckoned))

    def add(self, entry_id: int, new: Fingerprint, story_id: int) -> None:
        """Takes a report into a story; the first report of a story is its lead."""
        self.remove(entry_id)
        report = self._reports[entry_id] = _Report(entry_id, story_id, new)
        self._stories.setdefault(story_id, _Story(report)).members.append(report)
        insort(self._times, (new.seen_at.timestamp(), entry_id))
        self._rarity.see(new.keys)
        for key in _copy_keys(new):
            self._copies[key] = entry_id
        if not new.roundup:
            self._index.add(entry_id, new.keys)
        oldest = self._times[-1][0] - self._days.total_seconds()
        while self._times[0][0] < oldest:
            self.remove(self._times[0][1])

    def move(self, entry_id: int, story_id: int) -> None:
        """Puts a report into another story, as a person split or merged them."""
        report = self._reports.get(entry_id)
        if report is not None:
            self.add(entry_id, report.print, story_id)

    def remove(self, entry_id: int) -> None:
        """Takes a report out; nothing happens where it is not in."""
        gone = self._reports.pop(entry_id, None)
        if gone is None:
            return
        del self._times[bisect_left(self._times, (gone.print.seen_at.timestamp(), entry_id))]
        self._rarity.forget(gone.print.keys)
        self._index.remove(entry_id, gone.print.keys)
        for key in _copy_keys(gone.print):
            if self._copies.get(key) == entry_id:
                del self._copies[key]
        story = self._stories[gone.story_id]
        story.members.remove(gone)
        if not story.members:
            del self._stories[gone.story_id]

    def _copied(self, new: Fingerprint) -> Fold | None:
        for reason, key in zip(
            (Reason.SAME_URL, Reason.SAME_TITLE, Reason.SAME_TEXT), _all_copy_keys(new), strict=True
        ):
            report = self._reports.get(self._copies.get(key, -1)) if key else None
            if report is not None and _is_copy(new, report.print, reason, self._days):
                told = _own_words(new, report.print) if reason is Reason.SAME_TITLE else reason
                return Fold(story_id=report.story_id, reason=told, like=report.entry_id)
        return None

    def _near(self, new: Fingerprint, bar: float) -> Iterator[tuple[int, int, Similarity]]:
        """The stories that share much: id, the report that shares most, and how much it is.

        A report that resembles a member must resemble the lead too, if less: no chains.
        """
        rarity = self._rarity.bits(new.keys)
        worth = {key: bits * self.rule.of(key[0])[1] for key, bits in rarity.items()}
        known: dict[int, Similarity] = {}

        def to(report: _Report) -> Similarity:
            found = known.get(report.entry_id)
            if found is None:
                found = similarity(new, report.print, rarity, self.rule)
                known[report.entry_id] = found
            return found

        best: dict[int, _Report] = {}
        for entry_id in self._index.nearest(rarity, worth, _CLOSE):
            report = self._reports.get(entry_id)
            if report and abs(new.seen_at - report.print.seen_at) <= self._days:
                other = best.get(report.story_id)
                if other is None or to(report).bits > to(other).bits:
                    best[report.story_id] = report
        for story_id, report in best.items():
            story, found = self._stories[story_id], to(report)
            if found.veto or len(story.members) >= self.rule.most_reports:
                continue
            if story.lead is not report and found.bits >= bar:
                lead = to(story.lead)
                if lead.veto:
                    continue
                found = found._replace(bits=min(found.bits, lead.bits + self.rule.slack))
            yield story_id, report.entry_id, found


def _is_copy(new: Fingerprint, old: Fingerprint, reason: Reason, days: timedelta) -> bool:
    apart = abs(new.seen_at - old.seen_at)
    if apart > days:
        return False
    if reason is Reason.SAME_URL or new.outlet != old.outlet:
        return True
    if reason is Reason.SAME_TITLE:
        return apart <= _COLUMN or bool(new.lead and new.lead == old.lead)
    # The same first words under several titles of one outlet are its standing text.
    return bool(new.heads & old.heads)


def _own_words(new: Fingerprint, old: Fingerprint) -> Reason:
    """Of two reports under one title: whether the later one has a text of its own."""
    other = new.lead and old.lead and new.lead != old.lead
    own = bool(other) and new.outlet != old.outlet and not _is_retold(new, old)
    return Reason.SAME_HEADLINE if own else Reason.SAME_TITLE


def _is_retold(new: Fingerprint, old: Fingerprint) -> bool:
    """Whether nearly all of two texts is the same: passed on with a word changed or added."""
    shared, every = len(new.keys.keys() & old.keys.keys()), len(new.keys.keys() | old.keys.keys())
    return every >= _FEW_KEYS and shared >= _RETOLD * every


def _all_copy_keys(told: Fingerprint) -> tuple[str, str, str]:
    return (
        told.url and f"u{told.url}",
        told.title and f"t{told.title}",
        told.lead and f"l{told.lead}",
    )


def _copy_keys(told: Fingerprint) -> list[str]:
    return [key for key in _all_copy_keys(told) if key]
