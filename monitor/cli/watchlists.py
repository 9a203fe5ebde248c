"""Watchlists: `telemon watchlists ...`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Annotated

import typer

from config import edit
from config.home import Home
from config.load import load
from config.settings import Settings
from monitor.app import utc_now
from monitor.cli.common import (
    checker,
    config_dir,
    database_of,
    environment,
    moment,
    require,
    settings_of,
    tell,
)
from monitor.cli.output import Format, FormatOption, console, print_object, print_rows
from monitor.cli.trying import try_query
from monitor.compiled import matcher_of
from monitor.core.errors import UsageError
from monitor.core.query import parse_query
from monitor.core.watchlist import Watchlist
from monitor.search import find_entries
from storage import entries, hits
from storage.entries import Entry, EntryFilter

app = typer.Typer(help="Lists, tests and edits watchlists.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The watchlist's id.")]


@app.command(name="list")
def list_watchlists(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Lists the watchlists with their hits of the last seven days.

    Example: `telemon watchlists list`
    """
    settings = settings_of(context)
    with database_of(settings) as database, database.read() as session:
        counts = hits.counts_by_watchlist(session, utc_now() - timedelta(days=7))
    rows = [
        {
            "id": watchlist.id,
            "name": watchlist.name,
            "query": watchlist.query,
            "tags": list(watchlist.tags),
            "hits_7d": counts.get(watchlist.id, 0),
        }
        for watchlist in _configured(settings)
    ]
    print_rows(rows, ("id", "name", "query", "tags", "hits_7d"), form)


@app.command()
def show(context: typer.Context, watchlist: Id, form: FormatOption = Format.TABLE) -> None:
    """Shows one watchlist: its query, filter and examples.

    Example: `telemon watchlists show huawei`
    """
    found = _one(settings_of(context), watchlist)
    print_object(
        {
            "id": found.id,
            "name": found.name,
            "query": found.query,
            "note": found.note,
            "tags": list(found.tags),
            "feeds": {
                "kind": [kind.value for kind in found.feeds.kind],
                "language": list(found.feeds.language),
                "country": list(found.feeds.country),
                "id": list(found.feeds.id),
            },
            "examples": {"hit": list(found.hit_examples), "miss": list(found.miss_examples)},
        },
        form,
    )


@app.command()
def add(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to find, in the query language.")],
    identifier: Annotated[str | None, typer.Option("--id", help="Its id.")] = None,
    name: Annotated[str | None, typer.Option(help="Its name; the query if left out.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be repeated.")] = None,
) -> None:
    """Adds a watchlist to watchlists.yaml.

    Example: `telemon watchlists add '5G licensing' --tag policy`
    """
    settings = settings_of(context)
    parse_query(query)
    watchlist = edit.WatchlistEdit(query=query, name=name, tags=tuple(tag) if tag else None)
    tell(
        edit.add_watchlist(config_dir(settings), watchlist, id=identifier, check=checker(settings))
    )


@app.command(name="set")
def set_watchlist(
    context: typer.Context,
    watchlist: Id,
    query: Annotated[str | None, typer.Option(help="Its new query.")] = None,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
) -> None:
    """Changes a watchlist in watchlists.yaml; comments and order stay.

    Example: `telemon watchlists set vendor-bans --query '(Huawei OR ZTE) AND ban*'`
    """
    if query is None and name is None:
        raise UsageError("nothing to change: name --query or --name")
    if query is not None:
        parse_query(query)
    settings = settings_of(context)
    tell(
        edit.set_watchlist(
            config_dir(settings),
            watchlist,
            edit.WatchlistEdit(query=query, name=name),
            check=checker(settings),
        )
    )


@app.command()
def remove(context: typer.Context, watchlist: Id) -> None:
    """Takes a watchlist out of watchlists.yaml; its hits stay stored.

    Example: `telemon watchlists remove huawei`
    """
    settings = settings_of(context)
    tell(edit.remove_watchlist(config_dir(settings), watchlist, check=checker(settings)))


app.command(name="test")(try_query)


@app.command()
def rehearse(
    context: typer.Context,
    watchlist: Id,
    query: Annotated[str, typer.Option(help="The query it would get.")],
    since: Annotated[str, typer.Option(help="How far back: a date, or a span.")] = "30d",
    form: FormatOption = Format.TABLE,
) -> None:
    """Says what a change of a watchlist would do to the stored history: hits gained, lost, hits a day.

    Example: `telemon watchlists rehearse huawei --query 'Huawei -title:phone' --since 14d`
    """
    settings = settings_of(context)
    now = utc_now()
    start = moment(since, now) or now
    old = next((w for w in _configured(settings) if w.id == watchlist), None)
    if old is None:
        typer.echo(f"there is no watchlist {watchlist} yet: every hit is gained", err=True)
    wanted = EntryFilter(since=start)
    reader = matcher_of(Home(settings.home))
    with database_of(settings) as database, database.read() as session:
        after = {e.id: e for e in find_entries(session, reader, query, wanted)}
        before = {e.id: e for e in find_entries(session, reader, old.query, wanted)} if old else {}
        seen = entries.count_since(session, start)
    days = max((now - start) / timedelta(days=1), 1.0)
    gained = [after[key] for key in after if key not in before]
    lost = [before[key] for key in before if key not in after]
    if form is Format.TABLE:
        console().print(
            f"{len(before)} hits now, {len(after)} then: {len(gained)} gained, {len(lost)} lost; "
            f"{len(after) / days:.1f} a day, of {seen} entries"
        )
    rows = [_change("gained", entry) for entry in gained] + [_change("lost", e) for e in lost]
    print_rows(islice(rows, 1000), ("change", "outlet", "title"), form, empty="no hit changes")


def _change(change: str, entry: Entry) -> dict[str, object]:
    return {
        "change": change,
        "entry": entry.id,
        "outlet": entry.outlet,
        "title": entry.title,
        "url": entry.url,
        "first_seen_at": entry.first_seen_at,
    }


def _configured(settings: Settings) -> Sequence[Watchlist]:
    return load(config_dir(settings), environment=environment()).configuration.watchlists


def _one(settings: Settings, identifier: str) -> Watchlist:
    known = {watchlist.id: watchlist for watchlist in _configured(settings)}
    require([identifier], known, "watchlist")
    return known[identifier]
