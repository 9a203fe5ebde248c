"""Hits as a feed of their own, Atom (RFC 4287) or JSON Feed 1.1, so that any reader is a client."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
# XML 1.0 has no place for these, not even as references.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry that was hit. `watchlists`: their names."""

    id: str
    title: str
    url: str | None
    summary: str
    outlet: str
    language: str | None
    published: datetime | None
    found: datetime
    watchlists: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The feed as a whole. `url` is its own address, `home` the page it belongs to."""

    id: str
    title: str
    url: str
    home: str
    updated: datetime


def atom(channel: Channel, items: Sequence[Item]) -> bytes:
    """The feed as Atom, newest first as given."""
    ElementTree.register_namespace("", ATOM)
    root = _element(None, "feed")
    _element(root, "id", channel.id)
    _element(root, "title", channel.title)
    _element(root, "updated", _time(channel.updated))
    _element(root, "link", rel="self", type=ATOM_TYPE, href=channel.url)
    _element(root, "link", rel="alternate", type="text/html", href=channel.home)
    _element(root, "generator", "telemon")
    for item in items:
        _atom_entry(root, item)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def json_feed(channel: Channel, items: Sequence[Item]) -> bytes:
    """The feed as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.url,
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _atom_entry(root: ElementTree.Element, item: Item) -> None:
    entry = _element(root, "entry")
    if item.language:
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", item.language)
    _element(entry, "id", item.id)
    _element(entry, "title", item.title or "(no title)")
    _element(entry, "updated", _time(item.found))
    if item.published:
        _element(entry, "published", _time(item.published))
    if item.url:
        _element(entry, "link", rel="alternate", href=item.url)
    _element(_element(entry, "author"), "name", item.outlet or "unknown")
    if item.summary:
        _element(entry, "summary", item.summary)
    for name in item.watchlists:
        _element(entry, "category", term=name)


def _json_item(item: Item) -> dict[str, object]:
    found: dict[str, object] = {
        "id": item.id,
        "title": item.title,
        "content_text": item.summary or item.title,
        "date_modified": _time(item.found),
        "authors": [{"name": item.outlet}],
        "tags": list(item.watchlists),
    }
    if item.url:
        found["url"] = item.url
    if item.published:
        found["date_published"] = _time(item.published)
    if item.language:
        found["language"] = item.language
    return found


def _element(
    parent: ElementTree.Element | None, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    clean = {key: _FORBIDDEN.sub("", value) for key, value in attributes.items()}
    tag = f"{{{ATOM}}}{name}"
    made = ElementTree.Element(tag, clean)
    if parent is not None:
        parent.append(made)
    made.text = None if text is None else _FORBIDDEN.sub("", text)
    return made


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
