"""Feeds: `telemon feeds ...`."""

from __future__ import annotations

import typer

from monitor.cli.feeds import editing, exchanging, finding, listing

app = typer.Typer(help="Lists, checks, finds and edits feeds.", no_args_is_help=True)
for group in (listing, editing, finding, exchanging):
    group.add_to(app)
