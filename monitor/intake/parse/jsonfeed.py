"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), read leniently."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict
from monitor.intake.parse.dates import from_iso
from monitor.intake.parse.entries import categories, composed, guid_of, language_tag, two_texts
from monitor.intake.parse.links import web_url
from monitor.intake.parse.text import SUMMARY_LENGTH, label, plain_text, plain_title
from monitor.intake.parse.values import HASH_SIZE, MAX_LISTED, ParsedFeed

MAX_AUTHORS = 5


class Node:
    """A JSON object read by type: a value of another type counts as absent."""

    def __init__(self, value: object) -> None:
        self._values: dict[object, object] = value if isinstance(value, dict) else {}

    def text(self, key: str) -> str:
        """The text under `key`; a number (ids often are) as text; "" if there is none."""
        value = self._values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return value if isinstance(value, str) else ""

    def list(self, key: str) -> list[object]:
        """The list under `key`, empty if there is none."""
        value = self._values.get(key)
        return value if isinstance(value, list) else []

    def nodes(self, key: str) -> Iterator[Node]:
        """The objects of the list under `key`."""
        return (Node(value) for value in self.list(key) if isinstance(value, dict))

    def node(self, key: str) -> Node:
        """The object under `key`, an empty one if there is none."""
        return Node(self._values.get(key))

    def hash(self) -> bytes:
        """8 bytes over the object, whatever the order of its keys."""
        text = json.dumps(self._values, sort_keys=True, ensure_ascii=True)
        return hashlib.blake2b(text.encode(), digest_size=HASH_SIZE).digest()


def parse_json_feed(
    document: bytes, *, url: str, known: frozenset[bytes], now: datetime
) -> ParsedFeed:
    """Reads a JSON document; NOT_A_FEED when it is JSON of another kind, BROKEN when it is none."""
    try:
        root = Node(json.loads(document))
        items = list(root.nodes("items"))
        hashes = list(dict.fromkeys(item.hash() for item in items[:MAX_LISTED]))
    except (ValueError, RecursionError) as error:
        return ParsedFeed(verdict=Verdict.BROKEN, detail=f"JSON that does not parse: {error}"[:200])
    if "jsonfeed.org/version" not in root.text("version"):
        return ParsedFeed(verdict=Verdict.NOT_A_FEED, detail="JSON, but no JSON Feed")
    return _feed(root, items, hashes, url, known, now)


def _feed(
    root: Node,
    items: list[Node],
    hashes: list[bytes],
    url: str,
    known: frozenset[bytes],
    now: datetime,
) -> ParsedFeed:
    wanted = {each: None for each in hashes if each not in known}
    site = web_url(root.text("home_page_url"), url)
    entries: list[ParsedEntry] = []
    for item in items[:MAX_LISTED]:
        own = item.hash()
        if own in wanted:
            del wanted[own]
            if entry := _entry(item, own, site or url, now):
                entries.append(entry)
    dated = any(_dates(item, now) for item in items[:MAX_LISTED])
    verdict = Verdict.OK if dated else Verdict.UNDATED
    cut = f"lists {len(items):,} entries; the first {MAX_LISTED:,} are read"
    return ParsedFeed(
        verdict=verdict if items else Verdict.EMPTY,
        detail=cut if len(items) > MAX_LISTED else "",
        title=plain_title(root.text("title")) or None,
        language=language_tag(root.text("language")),
        site_url=site,
        entries=tuple(entries),
        item_hashes=tuple(hashes),
        listed=len(hashes),
        hubs=tuple(hub.text("url") for hub in root.nodes("hubs") if hub.text("url")),
        self_url=web_url(root.text("feed_url"), url),
    )


def _entry(item: Node, own: bytes, base: str, now: datetime) -> ParsedEntry | None:
    content = plain_text(item.text("content_html")) or plain_text(
        item.text("content_text"), markup=False
    )
    summary = plain_text(item.text("summary"), markup=False, limit=SUMMARY_LENGTH)
    summary, body = two_texts(summary, iter([content]))
    updated = from_iso(item.text("date_modified"), now)
    authors = [*item.nodes("authors"), item.node("author")]
    names = dict.fromkeys(label(author.text("name")) for author in authors)
    return composed(
        ParsedEntry(
            guid=guid_of(item.text("id")),
            url=web_url(item.text("url"), base) or web_url(item.text("external_url"), base),
            title=plain_title(item.text("title")),
            summary=summary,
            body=body,
            author=", ".join([name for name in names if name][:MAX_AUTHORS]) or None,
            language=language_tag(item.text("language")),
            published=from_iso(item.text("date_published"), now) or updated,
            updated=updated,
            categories=categories(tag for tag in item.list("tags") if isinstance(tag, str)),
            item_hash=own,
        )
    )


def _dates(item: Node, now: datetime) -> bool:
    return any(from_iso(item.text(key), now) for key in ("date_published", "date_modified"))
