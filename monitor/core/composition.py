"""Composing an issue: which stories stand in it, in which order, and why."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.digest import (
    DigestPlan,
    DigestStory,
    Event,
    Issue,
    LeftOut,
    Mark,
    Marked,
    Reason,
    Source,
    Update,
)
from monitor.core.feed import Kind
from monitor.core.hit import Span
from monitor.core.reading import Reason as MentionReason

EXCERPT = 320
SELF_EVIDENT = frozenset({MentionReason.CLEAR, MentionReason.PARTS})
OFFICIAL = frozenset({Kind.REGULATOR, Kind.STANDARDS, Kind.OPERATOR, Kind.VENDOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHit:
    """One hit on a report: the watchlist, and what matched where."""

    watchlist_id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """One entry of a story, with its hits (none where another entry of the story was hit)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMaterial:
    """A story that may stand in an issue: all its reports, in order of first sight."""

    story_id: int
    reports: tuple[StoryReport, ...]

    @property
    def watchlists(self) -> tuple[str, ...]:
        """The watchlists that any report hit, in order of first hit."""
        return tuple(dict.fromkeys(h.watchlist_id for r in self.reports for h in r.hits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What an issue says of the moment it was composed in."""

    period: str
    scheduled_at: datetime
    composed_at: datetime
    late: bool
    config_revision: int
    entries_seen: int = 0
    failing_feeds: int = 0
    muted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An issue, the stories that its cap left out, and those below `min_rank` (by rank)."""

    issue: Issue
    cut: tuple[int, ...]
    weak: tuple[int, ...] = ()


def compose(
    plan: DigestPlan,
    materials: Iterable[StoryMaterial],
    names: Mapping[str, str],
    circumstances: Circumstances,
    *,
    updates: Mapping[int, Update] | None = None,
    single: bool = False,
) -> Composed:
    """One issue of `plan`: the best `max_stories`, best first; the rest is counted by watchlist.

    `names` gives a watchlist's name by its id. Equal ranks stand in order of story id, so that the
    same material always gives the same issue. `updates` tells which stories were told before, by
    their id. With `single` the issue of one story is an event of its own.
    """
    ranked = sorted(
        ((rank_of(material, circumstances.composed_at), material) for material in materials),
        key=lambda pair: (-pair[0], pair[1].story_id),
    )
    strong = [pair for pair in ranked if pair[0] >= plan.min_rank]
    weak = tuple(material.story_id for _, material in ranked[len(strong) :])
    shown, cut = strong[: plan.max_stories], strong[plan.max_stories :]
    stories = tuple(
        replace(_digest_story(material, rank, names), update=(updates or {}).get(material.story_id))
        for rank, material in shown
    )
    issue = Issue(
        digest_id=plan.id,
        name=plan.name,
        period=circumstances.period,
        scheduled_at=circumstances.scheduled_at,
        composed_at=circumstances.composed_at,
        late=circumstances.late,
        timezone=plan.timezone,
        language=plan.language,
        config_revision=circumstances.config_revision,
        stories=stories,
        left_out=_left_out([material for _, material in cut], names),
        watchlists=tuple((w, names.get(w, w)) for w in plan.watchlists),
        entries_seen=circumstances.entries_seen,
        failing_feeds=circumstances.failing_feeds,
        muted=circumstances.muted,
        event=_event(stories) if single else Event.DIGEST,
    )
    return Composed(issue=issue, cut=tuple(material.story_id for _, material in cut), weak=weak)


def _event(stories: Sequence[DigestStory]) -> Event:
    if len(stories) != 1:
        return Event.DIGEST
    return Event.STORY_UPDATED if stories[0].update else Event.STORY_CREATED


def rank_of(material: StoryMaterial, now: datetime) -> float:
    """How much a reader needs a story: a sum of parts, each between 0 and about 4.

    Where each watchlist hit: title 3, summary 1.5, body 0.5 (the best place of each, summed with
    1, 1/2, 1/3 ...); log2 of the outlets; the weight of the heaviest outlet; 1 when an official
    outlet speaks; recency, halved every 24 hours.
    """
    best: dict[str, float] = {}
    for report in material.reports:
        for hit in report.hits:
            place = max((_PLACES.get(span.field, 0.5) for span in hit.spans), default=0.5)
            best[hit.watchlist_id] = max(place, best.get(hit.watchlist_id, 0.0))
    places = sorted(best.values(), reverse=True)
    outlets = {report.outlet.casefold() for report in material.reports}
    age = max(now - max(r.seen_at for r in material.reports), timedelta()) / timedelta(days=1)
    rank: float = (
        sum(place / n for n, place in enumerate(places, start=1))
        + math.log2(len(outlets))
        + max(report.weight for report in material.reports)
        + any(report.kind in OFFICIAL for report in material.reports)
        + 0.5**age
    )
    return round(rank, 4)


_PLACES = {"title": 3.0, "summary": 1.5, "body": 0.5}


def lead_of(reports: Sequence[StoryReport]) -> StoryReport:
    """The report a story is shown by: one that was hit, in the title first; then weight, length, age."""

    def order(report: StoryReport) -> tuple[bool, bool, float, int, float, int]:
        in_title = any(span.field == "title" for hit in report.hits for span in hit.spans)
        length = min(len(report.summary), EXCERPT)
        seen = -report.seen_at.timestamp()
        return (bool(report.hits), in_title, report.weight, length, seen, -report.entry_id)

    return max(reports, key=order)


def marked(text: str, hits: Iterable[ReportHit], field: str) -> Marked:
    """`text` with the spans that `hits` have in `field`; overlapping spans become one mark."""
    spans = sorted(
        (span.start, span.end, hit.watchlist_id)
        for hit in hits
        for span in hit.spans
        if span.field == field and 0 <= span.start < span.end <= len(text)
    )
    marks: list[Mark] = []
    for start, end, watchlist in spans:
        if marks and start < marks[-1].end:
            last = marks.pop()
            names = tuple(dict.fromkeys((*last.watchlists, watchlist)))
            marks.append(Mark(start=last.start, end=max(last.end, end), watchlists=names))
        else:
            marks.append(Mark(start=start, end=end, watchlists=(watchlist,)))
    return Marked(text=text, marks=tuple(marks))


def excerpt(whole: Marked, limit: int = EXCERPT) -> Marked:
    """At most `limit` characters and two ellipses: the beginning, or the part about the first mark.

    Cut at white space where there is some near by; marks that the cut would split are kept whole or
    left out.
    """
    text = whole.text
    if len(text) <= limit:
        return whole
    start = 0
    if whole.marks and whole.marks[0].end > limit:
        start = _after_space(text, max(0, whole.marks[0].start - limit // 3))
    end = min(len(text), start + limit)
    if end < len(text):
        end = _before_space(text, end, start)
    head, tail = "… " * (start > 0), " …" * (end < len(text))
    shift = len(head) - start
    marks = tuple(
        Mark(start=m.start + shift, end=m.end + shift, watchlists=m.watchlists)
        for m in whole.marks
        if start <= m.start and m.end <= end
    )
    return Marked(text=head + text[start:end] + tail, marks=marks)


def _after_space(text: str, at: int) -> int:
    space = text.find(" ", at, at + 40)
    return at if space < 0 else space + 1


def _before_space(text: str, at: int, least: int) -> int:
    space = text.rfind(" ", max(least, at - 40), at)
    return at if space <= least else space


def _digest_story(material: StoryMaterial, rank: float, names: Mapping[str, str]) -> DigestStory:
    lead = lead_of(material.reports)
    others: dict[str, StoryReport] = {}
    for report in material.reports:
        if report.outlet.casefold() != lead.outlet.casefold():
            others.setdefault(report.outlet.casefold(), report)
    seen = [report.seen_at for report in material.reports]
    told = sorted(material.reports, key=lambda report: report is not lead)  # its spelling is shown
    return DigestStory(
        story_id=material.story_id,
        title=marked(lead.title, lead.hits, "title"),
        summary=excerpt(marked(lead.summary, lead.hits, "summary")),
        lead=source_of(lead),
        also_in=tuple(source_of(report) for report in others.values()),
        reasons=tuple(_reason(told, watchlist, names) for watchlist in material.watchlists),
        rank=rank,
        first_seen=min(seen),
        last_seen=max(seen),
    )


def source_of(report: StoryReport) -> Source:
    """The report as a digest names it."""
    return Source(
        entry_id=report.entry_id,
        outlet=report.outlet,
        title=report.title,
        url=report.url,
        published=report.published,
        language=report.language,
        kind=report.kind,
    )


def _reason(reports: Iterable[StoryReport], watchlist: str, names: Mapping[str, str]) -> Reason:
    words: dict[str, str] = {}
    explanations: dict[str, None] = {}
    for report in reports:
        for hit in report.hits:
            if hit.watchlist_id != watchlist:
                continue
            for span in hit.spans:
                text = _words_of(report, span)
                if text:
                    words.setdefault(text.casefold().replace("-", " "), text)
                if span.concept and span.guard and span.guard not in SELF_EVIDENT:
                    explanations.setdefault(f"{span.alias or text}: {span.guard}")
    return Reason(
        watchlist=watchlist,
        name=names.get(watchlist, watchlist),
        words=tuple(_widest(words))[:6],
        explanation="; ".join(list(explanations)[:3]) or None,
    )


def _widest(words: Mapping[str, str]) -> Iterator[str]:
    """The words (by their folded form, without hyphens) that no other one holds whole."""
    for folded, text in words.items():
        if not any(f" {folded} " in f" {other} " for other in words if other != folded):
            yield text


def _words_of(report: StoryReport, span: Span) -> str:
    text = {"title": report.title, "summary": report.summary}.get(span.field, "")
    return " ".join(text[span.start : span.end].split())


def _left_out(materials: Sequence[StoryMaterial], names: Mapping[str, str]) -> LeftOut:
    counts = Counter(names.get(w, w) for m in materials for w in m.watchlists)
    return LeftOut(total=len(materials), by_watchlist=tuple(counts.most_common()))
