"""The feeds that a web page names.

Read tag by tag: a tree of a hostile page (200,000 nested elements) takes minutes to search.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from monitor.intake.parse.links import web_url
from monitor.intake.parse.text import label
from monitor.intake.parse.values import FoundFeed

PAGE_LENGTH = 2_000_000
MAX_FOUND = 20
FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
})  # fmt: skip
_TAG = re.compile(r"<(link|base|a)(\s[^<>]*+)>([^<]{0,200})", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""",
)
_COMMENT = re.compile(r"<!--|-->")
_FEED_LINK = re.compile(
    r"(?:/(?:rss|feeds?|atom)(?:[/?.]|$)|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)[^/]*\.(?:xml|json)$)",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"comment|kommentar|comentario", re.IGNORECASE)


def feeds_in_page(body: bytes, *, url: str) -> tuple[FoundFeed, ...]:
    """The feeds named in a page's `<link rel=alternate>`, then its links that look like feeds.

    At most 20, each address once, feeds of comments last. `body` is taken for UTF-8: addresses are
    ASCII, and names are for people.
    """
    text = body[:PAGE_LENGTH].decode("utf-8", "replace")
    tags = list(_tags(text))
    bases = (attributes.get("href", "") for name, attributes, _ in tags if name == "base")
    base = web_url(next(bases, ""), url) or url
    found: dict[str, FoundFeed] = {}
    for feed in (*_declared(tags, base), *_linked(tags, base)):
        found.setdefault(feed.url, feed)
    ordered = sorted(found.values(), key=_of_comments)
    return tuple(ordered[:MAX_FOUND])


_Tag = tuple[str, dict[str, str], str]


def _tags(text: str) -> Iterator[_Tag]:
    for tag in _TAG.finditer(_without_comments(text)):
        attributes = {
            found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")[:4_000]
            for found in _ATTRIBUTE.finditer(tag[2][:10_000])
        }
        yield tag[1].lower(), attributes, tag[3]


def _without_comments(text: str) -> str:
    pieces, at, inside = [], 0, False
    for mark in _COMMENT.finditer(text):
        if inside == (mark[0] == "-->"):
            if not inside:
                pieces.append(text[at : mark.start()])
            inside, at = not inside, mark.end()
    return "".join([*pieces, "" if inside else text[at:]])


def _declared(tags: list[_Tag], base: str) -> Iterator[FoundFeed]:
    for name, attributes, _ in tags:
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        url = web_url(attributes.get("href", ""), base)
        alternate = "alternate" in attributes.get("rel", "").lower().split()
        if name == "link" and url and alternate and kind in FEED_TYPES:
            yield FoundFeed(url=url, title=label(attributes.get("title", "")), type=kind)


def _linked(tags: list[_Tag], base: str) -> Iterator[FoundFeed]:
    for name, attributes, text in tags:
        href = attributes.get("href", "")
        if name == "a" and _FEED_LINK.search(href) and (url := web_url(href, base)):
            yield FoundFeed(url=url, title=label(text), type="")


def _of_comments(feed: FoundFeed) -> bool:
    return _OF_COMMENTS.search(feed.url + feed.title) is not None
