"""Slack: blocks for an incoming webhook. Limits: docs.slack.dev, Block Kit reference."""

from __future__ import annotations

import json
from collections.abc import Sequence

from monitor.core.delivery import NoticeText
from monitor.core.digest import Issue
from monitor.outlet.channels.chat.brief import Brief, Item, fitted, told, told_by
from monitor.outlet.channels.chat.markup import SLACK, slack_escape
from monitor.outlet.channels.chat.texts import kept, packed, pieces, short_text

MOST_BLOCKS = 50
LONGEST_TEXT = 3000
LONGEST_HEADER = 150
# Not in the reference: Slack refuses more than about 13,200 characters of blocks in all
# (msg_blocks_too_long, slackapi/bolt-js#2509).
LARGEST_BLOCKS = 13_000

Block = dict[str, object]


def slack_digest(issue: Issue, *, page: str | None, sample: bool) -> str:
    """The issue as the JSON of one message."""
    blocks, subject = fitted(issue, _digest, _fits, page=page, sample=sample)
    return _message(subject, blocks)


def slack_notice(notice: NoticeText) -> str:
    """The notice as the JSON of one message."""
    heading = told(notice)

    def blocks(lines: list[str]) -> list[Block]:
        texts = packed(lines, LONGEST_TEXT, "\n")
        return [_header(heading), *(_section(text) for text in texts)]

    lines = [slack_escape(piece) for piece in pieces(notice.text)]
    return _message(heading, blocks(kept(lines, lambda some: _fits((blocks(some), "")))))


def _message(subject: str, blocks: Sequence[Block]) -> str:
    body = {"text": slack_escape(subject), "blocks": blocks, "unfurl_links": False}
    return json.dumps(body, ensure_ascii=False)


def _digest(brief: Brief) -> tuple[list[Block], str]:
    notes = [_section(slack_escape(note)) for note in brief.notes]
    tail = [slack_escape(line) for line in brief.tail]
    if brief.page:
        tail.insert(0, SLACK.linked(brief.words("open_page"), brief.page))
    # Two blocks a story look better, one leaves room for twice as many.
    roomy = len(brief.items) * 2 + len(notes) + 3 <= MOST_BLOCKS
    stories = [block for item in brief.items for block in _story(item, brief, roomy=roomy)]
    divider: list[Block] = [{"type": "divider"}] if stories else []
    return [
        _header(brief.heading),
        *notes,
        *stories,
        *divider,
        *(_context(text) for text in packed(tail, LONGEST_TEXT, "\n")),
    ], brief.subject


def _story(item: Item, brief: Brief, *, roomy: bool) -> list[Block]:
    title = f"*{SLACK.linked(item.title.text, item.url)}*"
    summary = SLACK.marked(item.summary) if item.summary else None
    below = told_by(item, brief, SLACK)
    if roomy:
        return [_section("\n".join(filter(None, (title, summary)))), _context(below)]
    return [_section("\n".join(filter(None, (title, summary, below))))]


def _header(text: str) -> Block:
    plain_text = {"type": "plain_text", "text": short_text(text, LONGEST_HEADER), "emoji": False}
    return {"type": "header", "text": plain_text}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    element = {"type": "mrkdwn", "text": text, "verbatim": True}
    return {"type": "context", "elements": [element]}


def _fits(message: tuple[list[Block], str]) -> bool:
    blocks, _ = message
    texts = [len(text) for text in map(_text, blocks)]
    return (
        len(blocks) <= MOST_BLOCKS
        and max(texts) <= LONGEST_TEXT
        and len(json.dumps(blocks, ensure_ascii=False)) <= LARGEST_BLOCKS
    )


def _text(block: Block) -> str:
    match block:
        case {"text": {"text": str(text)}} | {"elements": [{"text": str(text)}]}:
            return text
    return ""
