"""Composing an issue: which stories stand in it, in which order, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.digest import (
    OFFICIAL_KINDS,
    Ahead,
    DigestPlan,
    DigestStory,
    Event,
    Issue,
    LeftOut,
    Reason,
    Rise,
    Source,
    Update,
)
from monitor.core.hit import Span
from monitor.core.marking import excerpt, marked, own_words
from monitor.core.material import StoryMaterial, StoryReport
from monitor.core.ranking import rank_of, rank_parts, sum_of
from monitor.core.reading import Reason as MentionReason
from monitor.core.story.lead import Speaker

SELF_EVIDENT = frozenset({MentionReason.CLEAR, MentionReason.PARTS})


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
    rises: tuple[Rise, ...] = ()
    deadlines: tuple[Ahead, ...] = ()


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
    now, news = circumstances.composed_at, updates or {}
    ranked = sorted(
        ((rank_of(m, now, _told(news, m.story_id)), m) for m in materials),
        key=lambda pair: (-pair[0], pair[1].story_id),
    )
    strong = [pair for pair in ranked if pair[0] >= plan.min_rank]
    weak = tuple(material.story_id for _, material in ranked[len(strong) :])
    shown, cut = strong[: plan.max_stories], strong[plan.max_stories :]
    stories = tuple(
        _digest_story(plan, material, names, now, news.get(material.story_id))
        for _, material in shown
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
        rises=circumstances.rises,
        deadlines=circumstances.deadlines,
        event=_event(stories) if single else Event.DIGEST,
    )
    return Composed(issue=issue, cut=tuple(material.story_id for _, material in cut), weak=weak)


def _told(updates: Mapping[int, Update], story_id: int) -> datetime | None:
    return updates[story_id].told_at if story_id in updates else None


def _event(stories: Sequence[DigestStory]) -> Event:
    if len(stories) != 1:
        return Event.DIGEST
    return Event.STORY_UPDATED if stories[0].update else Event.STORY_CREATED


def lead_of(reports: Sequence[StoryReport]) -> StoryReport:
    """The report a story is shown by: one that was hit; of these as `core.story.lead` has it."""

    def order(report: StoryReport) -> tuple[object, ...]:
        speaker = Speaker(
            entry_id=report.entry_id,
            official=report.kind in OFFICIAL_KINDS,
            weight=report.weight,
            length=len(report.summary),
            seen_at=report.published or report.seen_at,
        )
        return (bool(report.hits), *speaker.precedence)

    return max(reports, key=order)


def voice_of(reports: Sequence[StoryReport], lead: StoryReport, language: str) -> StoryReport:
    """Whose title and summary are shown: the lead's, or those of the best in the digest's language."""
    wanted = language.partition("-")[0]

    def speaks(report: StoryReport) -> bool:
        return (report.language or "").partition("-")[0] == wanted

    if lead.language is None or speaks(lead):
        return lead
    others = [report for report in reports if speaks(report)]
    return lead_of(others) if others else lead


def _digest_story(
    plan: DigestPlan,
    material: StoryMaterial,
    names: Mapping[str, str],
    now: datetime,
    update: Update | None,
) -> DigestStory:
    lead = lead_of(material.reports)
    voice = voice_of(material.reports, lead, plan.language)
    others: dict[str, StoryReport] = {}
    for report in sorted(material.reports, key=_order_of_naming):
        if report.outlet.casefold() != lead.outlet.casefold():
            others.setdefault(report.outlet.casefold(), report)
    seen = [report.seen_at for report in material.reports]
    told = sorted(material.reports, key=lambda report: report is not voice)  # its spelling is shown
    parts = rank_parts(material, now, update.told_at if update else None)
    return DigestStory(
        story_id=material.story_id,
        title=marked(voice.title, voice.hits, "title"),
        summary=excerpt(own_words(marked(voice.summary, voice.hits, "summary"), voice.title)),
        lead=source_of(lead),
        also_in=tuple(source_of(report) for report in others.values()),
        reasons=tuple(_reason(told, watchlist, names) for watchlist in material.watchlists),
        rank=sum_of(parts),
        first_seen=min(seen),
        last_seen=max(seen),
        update=update,
        language=voice.language,
        rank_parts=parts,
    )


def _order_of_naming(report: StoryReport) -> tuple[bool, datetime, int]:
    """Reports of their own before copies, each in order of time."""
    return report.copy, report.published or report.seen_at, report.entry_id


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
        copy=report.copy,
    )


def _reason(reports: Iterable[StoryReport], watchlist: str, names: Mapping[str, str]) -> Reason:
    words: dict[str, str] = {}
    explanations: dict[str, dict[str, None]] = {}
    weak = True
    for report in reports:
        for hit in report.hits:
            if hit.watchlist_id != watchlist:
                continue
            weak = weak and hit.weak
            for span in hit.spans:
                text = _words_of(report, span)
                if text:
                    words.setdefault(text.casefold().replace("-", " "), text)
                if span.concept and span.guard and span.guard not in SELF_EVIDENT:
                    explanations.setdefault(span.guard, {}).setdefault(span.alias or text)
    return Reason(
        watchlist=watchlist,
        name=names.get(watchlist, watchlist),
        words=tuple(_widest(words))[:6],
        explanation="; ".join(list(_explained(explanations))[:3]) or None,
        weak=weak,
    )


def _explained(explanations: Mapping[str, Mapping[str, None]]) -> Iterator[str]:
    """Each guard that passed once, with the names that it let pass: "Nokia, Ericsson: named in full"."""
    for guard, names in explanations.items():
        yield f"{', '.join(names)}: {guard}"


def _widest(words: Mapping[str, str]) -> Iterator[str]:
    """The words (by their folded form, without hyphens) that no other one holds whole, or is but for an s."""
    for folded, text in words.items():
        held = any(f" {folded} " in f" {other} " for other in words if other != folded)
        if not held and folded.removesuffix("s") not in words.keys() - {folded}:
            yield text


def _words_of(report: StoryReport, span: Span) -> str:
    fields = {"title": report.title, "summary": report.summary, "body": report.body}
    text = fields.get(span.field, "")
    return " ".join(text[span.start : span.end].split())


def _left_out(materials: Sequence[StoryMaterial], names: Mapping[str, str]) -> LeftOut:
    counts = Counter(names.get(w, w) for m in materials for w in m.watchlists)
    return LeftOut(total=len(materials), by_watchlist=tuple(counts.most_common()))
