"""Lists of feeds from and for other readers: `telemon feeds import|export`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import anyio
import typer

from config import edit
from config.settings import Settings
from monitor.app import make_client
from monitor.cli.common import checker, config_dir, settings_of, tell
from monitor.cli.feeds.asking import configured
from monitor.core.errors import UsageError
from monitor.core.feed import Kind
from monitor.intake.opml import OpmlFeed, read_opml, write_opml


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(name="import")(import_opml)
    app.command()(export)


def import_opml(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="An OPML file, its address, or - for stdin.")],
    kind: Annotated[Kind, typer.Option(help="For feeds in folders that are no kind.")] = Kind.NEWS,
) -> None:
    """Adds the feeds of an OPML file to feeds.yaml; folders named like kinds become kinds.

    Example: `telemon feeds import subscriptions.opml`
    """
    settings = settings_of(context)
    content = asyncio.run(_content(settings, source))
    known = {feed.url for feed in configured(settings, missing_ok=True)}
    listed = read_opml(content)
    fresh = [_from_opml(feed, kind) for feed in listed if feed.url not in known]
    added = 0
    if fresh:
        change = edit.add_feeds(config_dir(settings), fresh, check=checker(settings))
        tell(change)
        added = len(change.added)
    typer.echo(f"{added} added, {len(listed) - added} were there")


def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="To this file.")] = None,
) -> None:
    """Writes the feeds as OPML, a folder for each kind.

    Example: `telemon feeds export -o feeds.opml`
    """
    written = write_opml(
        OpmlFeed(url=feed.url, title=feed.name, folder=feed.kind.value, language=feed.language)
        for feed in configured(settings_of(context))
    )
    if output is None:
        sys.stdout.buffer.write(written)
    else:
        output.write_bytes(written)


def _from_opml(feed: OpmlFeed, kind: Kind) -> edit.NewFeed:
    folder = feed.folder.rpartition("/")[2].lower()
    found = Kind(folder) if folder in set(Kind) else kind
    return edit.NewFeed(url=feed.url, name=feed.title or None, kind=found, language=feed.language)


async def _content(settings: Settings, source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    if source.startswith(("http://", "https://")):
        async with make_client(settings) as client:
            answer = await client.get(source)
        if answer.status != 200:
            raise UsageError(
                f"{source}: answered {answer.status}; name the address of an OPML file"
            )
        return answer.body
    try:
        return await anyio.Path(source).read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}; name an OPML file or its address") from error
