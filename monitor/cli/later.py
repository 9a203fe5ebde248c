"""The commands by name: the module of each is imported when it is run, so that the others start at once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

if TYPE_CHECKING:
    from typer._click import Command, Context


class Place(NamedTuple):
    """Where a command is: a module of this package, and what the list of commands says of it.

    `app` names the module's own Typer where the command has commands of its own; None where the
    module's `add_to` adds it.
    """

    module: str
    help: str
    app: str | None = None


# A test holds what stands here against what each command says of itself.
PLACES = {
    "init": Place(
        "setup",
        "Writes a home with a starter configuration; never touches a file that is there.",
    ),
    "check": Place(
        "setup",
        "Checks the configuration as a reload would: every problem with file, line and column.",
    ),
    "schema": Place(
        "setup",
        "Prints the JSON Schema of the files, so that an editor completes and checks them.",
    ),
    "demo": Place(
        "setup",
        "Runs everything once on a small invented newsroom: no network, a home of its own.",
    ),
    "run": Place(
        "running",
        "Runs until stopped: polls, matches, folds, composes, delivers, and serves the page.",
    ),
    "once": Place(
        "running",
        "Polls every feed once, then does everything else until nothing is left, and ends; for cron.",
    ),
    "status": Place(
        "running", "Says in one object how everything stands; the counts are integers."
    ),
    "doctor": Place(
        "running",
        "Examines home, settings, database, files, feeds and channels, and says what to do.",
    ),
    "migrate": Place(
        "running",
        "Brings the database to the schema of this telemon; every command that writes does so by itself.",
    ),
    "hits": Place(
        "finding",
        "Searches the stored hits, newest first: all, or those whose entry also matches a query.",
    ),
    "entries": Place("finding", "Searches everything that was ever stored, newest first."),
    "explain": Place(
        "explaining",
        "Says of an entry: fetched when, read how, matched or not and why, in which story, sent to whom.",
    ),
    "evaluate": Place(
        "evaluating",
        "Reads, matches and folds entries of a file and holds the result against its labels.",
    ),
    "stories": Place(
        "stories", "Lists stories, shows why reports are one, splits and merges them.", "app"
    ),
    "feeds": Place("feeds", "Lists, checks, finds and edits feeds.", "app"),
    "watchlists": Place("watchlists", "Lists, tests and edits watchlists.", "app"),
    "digests": Place("digests", "Lists, previews and sends digests.", "app"),
    "mutes": Place("mutes", "Keeps a story or a concept out of digests for a while.", "app"),
    "deliveries": Place(
        "delivering", "Lists deliveries, and tries parked ones again.", "deliveries_app"
    ),
    "channels": Place("delivering", "Lists and tests the ways out.", "channels_app"),
    "config": Place("configuration", "Lists and restores revisions of the configuration.", "app"),
}


class Commands(TyperGroup):
    """A group that knows its commands by `places`, and each of them whole once it is asked for."""

    places: ClassVar[Mapping[str, Place]] = PLACES

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, place in self.places.items():
            self.add_command(TyperCommand(name, help=place.help), name)

    def load(self, name: str) -> Command:
        """The command itself. Raises KeyError for a name that is none."""
        place = self.places[name]
        module = import_module(f"monitor.cli.{place.module}")
        whole = typer.Typer(rich_markup_mode=self.rich_markup_mode)
        if place.app is None:
            module.add_to(whole)
        else:
            whole.add_typer(getattr(module, place.app), name=name)
        command = get_group(whole).commands[name]
        self.add_command(command, name)
        return command

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The command that was typed, loaded now."""
        if args[0] in self.places:
            self.load(args[0])
        return super().resolve_command(ctx, args)
