"""Mattermost: one post of Markdown through an incoming webhook."""

from __future__ import annotations

import json

from monitor.core.delivery import NoticeText
from monitor.core.digest import Issue
from monitor.outlet.channels.chat.brief import Brief, Item, fitted, told, told_by
from monitor.outlet.channels.chat.markup import MATTERMOST
from monitor.outlet.channels.chat.texts import kept, pieces

LONGEST_POST = 16_383


def mattermost_digest(issue: Issue, *, page: str | None, sample: bool) -> str:
    """The issue as the JSON of one post."""
    return _post(fitted(issue, _digest, _fits, page=page, sample=sample))


def mattermost_notice(notice: NoticeText) -> str:
    """The notice as the JSON of one post."""
    lines = [MATTERMOST.escape(piece) for piece in pieces(notice.text)]

    def text(some: list[str]) -> str:
        return "\n\n".join([_heading(told(notice)), *some])

    return _post(text(kept(lines, lambda some: _fits(text(some)))))


def _post(text: str) -> str:
    return json.dumps({"text": text}, ensure_ascii=False)


def _digest(brief: Brief) -> str:
    tail = [MATTERMOST.escape(line) for line in brief.tail]
    if brief.page:
        tail.insert(0, MATTERMOST.linked(brief.words("open_page"), brief.page))
    parts = [
        _heading(brief.heading),
        *(MATTERMOST.escape(note) for note in brief.notes),
        *(_story(item, brief) for item in brief.items),
        "---",
        *tail,
    ]
    return "\n\n".join(parts)


def _heading(text: str) -> str:
    return f"#### {MATTERMOST.escape(text)}"


def _story(item: Item, brief: Brief) -> str:
    title = MATTERMOST.around(MATTERMOST.marked(item.title), item.url)
    summary = MATTERMOST.marked(item.summary) if item.summary else None
    # Two spaces at the end break the line.
    return "  \n".join(filter(None, (title, summary, told_by(item, brief, MATTERMOST))))


def _fits(text: str) -> bool:
    return len(text) <= LONGEST_POST
