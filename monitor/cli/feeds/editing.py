"""Changing feeds.yaml: `telemon feeds add|remove|moved`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from config import edit
from config.settings import Settings
from monitor.app import make_client
from monitor.cli.common import checker, config_dir, database_of, require, settings_of, tell
from monitor.cli.feeds.asking import ask, discovered, plain
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.errors import FeedError, TelemonError
from monitor.core.feed import Kind
from monitor.intake.fetch import Failed
from monitor.intake.parse import FoundFeed, ParsedFeed, ParsePool
from storage import feeds
from storage.feeds import FeedState


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (add, remove, moved):
        app.command()(command)


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str | None, typer.Option(help="Its name; its own title if left out.")] = None,
    kind: Annotated[Kind, typer.Option(help="Who speaks there.")] = Kind.NEWS,
    language: Annotated[str | None, typer.Option(help="Its language, such as en.")] = None,
    country: Annotated[str | None, typer.Option(help="Its country, such as DE.")] = None,
    article: Annotated[
        bool, typer.Option("--article", help="Read the page of each new entry, too.")
    ] = False,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Add it without asking it first.")
    ] = False,
) -> None:
    """Adds a feed to feeds.yaml, after a look at whether it is one.

    Example: `telemon feeds add https://www.example.org/rss.xml --kind news --language en`
    """
    settings = settings_of(context)
    title = None
    if not unchecked:
        parsed = asyncio.run(_look(settings, url))
        title, language = parsed.title, language or parsed.language
    feed = edit.NewFeed(
        url=url,
        name=name or title,
        kind=kind,
        language=language,
        country=country,
        article=article,
    )
    tell(edit.add_feeds(config_dir(settings), [feed], check=checker(settings), trusted=True))


def remove(
    context: typer.Context, feed: Annotated[str, typer.Argument(help="The feed's id.")]
) -> None:
    """Takes a feed out of feeds.yaml; what it brought stays stored.

    Example: `telemon feeds remove light-reading`
    """
    settings = settings_of(context)
    tell(edit.remove_feed(config_dir(settings), feed, check=checker(settings)))


def moved(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of feeds; all if left out.")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the new addresses into feeds.yaml.")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists feeds that moved for good (301, 308) and answer at their new address; --apply follows them.

    Example: `telemon feeds moved --apply`
    """
    settings = settings_of(context)
    with database_of(settings) as database, database.read() as session:
        found = [state for state in feeds.states(session) if _has_moved(state)]
    require(ids or (), {state.id for state in found}, "feed that moved")
    chosen = [state for state in found if not ids or state.id in ids]
    if apply and chosen:
        moves = {state.id: (state.url, str(state.moved_to)) for state in chosen}
        tell(edit.move_feeds(config_dir(settings), moves, check=checker(settings)))
        return
    rows = [{"id": each.id, "url": each.url, "moved_to": each.moved_to} for each in chosen]
    print_rows(rows, ("id", "url", "moved_to"), form, empty="no feed moved")


def _has_moved(state: FeedState) -> bool:
    # Where it moved to something that is no feed there is nothing to follow.
    return state.moved_to is not None and state.verdict.healthy


async def _look(settings: Settings, url: str) -> ParsedFeed:
    """The feed at `url`; FeedError saying what is there instead, and which feeds a page names."""
    async with make_client(settings) as client, ParsePool(processes=1) as pool:
        parsed = await ask(client, pool, plain(url))
    if isinstance(parsed, Failed):
        raise FeedError(url, f"{parsed.verdict}: {parsed.detail}. Add it all the same: --unchecked")
    if not parsed.verdict.healthy:
        found = parsed.found or tuple(await _discovered(settings, url))
        offers = "".join(f"\n  telemon feeds add {feed.url}" for feed in found)
        hint = f"Feeds found there:{offers}" if offers else "Add it all the same: --unchecked"
        raise FeedError(url, f"{parsed.verdict} ({parsed.detail}). {hint}")
    return parsed


async def _discovered(settings: Settings, url: str) -> list[FoundFeed]:
    try:
        return await discovered(settings, url)
    except TelemonError:
        return []
