"""ntfy: a notification published as JSON; the phone shows titles, a tap opens the first story."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from monitor.core.delivery import NoticeText
from monitor.core.digest import Issue
from monitor.outlet.channels.chat.brief import Brief, fitted, told, told_by
from monitor.outlet.channels.chat.markup import PLAIN
from monitor.outlet.channels.chat.texts import kept, pieces, short_text

# The server's default; a longer message would come as a file.
LARGEST_MESSAGE = 4096
_TITLE = 200
_MOST_ACTIONS = 3
_LABEL = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Where ntfy publishes: the server's address, and the topic's name."""

    server: str
    name: str


def topic_of(url: str) -> Topic:
    """The topic whose address people subscribe to: https://ntfy.example.org/telecom."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    return Topic(server=urlunsplit((parts.scheme, parts.netloc, f"{folder}/", "", "")), name=name)


def ntfy_digest(
    issue: Issue, topic: str, message_id: str, *, page: str | None, sample: bool
) -> str:
    """The issue as the JSON to publish."""
    brief, text = fitted(issue, _digest, _fits, page=page, sample=sample)
    links = [(item.view.lead.name, item.url) for item in brief.items if item.url]
    more: dict[str, object] = {}
    if links:
        more["actions"] = [
            {"action": "view", "label": short_text(name, _LABEL), "url": url}
            for name, url in links[:_MOST_ACTIONS]
        ]
    if brief.page or links:
        more["click"] = brief.page or links[0][1]
    return _publish(topic, message_id, brief.subject, text, "newspaper", more)


def ntfy_notice(notice: NoticeText, topic: str, message_id: str) -> str:
    """The notice as the JSON to publish."""
    lines = kept(pieces(notice.text), lambda some: _small("\n".join(some)))
    text = "\n".join(lines) or notice.subject
    return _publish(topic, message_id, told(notice), text, "warning", {})


def _publish(
    topic: str, message_id: str, title: str, text: str, tag: str, more: dict[str, object]
) -> str:
    body = {
        "topic": topic,
        "title": short_text(title, _TITLE),
        "message": text,
        "tags": [tag],
        # With it a repeat replaces what the phone already shows (ntfy 2.16).
        "sequence_id": message_id,
        **more,
    }
    return json.dumps(body, ensure_ascii=False)


def _digest(brief: Brief) -> tuple[Brief, str]:
    stories = []
    for item in brief.items:
        summary = item.summary.text if item.summary else None
        stories.append(
            "\n".join(filter(None, (item.title.text, summary, told_by(item, brief, PLAIN))))
        )
    return brief, "\n\n".join((*brief.notes, *stories, *brief.tail))


def _fits(message: tuple[Brief, str]) -> bool:
    return _small(message[1])


def _small(text: str) -> bool:
    return len(text.encode()) <= LARGEST_MESSAGE
