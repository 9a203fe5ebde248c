"""Microsoft Teams: an adaptive card for a workflow ("when a Teams webhook request is received")."""

from __future__ import annotations

import json

from monitor.core.delivery import NoticeText
from monitor.core.digest import Issue, Marked
from monitor.outlet.channels.chat.brief import Brief, Item, fitted, told, told_by
from monitor.outlet.channels.chat.markup import TEAMS
from monitor.outlet.channels.chat.texts import kept, packed, pieces, short_text

# Teams takes 28 KB and does not say in which encoding, so both must stay below.
LARGEST_CARD = 28_000
_HEADING = 300
_LONGEST_TEXT = 2000
_CARD = "application/vnd.microsoft.card.adaptive"
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"

Element = dict[str, object]


def teams_digest(issue: Issue, *, page: str | None, sample: bool) -> str:
    """The issue as the JSON of one card."""
    return fitted(issue, _digest, _fits, page=page, sample=sample)


def teams_notice(notice: NoticeText) -> str:
    """The notice as the JSON of one card."""
    lines = [TEAMS.escape(piece) for piece in pieces(notice.text)]

    def card(some: list[str]) -> str:
        texts = packed(some, _LONGEST_TEXT)
        return _message([_heading(told(notice)), *(_text(text) for text in texts)])

    return card(kept(lines, lambda some: _fits(card(some))))


def _digest(brief: Brief) -> str:
    body = [
        _heading(brief.heading),
        *(_text(TEAMS.escape(note), weight="Bolder") for note in brief.notes),
        *(_story(item, brief) for item in brief.items),
        *(_small(TEAMS.escape(line), separator=n == 0) for n, line in enumerate(brief.tail)),
    ]
    actions: list[Element] = []
    if brief.page:
        title = brief.words("open_page")
        actions.append({"type": "Action.OpenUrl", "title": title, "url": brief.page})
    return _message(body, actions)


def _message(body: list[Element], actions: list[Element] | None = None) -> str:
    card: Element = {
        "$schema": _SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
    }
    if actions:
        card["actions"] = actions
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    message = {"type": "message", "attachments": [attachment]}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _story(item: Item, brief: Brief) -> Element:
    title = TEAMS.linked(item.title.text, item.url)
    lines = [_text(title, weight="Bolder")]
    if item.summary:
        lines.append(_marked(item.summary))
    lines.append(_small(told_by(item, brief, TEAMS)))
    return {"type": "Container", "spacing": "Medium", "separator": True, "items": lines}


def _marked(marked: Marked) -> Element:
    """Text runs: what they hold is never read as markup, and marks are highlighted."""
    runs: list[Element] = []
    at = 0
    for mark in marked.marks:
        runs += _runs(marked.text[at : mark.start], marked=False)
        runs += _runs(marked.text[mark.start : mark.end], marked=True)
        at = mark.end
    runs += _runs(marked.text[at:], marked=False)
    return {"type": "RichTextBlock", "spacing": "None", "inlines": runs}


def _runs(text: str, *, marked: bool) -> list[Element]:
    run: Element = {"type": "TextRun", "text": text}
    return [run | {"highlight": True} if marked else run] if text else []


def _heading(text: str) -> Element:
    return _text(TEAMS.escape(short_text(text, _HEADING)), weight="Bolder", size="Large")


def _text(text: str, **looks: object) -> Element:
    return {"type": "TextBlock", "text": text, "wrap": True, "spacing": "Small", **looks}


def _small(text: str, *, separator: bool = False) -> Element:
    looks: Element = {"size": "Small", "isSubtle": True}
    return _text(text, **looks, separator=True) if separator else _text(text, **looks)


def _fits(message: str) -> bool:
    return max(len(message.encode()), len(message.encode("utf-16-le"))) <= LARGEST_CARD
