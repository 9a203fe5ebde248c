"""The deeds and their cadence: what a runner wakes, and how `once` goes through all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from monitor.app import App
from monitor.core.errors import TelemonError
from monitor.core.trend import Pace
from monitor.flow.compose import compose
from monitor.flow.compose.writing import write_ahead
from monitor.flow.deliver import deliver
from monitor.flow.desk import Progress, Report, no_progress
from monitor.flow.enrich import enrich
from monitor.flow.fold import fold
from monitor.flow.listen import listen
from monitor.flow.poll import poll
from monitor.flow.prune import prune
from monitor.flow.read import read
from monitor.flow.subscribe import subscribe
from monitor.trending import Reckoned
from storage import feeds

log = structlog.get_logger("telemon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A deed and how often a runner wakes it. Waking too often costs one query: due is a column."""

    name: str
    every: timedelta
    run: Callable[[App], Awaitable[Report]]


async def run_poll(app: App) -> Report:
    """Polls the feeds that are due."""
    return await poll(app.desk, app.live)


async def run_fold(app: App) -> Report:
    """Puts new entries into stories."""
    return await fold(app.desk, app.live, app.memory)


async def run_read(app: App) -> Report:
    """Reads again what an older reading read, and backfills new watchlists."""
    return await read(app.desk, app.live)


async def run_enrich(app: App) -> Report:
    """Reads the pages of new entries, where their feeds ask for it."""
    return await enrich(app.desk, app.live)


async def run_write(app: App) -> Report:
    """Asks a model for summaries of what is soon due, where the operator names one."""
    return await write_ahead(app.desk, app.live)


async def run_compose(app: App) -> Report:
    """Composes the digests that are due."""
    return await compose(app.desk, app.live)


async def run_listen(app: App) -> Report:
    """Tells of watchlists that fell silent."""
    return await listen(app.desk, app.live)


async def run_subscribe(app: App) -> Report:
    """Asks hubs to push what feeds have to tell."""
    return await subscribe(app.desk)


async def run_deliver(app: App) -> Report:
    """Sends the deliveries that are due."""
    return await deliver(app.desk, app.live)


async def run_trends(app: App) -> Report:
    """Reckons what is told more than usual, for the page."""
    found = partial(Reckoned.now, concepts=app.live.concepts, at=app.desk.clock())
    app.trending = await app.desk.read(found)
    spikes = sum(one.pace is Pace.SPIKE for one in app.trending.trending.concepts)
    return Report(deed="reckoned trends", done=spikes)


async def run_prune(app: App) -> Report:
    """Forgets what is older than the operator keeps."""
    return await prune(app.desk)


async def run_reload(app: App) -> Report:
    """Takes over edited configuration files."""
    return await app.reload()


TASKS = (
    Task(name="reload", every=timedelta(seconds=2), run=run_reload),
    Task(name="poll", every=timedelta(seconds=10), run=run_poll),
    Task(name="enrich", every=timedelta(seconds=10), run=run_enrich),
    Task(name="fold", every=timedelta(seconds=5), run=run_fold),
    Task(name="read", every=timedelta(seconds=20), run=run_read),
    Task(name="write", every=timedelta(seconds=30), run=run_write),
    Task(name="compose", every=timedelta(seconds=10), run=run_compose),
    Task(name="listen", every=timedelta(minutes=30), run=run_listen),
    Task(name="trends", every=timedelta(minutes=30), run=run_trends),
    Task(name="subscribe", every=timedelta(minutes=1), run=run_subscribe),
    Task(name="deliver", every=timedelta(seconds=5), run=run_deliver),
    Task(name="prune", every=timedelta(hours=1), run=run_prune),
)


async def perform(task: Task, app: App) -> Report:
    """Runs one task and logs one line of it, unless there was nothing to do."""
    report = await task.run(app)
    if report.done:
        log.info(report.deed, done=report.done, **report.facts)
    return report


async def guarded(task: Task, app: App) -> None:
    """Runs one task for a runner: an error is logged and ends this run, not the runner."""
    try:
        await perform(task, app)
    except TelemonError as error:
        log.error("task failed", task=task.name, error=str(error))  # noqa: TRY400 (no traceback: it says all)
    except Exception:
        # The border of a task: whatever it was, the other tasks and the next run go on.
        log.exception("task failed", task=task.name)


async def once(
    app: App, *, due_only: bool = False, progress: Progress = no_progress
) -> list[Report]:
    """Polls every feed (or the due ones), then runs every other deed until nothing is left to do."""
    ids = None if due_only else await app.desk.read(feeds.ids_to_poll)
    reports = [await poll(app.desk, app.live, ids=ids, progress=progress)]
    for name in ("enrich", "fold", "read"):
        reports += await _until_nothing_is_left(app, name)
    reports.append(await run_write(app))  # once: a slow model must not hold the digests up
    for name in ("compose", "listen", "deliver", "prune"):
        reports += await _until_nothing_is_left(app, name)
    for report in reports:
        if report.done:
            log.info(report.deed, done=report.done, **report.facts)
    return reports


async def _until_nothing_is_left(app: App, name: str) -> list[Report]:
    task = next(task for task in TASKS if task.name == name)
    reports = []
    while (report := await task.run(app)).done:
        reports.append(report)
    return reports
