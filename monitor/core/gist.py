"""The gist of an entry: what reading it gives the tables, made in this process or in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from monitor.core.feed import Feed
from monitor.core.hit import Match, Span
from monitor.core.query import Matcher, index_lexemes
from monitor.core.reading import Document, Reading
from monitor.core.story import Told, fingerprint
from monitor.core.watchlist import Watchlist


class Unread(NamedTuple):
    """An entry to be read. `feed` is what watchlists choose by: no address, no secrets."""

    document: Document
    feed: Feed
    told: Told


class Mark(NamedTuple):
    """A match with its spans looked up: unlike a Match it does not hold on to the whole reading."""

    watchlist_id: str
    spans: tuple[Span, ...]
    weak: bool


class Gist(NamedTuple):
    """Words to index, what matched, and the fingerprint as text."""

    lexemes: tuple[str, ...]
    marks: tuple[Mark, ...]
    print: str


def gist_of(
    matcher: Matcher, watchlists: Mapping[str, Watchlist], unread: Unread, reading: Reading
) -> Gist:
    """The gist of `unread`, whose document gave `reading`."""
    found = admitted(matcher, watchlists, unread.feed, unread.document.language, reading)
    return Gist(
        lexemes=index_lexemes(reading),
        marks=tuple([Mark(match.watchlist_id, match.spans, match.weak) for match in found]),
        print=fingerprint(reading, unread.told, matcher.concepts).text(),
    )


def admitted(
    matcher: Matcher,
    watchlists: Mapping[str, Watchlist],
    feed: Feed,
    language: str | None,
    reading: Reading,
) -> tuple[Match, ...]:
    """The watchlists that a reading matches, as far as they listen to `feed`."""
    return tuple(
        [
            match
            for match in matcher.match(reading)
            if watchlists[match.watchlist_id].feeds.admits(feed, language)
        ]
    )
