"""What every command needs: the settings, the database, the live configuration, and how to fail."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from config.home import Home
from config.replace import Change, Check
from config.rules import did_you_mean
from config.settings import Settings, load_settings, read_environment
from monitor.app import open_database
from monitor.cli.choice import choice_of
from monitor.core.configuration import FileText
from monitor.core.errors import UsageError
from monitor.flow.desk import Live
from monitor.logs import set_up_logs
from monitor.reload import check_files, peek
from storage.engine import Database


def settings_of(context: typer.Context) -> Settings:
    """The settings for this call, with the chosen home; logging is set up by them."""
    home = choice_of(context).home
    settings = load_settings(**({"home": home} if home else {}))
    set_up_logs(settings.log_format, settings.log_level)
    return settings


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The database of an existing home, for a reading command."""
    home = Home(settings.home)
    if settings.database_url is None and not home.path.exists():
        raise UsageError(
            f"{home.path}: there is no home; write one with `telemon init`, or name it with --home"
        )
    with open_database(settings, migrate=False) as database:
        yield database


def environment() -> Mapping[str, str]:
    """What `${NAME}` in the files stands for."""
    return read_environment()


def live_of_files(settings: Settings, database: Database) -> Live:
    """The files as they stand, validated; nothing is taken over, that is the running telemon's deed."""
    return peek(Home(settings.home), database, environment())


def config_dir(settings: Settings, *, must_exist: bool = True) -> Path:
    """Where the operator's files are; UsageError when they must exist and do not."""
    folder = Home(settings.home).config_dir
    if must_exist and not folder.is_dir():
        raise UsageError(f"{folder}: there are no files; write them with `telemon init`")
    return folder


def checker(settings: Settings) -> Check:
    """What an edit must pass before it is written: the check that a reload makes."""

    def check(files: Sequence[FileText]) -> None:
        check_files(Home(settings.home), environment(), files)

    return check


def tell(change: Change) -> None:
    """Prints what an edit changed and what it left out, a line each."""
    for verb, ids in (
        ("added", change.added),
        ("changed", change.changed),
        ("removed", change.removed),
    ):
        for identifier in ids:
            typer.echo(f"{verb} {identifier} in {change.file}")
    for what, why in change.left_out:
        typer.echo(f"left out {what}: {why}")


# The largest number that every database takes for a row.
MAX_ID = 2**31 - 1

_SPAN = re.compile(r"(\d+)\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str | None, now: datetime) -> datetime | None:
    """A time from the command line: ISO 8601 (UTC where no zone is named), or a span before `now` (7d)."""
    if text is None:
        return None
    span = _SPAN.fullmatch(text.strip().lower())
    try:
        if span:
            return _sane(now - timedelta(**{_UNITS[span[2]]: int(span[1])}))
        found = datetime.fromisoformat(text.strip())
        return _sane((found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is no time: write 2026-07-01, 2026-07-01T07:30+02:00, or a span such as 24h, 7d"
        ) from None


def _sane(time: datetime) -> datetime:
    """ValueError near the ends of the calendar, where nothing can be added or taken away."""
    if not 1900 <= time.year <= 9000:
        raise ValueError("out of range")
    return time


def require(given: Iterable[str], known: Collection[str], what: str) -> None:
    """UsageError for the first of `given` that is not `known`, with the one that may be meant."""
    for one in given:
        if one not in known:
            near = did_you_mean(one, known)
            told = f"did you mean {near}?" if near else ", ".join(known) or "none yet"
            raise UsageError(f"there is no {what} {one!r}: {told}")


def stop(message: str, code: int = 1) -> NoReturn:
    """Ends the command with a message on standard error."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


Since = Annotated[
    str | None, typer.Option(help="From when on: 2026-07-01, or a span such as 24h, 7d.")
]
Until = Annotated[str | None, typer.Option(help="Up to when: 2026-07-01, or a span such as 24h.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="How many at most.")]
