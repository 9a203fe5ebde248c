"""Discord: embeds for a webhook. Limits: Discord's documentation, message resource."""

from __future__ import annotations

import json

from monitor.core.delivery import NoticeText
from monitor.core.digest import Issue
from monitor.outlet.channels.chat.brief import Brief, Item, fitted, told, told_by
from monitor.outlet.channels.chat.markup import DISCORD
from monitor.outlet.channels.chat.texts import kept, packed, pieces, short_text

LONGEST_CONTENT = 2000
MOST_EMBEDS = 10
LONGEST_DESCRIPTION = 4096
LARGEST_EMBEDS = 6000
_HEADING = 300
_COLOUR, _NOTICE_COLOUR = 0x2F6F9F, 0xB35900


def discord_digest(issue: Issue, *, page: str | None, sample: bool) -> str:
    """The issue as the JSON of one message."""
    heading, texts = fitted(issue, _digest, _fits, page=page, sample=sample)
    return _message(heading, texts, _COLOUR)


def discord_notice(notice: NoticeText) -> str:
    """The notice as the JSON of one message."""
    heading = _bold(told(notice))

    def texts(lines: list[str]) -> list[str]:
        return packed(lines, LONGEST_DESCRIPTION, "\n")

    lines = [DISCORD.escape(piece) for piece in pieces(notice.text)]
    shown = kept(lines, lambda some: _fits((heading, texts(some))))
    return _message(heading, texts(shown), _NOTICE_COLOUR)


def _message(heading: str, texts: list[str], colour: int) -> str:
    body = {
        "content": heading,
        "embeds": [{"description": text, "color": colour} for text in texts],
        # Else a headline with @everyone in it would ring everyone.
        "allowed_mentions": {"parse": []},
    }
    return json.dumps(body, ensure_ascii=False)


def _digest(brief: Brief) -> tuple[str, list[str]]:
    tail = [DISCORD.escape(line) for line in brief.tail]
    if brief.page:
        tail.insert(0, DISCORD.linked(brief.words("open_page"), brief.page))
    parts = [
        *(DISCORD.escape(note) for note in brief.notes),
        *(_story(item, brief) for item in brief.items),
        "\n".join(tail),
    ]
    return _bold(brief.heading), packed(parts, LONGEST_DESCRIPTION)


def _story(item: Item, brief: Brief) -> str:
    title = DISCORD.around(DISCORD.marked(item.title), item.url)
    summary = DISCORD.marked(item.summary) if item.summary else None
    return "\n".join(filter(None, (title, summary, told_by(item, brief, DISCORD))))


def _bold(heading: str) -> str:
    return DISCORD.bold(DISCORD.escape(short_text(heading, _HEADING)))


def _fits(message: tuple[str, list[str]]) -> bool:
    heading, texts = message
    sizes = [units(text) for text in texts]
    return (
        units(heading) <= LONGEST_CONTENT
        and len(texts) <= MOST_EMBEDS
        and max(sizes, default=0) <= LONGEST_DESCRIPTION
        and sum(sizes) <= LARGEST_EMBEDS
    )


def units(text: str) -> int:
    """UTF-16 units, of which no text has fewer than characters: the safe way to count."""
    return len(text.encode("utf-16-le")) // 2
