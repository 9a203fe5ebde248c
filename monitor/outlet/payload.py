"""The JSON that webhooks receive: docs/webhook.md and schemas/webhook.json tell what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.core.digest import (
    Ahead,
    DigestStory,
    Event,
    Issue,
    Marked,
    Reason,
    Rise,
    Source,
    Update,
)
from monitor.outlet.cut import (
    MOST_NAMES,
    MOST_REASONS,
    MOST_WORDS,
    NAME,
    TITLE,
    WORD,
    Cut,
    left_out_with,
    smaller,
)
from monitor.outlet.marks import plain, safe_url, tidy
from monitor.outlet.summing import news_payload, summary_payload

VERSION = 1
# Standard Webhooks 1.0.0 asks for less than 20 KB.
LARGEST_PAYLOAD = 20_000
_MOST_STORIES = 60


def issue_payload(issue: Issue, *, sample: bool = False) -> str:
    """The issue as JSON of less than 20 KB: summaries are cut, then stories, which are counted.

    An issue that is the event of one story is that event.
    """
    cut = Cut(stories=min(len(issue.stories), _MOST_STORIES), summary=400, also=8)
    make = _digest if issue.event is Event.DIGEST else _event
    while True:
        text = _json(make(issue, cut, sample))
        size = len(text.encode())
        if size < LARGEST_PAYLOAD or not cut.stories:
            return text
        cut = smaller(cut, size, LARGEST_PAYLOAD)


def notice_payload(kind: str, subject: str, text: str, now: datetime) -> str:
    """A notice as JSON; `render_notice` has kept its parts short and harmless."""
    data = {"version": VERSION, "kind": kind, "subject": subject, "text": text}
    return _json({"type": "notice", "timestamp": _moment(now), "data": data})


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(issue: Issue, cut: Cut, sample: bool) -> dict[str, object]:
    left_out = left_out_with(issue, cut.stories)
    data = _circumstances(issue, sample) | {
        "stories": [_story(story, cut) for story in issue.stories[: cut.stories]],
        "left_out": {
            "total": left_out.total,
            "by_watchlist": [
                {"name": plain(name, NAME), "count": count}
                for name, count in left_out.by_watchlist[:MOST_NAMES]
            ],
        },
        "entries_seen": issue.entries_seen,
        "failing_feeds": issue.failing_feeds,
        "muted": issue.muted,
        "deadlines": [_deadline(one) for one in issue.deadlines],
        "rises": [_rise(rise) for rise in issue.rises[:MOST_NAMES]],
        "collected": issue.collected,
    }
    return {"type": "digest", "timestamp": _moment(issue.composed_at), "data": data}


def _deadline(ahead: Ahead) -> dict[str, object]:
    return {
        "due": ahead.due.isoformat(),
        "about": ahead.about,
        "title": plain(ahead.title, TITLE),
        "outlet": plain(ahead.outlet, NAME),
        "url": safe_url(ahead.url),
    }


def _rise(rise: Rise) -> dict[str, object]:
    return {
        "watchlist": plain(rise.watchlist, NAME),
        "name": plain(rise.name, NAME),
        "reports": rise.reports,
        "usual": rise.usual,
    }


def _event(issue: Issue, cut: Cut, sample: bool) -> dict[str, object]:
    """One story; however long its parts, it is within the limit by theirs."""
    data = _circumstances(issue, sample) | {"story": _story(issue.stories[0], cut)}
    return {"type": str(issue.event), "timestamp": _moment(issue.composed_at), "data": data}


def _circumstances(issue: Issue, sample: bool) -> dict[str, object]:
    return {
        "version": VERSION,
        "sample": sample,
        "digest": {"id": plain(issue.digest_id, NAME), "name": plain(issue.name, NAME)},
        "period": plain(issue.period, NAME),
        "scheduled_at": _moment(issue.scheduled_at),
        "composed_at": _moment(issue.composed_at),
        "late": issue.late,
        "timezone": issue.timezone,
        "language": issue.language,
        "config_revision": issue.config_revision,
    }


def _story(story: DigestStory, cut: Cut) -> dict[str, object]:
    language = story.language or story.lead.language
    return {
        "id": story.story_id,
        "title": _marked(tidy(story.title, TITLE)),
        "summary": _marked(tidy(story.summary, cut.summary)),
        **summary_payload(story, cut),
        **_source(story.lead),
        "language": plain(language, 20) if language else None,
        "published_at": _moment(story.lead.published) if story.lead.published else None,
        "also_in": [_source(source) for source in story.also_in[: cut.also]],
        "also_in_count": len(story.also_in),
        "reasons": [_reason(reason) for reason in story.reasons[:MOST_REASONS]],
        "first_seen": _moment(story.first_seen),
        "last_seen": _moment(story.last_seen),
        "rank": story.rank,
        "update": _update(story.update, cut) if story.update else None,
    }


def _update(update: Update, cut: Cut) -> dict[str, object]:
    return {
        "told_at": _moment(update.told_at),
        "what": str(update.what),
        "outlets": [_source(source) for source in update.outlets[: cut.also]],
        "outlets_count": len(update.outlets),
        **news_payload(update, cut),
    }


def _source(source: Source) -> dict[str, object]:
    return {
        "outlet": plain(source.outlet, NAME),
        "url": safe_url(source.url),
        "official": source.official,
        "copy": source.copy,
    }


def _marked(marked: Marked) -> dict[str, object]:
    return {"text": marked.text, "marks": [[mark.start, mark.end] for mark in marked.marks]}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "watchlist": plain(reason.watchlist, NAME),
        "name": plain(reason.name, NAME),
        "words": [plain(word, WORD) for word in reason.words[:MOST_WORDS]],
        "explanation": plain(reason.explanation, 160) if reason.explanation else None,
        "weak": reason.weak,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
