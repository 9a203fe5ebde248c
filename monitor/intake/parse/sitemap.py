"""News sitemaps, for publishers without a feed: the addresses, titles and dates of the last two days.

Source: https://www.sitemaps.org/protocol.html and Google's news extension of it (sitemap-news/0.9).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict
from monitor.intake.parse.dates import from_iso
from monitor.intake.parse.entries import categories, language_tag
from monitor.intake.parse.links import web_url
from monitor.intake.parse.text import label, plain_title
from monitor.intake.parse.values import HASH_SIZE, MAX_LISTED, FoundFeed, ParsedFeed

ROOTS = frozenset({"urlset", "sitemapindex"})
# Publishers write the namespaces in more ways than the two documents above know.
_SITEMAP, _NEWS = "sitemaps.org", "sitemap-news"
_ITEMS = frozenset({"url", "sitemap"})
_OF_ITEM = {"loc": "loc", "lastmod": "lastmod"}
_OF_NEWS = {
    "title": "title",
    "name": "name",
    "language": "language",
    "publication_date": "date",
    "keywords": "keywords",
}
_TYPE = "application/xml"


class _DoctypeError(Exception):
    """A sitemap has no DOCTYPE; one that has may be a bomb."""


@dataclass(slots=True)
class _Items:
    """The handlers of one pass: the fields of each item, by their short names."""

    items: list[dict[str, str]] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local in _ITEMS and _NEWS not in space:
            self.items.append({})
        self._pieces.clear()

    def end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        known = _OF_NEWS if _NEWS in space else _OF_ITEM if not space or _SITEMAP in space else {}
        short = known.get(local)
        if short and self.items:
            self.items[-1].setdefault(short, "".join(self._pieces).strip())

    def text(self, data: str) -> None:
        self._pieces.append(data)


def parse_sitemap(
    document: bytes, *, root: str, url: str, known: frozenset[bytes], now: datetime
) -> ParsedFeed:
    """Reads a sitemap in UTF-8 as a feed; NOT_A_FEED for one without news and for an index.

    An index is answered with the sitemaps it names, those of news first, as `found`.
    """
    try:
        items = _items(document)
    except expat.ExpatError as error:
        return ParsedFeed(verdict=Verdict.BROKEN, detail=f"a sitemap that does not parse: {error}")
    except _DoctypeError:
        return ParsedFeed(verdict=Verdict.BROKEN, detail="a sitemap with a DOCTYPE is not read")
    if root == "sitemapindex":
        return _index(items, url)
    news = [item for item in items if item.get("title")]
    if items and not news:
        detail = "a sitemap without news: it has no titles (look for a news sitemap of the site)"
        return ParsedFeed(verdict=Verdict.NOT_A_FEED, detail=detail)
    return _feed(news, url, known, now)


def _items(document: bytes) -> list[dict[str, str]]:
    found = _Items()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    parser.Parse(document, True)
    return found.items


def _refuse(*_declared: object) -> None:
    raise _DoctypeError


def _index(items: list[dict[str, str]], url: str) -> ParsedFeed:
    named = [found for item in items if (found := web_url(item.get("loc", ""), url))]
    named.sort(key=lambda one: "news" not in one.lower())
    told = ", ".join(named[:3]) or "none"
    return ParsedFeed(
        verdict=Verdict.NOT_A_FEED,
        detail=f"an index of sitemaps; it names: {told}",
        found=tuple(FoundFeed(url=one, title="", type=_TYPE) for one in named[:20]),
    )


def _feed(
    items: list[dict[str, str]], url: str, known: frozenset[bytes], now: datetime
) -> ParsedFeed:
    names = [label(item.get("name", "")) for item in items]
    title = names[0] if names and len(set(names)) == 1 else ""
    entries: dict[bytes, ParsedEntry] = {}
    for item, name in zip(items[:MAX_LISTED], names, strict=False):
        own = _hash(item)
        if entry := _entry(item, name if name != title else "", url, own, now):
            entries.setdefault(own, entry)
    detail = f"the first {MAX_LISTED:,} entries are read" if len(items) > MAX_LISTED else ""
    return ParsedFeed(
        verdict=_verdict(list(entries.values())),
        detail=detail,
        title=title or None,
        language=_common_language(list(entries.values())),
        site_url=web_url("/", url),
        entries=tuple(entry for own, entry in entries.items() if own not in known),
        item_hashes=tuple(entries),
        listed=len(entries),
    )


def _verdict(entries: list[ParsedEntry]) -> Verdict:
    if not entries:
        return Verdict.EMPTY
    return Verdict.OK if any(entry.published for entry in entries) else Verdict.UNDATED


def _entry(
    item: dict[str, str], outlet: str, url: str, own: bytes, now: datetime
) -> ParsedEntry | None:
    address, title = web_url(item.get("loc", ""), url), plain_title(item.get("title", ""))
    if address is None or not title:
        return None
    return ParsedEntry(
        guid=None,
        url=address,
        title=title,
        summary="",
        body="",
        author=None,
        outlet=outlet or None,
        language=language_tag(item.get("language", "")),
        published=from_iso(item.get("date", ""), now) or from_iso(item.get("lastmod", ""), now),
        updated=None,
        categories=categories(iter(item.get("keywords", "").split(","))),
        item_hash=own,
    )


def _common_language(entries: list[ParsedEntry]) -> str | None:
    languages = {entry.language for entry in entries}
    return languages.pop() if len(languages) == 1 else None


def _hash(item: dict[str, str]) -> bytes:
    text = "\x1f".join(item.get(name, "") for name in ("loc", "title", "date", "keywords"))
    return hashlib.blake2b(text.encode(), digest_size=HASH_SIZE).digest()
