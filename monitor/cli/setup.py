"""Setting up: `init`, `check`, `schema`, `demo`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from config.home import Home
from config.schema import json_schemas
from config.starter import write_starter
from monitor.cli.choice import choice_of
from monitor.cli.common import environment, settings_of
from monitor.cli.demo import run_demo
from monitor.core.errors import UsageError
from monitor.reload import check_files


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(init)
    app.command()(check)
    app.command()(schema)
    app.command()(demo)


def init(
    context: typer.Context,
    bare: Annotated[bool, typer.Option("--bare", help="Write no feeds and no watchlists.")] = False,
) -> None:
    """Writes a home with a starter configuration; never touches a file that is there.

    Example: `telemon --home ./news init`
    """
    home = Home(settings_of(context).home).ensure()
    written = write_starter(home.config_dir, bare)
    for path in written:
        typer.echo(f"wrote {path}")
    if not written:
        typer.echo(f"{home.config_dir} has its files already: nothing was written")
    typer.echo("next: telemon check, telemon once, telemon run")


def check(context: typer.Context) -> None:
    """Checks the configuration as a reload would: every problem with file, line and column.

    Example: `telemon check`
    """
    home = Home(settings_of(context).home)
    if not home.config_dir.is_dir():
        raise UsageError(f"{home.config_dir}: there are no files; write them with `telemon init`")
    loaded = check_files(home, environment())
    for warning in loaded.warnings:
        typer.echo(f"warning: {warning}", err=True)
    configuration = loaded.configuration
    typer.echo(
        f"fine: {len(configuration.feeds)} feeds, {len(configuration.watchlists)} watchlists, "
        f"{len(configuration.digests)} digests, {len(configuration.channels)} channels"
    )


def schema(
    name: Annotated[
        str | None, typer.Argument(help="feeds, watchlists or digests; all of them if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write NAME.schema.json files here.")
    ] = None,
) -> None:
    """Prints the JSON Schema of the files, so that an editor completes and checks them.

    Example: `telemon schema watchlists`
    """
    schemas = json_schemas()
    if name is not None and name not in schemas:
        raise UsageError(f"there is no file {name!r}: name one of {', '.join(schemas)}")
    chosen = schemas if name is None else {name: schemas[name]}
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        for stem, content in chosen.items():
            path = output / f"{stem}.schema.json"
            path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
            typer.echo(f"wrote {path}")
        return
    typer.echo(json.dumps(chosen if name is None else chosen[name], indent=2))


def demo(
    context: typer.Context,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what an earlier demo left in its home.")
    ] = False,
) -> None:
    """Runs everything once on a small invented newsroom: no network, a home of its own.

    Example: `telemon demo`
    """
    home = choice_of(context).home or Path("telemon-demo")
    run_demo(home, keep=keep)
