"""Records of the files, all found right, as the values that the rest of telemon works with."""

from __future__ import annotations

from config.schema import (
    AnyChannel,
    DigestRecord,
    EmailRecord,
    FeedRecord,
    NtfyRecord,
    WatchlistRecord,
    WebhookRecord,
)
from monitor.core.delivery import Channel, ChannelType
from monitor.core.digest import DigestPlan
from monitor.core.feed import Feed
from monitor.core.watchlist import FeedFilter, Watchlist


def feed_of(record: FeedRecord) -> Feed:
    """The feed; without a name its id is its name."""
    return Feed(
        id=record.id,
        url=record.url,
        name=record.name or record.id,
        kind=record.kind,
        language=record.language,
        country=record.country,
        weight=record.weight,
        enabled=record.enabled,
        headers=tuple(record.headers.items()),
        auth=(record.auth.user, record.auth.password) if record.auth else None,
        encoding=record.encoding,
        article=record.article,
        was=record.was,
    )


def watchlist_of(record: WatchlistRecord) -> Watchlist:
    """The watchlist; without a name its query is its name."""
    return Watchlist(
        id=record.id,
        name=record.name or record.query,
        query=record.query,
        note=record.note,
        tags=record.tags,
        feeds=FeedFilter(
            kind=record.feeds.kind,
            language=record.feeds.language,
            country=record.feeds.country,
            id=record.feeds.id,
        ),
        hit_examples=record.examples.hit,
        miss_examples=record.examples.miss,
        was=record.was,
    )


def channel_of(record: AnyChannel) -> Channel:
    """The channel; an address written twice gets one copy."""
    if isinstance(record, EmailRecord):
        to = {address.casefold(): address for address in reversed(record.to)}
        recipients = tuple(reversed(to.values()))
        return Channel(id=record.id, type=ChannelType.EMAIL, to=recipients, was=record.was)
    return Channel(
        id=record.id,
        type=ChannelType(record.type),
        url=record.url,
        secret=_secret(record),
        was=record.was,
    )


def _secret(record: AnyChannel) -> str | None:
    if isinstance(record, WebhookRecord):
        return " ".join(record.secret) or None
    return record.token if isinstance(record, NtfyRecord) else None


def digest_of(record: DigestRecord) -> DigestPlan:
    """The digest; without a name its id is its name."""
    return DigestPlan(
        id=record.id,
        name=record.name or record.id,
        watchlists=tuple(dict.fromkeys(record.watchlists)),
        channels=tuple(dict.fromkeys(record.channels)),
        schedule=record.schedule,
        timezone=record.timezone,
        language=record.language,
        max_stories=record.max_stories,
        when_empty=record.when_empty,
        was=record.was,
    )
