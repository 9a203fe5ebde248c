"""Progress bars where a person waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from monitor.cli.output import errors
from monitor.flow import desk


@contextmanager
def bar(title: str) -> Iterator[desk.Progress]:
    """A bar on standard error, gone when done; nothing where that is no terminal."""
    screen = errors()
    if not screen.is_terminal:
        yield desk.no_progress
        return
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as shown:
        task = shown.add_task(title, total=None)

        def update(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total or None)

        yield update
