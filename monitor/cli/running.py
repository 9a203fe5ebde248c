"""Running: `run`, `once`, `status`, `doctor`, `migrate`, `prune`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from config.home import Home
from config.settings import Settings, unknown_variables
from monitor import loop
from monitor.app import open_app, open_database, utc_now
from monitor.cli.common import database_of, environment, moment, settings_of
from monitor.cli.doctoring import examine
from monitor.cli.output import Format, FormatOption, print_object, print_rows
from monitor.cli.progress import bar
from monitor.core.errors import UsageError
from monitor.flow.desk import Clock
from monitor.tasks import once as run_once
from storage import schema
from storage.status import status as read_status


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (run, once, status, doctor, migrate):
        app.command()(command)


def run(context: typer.Context) -> None:
    """Runs until stopped: polls, matches, folds, composes, delivers, and serves the page.

    Example: `telemon run`
    """
    settings = settings_of(context)
    for sentence in unknown_variables(environment()):
        typer.echo(f"warning: {sentence}", err=True)
    with _home_of(settings).lock():
        loop.run(_run(settings))


def once(
    context: typer.Context,
    due: Annotated[bool, typer.Option("--due", help="Only the feeds that are due.")] = False,
    now: Annotated[
        str | None, typer.Option(help="The time to go by, ISO 8601; the clock stands still at it.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Polls every feed once, then does everything else until nothing is left, and ends; for cron.

    Example: `telemon once --due`
    """
    settings = settings_of(context)
    clock = _clock(now)
    with _home_of(settings).lock():
        loop.run(_once(settings, clock, due_only=due))
    with open_database(settings) as database, database.read() as session:
        found = asdict(read_status(session))
    if form is not Format.TABLE:
        print_object(found, form)


def status(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Says in one object how everything stands; the counts are integers.

    Example: `telemon status --format json`
    """
    with database_of(settings_of(context)) as database, database.read() as session:
        print_object(asdict(read_status(session)), form)


def doctor(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Examines home, settings, database, files, feeds and channels, and says what to do.

    Example: `telemon doctor`
    """
    findings = examine(settings_of(context))
    rows = [asdict(finding) for finding in findings]
    print_rows(rows, ("what", "verdict", "detail"), form)
    if any(finding.verdict == "bad" for finding in findings):
        raise typer.Exit(1)


def migrate(context: typer.Context) -> None:
    """Brings the database to the schema of this telemon; every command that writes does so by itself.

    Example: `telemon migrate`
    """
    settings = settings_of(context)
    with Home(settings.home).ensure().lock(), open_database(settings) as database:
        typer.echo(f"schema {schema.current(database)}")


def _home_of(settings: Settings) -> Home:
    home = Home(settings.home)
    if not home.config_dir.is_dir():
        raise UsageError(
            f"{home.config_dir}: there is no configuration; write one with `telemon init`"
        )
    return home.ensure()


def _clock(now: str | None) -> Clock:
    if now is None:
        return utc_now
    fixed = moment(now, utc_now())
    assert isinstance(fixed, datetime)
    return lambda: fixed


async def _run(settings: Settings) -> None:
    # The web server is heavy to load, and no other command needs it.
    from monitor.runners.embedded import run as run_embedded
    from monitor.web.server import serve

    async with open_app(settings) as app:
        await run_embedded(app, partial(serve, app))


async def _once(settings: Settings, clock: Clock, *, due_only: bool) -> None:
    with bar("polling") as progress:
        async with open_app(settings, clock=clock) as app:
            await run_once(app, due_only=due_only, progress=progress)
