"""Whether a told story has developed: what its new reports bring that is worth another message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.composition import source_of
from monitor.core.digest import OFFICIAL_KINDS, Development, Source, Update
from monitor.core.material import StoryMaterial, StoryReport
from monitor.core.story.stages import stages
from monitor.core.text import folded_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """What is new in a told story, and when the report came that made it so."""

    update: Update
    at: datetime


def developed(material: StoryMaterial, told: datetime) -> Developed | None:
    """What is new in a story since it was told at `told`; None when it is only told on."""
    before = [report for report in material.reports if report.seen_at <= told]
    after = [report for report in material.reports if report.seen_at > told]
    if not before:
        return None
    for end in range(1, len(after) + 1):
        what = _new(before, after[:end])
        if what is not None:
            update = Update(told_at=told, what=what, outlets=_fresh(before, after))
            return Developed(update=update, at=after[end - 1].seen_at)
    return None


def _new(before: Sequence[StoryReport], after: Sequence[StoryReport]) -> Development | None:
    """In this order: a title says another stage than any before ("resumed" after "halted"); an
    official outlet speaks for the first time; a watchlist hits for the first time; at least three
    more outlets tell it, and twice as many as then (1 became 4, 3 became 6, 6 became 12).
    """
    stood = _stages(before)
    if stood and any(now and not now & stood for now in (_stages([one]) for one in _own(after))):
        return Development.STAGE
    if _official(after) and not _official(before):
        return Development.OFFICIAL
    if _watchlists(after) - _watchlists(before):
        return Development.WATCHLIST
    then, now = _outlets(before), _outlets([*before, *after])
    if len(now) >= max(2 * len(then), len(then) + 3):
        return Development.OUTLETS
    return None


def _fresh(before: Sequence[StoryReport], after: Sequence[StoryReport]) -> tuple[Source, ...]:
    """The first report of each outlet that was silent before; official ones first, then by age."""
    known, fresh = _outlets(before), dict[str, StoryReport]()
    for report in after:
        if report.outlet.casefold() not in known:
            fresh.setdefault(report.outlet.casefold(), report)
    ordered = sorted(fresh.values(), key=lambda r: (r.kind not in OFFICIAL_KINDS, r.seen_at))
    return tuple(source_of(report) for report in ordered)


def _official(reports: Sequence[StoryReport]) -> bool:
    return any(report.kind in OFFICIAL_KINDS for report in reports)


def _own(reports: Sequence[StoryReport]) -> list[StoryReport]:
    """Those that are no copies."""
    return [report for report in reports if not report.copy]


def _stages(reports: Iterable[StoryReport]) -> frozenset[str]:
    return frozenset().union(*(stages(folded_words(report.title)) for report in reports))


def _watchlists(reports: Sequence[StoryReport]) -> set[str]:
    return {hit.watchlist_id for report in reports for hit in report.hits}


def _outlets(reports: Sequence[StoryReport]) -> set[str]:
    return {report.outlet.casefold() for report in reports}
