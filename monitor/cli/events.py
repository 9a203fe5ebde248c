"""Events of the trade as a listing: `telemon stories events`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from config.home import Home
from monitor.app import utc_now
from monitor.cli.common import Limit, Since, Until, database_of, moment, require, settings_of
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.compiled import reader_of
from monitor.core.concept import Concepts
from monitor.core.event import Combined, Kind
from monitor.core.event.words import in_words
from monitor.flow.events import events_told
from storage import entries, stories, watchlists
from storage.stories import Story, StoryFilter

LOOKED_AT = 2000


def list_events(
    context: typer.Context,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", "-k", help="Only these; may be repeated.")
    ] = None,
    watchlist: Annotated[
        list[str] | None, typer.Option("--watchlist", "-w", help="In stories hit by this one.")
    ] = None,
    since: Since = None,
    until: Until = None,
    every: Annotated[bool, typer.Option("--all", help="Also where no watchlist hit.")] = False,
    limit: Limit = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists spectrum awards, deals and deadlines that the newest 2,000 stories tell plainly.

    What a sentence does not say stays empty; what reports disagree on is named as disputed.

    Example: `telemon stories events --kind deadline --since 30d`
    """
    settings, now = settings_of(context), utc_now()
    reader = reader_of(Home(settings.home))
    kinds = frozenset(kind or Kind)
    with database_of(settings) as database, database.read() as session:
        require(watchlist or (), watchlists.ids(session), "watchlist")
        wanted = StoryFilter(
            watchlists=tuple(watchlist or ()),
            since=moment(since, now),
            until=moment(until, now),
            hit_only=not every,
        )
        found = stories.listing(session, wanted, LOOKED_AT)
        told = entries.of_stories(session, [story.id for story in found])
    rows: list[dict[str, object]] = []
    for story in found:
        events = events_told(told.get(story.id, ()), reader.read, reader.concepts, kinds)
        rows += [event_row(story, one, reader.concepts) for one in events]
        if len(rows) >= limit:
            break
    print_rows(rows[:limit], ("story", "kind", "says", "quote"), form)


def event_row(story: Story, told: Combined, concepts: Concepts) -> dict[str, object]:
    """An event as a row; ids as names, money as currency:amount."""
    event = told.event
    return {
        "story": story.id,
        "kind": event.kind,
        "about": event.about,
        "says": in_words(told, concepts),
        "due": event.due,
        "parties": [concepts.name_of(one) for one in event.parties],
        "country": concepts.name_of(event.country) if event.country else None,
        "bands_mhz": list(event.bands),
        "mhz": event.mhz,
        "stage": event.stage,
        "money": event.money,
        "disputed": list(told.disputed),
        "entries": list(dict.fromkeys(entry for entry, _ in told.sources)),
        "quote": event.quote,
    }


def event_lines(events: tuple[Combined, ...], concepts: Concepts) -> Iterator[str]:
    """The events of a story for people, each with the sentence that it stems from."""
    for told in events:
        yield f"    {in_words(told, concepts)}"
        yield f"        “{told.event.quote}” (entry {told.sources[0][0]})"
