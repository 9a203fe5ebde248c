"""Adopt: makes an accepted configuration the one that the tables follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.configuration import Configuration, FileText
from storage import deliveries, digests, feeds, notices, revisions, subscriptions, watchlists
from storage.engine import Session
from storage.notices import feed_key, watchlist_key
from storage.subscriptions import Subscription

FIRST_WINDOW = timedelta(hours=24)
RETIRED = "its digest, channel or recipient is not in digests.yaml any more"


def adopt(
    session: Session,
    configuration: Configuration,
    *,
    files: Sequence[FileText],
    hash: str,
    author: str,
    now: datetime,
) -> int:
    """Stores the revision, follows it in feeds, watchlists and subscriptions; returns its number.

    The same configuration again changes nothing. A recipient that is new begins with the last 24 hours.
    """
    number = revisions.add(session, files=files, hash=hash, author=author, now=now)
    _follow_feeds(session, configuration, now)
    watchlists.sync(session, configuration.watchlists, now)
    channels = {channel.id: channel for channel in configuration.channels}
    for plan in configuration.digests:
        for old in plan.was:
            digests.rename(session, old, plan.id)
    subscriptions.sync(
        session,
        [
            Subscription(
                digest_id=plan.id,
                channel_id=channel_id,
                recipient=recipient,
                since=now - FIRST_WINDOW,
            )
            for plan in configuration.digests
            for channel_id in plan.channels
            for recipient in channels[channel_id].recipients
        ],
    )
    deliveries.cancel_except(
        session,
        recipients=[(c.id, recipient) for c in channels.values() for recipient in c.recipients],
        digests=[plan.id for plan in configuration.digests],
        reason=RETIRED,
    )
    return number


def _follow_feeds(session: Session, configuration: Configuration, now: datetime) -> None:
    """Feeds, and what was told of feeds and watchlists: of what left the files nothing stays open."""
    for feed in configuration.feeds:
        for old in feed.was:
            notices.rename(session, feed_key(old), feed_key(feed.id))
    unchanged = feeds.sync(session, configuration.feeds, now)
    notices.end_except(session, feed_key(""), {feed_key(each) for each in unchanged}, now)
    for watchlist in configuration.watchlists:
        for old in watchlist.was:
            notices.rename(session, watchlist_key(old), watchlist_key(watchlist.id))
    kept = {watchlist_key(watchlist.id) for watchlist in configuration.watchlists}
    notices.end_except(session, watchlist_key(""), kept, now)
