"""Stories: `telemon stories ...`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
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
    live_of_files,
    moment,
    require,
    settings_of,
)
from monitor.cli.events import event_lines, event_row, list_events
from monitor.cli.mutes import mute_story
from monitor.cli.output import Format, FormatOption, console, print_object, print_rows
from monitor.cli.trends import print_trends
from monitor.compiled import reader_of
from monitor.core.digest import KeySentence
from monitor.core.errors import UsageError
from monitor.core.summary.asking import Asked
from monitor.flow.events import events_told
from monitor.flow.rearrange import merge, split
from monitor.flow.refold import refold
from monitor.storyboard import Line, Storyboard, Summary, lay_out, summary_of
from storage import entries, stories, watchlists
from storage.stories import StoryFilter

app = typer.Typer(help="Lists stories, shows why reports are one, splits and merges them.")

StoryId = Annotated[int, typer.Argument(min=1, max=MAX_ID, help="The id of a story.")]


@app.callback(invoke_without_command=True)
def list_stories(
    context: typer.Context,
    watchlist: Annotated[
        list[str] | None, typer.Option("--watchlist", "-w", help="Hit by this one.")
    ] = None,
    since: Since = None,
    until: Until = None,
    outlets: Annotated[int, typer.Option(min=1, help="Told by at least so many.")] = 1,
    every: Annotated[bool, typer.Option("--all", help="Also those that no watchlist hit.")] = False,
    trending: Annotated[
        bool, typer.Option("--trending", help="What is told more than usual, instead of stories.")
    ] = False,
    before: Annotated[
        int | None, typer.Option(min=0, max=MAX_ID, help="The page after this story id.")
    ] = None,
    limit: Limit = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists stories, the newest first, with the outlets that told them; `list` may be left out.

    With `--trending` it lists the watchlists, concepts and pairs of concepts that the last 24 hours
    told of more than is usual for such a day; with `--all` every watchlist, and all other concepts.
    `--until` names another moment than now.

    Example: `telemon stories list --outlets 2 --since 7d`, `telemon stories --trending`
    """
    if context.invoked_subcommand is not None:
        return
    now = utc_now()
    if trending:
        if since is not None or before is not None or outlets > 1:
            raise UsageError("--trending goes with --watchlist, --until, --all and --limit only")
        at = moment(until, now) or now
        print_trends(context, watchlist or (), at, every=every, limit=limit, form=form)
        return
    with database_of(settings_of(context)) as database, database.read() as session:
        require(watchlist or (), watchlists.ids(session), "watchlist")
        wanted = StoryFilter(
            watchlists=tuple(watchlist or ()),
            since=moment(since, now),
            until=moment(until, now),
            outlets=outlets,
            hit_only=not every,
            before_id=before,
        )
        found = stories.listing(session, wanted, limit)
        told = entries.of_stories(session, [story.id for story in found])
    rows = [
        {
            "id": story.id,
            "title": story.title,
            "entries": story.entry_count,
            "copies": story.copy_count,
            "outlets": list(dict.fromkeys(entry.outlet for entry in told.get(story.id, ()))),
            "first_seen_at": story.first_seen_at,
            "last_seen_at": story.last_seen_at,
        }
        for story in found
    ]
    print_rows(rows, ("id", "last_seen_at", "title", "outlets"), form)


app.command(name="list")(list_stories)
app.command(name="events")(list_events)
app.command(name="mute")(mute_story)


@app.command()
def show(context: typer.Context, story: StoryId, form: FormatOption = Format.TABLE) -> None:
    """Shows a story: its key sentences, its reports in order of time, and why each is in it.

    Example: `telemon stories show 12`
    """
    settings = settings_of(context)
    reader = reader_of(Home(settings.home))
    with database_of(settings) as database, database.read() as session:
        board = lay_out(session, reader.concepts, story)
        summary = summary_of(session, reader.read, board) if board else None
    if board is None or summary is None:
        raise UsageError(f"{story}: there is no such story; `telemon stories` lists them")
    events = events_told([line.entry for line in board.lines], reader.read, reader.concepts)
    if form is Format.TABLE:
        head, *reports = _lines(board, summary)
        for line in (head, *event_lines(events, reader.concepts), *reports):
            console().print(line, markup=False, soft_wrap=True)
    elif form is Format.CSV:
        print_rows([_row(line) for line in board.lines], ("entry", "told_at", "outlet"), form)
    else:
        parts = {
            "summary": [_said(one) for one in summary.sentences],
            "written": _written(summary.written) if summary.written else None,
            "events": [event_row(board.story, one, reader.concepts) for one in events],
            "reports": [_row(line) for line in board.lines],
        }
        print_object(_head(board) | parts, form)


@app.command(name="split")
def split_story(
    context: typer.Context,
    entry: Annotated[
        list[int], typer.Argument(min=1, max=MAX_ID, help="The entries that are another story.")
    ],
) -> None:
    """Takes entries out of their story into one of their own; it stays so.

    Example: `telemon stories split 40 42`
    """
    with database_of(settings_of(context)) as database, database.write() as session:
        made = split(session, entry, utc_now())
    typer.echo(f"story {made} is new; see `telemon stories show {made}`")


@app.command(name="merge")
def merge_stories(
    context: typer.Context,
    story: StoryId,
    others: Annotated[
        list[int], typer.Argument(min=1, max=MAX_ID, help="The stories that go into it.")
    ],
) -> None:
    """Puts the entries of other stories into the first one; it stays so, the old ids lead there.

    Example: `telemon stories merge 12 15`
    """
    with database_of(settings_of(context)) as database, database.write() as session:
        moved = merge(session, story, others, utc_now())
    typer.echo(f"{moved} entries moved; see `telemon stories show {story}`")


@app.command(name="refold")
def refold_stories(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="From when on: 2026-07-01, or 24h, 7d.")] = "7d",
    dry: Annotated[bool, typer.Option("--dry-run", help="Only says what would change.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Folds what is stored anew, after telemon or the registry learned more.

    Stories that were sent keep their ids, and what was split or merged by hand stays.

    Example: `telemon stories refold --since 14d --dry-run`
    """
    settings = settings_of(context)
    begin = moment(since, utc_now())
    assert begin is not None
    with database_of(settings) as database:
        done = refold(database, live_of_files(settings, database), begin, dry=dry)
    row = {
        "entries": done.entries,
        "moved": done.moved,
        "stories_begun": done.begun,
        "stories_ended": done.ended,
    }
    print_object(row, form)


def _head(board: Storyboard) -> dict[str, object]:
    story = board.story
    return {
        "id": story.id,
        "title": story.title,
        "first_told_at": board.lines[0].told_at,
        "last_told_at": board.lines[-1].told_at,
        "entries": story.entry_count,
        "last_24_hours": board.lately,
        "outlets": list(board.independent),
        "copying": list(board.copying),
    }


def _said(sentence: KeySentence) -> dict[str, object]:
    return {
        "text": sentence.text.text,
        "outlet": sentence.outlet,
        "entry": sentence.entry_id,
        "language": sentence.language,
    }


def _written(asked: Asked) -> dict[str, object]:
    return {
        "text": asked.text,
        "model": asked.model,
        "language": asked.language,
        "reports": len(asked.entries),
        "asked_at": asked.asked_at,
    }


def _row(line: Line) -> dict[str, object]:
    return {
        "entry": line.entry.id,
        "told_at": line.told_at,
        "lag_minutes": round(line.lag / timedelta(minutes=1)),
        "outlet": line.entry.outlet,
        "title": line.entry.title,
        "url": line.entry.url,
        "language": line.entry.language,
        "official": line.official,
        "lead": line.lead,
        "copy": line.copy,
        "like": line.like,
        "because": line.because,
        "why": list(line.why),
        "by_hand": line.by_hand,
        "watchlists": list(line.watchlists),
    }


def _lines(board: Storyboard, summary: Summary) -> Iterator[str]:
    story = board.story
    yield f"{story.id}  {story.title}"
    own, copying = board.independent, board.copying
    yield f"    told by {', '.join(own)}" + (f"; copied by {', '.join(copying)}" if copying else "")
    yield f"    {story.entry_count} entries, {board.lately} of them in its last 24 hours"
    if summary.written:
        yield f"    {summary.written.text} (written by {summary.written.model})"
    for sentence in summary.sentences:
        yield f"    - {sentence.text.text} ({sentence.outlet})"
    for line in board.lines:
        signs = ", ".join(
            sign
            for sign, holds in (
                ("lead", line.lead),
                ("official", line.official),
                ("copy", line.copy),
                ("by hand", line.by_hand),
            )
            if holds
        )
        yield ""
        yield f"{line.told_at:%Y-%m-%d %H:%M}  +{_span(line.lag)}  {line.entry.outlet}  {signs}".rstrip()
        yield f"    {line.entry.id}  {line.entry.title}"
        yield f"    {line.because}"
        for reason in line.why:
            yield f"        {reason}"


def _span(lag: timedelta) -> str:
    minutes = round(lag / timedelta(minutes=1))
    days, rest = divmod(minutes, 24 * 60)
    return f"{days}d{rest // 60:02}h" if days else f"{rest // 60}h{rest % 60:02}"
