"""What a hub pushes (WebSub): checked, read like a poll's answer, and written with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial

import anyio.to_thread
import structlog

from monitor.core.feed import Verdict
from monitor.core.polling import dump
from monitor.core.websub import signed
from monitor.flow.desk import Desk, Live
from monitor.flow.matching import gist_here
from monitor.flow.poll.entering import (
    Tally,
    appeared,
    look_up,
    unread_of,
    with_gist,
    write_found,
)
from monitor.flow.poll.pacing import learned
from monitor.flow.poll.visit import Outcome
from storage import feeds, hubs
from storage.engine import Session
from storage.feeds import FeedState
from storage.hubs import HubSubscription

log = structlog.get_logger("telemon.push")

SIGNATURE = "x-hub-signature"
_READABLE = (Verdict.OK, Verdict.UNDATED)


class Push(StrEnum):
    """What became of a push."""

    UNKNOWN = "unknown"  # nobody subscribed under that token, or not any more
    FORGED = "forged"  # without the signature that the secret makes
    UNREADABLE = "unreadable"
    TAKEN = "taken"


async def take_push(
    desk: Desk, live: Live, token: str, body: bytes, headers: Mapping[str, str]
) -> Push:
    """Reads and records a push; `headers` are named in lower case.

    Only new and changed entries count: the push says nothing of how the feed stands, and the next
    poll of the feed finds what it said before.
    """
    subscription = await desk.read(partial(hubs.by_token, token=token))
    if subscription is None or subscription.feed_id not in live.feeds:
        return Push.UNKNOWN
    if not signed(subscription.secret, body, headers.get(SIGNATURE, "")):
        log.warning("push refused", feed=subscription.feed_id, why="its signature is wrong")
        return Push.FORGED
    outcome = await _read(desk, live, subscription, body, headers.get("content-type"))
    tally = Tally()
    await anyio.to_thread.run_sync(_record, desk, live, subscription, outcome, tally)
    log.info("pushed", feed=subscription.feed_id, **tally.facts())
    return Push.TAKEN if outcome.parsed is not None else Push.UNREADABLE


async def _read(
    desk: Desk, live: Live, subscription: HubSubscription, body: bytes, kind: str | None
) -> Outcome:
    feed = live.feeds[subscription.feed_id]
    state = await desk.read(partial(_state, feed_id=feed.id))
    parsed = await desk.pool.parse(
        body, content_type=kind, url=feed.url, encoding=feed.encoding, now=desk.clock()
    )
    readable = parsed.verdict in _READABLE
    return Outcome(
        state=state,
        verdict=parsed.verdict,
        detail=parsed.detail,
        parsed=parsed if readable else None,
    )


def _state(session: Session, *, feed_id: str) -> FeedState:
    return feeds.states(session, [feed_id])[0]


def _record(
    desk: Desk, live: Live, subscription: HubSubscription, outcome: Outcome, tally: Tally
) -> None:
    """In a thread: what is new is looked up, read outside of any unit of work, and written."""
    now = desk.clock()
    with desk.database.read() as session:
        (items,) = look_up(session, desk, live, [outcome], now)
    rhythm = learned(outcome, appeared(items), now) if items else None
    found = [with_gist(live, item, gist_here(live, unread_of(item, now))) for item in items]
    with desk.database.write() as session:
        counts = write_found(session, live, found, now, tally)
        new, revised = counts.get(outcome.state.id, (0, 0))
        if outcome.parsed is not None:
            hubs.pushed(session, subscription.token, now)
        feeds.record_push(
            session,
            outcome.state,
            at=now,
            rhythm=dump(rhythm) if rhythm else None,
            new=new,
            revised=revised,
        )
