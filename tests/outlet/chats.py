"""The published limits of the chats, written down a second time, and what a person reads of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

Json = Mapping[str, object]


def slack(body: str) -> str:
    """Checks a message by the Block Kit reference; returns the text of its blocks."""
    message = json.loads(body)
    assert len(message["blocks"]) <= 50
    assert len(message["text"]) <= 40_000
    texts = []
    for block in message["blocks"]:
        match block:
            case {"type": "header", "text": {"type": "plain_text", "text": str(text)}}:
                assert 1 <= len(text) <= 150
            case {"type": "section", "text": {"type": "mrkdwn", "text": str(text)}}:
                assert 1 <= len(text) <= 3000
                _mrkdwn(text)
            case {"type": "context", "elements": [{"type": "mrkdwn", "text": str(text)}]}:
                assert 1 <= len(text) <= 3000
                _mrkdwn(text)
            case {"type": "divider"}:
                text = ""
            case _:
                raise AssertionError(f"no block that we send: {block}")
        texts.append(text)
    return "\n".join(texts)


def _mrkdwn(text: str) -> None:
    """Every < opens a link that ends, every & begins one of the three entities."""
    rest = re.sub(r"<https?://[^<>|\s]+\|[^<>]+>", "", text)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", text)


def discord(body: str) -> str:
    """Checks a message by Discord's embed limits; returns its text."""
    message = json.loads(body)
    descriptions = [embed["description"] for embed in message["embeds"]]
    assert _units(message["content"]) <= 2000
    assert len(descriptions) <= 10
    assert all(1 <= _units(text) <= 4096 for text in descriptions)
    assert sum(map(_units, descriptions)) <= 6000
    assert message["allowed_mentions"] == {"parse": []}
    return "\n".join([message["content"], *descriptions])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def mattermost(body: str) -> str:
    """Checks a post; returns its text."""
    message = json.loads(body)
    assert set(message) == {"text"}
    assert 1 <= len(message["text"]) <= 16_383
    text: str = message["text"]
    return text


_ELEMENTS = {
    "TextBlock": {"text", "wrap", "spacing", "weight", "size", "isSubtle", "separator"},
    "RichTextBlock": {"inlines", "spacing"},
    "TextRun": {"text", "highlight"},
    "Container": {"items", "spacing", "separator"},
    "Action.OpenUrl": {"title", "url"},
    "AdaptiveCard": {"$schema", "version", "msteams", "body", "actions"},
}


def teams(body: str) -> str:
    """Checks a card by the properties that Adaptive Cards 1.4 knows; returns its text."""
    assert len(body.encode()) <= 28 * 1024
    message = json.loads(body)
    assert message["type"] == "message"
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert card["type"] == "AdaptiveCard"
    assert card["version"] == "1.4"
    return "\n".join(_texts(card))


def _texts(element: Json) -> Iterator[str]:
    kind = str(element["type"])
    assert set(element) - {"type"} <= _ELEMENTS[kind]
    if "text" in element:
        assert element["text"]
        yield str(element["text"])
    for part in ("body", "items", "inlines", "actions"):
        inner = element.get(part, [])
        assert isinstance(inner, list)
        for child in inner:
            yield from _texts(child)


def ntfy(body: str) -> str:
    """Checks what is published; returns its text."""
    message = json.loads(body)
    assert re.fullmatch(r"[-_A-Za-z0-9]{1,64}", message["topic"])
    assert re.fullmatch(r"[-_A-Za-z0-9]{1,64}", message["sequence_id"])
    assert 1 <= len(message["message"].encode()) <= 4096
    assert len(message.get("actions", [])) <= 3
    return f"{message['title']}\n{message['message']}"


CHECKS = {
    "slack": slack,
    "discord": discord,
    "mattermost": mattermost,
    "teams": teams,
    "ntfy": ntfy,
}
