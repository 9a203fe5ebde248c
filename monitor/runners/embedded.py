"""The embedded runner: one process, one home. APScheduler only ticks; what is due stands in the tables."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from monitor.app import App
from monitor.tasks import TASKS, Task, guarded

log = structlog.get_logger("telemon.run")

DRAIN_SECONDS = 30.0


class Ticker:
    """Wakes the tasks of `app`; `drain` lets those under way finish.

    A tick that finds its task still running is skipped: the next one takes what is due by then.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begins to tick, each task at once for the first time."""
        for task in TASKS:
            self._scheduler.add_job(
                self._tick,
                IntervalTrigger(seconds=task.every.total_seconds(), timezone=UTC),
                args=[task],
                id=task.name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()

    async def drain(self) -> None:
        """Stops ticking, then waits up to 30 s for the tasks under way; the rest is cancelled.

        A cancelled task loses nothing: what it had claimed falls due again when the lease ends.
        """
        self._scheduler.pause()
        if self._running:
            log.info("finishing", tasks=sorted(task.get_name() for task in self._running))
            _, late = await asyncio.wait(self._running, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=5)
        # APScheduler's own wait=True would cancel running coroutines: they are done by now.
        self._scheduler.shutdown(wait=False)

    async def _tick(self, task: Task) -> None:
        work = asyncio.create_task(guarded(task, self._app), name=task.name)
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        with suppress(asyncio.CancelledError):
            await asyncio.shield(work)


async def run(app: App, serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Runs `app` until SIGINT or SIGTERM; `serve` is the web page, which stops at the event it is given."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ticker = Ticker(app)
    ticker.start()
    page = asyncio.create_task(_serve_until(serve, stop))
    try:
        await stop.wait()
    finally:
        log.info("stopping")
        await ticker.drain()
        await page
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    log.info("stopped")


async def _serve_until(
    serve: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event
) -> None:
    """The page; when it cannot be served (port taken), everything stops with that error."""
    try:
        await serve(stop)
    finally:
        stop.set()
