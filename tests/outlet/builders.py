"""Builders of issues with valid defaults, and one realistic issue of invented news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def marked(text: str, *words: str) -> Marked:
    """`text` with the first place of each of `words` marked."""
    starts = sorted((text.index(word), len(word)) for word in words)
    return Marked(text=text, marks=tuple(Mark(start=s, end=s + n) for s, n in starts))


def source(
    outlet: str = "Signal Post",
    *,
    url: str | None = "https://example.org/a",
    at: datetime | None = NOW - timedelta(hours=2),
    language: str | None = "en",
    kind: str = "news",
) -> Source:
    return Source(
        entry_id=1,
        outlet=outlet,
        title="A title",
        url=url,
        published=at,
        language=language,
        kind=kind,
    )


def reason(name: str, *words: str, explanation: str | None = None) -> Reason:
    return Reason(
        watchlist=name.lower().replace(" ", "-"), name=name, words=words, explanation=explanation
    )


def story(
    title: Marked | str = "Granite Mobile switches on standalone 5G",
    summary: Marked | str = "Latency fell by a third.",
    *,
    lead: Source | None = None,
    also_in: tuple[Source, ...] = (),
    reasons: tuple[Reason, ...] = (reason("5G", "5G"),),
    story_id: int = 1,
) -> DigestStory:
    return DigestStory(
        story_id=story_id,
        title=title if isinstance(title, Marked) else Marked(text=title),
        summary=summary if isinstance(summary, Marked) else Marked(text=summary),
        lead=lead or source(),
        also_in=also_in,
        reasons=reasons,
        rank=1.0,
        first_seen=NOW - timedelta(hours=3),
        last_seen=NOW - timedelta(hours=1),
    )


def issue(
    *stories: DigestStory,
    name: str = "Morning digest",
    late: bool = False,
    composed_at: datetime = NOW,
    timezone: str = "Europe/Berlin",
    language: str = "en",
    left_out: LeftOut | None = None,
    watchlists: tuple[tuple[str, str], ...] = (),
    entries_seen: int = 0,
    failing_feeds: int = 0,
) -> Issue:
    return Issue(
        digest_id="morning",
        name=name,
        period="2026-11-23T06:30:00Z",
        scheduled_at=NOW,
        composed_at=composed_at,
        late=late,
        timezone=timezone,
        language=language,
        config_revision=17,
        stories=stories,
        left_out=left_out or LeftOut(),
        watchlists=watchlists,
        entries_seen=entries_seen,
        failing_feeds=failing_feeds,
    )


def realistic_issue(*, late: bool = False, language: str = "en") -> Issue:
    """A morning as it may be: an authority, German, Chinese and Arabic; all invented."""
    return issue(
        _licensing(),
        _band(),
        _german(),
        _arabic(),
        _chinese(),
        _cable(),
        late=late,
        language=language,
        composed_at=NOW + timedelta(hours=1, minutes=42) if late else NOW,
        left_out=LeftOut(total=14, by_watchlist=(("Spectrum", 9), ("5G licensing", 6))),
        watchlists=(
            ("huawei", "Huawei"),
            ("5g-licensing", "5G licensing"),
            ("spectrum", "Spectrum"),
            ("orange", "Orange"),
            ("open-ran", "Open RAN"),
        ),
        entries_seen=1204,
        failing_feeds=3,
    )


def updated_story() -> Issue:
    """A story that was told an hour before and has developed."""
    new = Update(
        told_at=NOW - timedelta(minutes=50),
        what=Development.OFFICIAL,
        outlets=(source("Example Authority", kind="regulator"),),
        sentences=(
            KeySentence(
                text=marked("The authority grants the licence on 14 January.", "licence"),
                entry_id=2,
                outlet="Example Authority",
                url="https://example.org/authority",
                language="en",
            ),
        ),
        figures=("14 January", "700 MHz"),
    )
    told = story(
        lead=source("Example Authority", kind="regulator"),
        also_in=(source("Signal Post"),),
        reasons=(reason("5G", "5G"), reason("Spectrum", "band")),
    )
    told = replace(told, update=new)
    return replace(issue(told), event=Event.STORY_UPDATED)


def _licensing() -> DigestStory:
    return story(
        marked("Huawei in talks over 5G licensing with a US firm", "Huawei", "5G licensing"),
        marked(
            "Huawei is negotiating a licence of its 5G patents and software with an American "
            "equipment maker, two people close to the matter said. The talks cover radio and core "
            "network technology and could end with a payment per device.",
            "Huawei",
            "licence",
            "5G patents",
        ),
        lead=source("Signal Post", at=NOW - timedelta(hours=3)),
        also_in=tuple(
            source(name, url=f"https://example.org/{n}", at=NOW - timedelta(hours=2))
            for n, name in enumerate(["Carrier Courier", "Bandwidth Daily", "Spectrum Notes"])
        ),
        reasons=(reason("Huawei", "Huawei"), reason("5G licensing", "5G", "licensing", "licence")),
    )


def _band() -> DigestStory:
    return story(
        marked("Consultation: sharing the upper 6 GHz band", "upper 6 GHz band"),
        marked(
            "We propose that mobile networks and Wi-Fi use the band side by side. Responses are "
            "due by 22 January 2027.",
            "band",
        ),
        lead=source("Example Spectrum Authority", at=NOW - timedelta(hours=15), kind="regulator"),
        also_in=(source("Carrier Courier", url="https://example.org/4468"),),
        reasons=(reason("Spectrum", "upper 6 GHz band"),),
    )


def _german() -> DigestStory:
    return story(
        marked("Behörde will 5G-Lizenzen bis 2031 verlängern", "5G-Lizenzen"),
        marked(
            "Die Frequenzen um 800 MHz werden demnach nicht neu versteigert. Im Gegenzug sollen "
            "die Betreiber Funklöcher an Bahnstrecken schließen.",
            "Frequenzen",
        ),
        lead=source("Netz und Funk", at=NOW - timedelta(hours=5), language="de"),
        reasons=(reason("5G licensing", "5G-Lizenzen"), reason("Spectrum", "Frequenzen")),
    )


def _arabic() -> DigestStory:
    return story(
        marked("هواوي توقع اتفاق ترخيص لشبكات 5G مع مشغل محلي", "هواوي", "ترخيص", "5G"),
        marked(
            "قالت الشركة إن الاتفاق يشمل تقنيات الجيل الخامس ويبدأ العمل به العام المقبل.",
            "الجيل الخامس",
        ),
        lead=source("أخبار الاتصالات", at=NOW - timedelta(hours=4), language="ar"),
        reasons=(reason("Huawei", "هواوي"), reason("5G licensing", "ترخيص", "5G")),
    )


def _chinese() -> DigestStory:
    return story(
        marked("华为与海外运营商签署5G专利许可协议", "华为", "5G专利许可"),
        "协议涵盖无线接入网与核心网技术，双方未公布金额。",
        lead=source("电信通报", at=NOW - timedelta(hours=6), language="zh"),
        reasons=(reason("Huawei", "华为"), reason("5G licensing", "5G专利许可")),
    )


def _cable() -> DigestStory:
    return story(
        marked("Orange lights a new cable between two islands", "Orange"),
        "The operator says that the 900 km system carries traffic since Sunday.",
        lead=source("Harbour Wire", at=NOW - timedelta(hours=9)),
        reasons=(
            reason(
                "Orange", "Orange", explanation="read as the company: “operator” stands near by"
            ),
        ),
    )
