"""Deliveries and channels: `telemon deliveries ...`, `telemon channels ...`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from config.home import Home
from config.settings import Settings
from monitor.app import open_database, open_desk, utc_now
from monitor.cli.common import Limit, database_of, live_of_files, require, settings_of
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.delivery import Channel, DeliveryState, delivery_key
from monitor.core.errors import UsageError
from monitor.flow.deliver import send_message
from monitor.outlet.sample import Sample, sample
from storage import deliveries
from storage.deliveries import DeliveryFilter
from storage.engine import Session

deliveries_app = typer.Typer(
    help="Lists deliveries, and tries parked ones again.", no_args_is_help=True
)
channels_app = typer.Typer(help="Lists and tests the ways out.", no_args_is_help=True)


@deliveries_app.command(name="list")
def list_deliveries(
    context: typer.Context,
    state: Annotated[DeliveryState | None, typer.Option(help="Only in this state.")] = None,
    digest: Annotated[str | None, typer.Option(help="Only of this digest.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only over this channel.")] = None,
    limit: Limit = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists deliveries, newest first: their state, tries, last error and next try.

    Example: `telemon deliveries list --state parked`
    """
    wanted = DeliveryFilter(state=state, digest_id=digest, channel_id=channel)
    with database_of(settings_of(context)) as database, database.read() as session:
        rows = [
            {
                "id": found.id,
                "digest": found.digest_id,
                "period": found.period,
                "channel": found.channel_id,
                "recipient": found.recipient,
                "state": found.state,
                "attempts": found.attempts,
                "next_attempt_at": found.next_attempt_at,
                "sent_at": found.sent_at,
                "reason": found.reason,
                "last_error": found.last_error,
            }
            for found in deliveries.listing(session, wanted, limit)
        ]
    columns = ("id", "digest", "channel", "recipient", "state", "attempts", "sent_at", "last_error")
    print_rows(rows, columns, form, empty="there is no delivery")


@deliveries_app.command()
def show(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="Its id; the Message-ID begins with it.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Shows the tries of a delivery; one that was cut off may have been sent all the same.

    Example: `telemon deliveries show 1f9c2a7b0d4e5f60718293a4b5c6d7e8`
    """
    with database_of(settings_of(context)) as database, database.read() as session:
        if deliveries.get(session, delivery) is None:
            raise UsageError(f"there is no delivery {delivery!r}; see `telemon deliveries list`")
        rows = [
            {
                "number": one.number,
                "started_at": one.started_at,
                "finished_at": one.finished_at,
                "outcome": one.outcome or "cut off: it may have been sent",
                "detail": one.detail,
            }
            for one in deliveries.attempts(session, delivery)
        ]
    columns = ("number", "started_at", "finished_at", "outcome", "detail")
    print_rows(rows, columns, form, empty="it was not tried yet")


@deliveries_app.command()
def retry(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(help="Their ids; every one if left out.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Only those over this channel.")] = None,
) -> None:
    """Makes parked deliveries due again; the running telemon, or the next `once`, sends them.

    Each is sent under the id it had, so that a receiver which has it after all can drop it.

    Example: `telemon deliveries retry --channel ops-hook`
    """
    with database_of(settings_of(context)) as database, database.write() as session:
        for one in ids or ():
            _parked(session, one)
        count = deliveries.retry(session, now=utc_now(), ids=ids or None, channel_id=channel)
    typer.echo(f"{count} parked deliver{'y is' if count == 1 else 'ies are'} due again")


@channels_app.command(name="list")
def list_channels(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Lists the channels of digests.yaml.

    Example: `telemon channels list`
    """
    settings = settings_of(context)
    with database_of(settings) as database:
        live = live_of_files(settings, database)
    rows = [
        {
            "id": channel.id,
            "type": channel.type,
            "recipients": len(channel.recipients),
            "digests": [p.id for p in live.configuration.digests if channel.id in p.channels],
        }
        for channel in live.configuration.channels
    ]
    print_rows(rows, ("id", "type", "recipients", "digests"), form, empty="there is no channel")


@channels_app.command(name="test")
def try_channel(
    context: typer.Context,
    channel: Annotated[str, typer.Argument(help="The channel's id.")],
    kind: Annotated[Sample, typer.Option(help="Of what a sample is sent.")] = Sample.DIGEST,
) -> None:
    """Sends a sample over a channel, to each of its recipients.

    Example: `telemon channels test team-mail`, `telemon channels test hook --kind story.updated`
    """
    settings = settings_of(context)
    with database_of(settings) as database:
        live = live_of_files(settings, database)
    require([channel], live.channels, "channel")
    asyncio.run(_test(settings, live.channels[channel], kind))


def _parked(session: Session, identifier: str) -> None:
    """UsageError when there is no such delivery, or it needs no other try."""
    found = deliveries.get(session, identifier)
    if found is None:
        raise UsageError(f"there is no delivery {identifier!r}; see `telemon deliveries list`")
    if found.state is not DeliveryState.PARKED:
        raise UsageError(
            f"delivery {identifier} is {found.state}: only parked ones are tried again"
        )


async def _test(settings: Settings, channel: Channel, kind: Sample) -> None:
    now = utc_now()
    rendered = sample(kind, now)
    home = Home(settings.home).ensure()
    with open_database(settings) as database:
        async with open_desk(settings, home, database, utc_now) as desk:
            for recipient in channel.recipients:
                key = delivery_key("sample", now.isoformat(), channel.id, recipient)
                message = rendered.message(
                    message_id=key, list_id="sample", created_at=now, sample=True
                )
                where = await send_message(desk, channel, message, recipient)
                typer.echo(f"{channel.id}: sent a sample to {recipient} ({where})")
