"""Poll: claims due feeds, fetches and parses them, reads what is new, and records all of it.

Claiming, fetching and recording overlap: workers visit feeds while one recorder writes what they
bring, as many polls to a unit of work as have come in meanwhile.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import anyio.to_thread
import structlog

from monitor.core.feed import Verdict
from monitor.flow.desk import Desk, Live, Progress, Report, no_progress, plain_errors
from monitor.flow.poll.recording import Tally, record_outcomes
from monitor.flow.poll.visit import Outcome, visit
from storage import feeds
from storage.feeds import FeedState

log = structlog.get_logger("telemon.poll")

CLAIM = 100
RECORD = 64
LEASE = timedelta(minutes=15)

Outcomes = asyncio.Queue[Outcome | None]


async def poll(
    desk: Desk,
    live: Live,
    *,
    ids: Sequence[str] | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Polls the feeds that are due, or those of `ids`, due or not; `progress` gets (done, in all)."""
    line = _Line(desk, live, ids)
    first = await line.next()
    if first is None:
        return Report(deed="polled", done=0)
    tally = Tally()
    outcomes: Outcomes = asyncio.Queue(maxsize=2 * RECORD)
    with plain_errors():
        async with asyncio.TaskGroup() as group:
            group.create_task(_visit_all(desk, live, line, first, outcomes))
            while await _record_some(desk, live, outcomes, tally):
                progress(tally.feeds, max(line.taken, len(ids or ())))
    return Report(deed="polled", done=tally.feeds, facts=tally.facts())


class _Line:
    """The feeds to be visited, claimed a hundred at a time."""

    def __init__(self, desk: Desk, live: Live, ids: Sequence[str] | None) -> None:
        self._desk, self._live = desk, live
        self._ids = None if ids is None else deque(ids)
        self._ready: deque[FeedState] = deque()
        self._lock = asyncio.Lock()
        self.taken = 0

    async def next(self) -> FeedState | None:
        """The next claimed feed, None when there is none left."""
        async with self._lock:
            while not self._ready:
                states = await self._claim()
                if states is None:
                    return None
                # A feed that the live files do not know is about to be retired by a reload.
                self._ready.extend(state for state in states if state.id in self._live.feeds)
            self.taken += 1
            return self._ready.popleft()

    async def _claim(self) -> list[FeedState] | None:
        """The next hundred; None when nothing is left to claim."""
        ids = None
        if self._ids is not None:
            ids = [self._ids.popleft() for _ in range(min(CLAIM, len(self._ids)))]
            if not ids:
                return None
        now = self._desk.clock()
        claim = partial(feeds.claim_due, now=now, limit=CLAIM, lease=LEASE, ids=ids)
        states = await self._desk.write(claim)
        return states if states or ids else None


async def _visit_all(
    desk: Desk, live: Live, line: _Line, first: FeedState, outcomes: Outcomes
) -> None:
    hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
        lambda: asyncio.Semaphore(desk.rules.per_host)
    )

    async def work(state: FeedState | None) -> None:
        while state is not None:
            async with hosts[urlsplit(state.url).netloc]:
                outcome = await _visit(desk, live, state)
            await outcomes.put(outcome)
            state = await line.next()

    async with asyncio.TaskGroup() as group:
        group.create_task(work(first))
        for _ in range(desk.rules.concurrency - 1):
            if (state := await line.next()) is None:
                break
            group.create_task(work(state))
    await outcomes.put(None)


async def _visit(desk: Desk, live: Live, state: FeedState) -> Outcome:
    """A visit that always has an outcome: what we did not foresee must not stop the other feeds."""
    try:
        return await visit(desk, live.feeds[state.id], state)
    except Exception as error:
        log.exception("visit failed", feed=state.id)
        detail = f"telemon failed on it: {type(error).__name__} (see the log)"
        return Outcome(state=state, verdict=Verdict.BROKEN, detail=detail)


async def _record_some(desk: Desk, live: Live, outcomes: Outcomes, tally: Tally) -> bool:
    """Waits for outcomes and records those that are there; False when it was the last."""
    batch = [await outcomes.get()]
    while len(batch) < RECORD and batch[-1] is not None and not outcomes.empty():
        batch.append(outcomes.get_nowait())
    found = [outcome for outcome in batch if outcome is not None]
    if found:
        await anyio.to_thread.run_sync(record_outcomes, desk, live, found, tally)
    return batch[-1] is not None
