"""Choosing: which stories wait for which recipients of a digest, and which of them may go now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.core.agenda import agenda_of
from monitor.core.delivery import ChannelType
from monitor.core.development import Developed, developed
from monitor.core.digest import DigestPlan
from monitor.core.feed import Kind
from monitor.core.material import ReportHit, StoryMaterial, StoryReport
from monitor.core.schedule import Rhythm
from monitor.core.story import COPIES
from monitor.core.waiting import Counting, Told, counting, gathered, told_at, unheard
from monitor.flow.desk import Live
from storage import digests, entries, hits, mutes, subscriptions, tellings
from storage.engine import Session
from storage.entries import Entry
from storage.hits import Hit
from storage.subscriptions import Reader
from storage.tellings import History, Recipient

WINDOW = timedelta(days=30)
FIRST_WINDOW = timedelta(hours=24)
# A story that develops later than that is told as any other: by new reports of its own.
UPDATES_FOR = timedelta(days=7)
# More stories than this at one moment come to people as one message.
TOGETHER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Stories by since when they wait, eldest first; those told before with what is new in them."""

    stories: Mapping[int, datetime] = field(default_factory=dict)
    updates: Mapping[int, Developed] = field(default_factory=dict)

    @property
    def since(self) -> datetime | None:
        """When the eldest story began to wait; None when none waits."""
        return min(self.stories.values(), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for each recipient: stories in order of their waiting, and how many a mute keeps out."""

    choices: Mapping[Recipient, Choice]
    muted: int = 0


def recipients_of(
    session: Session, live: Live, plan: DigestPlan, now: datetime
) -> dict[Recipient, datetime]:
    """Who gets `plan`, and from when on hits count for each; who unsubscribed is not among them."""
    known = subscriptions.of_digest(session, plan.id)
    found = {}
    for channel_id in plan.channels:
        for recipient in live.channels[channel_id].recipients:
            reader = known.get((channel_id, recipient))
            if reader is None or reader.ended_at is None:
                found[channel_id, recipient] = _since(reader, now)
    return found


def waiting(session: Session, live: Live, plan: DigestPlan, now: datetime) -> Waiting:
    """What waits for whom at `now`."""
    last = digests.last_composed(session, plan.id)
    began = _began(plan, last, now)
    counted = _counted(session, live, plan, began, now)
    past = tellings.history(session, plan.id, began)
    newest = tellings.newest_reports(session, past.weighed)
    news = _Developments(session, plan, past, now)
    made: dict[tuple[datetime, frozenset[int]], Choice] = {}
    choices = {}
    for who, joined in recipients_of(session, live, plan, now).items():
        since = max(joined, began)
        key = (since, past.by_recipient.get(who, frozenset()))
        if key not in made:
            got = past.of(who)
            fresh = unheard(counted, got, since=since, weak=past.weighed, newest=newest)
            made[key] = _choice(fresh, news.since(got))
        choices[who] = made[key]
    quiet_since = last or now - FIRST_WINDOW
    muted = sum(at > quiet_since for at in counted.muted.values())
    return Waiting(choices=choices, muted=muted)


def ready(live: Live, plan: DigestPlan, found: Waiting, now: datetime) -> Waiting:
    """Of an immediate digest's waiting stories those that go out now: they gathered long enough.

    One story at a time, so that each is a message of its own; people get more than three as one.
    """
    moment = agenda_of(plan).latest(now)
    choices = {}
    for who, choice in found.choices.items():
        rested = gathered(choice.stories, plan.gather, moment) if moment is not None else {}
        program = live.channels[who[0]].type is ChannelType.WEBHOOK
        if program or len(rested) <= TOGETHER:
            rested = dict(list(rested.items())[:1])
        updates = {story: choice.updates[story] for story in rested if story in choice.updates}
        choices[who] = Choice(stories=rested, updates=updates)
    eldest = min((c for c in choices.values() if c.since is not None), key=_age, default=Choice())
    # The others wait for the next turn, which is at once: each message has a period of its own.
    kept = {
        who: c
        for who, c in choices.items()
        if c.since is not None and (len(c.stories) > 1 or c.stories == eldest.stories)
    }
    return Waiting(choices=kept, muted=found.muted)


def materials(
    session: Session, story_ids: Iterable[int], watchlists: Sequence[str]
) -> list[StoryMaterial]:
    """Stories with all their entries, and the hits of `watchlists` on these."""
    reports = entries.of_stories(session, story_ids)
    found = hits.of_entries(session, [entry.id for told in reports.values() for entry in told])
    return [
        StoryMaterial(
            story_id=story_id,
            reports=tuple(
                _report(entry, [h for h in found.get(entry.id, ()) if h.watchlist_id in watchlists])
                for entry in told
            ),
        )
        for story_id, told in reports.items()
    ]


class _Developments:
    """What is new in told stories that have new reports; each story is looked at once for each telling."""

    def __init__(self, session: Session, plan: DigestPlan, past: History, now: datetime) -> None:
        self._known: dict[tuple[int, datetime], Developed | None] = {}
        self._materials: dict[int, StoryMaterial] = {}
        if not plan.updates:
            return
        since = now - UPDATES_FOR
        told = told_at(edition for edition in past.told.values() if edition.at > since)
        newest = tellings.newest_reports(session, told)
        # From the first telling: recipients may have been told at different times.
        moved = [story for story, at in newest.items() if at > _first(past, story)]
        self._materials = {m.story_id: m for m in materials(session, moved, plan.watchlists)}

    def since(self, editions: Iterable[Told]) -> dict[int, Developed]:
        """What developed for one who got `editions`."""
        found = {}
        for story, told in told_at(editions).items():
            if story not in self._materials:
                continue
            if (story, told) not in self._known:
                self._known[story, told] = developed(self._materials[story], told)
            news = self._known[story, told]
            if news is not None:
                found[story] = news
        return found


def _age(choice: Choice) -> tuple[datetime, int]:
    story, since = next(iter(choice.stories.items()))
    return since, story


def _first(past: History, story: int) -> datetime:
    return min(edition.at for edition in past.told.values() if story in edition.shown)


def _choice(fresh: Mapping[int, datetime], updates: Mapping[int, Developed]) -> Choice:
    since = dict(fresh) | {story: news.at for story, news in updates.items()}
    ordered = sorted(since.items(), key=lambda item: (item[1], item[0]))
    return Choice(stories=dict(ordered), updates=dict(updates))


def _began(plan: DigestPlan, last: datetime | None, now: datetime) -> datetime:
    """From when on something may wait: an immediate digest looks often, so not as far back."""
    oldest = now - WINDOW
    if agenda_of(plan).schedule.rhythm is not Rhythm.IMMEDIATE or last is None:
        return oldest
    return max(oldest, min(last, now) - UPDATES_FOR)


def _counted(
    session: Session, live: Live, plan: DigestPlan, since: datetime, now: datetime
) -> Counting:
    silenced = [one.mute for one in mutes.listing(session, after=since)]
    found = tellings.found(session, plan.watchlists, since=since, until=now)
    return counting(found, (*live.mutes, *silenced), plan.feeds)


def _since(reader: Reader | None, now: datetime) -> datetime:
    return max(reader.since if reader else now - FIRST_WINDOW, now - WINDOW)


def _report(entry: Entry, found: Sequence[Hit]) -> StoryReport:
    return StoryReport(
        entry_id=entry.id,
        title=entry.title,
        summary=entry.summary,
        url=entry.url,
        outlet=entry.outlet,
        kind=Kind(entry.kind),
        weight=entry.weight,
        language=entry.language,
        published=entry.published_at,
        seen_at=entry.first_seen_at,
        hits=tuple(
            ReportHit(watchlist_id=h.watchlist_id, spans=h.spans, weak=h.weak) for h in found
        ),
        body=entry.body,
        copy=entry.fold_reason in COPIES,
        country=entry.country,
    )
