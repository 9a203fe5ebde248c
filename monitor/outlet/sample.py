"""Invented messages for `channels test`: what a digest, a story and an update look like there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.core.digest import (
    Development,
    DigestStory,
    Event,
    Issue,
    KeySentence,
    LeftOut,
    Mark,
    Marked,
    Reason,
    Source,
    Update,
)
from monitor.outlet.render import Rendered, render, render_notice

SAMPLE_ID = "sample"
_HUAWEI = ("huawei", "Huawei")
_LICENSING = ("5g-licensing", "5G licensing")
_SPECTRUM = ("spectrum", "Spectrum")


class Sample(StrEnum):
    """Of what a sample is sent."""

    DIGEST = "digest"
    CREATED = "story.created"
    UPDATED = "story.updated"
    NOTICE = "notice"


def sample(kind: Sample, now: datetime) -> Rendered:
    """A sample of `kind` as of `now`; it says that it is one."""
    if kind is Sample.NOTICE:
        text = "This is a sample, sent to try the channel: nothing is wrong."
        return render_notice("sample", "What a notice looks like", text, now=now)
    make = {Sample.CREATED: sample_created, Sample.UPDATED: sample_updated}.get(kind, sample_issue)
    return render(make(now), sample=True)


def sample_issue(now: datetime, *, timezone: str = "UTC", language: str = "en") -> Issue:
    """An issue of three invented stories as of `now`, by outlets that do not exist."""
    return Issue(
        digest_id=SAMPLE_ID,
        name="Sample digest",
        period=now.isoformat(),
        scheduled_at=now,
        composed_at=now,
        late=False,
        timezone=timezone,
        language=language,
        config_revision=1,
        stories=(_licensing(now), _regulator(now), _chinese(now)),
        left_out=LeftOut(total=2, by_watchlist=((_SPECTRUM[1], 2),)),
        watchlists=(_HUAWEI, _LICENSING, _SPECTRUM),
        entries_seen=412,
    )


def sample_created(now: datetime) -> Issue:
    """A story as an immediate digest tells it first."""
    return _single(now, Event.STORY_CREATED, _auction(now))


def sample_updated(now: datetime) -> Issue:
    """The same story after an official source spoke: it leads, and the outlet that told first follows."""
    press, official = _press(now), _official(now)
    told = _auction(now)
    said = _marked("Huawei may not supply radio parts in the auction of 14 January.", "Huawei")
    update = Update(
        told_at=now - timedelta(minutes=30),
        what=Development.OFFICIAL,
        outlets=(official,),
        sentences=(
            KeySentence(
                text=said,
                entry_id=official.entry_id,
                outlet=official.outlet,
                url=official.url,
                language="en",
            ),
        ),
        figures=("14 January",),
    )
    updated = replace(
        told,
        title=_marked("Decision: Huawei excluded from the 3.5 GHz auction", "Huawei"),
        summary=said,
        lead=official,
        also_in=(press,),
        last_seen=now - timedelta(minutes=6),
        update=update,
    )
    return _single(now, Event.STORY_UPDATED, updated)


def _single(now: datetime, event: Event, told: DigestStory) -> Issue:
    whole = sample_issue(now)
    return replace(
        whole,
        name="Sample of an immediate digest",
        stories=(told,),
        left_out=LeftOut(),
        watchlists=(_HUAWEI,),
        entries_seen=0,
        event=event,
    )


def _auction(now: datetime) -> DigestStory:
    return DigestStory(
        story_id=4,
        title=_marked("Authority to bar Huawei from its 5G auction", "Huawei"),
        summary=_marked("The decision is expected today, people close to it said."),
        lead=_press(now),
        also_in=(),
        reasons=(_reason(_HUAWEI, "Huawei"),),
        rank=7.5,
        first_seen=now - timedelta(minutes=35),
        last_seen=now - timedelta(minutes=35),
    )


def _press(now: datetime) -> Source:
    return _source(7, "Signal Post", now - timedelta(minutes=40))


def _official(now: datetime) -> Source:
    return _source(8, "Example Spectrum Authority", now - timedelta(minutes=10), kind="regulator")


def _licensing(now: datetime) -> DigestStory:
    return DigestStory(
        story_id=1,
        title=_marked("Huawei in talks over 5G licensing with a US firm", "Huawei", "5G licensing"),
        summary=_marked(
            "Huawei is negotiating a licence of its 5G patents with an American equipment maker, "
            "two people close to the matter said. A deal would be the first of its kind since "
            "export controls were tightened.",
            "Huawei",
            "licence",
            "5G",
        ),
        lead=_source(1, "Signal Post", now - timedelta(hours=3)),
        also_in=tuple(
            _source(n, name, now - timedelta(hours=2))
            for n, name in enumerate(("Carrier Courier", "Bandwidth Daily", "Spectrum Notes"), 2)
        ),
        reasons=(_reason(_HUAWEI, "Huawei"), _reason(_LICENSING, "5G", "licensing", "licence")),
        rank=9.0,
        first_seen=now - timedelta(hours=3),
        last_seen=now - timedelta(hours=1),
    )


def _regulator(now: datetime) -> DigestStory:
    return DigestStory(
        story_id=2,
        title=_marked("Consultation on the upper 6 GHz band", "6 GHz band"),
        summary=_marked(
            "The authority proposes that mobile networks and Wi-Fi share the spectrum. Answers are "
            "due within eight weeks.",
            "spectrum",
        ),
        lead=_source(5, "Example Spectrum Authority", now - timedelta(hours=7), kind="regulator"),
        also_in=(),
        reasons=(_reason(_SPECTRUM, "6 GHz band", "spectrum"),),
        rank=6.0,
        first_seen=now - timedelta(hours=7),
        last_seen=now - timedelta(hours=7),
    )


def _chinese(now: datetime) -> DigestStory:
    return DigestStory(
        story_id=3,
        title=_marked("华为与海外运营商签署5G专利许可协议", "华为", "5G专利许可"),
        summary=_marked("协议涵盖无线接入网与核心网技术，双方未公布金额。"),
        lead=_source(6, "电信通报", now - timedelta(hours=6), language="zh"),
        also_in=(),
        reasons=(_reason(_HUAWEI, "华为"),),
        rank=5.0,
        first_seen=now - timedelta(hours=6),
        last_seen=now - timedelta(hours=6),
    )


def _source(
    entry: int, outlet: str, at: datetime, *, language: str = "en", kind: str = "news"
) -> Source:
    return Source(
        entry_id=entry,
        outlet=outlet,
        title=outlet,
        url=f"https://example.org/sample/{entry}",
        published=at,
        language=language,
        kind=kind,
    )


def _reason(watchlist: tuple[str, str], *words: str) -> Reason:
    return Reason(watchlist=watchlist[0], name=watchlist[1], words=words)


def _marked(text: str, *words: str) -> Marked:
    """The text with the first place of each word marked."""
    starts = sorted((text.index(word), word) for word in words)
    return Marked(text=text, marks=tuple(Mark(start=at, end=at + len(w)) for at, w in starts))
