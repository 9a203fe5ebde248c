"""The command line: `telemon`."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.choice import Choice
from monitor.cli.later import Commands
from monitor.core.errors import ConfigError, QueryError, SettingsError, TelemonError, UsageError

app = typer.Typer(
    name="telemon",
    cls=Commands,
    help="Watches the telecom trade's feeds and sends digests of what your watchlists mean.",
    epilog="Exit code 0: done; 1: it failed; 2: what was typed or written in the files is wrong.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"telemon {version('telemon')}")
        raise typer.Exit


@app.callback()
def choose(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="The home folder.", envvar="TELEMON_HOME", show_default="./telemon-home"),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Says which.")
    ] = False,
) -> None:
    """Watches the telecom trade's feeds and sends digests of what your watchlists mean."""
    del version  # done by its callback
    context.obj = Choice(home=home)


def main() -> None:
    """Runs one command. Exit code 1: it failed; 2: what was written or typed is wrong."""
    try:
        app(prog_name="telemon")
    except (ConfigError, QueryError, SettingsError, UsageError) as error:
        _fail(error, 2)
    except TelemonError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has seen enough (`telemon hits | head`).
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _fail(TelemonError(_unusable(error)), 1)


def _fail(error: TelemonError, code: int) -> None:
    typer.echo(_told(error), err=True)
    sys.exit(code)


def _unusable(error: OSError) -> str:
    """What a file refused that was named on the command line, or the disk that it is on."""
    what = f"{error.filename}: cannot be used" if error.filename else "a file cannot be written"
    advice = "name another one, or give this user the right to use it"
    if error.errno == errno.ENOSPC:
        advice = "free space on its disk"
    return f"{what} ({error.strerror or error}); {advice}"


def _told(error: TelemonError) -> str:
    if isinstance(error, QueryError) and error.text:
        pointer = " " * error.position + "^"
        return f"query: {error}\n  {error.text}\n  {pointer}"
    return f"error: {error}"
