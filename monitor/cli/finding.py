"""Finding what is stored: `hits`, `entries`."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from config.home import Home
from monitor.app import utc_now
from monitor.cli.common import (
    MAX_ID,
    Limit,
    Since,
    Until,
    database_of,
    moment,
    require,
    settings_of,
)
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.compiled import matcher_of
from monitor.core.feed import Kind
from monitor.search import find_entries, find_hits
from storage import entries, feeds, hits, watchlists
from storage.entries import Entry, EntryFilter
from storage.hits import Hit, HitFilter

Query = Annotated[str | None, typer.Argument(help="A query, as in a watchlist.")]
Many = list[str] | None


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command(name="hits")(hits_command)
    app.command(name="entries")(entries_command)


def hits_command(
    context: typer.Context,
    query: Query = None,
    watchlist: Annotated[Many, typer.Option("--watchlist", "-w", help="Of this one.")] = None,
    feed: Annotated[Many, typer.Option(help="From this feed.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="From feeds of this kind.")] = None,
    language: Annotated[Many, typer.Option(help="In this language.")] = None,
    since: Since = None,
    until: Until = None,
    before: Annotated[
        int | None, typer.Option(min=0, max=MAX_ID, help="The page after this hit id.")
    ] = None,
    limit: Limit = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Searches the stored hits, newest first: all, or those whose entry also matches a query.

    Example: `telemon hits '"rip and replace"' --watchlist huawei --since 7d --format csv`
    """
    settings, now = settings_of(context), utc_now()
    with database_of(settings) as database, database.read() as session:
        require(watchlist or (), watchlists.ids(session), "watchlist")
        require(feed or (), feeds.ids(session), "feed")
        wanted = HitFilter(
            watchlists=tuple(watchlist or ()),
            feeds=tuple(feed or ()),
            kinds=tuple(kind or ()),
            languages=tuple(language or ()),
            since=moment(since, now),
            until=moment(until, now),
            before_id=before,
        )
        if query is None:
            found = hits.listing(session, wanted, limit)
        else:
            reader = matcher_of(Home(settings.home))
            found = list(islice(find_hits(session, reader, query, wanted), limit))
        known = entries.get_many(session, [hit.entry_id for hit in found])
        rows = [_hit_row(hit, known[hit.entry_id]) for hit in found]
    print_rows(rows, ("found_at", "watchlist", "outlet", "title", "matched", "in"), form)


def entries_command(
    context: typer.Context,
    query: Query = None,
    feed: Annotated[Many, typer.Option(help="From this feed.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="From feeds of this kind.")] = None,
    language: Annotated[Many, typer.Option(help="In this language.")] = None,
    since: Since = None,
    until: Until = None,
    before: Annotated[
        int | None, typer.Option(min=0, max=MAX_ID, help="The page after this entry id.")
    ] = None,
    limit: Limit = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Searches everything that was ever stored, newest first.

    Example: `telemon entries 'spectrum auction' --since 30d`
    """
    now = utc_now()
    wanted = EntryFilter(
        feeds=tuple(feed or ()),
        kinds=tuple(kind or ()),
        languages=tuple(language or ()),
        since=moment(since, now),
        until=moment(until, now),
        before_id=before,
    )
    settings = settings_of(context)
    with database_of(settings) as database, database.read() as session:
        require(feed or (), feeds.ids(session), "feed")
        if query is None:
            found = entries.listing(session, wanted, limit)
        else:
            reader = matcher_of(Home(settings.home))
            found = list(islice(find_entries(session, reader, query, wanted), limit))
    rows = [_entry_row(entry) for entry in found]
    print_rows(rows, ("id", "first_seen_at", "outlet", "title"), form)


def _hit_row(hit: Hit, entry: Entry) -> dict[str, object]:
    fields = {"title": entry.title, "summary": entry.summary, "body": entry.body}
    words = [fields.get(span.field, "")[span.start : span.end] for span in hit.spans]
    return {
        "id": hit.id,
        "found_at": hit.found_at,
        "watchlist": hit.watchlist_id,
        "feed": entry.feed_id,
        "outlet": entry.outlet,
        "title": entry.title,
        "matched": list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip())),
        "in": list(dict.fromkeys(span.field for span in hit.spans)),
        "weak": hit.weak,
        "url": entry.url,
        "language": entry.language,
        "published_at": entry.published_at,
        "entry": hit.entry_id,
        "story": entry.story_id,
        "later": hit.later,
        "baseline": hit.baseline,
    }


def _entry_row(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "first_seen_at": entry.first_seen_at,
        "published_at": entry.published_at,
        "feed": entry.feed_id,
        "outlet": entry.outlet,
        "title": entry.title,
        "summary": entry.summary,
        "url": entry.url,
        "language": entry.language,
        "revision": entry.revision,
        "baseline": entry.baseline,
        "story": entry.story_id,
    }
