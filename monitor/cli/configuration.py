"""The configuration's revisions: `telemon config ...`."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from config.home import Home
from config.replace import write_whole
from monitor.cli.common import MAX_ID, database_of, environment, settings_of
from monitor.cli.output import Format, FormatOption, print_rows
from monitor.core.errors import UsageError
from monitor.reload import check_files
from storage import revisions
from storage.revisions import StoredRevision

app = typer.Typer(help="Lists and restores revisions of the configuration.", no_args_is_help=True)


@app.command(name="revisions")
def list_revisions(
    context: typer.Context,
    diff: Annotated[
        int | None, typer.Option(min=1, max=MAX_ID, help="Show what this revision changed instead.")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the accepted revisions, newest first, or shows what one of them changed.

    Example: `telemon config revisions --diff 3`
    """
    with database_of(settings_of(context)) as database, database.read() as session:
        if diff is not None:
            new = revisions.get(session, diff)
            if new is None:
                raise UsageError(f"there is no revision {diff}; see `telemon config revisions`")
            typer.echo(_diff(revisions.get(session, diff - 1), new))
            return
        rows = [
            {"number": r.number, "at": r.at, "author": r.author, "hash": r.hash[:12]}
            for r in revisions.listing(session)
        ]
    print_rows(rows, ("number", "at", "author", "hash"), form)


@app.command()
def restore(
    context: typer.Context,
    number: Annotated[int, typer.Argument(min=1, max=MAX_ID, help="The revision to go back to.")],
) -> None:
    """Writes the files of an earlier revision back; a running telemon picks them up.

    Example: `telemon config restore 3`
    """
    settings = settings_of(context)
    with database_of(settings) as database, database.read() as session:
        found = revisions.get(session, number)
    if found is None:
        raise UsageError(f"there is no revision {number}; see `telemon config revisions`")
    home = Home(settings.home).ensure()
    check_files(home, environment(), found.files)
    for file in found.files:
        path = home.config_dir / file.name
        write_whole(path, file.text)
        typer.echo(f"wrote {path}")


def _diff(old: StoredRevision | None, new: StoredRevision) -> str:
    before = {file.name: file.text for file in old.files} if old else {}
    lines: list[str] = []
    for file in new.files:
        lines += difflib.unified_diff(
            before.get(file.name, "").splitlines(keepends=True),
            file.text.splitlines(keepends=True),
            f"{file.name} (revision {old.number if old else 0})",
            f"{file.name} (revision {new.number})",
        )
    return "".join(lines) or "nothing"
