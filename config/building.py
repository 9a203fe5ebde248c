"""Records of the files, all found right, as the values that the rest of telemon works with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

from config.rules import span_of
from config.schema import DigestRecord, FeedRecord, FilterRecord, MuteRecord, WatchlistRecord
from config.schema_channels import AnyChannel, EmailRecord, NtfyRecord, WebhookRecord
from monitor.core.agenda import parse_until
from monitor.core.delivery import Channel, ChannelType
from monitor.core.digest import DigestPlan
from monitor.core.feed import Feed
from monitor.core.mute import Mute
from monitor.core.schedule import GATHERING
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
        feeds=filter_of(record.feeds),
        hit_examples=record.examples.hit,
        miss_examples=record.examples.miss,
        was=record.was,
    )


def channel_of(record: AnyChannel) -> Channel:
    """The channel; an address written twice gets one copy."""
    if isinstance(record, EmailRecord):
        to = {address.casefold(): address for address in reversed(record.to)}
        recipients = tuple(reversed(to.values()))
        return Channel(
            id=record.id,
            type=ChannelType.EMAIL,
            to=recipients,
            max_per_day=record.max_per_day,
            was=record.was,
        )
    return Channel(
        id=record.id,
        type=ChannelType(record.type),
        url=record.url,
        secret=_secret(record),
        max_per_day=record.max_per_day,
        was=record.was,
    )


def _secret(record: AnyChannel) -> str | None:
    if isinstance(record, WebhookRecord):
        return " ".join(record.secret) or None
    return record.token if isinstance(record, NtfyRecord) else None


def digest_of(
    record: DigestRecord, *, watchlists: Sequence[str], holidays: Sequence[str]
) -> DigestPlan:
    """The digest for these watchlists, with these holidays beside its own; without a name its id is it."""
    immediate = record.schedule == "immediate"
    return DigestPlan(
        id=record.id,
        name=record.name or record.id,
        watchlists=tuple(dict.fromkeys(watchlists)),
        channels=tuple(dict.fromkeys(record.channels)),
        schedule=record.schedule,
        timezone=record.timezone,
        language=record.language,
        max_stories=record.max_stories,
        when_empty=record.when_empty,
        gather=span_of(record.gather) if record.gather else GATHERING,
        updates=immediate if record.updates is None else record.updates,
        quiet=record.quiet,
        holidays=tuple(sorted({date.fromisoformat(day) for day in (*holidays, *record.holidays)})),
        paused_until=record.paused_until,
        feeds=filter_of(record.feeds),
        min_rank=record.min_rank,
        was=record.was,
    )


def filter_of(record: FilterRecord) -> FeedFilter:
    """The feeds that a watchlist or a digest listens to."""
    return FeedFilter(
        kind=record.kind, language=record.language, country=record.country, id=record.id
    )


def mute_of(record: MuteRecord) -> Mute:
    """The mute; a concept is still written as the operator wrote it."""
    until = parse_until(record.until).replace(tzinfo=UTC)
    return Mute(story=record.story, concept=record.concept, until=until)
