"""Poll: claims due feeds, fetches and parses them, reads what is new, and records all of it.

Claiming, fetching, reading and writing overlap: workers visit feeds, what they bring is read in
batches, as many polls to one as have come in meanwhile, and each batch is written while the next is read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import anyio
import anyio.to_thread
import structlog

from monitor.core.feed import Verdict
from monitor.flow.desk import Desk, Live, Progress, Report, no_progress, plain_errors
from monitor.flow.poll.entering import Found, Tally
from monitor.flow.poll.pacing import pace_of
from monitor.flow.poll.recording import Batch, looked_up, read_batch, record
from monitor.flow.poll.turns import Turns
from monitor.flow.poll.visit import Outcome, visit
from storage import feeds
from storage.feeds import FeedState

log = structlog.get_logger("telemon.poll")

CLAIM = 100
AHEAD = 500  # how many feeds of hosts that have to wait are claimed beside those that need not
MANY_NEW = 25  # feeds of one claim that were never read: there will be much to read
RECORD = 64
GATHER = 0.1  # seconds that the first outcome of a unit of work waits for others
LEASE = timedelta(minutes=15)

Outcomes = asyncio.Queue[Outcome | None]
Batches = asyncio.Queue[tuple[Batch, list[Found]] | None]


async def poll(
    desk: Desk,
    live: Live,
    *,
    ids: Sequence[str] | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Polls the feeds that are due, or those of `ids`, due or not; `progress` gets (done, in all)."""
    await desk.readers.rest()
    line = _Line(desk, live, ids)
    first = await line.next()
    if first is None:
        return Report(deed="polled", done=0)
    tally = Tally()
    pace = await desk.read(partial(pace_of, interval=desk.rules.poll_interval))
    outcomes: Outcomes = asyncio.Queue(maxsize=2 * RECORD)
    batches: Batches = asyncio.Queue(maxsize=1)
    with plain_errors():
        async with asyncio.TaskGroup() as group:
            group.create_task(_visit_all(desk, live, line, first, outcomes))
            group.create_task(_read_all(desk, live, outcomes, batches))
            while (read := await batches.get()) is not None:
                await anyio.to_thread.run_sync(record, desk, live, *read, pace, tally)
                progress(tally.feeds, max(line.taken, len(ids or ())))
    return Report(deed="polled", done=tally.feeds, facts=tally.facts())


class _Line:
    """The feeds to be visited, claimed a hundred at a time; each when it is the turn of its host."""

    def __init__(self, desk: Desk, live: Live, ids: Sequence[str] | None) -> None:
        self._desk, self._live = desk, live
        self._ids = None if ids is None else deque(ids)
        rules = desk.rules
        self._turns = Turns(per_host=rules.per_host, spacing=rules.host_spacing.total_seconds())
        self._ended = False
        self._lock, self._freed = asyncio.Lock(), asyncio.Event()
        self.taken = 0

    async def next(self) -> FeedState | None:
        """The next claimed feed, once its host may be asked; None when there is none left."""
        clock = asyncio.get_running_loop().time
        async with self._lock:
            while (state := self._turns.take(clock())) is None:
                if not self._ended and self._turns.waiting < AHEAD:
                    await self._claim_more()
                elif not self._turns.waiting:
                    return None
                else:
                    await self._wait(self._turns.pause(clock()))
            self.taken += 1
            return state

    def done(self, state: FeedState) -> None:
        """The visit of a feed is over: its host is free for another."""
        self._turns.done(state)
        self._freed.set()

    async def _wait(self, seconds: float | None) -> None:
        """Until a visit is over, at most so many seconds."""
        self._freed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._freed.wait(), seconds)

    async def _claim_more(self) -> None:
        states = await self._claim()
        self._ended = states is None
        if sum(state.first_success_at is None for state in states or ()) >= MANY_NEW:
            await self._desk.readers.call(self._live.matcher, self._live.watchlists)
        # A feed that the live files do not know is about to be retired by a reload.
        self._turns.add(state for state in states or () if state.id in self._live.feeds)

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
    async def work(state: FeedState | None) -> None:
        while state is not None:
            outcome = await _visit(desk, live, state)
            line.done(state)
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


async def _read_all(desk: Desk, live: Live, outcomes: Outcomes, batches: Batches) -> None:
    while (gathered := await _gathered(outcomes)) is not None:
        batch = await anyio.to_thread.run_sync(looked_up, desk, live, gathered)
        await batches.put((batch, await read_batch(desk, live, batch)))
    await batches.put(None)


async def _gathered(outcomes: Outcomes) -> list[Outcome] | None:
    """Waits for outcomes and gives those that come in together; None behind the last."""
    batch = [await outcomes.get()]
    with anyio.move_on_after(GATHER):
        while len(batch) < RECORD and batch[-1] is not None:
            batch.append(await outcomes.get())
    if batch[-1] is None and len(batch) > 1:
        outcomes.put_nowait(None)
    found = [outcome for outcome in batch if outcome is not None]
    return found or None
