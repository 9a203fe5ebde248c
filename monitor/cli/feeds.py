"""Feeds: `telemon feeds ...`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import anyio
import typer

from config import edit
from config.catalogue import catalogue
from config.load import load
from config.settings import Settings
from monitor.app import make_client, utc_now
from monitor.cli.common import checker, config_dir, database_of, environment, settings_of, tell
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.errors import FeedError, TelemonError, UsageError
from monitor.core.feed import Feed, Kind, Verdict
from monitor.intake.discover import discover as discover_feeds
from monitor.intake.fetch import Failed, FetchRequest, fetch
from monitor.intake.opml import OpmlFeed, read_opml, write_opml
from monitor.intake.parse import FoundFeed, ParsedFeed, parse_feed
from storage import feeds

app = typer.Typer(help="Lists, checks and edits feeds.", no_args_is_help=True)

DAYS = 7


@app.command(name="list")
def list_feeds(
    context: typer.Context,
    available: Annotated[
        bool, typer.Option("--catalogue", help="Those that ship for choosing, not yours.")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the feeds of feeds.yaml, or those that ship for choosing.

    Example: `telemon feeds list --catalogue --format csv`
    """
    if available:
        columns = ("name", "kind", "language", "country", "proven", "url")
        print_rows([_catalogue_row(row) for row in catalogue()], columns, form)
        return
    rows = [
        {
            "id": feed.id,
            "name": feed.name,
            "kind": feed.kind,
            "language": feed.language,
            "country": feed.country,
            "weight": feed.weight,
            "enabled": feed.enabled,
            "url": feed.url,
        }
        for feed in _configured(settings_of(context))
    ]
    print_rows(rows, ("id", "name", "kind", "language", "country", "url"), form)


@app.command()
def health(
    context: typer.Context,
    failing: Annotated[bool, typer.Option("--failing", help="Only those in trouble.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Says of each feed how it stands, since when, what it yields and when it is polled next, and why.

    Trouble is what fails, lists nothing, or is silent for longer than usual.

    Example: `telemon feeds health --failing`
    """
    now = utc_now()
    with database_of(settings_of(context)) as database, database.read() as session:
        yields = feeds.yields(session, now - timedelta(days=DAYS))
        rows = [
            {
                "id": state.id,
                "verdict": state.verdict,
                "detail": state.verdict_detail,
                "since": state.verdict_since,
                "failures": state.failures,
                "last_poll_at": state.last_poll_at,
                "last_entry_at": state.last_entry_at,
                "listed": state.listed,
                "entries_7d": yields.get(state.id, (0, 0))[0],
                "hits_7d": yields.get(state.id, (0, 0))[1],
                "next_poll_at": state.due_at,
                "next_because": state.due_reason,
                "moved_to": state.moved_to,
                "url": state.url,
            }
            for state in feeds.states(session)
            if not failing or state.verdict.troubled
        ]
    columns = (
        "id",
        "verdict",
        "since",
        "entries_7d",
        "hits_7d",
        "next_poll_at",
        "next_because",
        "detail",
    )
    print_rows(
        rows, columns, form, empty="no feed is in trouble" if failing else "there are no feeds"
    )


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address.")],
    name: Annotated[str | None, typer.Option(help="Its name; its own title if left out.")] = None,
    kind: Annotated[Kind, typer.Option(help="Who speaks there.")] = Kind.NEWS,
    language: Annotated[str | None, typer.Option(help="Its language, such as en.")] = None,
    country: Annotated[str | None, typer.Option(help="Its country, such as DE.")] = None,
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
    feed = edit.NewFeed(url=url, name=name or title, kind=kind, language=language, country=country)
    tell(edit.add_feeds(config_dir(settings), [feed], check=checker(settings), trusted=True))


@app.command()
def remove(
    context: typer.Context, feed: Annotated[str, typer.Argument(help="The feed's id.")]
) -> None:
    """Takes a feed out of feeds.yaml; what it brought stays stored.

    Example: `telemon feeds remove light-reading`
    """
    settings = settings_of(context)
    tell(edit.remove_feed(config_dir(settings), feed, check=checker(settings)))


@app.command()
def check(
    context: typer.Context,
    urls: Annotated[list[str], typer.Argument(help="Addresses, or ids of feeds.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Asks feeds once and says what they are; stores nothing.

    Example: `telemon feeds check https://www.example.org/`
    """
    settings = settings_of(context)
    known = {feed.id: feed for feed in _configured(settings, missing_ok=True)}
    rows = asyncio.run(_check_all(settings, [known.get(url) or _plain(url) for url in urls]))
    print_rows(rows, ("url", "verdict", "entries", "newest", "title", "detail"), form)
    if any(row["verdict"] not in (Verdict.OK, Verdict.EMPTY, Verdict.UNDATED) for row in rows):
        raise typer.Exit(1)


@app.command()
def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A page, or a site.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Finds the feeds of a site: those its pages name, else those at the usual places.

    Example: `telemon feeds discover https://www.example.org/`
    """
    found = asyncio.run(_discover(settings_of(context), url))
    rows = [{"title": feed.title, "type": feed.type, "url": feed.url} for feed in found]
    print_rows(rows, ("title", "type", "url"), form, empty=f"{url}: no feed found")
    if not found:
        raise typer.Exit(1)


@app.command(name="import")
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
    known = {feed.url for feed in _configured(settings, missing_ok=True)}
    listed = read_opml(content)
    fresh = [_from_opml(feed, kind) for feed in listed if feed.url not in known]
    added = 0
    if fresh:
        change = edit.add_feeds(config_dir(settings), fresh, check=checker(settings))
        tell(change)
        added = len(change.added)
    typer.echo(f"{added} added, {len(listed) - added} were there")


@app.command()
def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="To this file.")] = None,
) -> None:
    """Writes the feeds as OPML, a folder for each kind.

    Example: `telemon feeds export -o feeds.opml`
    """
    written = write_opml(
        OpmlFeed(url=feed.url, title=feed.name, folder=feed.kind.value, language=feed.language)
        for feed in _configured(settings_of(context))
    )
    if output is None:
        sys.stdout.buffer.write(written)
    else:
        output.write_bytes(written)


def _configured(settings: Settings, *, missing_ok: bool = False) -> Sequence[Feed]:
    folder = config_dir(settings, must_exist=not missing_ok)
    if not folder.is_dir():
        return ()
    return load(folder, environment=environment()).configuration.feeds


def _plain(url: str) -> Feed:
    return Feed(id="", url=url, name=url)


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


async def _parsed(settings: Settings, feed: Feed) -> ParsedFeed | Failed:
    async with make_client(settings) as client:
        request = FetchRequest(url=feed.url, headers=feed.headers, auth=feed.auth)
        answer = await fetch(client, request, now=utc_now())
    if isinstance(answer, Failed):
        return answer
    return parse_feed(
        answer.body, content_type=answer.content_type, url=answer.url, encoding=feed.encoding
    )


async def _look(settings: Settings, url: str) -> ParsedFeed:
    """The feed at `url`; FeedError saying what is there instead, and which feeds a page names."""
    parsed = await _parsed(settings, _plain(url))
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
        return await _discover(settings, url)
    except TelemonError:
        return []


async def _discover(settings: Settings, url: str) -> list[FoundFeed]:
    async with make_client(settings) as client:
        return await discover_feeds(client, url)


async def _check_all(settings: Settings, wanted: Sequence[Feed]) -> list[dict[str, object]]:
    return [_checked(feed, await _parsed(settings, feed)) for feed in wanted]


def _checked(feed: Feed, parsed: ParsedFeed | Failed) -> dict[str, object]:
    if isinstance(parsed, Failed):
        return {"url": feed.url, "verdict": parsed.verdict, "detail": parsed.detail}
    dates = [entry.published for entry in parsed.entries if entry.published]
    return {
        "url": feed.url,
        "verdict": parsed.verdict,
        "entries": parsed.listed,
        "dated": len(dates),
        "newest": max(dates, default=None),
        "title": parsed.title,
        "language": parsed.language,
        "found": [found.url for found in parsed.found],
        "detail": parsed.detail,
    }


def _catalogue_row(row: object) -> dict[str, object]:
    return {
        name: getattr(row, name)
        for name in ("name", "url", "kind", "language", "country", "proven", "overlaps")
    }
