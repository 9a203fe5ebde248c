"""Digests: `telemon digests ...`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from config.home import Home
from config.settings import Settings
from monitor.app import open_app, utc_now
from monitor.cli.coming import Id, coming, pause, resume
from monitor.cli.common import (
    MAX_ID,
    Limit,
    database_of,
    live_of_files,
    moment,
    require,
    settings_of,
)
from monitor.cli.issues import left_out, rendered, show_edition
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.delivery import COLLECTED_ID
from monitor.core.digest import DigestPlan
from monitor.core.errors import UsageError
from monitor.flow.compose import preview as preview_editions
from monitor.flow.compose import send_now
from monitor.flow.deliver import deliver
from monitor.flow.desk import Live
from monitor.outlet.templating import NAMES, Templates, shipped_text
from storage import digests, subscriptions
from storage.digests import Edition
from storage.subscriptions import Reader

app = typer.Typer(help="Lists, previews and sends digests.", no_args_is_help=True)


@app.command(name="list")
def list_digests(
    context: typer.Context,
    digest: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    limit: Limit = 20,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the issues that were composed, newest first.

    Example: `telemon digests list --digest morning`
    """
    with database_of(settings_of(context)) as database, database.read() as session:
        found = digests.listing(session, digest_id=digest, limit=limit)
    rows = [
        {
            "id": issue.id,
            "digest": issue.digest_id,
            "period": issue.period,
            "composed_at": issue.composed_at,
            "late": issue.late,
            "stories": issue.story_count,
            "left_out": issue.left_out,
            "config_revision": issue.config_revision,
        }
        for issue in found
    ]
    columns = ("id", "digest", "period", "composed_at", "late", "stories", "left_out")
    print_rows(rows, columns, form, empty="no digest was composed yet")


@app.command(name="next")
def next_digests(
    context: typer.Context,
    now: Annotated[str | None, typer.Option(help="The time to count from, ISO 8601.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Prints the next five moments of each digest, in its own zone, and what moved or held one.

    Example: `telemon digests next --format json`
    """
    settings = settings_of(context)
    start = moment(now, utc_now()) or utc_now()
    with database_of(settings) as database:
        live = live_of_files(settings, database)
    rows = [row for plan in live.configuration.digests for row in coming(plan, start)]
    print_rows(
        rows, ("digest", "at", "zone", "note"), form, empty="there is no digest in digests.yaml"
    )


@app.command()
def preview(
    context: typer.Context,
    digest: Id,
    html: Annotated[Path | None, typer.Option(help="Write the mail's HTML here.")] = None,
    stored: Annotated[
        int | None,
        typer.Option(
            min=0, max=MAX_ID, help="A composed issue (its id) instead of what comes next."
        ),
    ] = None,
) -> None:
    """Shows what a digest would send now, by the composer that sends it.

    Example: `telemon digests preview morning --html morning.html`
    """
    settings = settings_of(context)
    with database_of(settings) as database:
        live = live_of_files(settings, database)
        plan = _plan(live, digest)
        with database.read() as session:
            if stored is None:
                editions = preview_editions(session, live, plan, utc_now())
            else:
                found = digests.get(session, stored)
                if found is None:
                    raise UsageError(f"there is no issue {stored}; see `telemon digests list`")
                editions = [Edition(issue=found.issue)]
    if html is not None:
        html.write_text(rendered(editions[0], settings, stored).html, "utf-8")
        typer.echo(f"wrote {html}" + ("" if len(editions) == 1 else ": the first of several"))
        return
    for edition in editions:
        show_edition(edition, settings, stored)


app.command(name="left-out")(left_out)
app.command()(pause)
app.command()(resume)


@app.command()
def readers(
    context: typer.Context,
    digest: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists who gets which digest since when, and who unsubscribed.

    Example: `telemon digests readers --digest morning`
    """
    settings = settings_of(context)
    with database_of(settings) as database:
        live = live_of_files(settings, database)
        with database.read() as session:
            known = subscriptions.listing(session)
    wanted = {
        (plan.id, channel, recipient)
        for plan in live.configuration.digests
        for channel in plan.channels
        for recipient in live.channels[channel].recipients
    }
    rows = [
        {
            "digest": one.digest_id,
            "channel": one.channel_id,
            "recipient": one.recipient,
            "since": one.since,
            "state": _state(one, wanted),
            "unsubscribed_at": one.ended_at,
        }
        for one in known
        if digest in (None, one.digest_id)
    ]
    columns = ("digest", "channel", "recipient", "since", "state", "unsubscribed_at")
    print_rows(rows, columns, form, empty="nobody gets a digest yet")


@app.command()
def templates(
    context: typer.Context,
    write: Annotated[
        list[str] | None, typer.Option(help="Copy this one into the home, to be changed there.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the templates of mails, and copies those that ship into the home folder.

    Example: `telemon digests templates --write frame.html.j2`
    """
    folder = Home(settings_of(context).home).templates
    require(write or (), NAMES, "template")
    for name in write or ():
        path = folder / name
        if path.exists():
            raise UsageError(f"{path} is there already; move it away to begin anew")
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(shipped_text(name), "utf-8")
        typer.echo(f"wrote {path}")
    if not write:
        own = Templates(folder=folder).own
        rows = [{"name": name, "used": "own" if name in own else "shipped"} for name in NAMES]
        print_rows(rows, ("name", "used"), form)


def _state(reader: Reader, wanted: Collection[tuple[str, str, str]]) -> str:
    if reader.ended_at is not None:
        return "unsubscribed"
    if reader.digest_id == f"{COLLECTED_ID}{reader.channel_id}":
        return "reads"  # what its daily cap held back
    place = (reader.digest_id, reader.channel_id, reader.recipient)
    return "reads" if place in wanted else "not in digests.yaml any more"


@app.command()
def send(context: typer.Context, digest: Id) -> None:
    """Composes a digest now, out of turn, and sends it; what it tells is not told again.

    Example: `telemon digests send morning`
    """
    settings = settings_of(context)
    with Home(settings.home).ensure().lock():
        asyncio.run(_send(settings, digest))


async def _send(settings: Settings, digest: str) -> None:
    async with open_app(settings) as app:
        plan = _plan(app.live, digest)
        made = await app.desk.write(partial(send_now, live=app.live, plan=plan, now=utc_now()))
        if not made:
            typer.echo("nothing to send: no story is waiting (when_empty: skip)")
            return
        report = await deliver(app.desk, app.live)
        facts = ", ".join(f"{count} {name}" for name, count in report.facts.items())
        typer.echo(f"{made} deliveries: {facts}")


def _plan(live: Live, digest: str) -> DigestPlan:
    known = {plan.id: plan for plan in live.configuration.digests}
    require([digest], known, "digest")
    return known[digest]
