"""Mutes: `telemon mutes ...`."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.app import utc_now
from monitor.cli.common import MAX_ID, database_of, live_of_files, moment, settings_of
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.errors import UsageError
from monitor.core.mute import Mute, concept_ids
from monitor.flow.desk import Live
from storage import mutes, stories
from storage.engine import Session

app = typer.Typer(
    help="Keeps a story or a concept out of digests for a while.", no_args_is_help=True
)


@app.command(name="list")
def list_mutes(
    context: typer.Context,
    over: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the mutes that people made and those of digests.yaml (these have no number).

    Example: `telemon mutes list`
    """
    settings, now = settings_of(context), utc_now()
    with database_of(settings) as database:
        live = live_of_files(settings, database)
        with database.read() as session:
            made = mutes.listing(session, after=None if over else now)
    rows = [_row(one.id, one.mute) for one in made]
    rows += [_row(None, mute) for mute in live.mutes if over or mute.until > now]
    print_rows(rows, ("id", "story", "concept", "until"), form, empty="nothing is muted")


@app.command()
def add(
    context: typer.Context,
    until: Annotated[str, typer.Option(help="Until when, ISO 8601; UTC where no zone is named.")],
    story: Annotated[
        int | None, typer.Option(min=1, max=MAX_ID, help="A story, by its number.")
    ] = None,
    concept: Annotated[str | None, typer.Option(help="A concept, by name or id.")] = None,
) -> None:
    """Mutes a story, or every hit that stands on a concept, in all digests.

    Example: `telemon mutes add --concept Huawei --until 2027-01-04`
    """
    settings, now = settings_of(context), utc_now()
    end = moment(until, now)
    if end is None or end <= now:
        raise UsageError(f"{until!r} is over: name a time to come, as 2027-01-04")
    with database_of(settings) as database:
        live = live_of_files(settings, database)
        with database.write() as session:
            for mute in _wanted(session, live, Mute(story=story, concept=concept, until=end)):
                typer.echo(f"mute {mutes.add(session, mute, now)}: {mute}")


def mute_story(
    context: typer.Context,
    story: Annotated[int, typer.Argument(min=1, max=MAX_ID, help="The id of a story.")],
    until: Annotated[str, typer.Option(help="Until when, ISO 8601; UTC where no zone is named.")],
) -> None:
    """Keeps a story out of all digests for a while, as `telemon mutes add --story` does.

    Example: `telemon stories mute 4711 --until 2027-01-04`
    """
    add(context, until=until, story=story)


@app.command()
def remove(
    context: typer.Context,
    number: Annotated[int, typer.Argument(min=1, max=MAX_ID, help="Its number in the list.")],
) -> None:
    """Ends a mute; what is found from now on is told again.

    Example: `telemon mutes remove 3`
    """
    with database_of(settings_of(context)) as database, database.write() as session:
        if not mutes.end(session, number, utc_now()):
            raise UsageError(f"there is no mute {number}; see `telemon mutes list`")
    typer.echo(f"mute {number} is over")


def _wanted(session: Session, live: Live, mute: Mute) -> list[Mute]:
    if (mute.story is None) is (mute.concept is None):
        raise UsageError("name one story with --story, or one concept with --concept")
    if mute.story is not None:
        if stories.get(session, mute.story) is None:
            raise UsageError(f"there is no story {mute.story}; see `telemon stories`")
        return [mute]
    ids = concept_ids(mute.concept or "", live.concepts)
    if not ids:
        near = ", ".join(c.id for c in live.concepts.suggest(mute.concept or ""))
        raise UsageError(
            f"there is no concept {mute.concept!r}: did you mean {near or 'a company'}?"
        )
    return [Mute(concept=one, until=mute.until) for one in ids]


def _row(number: int | None, mute: Mute) -> dict[str, object]:
    return {"id": number, "story": mute.story, "concept": mute.concept, "until": mute.until}
