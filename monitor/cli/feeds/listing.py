"""What there is: `telemon feeds list|health|catalogue`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from config import edit
from config.catalogue import CatalogueFeed, catalogue
from monitor.app import utc_now
from monitor.cli.common import checker, config_dir, database_of, require, settings_of, tell
from monitor.cli.feeds.asking import configured
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.feed import Kind
from storage import articles, feeds
from storage.articles import PageCounts
from storage.feeds import FeedState

DAYS = 7
HEALTH = (
    "id",
    "verdict",
    "since",
    "entries_7d",
    "hits_7d",
    "next_poll_at",
    "next_because",
    "detail",
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(name="list")(list_feeds)
    app.command()(health)
    app.command(name="catalogue")(choose)


def list_feeds(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Lists the feeds of feeds.yaml.

    Example: `telemon feeds list --format csv`
    """
    rows = [
        {
            "id": feed.id,
            "name": feed.name,
            "kind": feed.kind,
            "language": feed.language,
            "country": feed.country,
            "weight": feed.weight,
            "article": feed.article,
            "enabled": feed.enabled,
            "url": feed.url,
        }
        for feed in configured(settings_of(context))
    ]
    print_rows(rows, ("id", "name", "kind", "language", "country", "url"), form)


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
        pages = articles.counts_by_feed(session)
        rows = [
            _health_row(state, pages.get(state.id, PageCounts()), *yields.get(state.id, (0, 0)))
            for state in feeds.states(session)
            if not failing or state.verdict.troubled
        ]
    empty = "no feed is in trouble" if failing else "there are no feeds"
    print_rows(rows, HEALTH, form, empty=empty)


def choose(
    context: typer.Context,
    kind: Annotated[list[Kind] | None, typer.Option(help="Of this kind; repeatable.")] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Of this country, such as DE; repeatable.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="In this language, such as de; repeatable.")
    ] = None,
    proven: Annotated[
        bool, typer.Option("--proven", help="Only those from which entries were read.")
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="Add all that is listed.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the feeds that ship for choosing, by kind, country and language; --add takes them over.

    Example: `telemon feeds catalogue --kind regulator --language en --proven`
    """
    known = catalogue()
    require([code.upper() for code in country or ()], {f.country or "" for f in known}, "country")
    require([code.lower() for code in language or ()], {f.language for f in known}, "language")
    found = [
        feed
        for feed in known
        if (not kind or feed.kind in kind)
        and (not country or feed.country in {code.upper() for code in country})
        and (not language or feed.language in {code.lower() for code in language})
        and (feed.proven or not proven)
    ]
    if add:
        settings = settings_of(context)
        chosen = [_chosen(feed) for feed in found if feed.overlaps is None]
        tell(edit.add_feeds(config_dir(settings), chosen, check=checker(settings)))
        return
    columns = ("name", "kind", "language", "country", "proven", "newest", "url")
    print_rows([asdict(feed) for feed in found], columns, form)


def _health_row(state: FeedState, pages: PageCounts, entries: int, hits: int) -> dict[str, object]:
    return {
        "id": state.id,
        "verdict": state.verdict,
        "detail": state.verdict_detail,
        "since": state.verdict_since,
        "trouble_since": state.trouble_since,
        "failures": state.failures,
        "last_poll_at": state.last_poll_at,
        "last_entry_at": state.last_entry_at,
        "listed": state.listed,
        "entries_7d": entries,
        "hits_7d": hits,
        "next_poll_at": state.due_at,
        "next_because": state.due_reason,
        "pages_read": pages.read,
        "pages_waiting": pages.waiting,
        "pages_not_read": pages.not_read,
        "pages_because": pages.reason,
        "moved_to": state.moved_to,
        "hub": state.hub,
        "pushed_until": state.pushed_until,
        "url": state.url,
    }


def _chosen(feed: CatalogueFeed) -> edit.NewFeed:
    return edit.NewFeed(
        url=feed.url,
        name=feed.name,
        kind=feed.kind,
        language=feed.language,
        country=feed.country,
    )
