"""Enrich: asks for the pages of new entries where their feed says so, and reads what they add.

What the page has and the feed has not is read with the entry; hits found only there are weak. Of the
text an excerpt is kept, and the hash of all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
import structlog

from monitor.core.article import Page, PageState, next_attempt
from monitor.core.feed import Feed
from monitor.core.url import host_of
from monitor.flow.desk import Desk, Live, Report
from monitor.flow.enrich.reading import not_read, read_page
from monitor.intake.article import NotHad, PageAsked, ask_page
from monitor.intake.workers import Trouble
from storage import articles, entries
from storage.articles import Claimed, Outcome
from storage.entries import Entry

log = structlog.get_logger("telemon.enrich")

BATCH = 40
LEASE = timedelta(minutes=15)
SOONEST = timedelta(seconds=1)


async def enrich(desk: Desk, live: Live) -> Report:
    """Asks for up to 40 pages that are due, hosts beside one another, pages of a host in turn."""
    now = desk.clock()
    claim = partial(articles.claim_due, now=now, limit=BATCH, lease=LEASE)
    claimed = await desk.write(claim)
    if not claimed:
        return Report(deed="read pages", done=0)
    found = await desk.read(
        lambda session: entries.get_many(session, [c.entry_id for c in claimed])
    )
    hosts: dict[str, list[tuple[Claimed, Entry]]] = {}
    for one in claimed:
        entry = found[one.entry_id]
        hosts.setdefault(host_of(entry.url), []).append((one, entry))
    states: list[PageState] = []
    async with anyio.create_task_group() as group:
        for waiting in hosts.values():
            group.start_soon(_in_turn, desk, live, waiting, states)
    facts = {state.value: states.count(state) for state in PageState}
    return Report(deed="read pages", done=len(claimed), facts=facts)


async def _in_turn(
    desk: Desk, live: Live, waiting: Sequence[tuple[Claimed, Entry]], states: list[PageState]
) -> None:
    for claimed, entry in waiting:
        try:
            states.append(await _one(desk, live, claimed, entry))
        except Exception as error:
            # One page that we did not foresee must not stop the others; it is not asked for again.
            log.exception("page failed", entry=entry.id)
            why = f"telemon failed on it: {type(error).__name__} (see the log)"
            states.append(await _leave(desk, not_read(entry, claimed, desk.clock(), why)))


async def _one(desk: Desk, live: Live, claimed: Claimed, entry: Entry) -> PageState:
    now = desk.clock()
    feed = live.feeds.get(entry.feed_id)
    if feed is None or not feed.article or entry.url is None:
        why = "its feed no longer asks for pages"
        return await _leave(desk, not_read(entry, claimed, now, why))
    page = await _page(desk, feed, entry.url)
    if isinstance(page, NotHad):
        return await _leave(desk, _refused(entry, claimed, page, now))
    return await anyio.to_thread.run_sync(read_page, desk, live, feed, entry, claimed, page)


async def _page(desk: Desk, feed: Feed, url: str) -> Page | NotHad:
    own = host_of(url) == host_of(feed.url) and urlsplit(url).scheme == urlsplit(feed.url).scheme
    asked = PageAsked(url=url, headers=feed.headers if own else (), auth=feed.auth if own else None)
    order = await ask_page(desk.client, desk.manners, asked, now=desk.clock())
    if isinstance(order, NotHad):
        return order
    page = await desk.pages.read(order.body, url=order.url)
    return NotHad(why=page.detail) if isinstance(page, Trouble) else page


async def _leave(desk: Desk, outcome: Outcome) -> PageState:
    await desk.write(lambda session: articles.record(session, outcome, desk.clock()))
    return outcome.state


def _refused(entry: Entry, claimed: Claimed, had: NotHad, now: datetime) -> Outcome:
    """A page that was not had: asked for again later, or not any more."""
    attempts = claimed.attempts + had.asked
    wait = next_attempt(attempts, had.wait) if had.asked else had.wait
    if not had.again or wait is None:
        return replace(not_read(entry, claimed, now, had.why), attempts=attempts)
    return Outcome(
        entry_id=entry.id,
        content_hash=entry.content_hash,
        state=PageState.WAITING,
        attempts=attempts,
        due_at=now + max(wait, SOONEST),
        reason=had.why,
    )
