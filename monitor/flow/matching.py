"""Reading and matching an entry, the same way for polls, re-reading, rehearsal and search."""

from __future__ import annotations

import structlog

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Feed, Kind
from monitor.core.gist import Gist, Unread, admitted, gist_of
from monitor.core.hit import Match
from monitor.core.reading import Document, Reading
from monitor.flow.desk import Live
from storage.entries import Entry

log = structlog.get_logger("telemon.read")


def document_of(feed: Feed, entry: ParsedEntry) -> Document:
    """An entry that a poll brought, as the reader wants it."""
    return Document(
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        language=entry.language or feed.language,
        outlet=entry.outlet or feed.name,
        author=entry.author,
        categories=entry.categories,
        kind=feed.kind.value,
        country=feed.country,
        feed=feed.id,
    )


def document_of_stored(entry: Entry) -> Document:
    """A stored entry, as the reader wants it."""
    return Document(
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        language=entry.language,
        outlet=entry.outlet,
        author=entry.author,
        categories=entry.categories,
        kind=entry.kind,
        country=entry.country,
        feed=entry.feed_id,
    )


def feed_of_stored(live: Live, entry: Entry) -> Feed:
    """The feed of a stored entry; one that has left the files is described by what is stored."""
    return live.feeds.get(entry.feed_id) or Feed(
        id=entry.feed_id,
        url="",
        name=entry.feed_name,
        kind=Kind(entry.kind),
        country=entry.country,
        weight=entry.weight,
    )


def read_safely(live: Live, document: Document) -> Reading | None:
    """The reading of a document; None, and a line in the log, when the reader fails on it.

    One text that we did not foresee must not hold up all that come after it.
    """
    try:
        return live.matcher.read(document)
    except Exception:
        log.exception("entry cannot be read", feed=document.feed, title=document.title[:80])
        return None


def unreadable(live: Live) -> str:
    """The reading version of an entry that this version's reader failed on: not tried again by it."""
    return f"failed {live.matcher.version}"


def gist_here(live: Live, unread: Unread) -> Gist | None:
    """The gist of an entry, read by this process; None when the reader fails on it."""
    reading = read_safely(live, unread.document)
    if reading is None:
        return None
    return gist_of(live.matcher, live.watchlists, unread, reading)


def matches_of(live: Live, feed: Feed, language: str | None, reading: Reading) -> tuple[Match, ...]:
    """The watchlists that a reading matches, as far as they listen to `feed`."""
    return admitted(live.matcher, live.watchlists, feed, language, reading)
