"""Subscribe: asks the hubs that feeds name to push their news (WebSub), and asks again in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import structlog

from monitor.core.websub import VERIFIED_WITHIN, retried_at, subscribing
from monitor.flow.desk import Desk, Report, plain_errors
from monitor.intake.exchange import FetchError
from storage import hubs
from storage.engine import Session
from storage.hubs import HubSubscription

log = structlog.get_logger("telemon.subscribe")

CLAIM = 20
LEASE = timedelta(minutes=5)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


async def subscribe(desk: Desk) -> Report:
    """Asks up to twenty hubs that are due; none where the page has no public address."""
    public_url = desk.rules.public_url
    if public_url is None:
        return Report(deed="subscribed", done=0)
    claimed = await desk.write(partial(_claim, desk=desk))
    with plain_errors():
        async with asyncio.TaskGroup() as group:
            for subscription in claimed:
                group.create_task(_ask(desk, subscription, public_url))
    return Report(deed="subscribed", done=len(claimed))


def _claim(session: Session, *, desk: Desk) -> list[HubSubscription]:
    now = desk.clock()
    hubs.follow_feeds(session, now)
    return hubs.claim_due(session, now=now, limit=CLAIM, lease=LEASE)


async def _ask(desk: Desk, subscription: HubSubscription, public_url: str) -> None:
    """One request. Whether the hub means it shows when it verifies, at an address of ours."""
    body = subscribing(
        subscription.topic, f"{public_url}/websub/{subscription.token}", subscription.secret
    )
    try:
        answer = await desk.client.post(subscription.hub, body=body, headers=FORM)
        detail = None if 200 <= answer.status < 300 else f"the hub answered {answer.status}"
    except FetchError as error:
        detail = f"the hub: {error.verdict}: {error.detail}"
    now = desk.clock()
    # A hub that accepts and never verifies counts as one that failed: it is asked more seldom.
    failures = subscription.failures + 1
    due_at = max(retried_at(now, failures), now + VERIFIED_WITHIN)
    await desk.write(
        partial(
            hubs.record_asked,
            token=subscription.token,
            due_at=due_at,
            failures=failures,
            detail=detail,
        )
    )
    if detail is not None:
        log.warning("hub failed", feed=subscription.feed_id, why=detail)
