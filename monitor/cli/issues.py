"""One issue as commands show it: its mail by the operator's templates, and what it left out."""

from __future__ import annotations

from typing import Annotated

import typer

from config.home import Home
from config.settings import Settings
from monitor.cli.common import MAX_ID, database_of, settings_of
from monitor.cli.output import Format, FormatOption, console, print_rows
from monitor.core.errors import UsageError
from monitor.outlet.render import Rendered, render
from storage import digests, entries, stories
from storage.digests import Digest, Edition
from storage.engine import Session


def left_out(
    context: typer.Context,
    issue: Annotated[
        str, typer.Argument(help="The id of an issue, or of a digest: its latest issue.")
    ],
    form: FormatOption = Format.TABLE,
) -> None:
    """Lists the stories that an issue counts as left out, best first.

    Example: `telemon digests left-out 17`, `telemon digests left-out morning`
    """
    settings = settings_of(context)
    with database_of(settings) as database, database.read() as session:
        found = _issue(session, issue)
        shown = rendered(Edition(issue=found.issue), settings).shown
        ids = digests.left_out(session, found.id, shown=shown)
        known = {one: stories.get(session, one) for one in ids}
        told = entries.of_stories(session, ids)
    rows = [
        {
            "story": story.id,
            "title": story.title,
            "outlets": list(dict.fromkeys(entry.outlet for entry in told.get(story.id, ()))),
            "url": next(
                (e.url for e in told.get(story.id, ()) if e.id == story.lead_entry_id), None
            ),
        }
        for story in known.values()
        if story is not None
    ]
    print_rows(rows, ("story", "title", "outlets"), form, empty="nothing was left out")


def _issue(session: Session, which: str) -> Digest:
    """The issue with this id, or the latest of the digest with this id."""
    if which.isascii() and which.isdigit():
        found = digests.get(session, int(which)) if 0 < int(which) <= MAX_ID else None
    else:
        found = next(iter(digests.listing(session, digest_id=which, limit=1)), None)
    if found is None:
        raise UsageError(f"there is no issue {which}; see `telemon digests list`")
    return found


def show_edition(edition: Edition, settings: Settings, issue_id: int | None = None) -> None:
    """Prints what an edition would send to whom, with the ranks of its stories."""
    out = console()
    whom = len(edition.recipients) + len(edition.held)
    if whom:
        told = f"To {whom} recipient{'s' * (whom != 1)}"
        held = f", held back for {len(edition.held)} by max_per_day" if edition.held else ""
        out.print(f"{told}{held}", markup=False)
    made = rendered(edition, settings, issue_id)
    out.print(f"Subject: {made.subject}\n", markup=False)
    out.print(made.text, markup=False)
    ranks = ", ".join(f"{story.rank:g}" for story in edition.issue.stories)
    if ranks:
        out.print(f"Ranks: {ranks}", markup=False)


def rendered(edition: Edition, settings: Settings, issue_id: int | None = None) -> Rendered:
    """The mail by the operator's own templates; says on standard error when these are broken."""
    public = settings.public_url
    made = render(
        edition.issue,
        public_url=public,
        issue_id=issue_id,
        # Each recipient's is another one.
        unsubscribe_url=f"{public}/unsubscribe/..." if (public or "").startswith("https") else None,
        unsubscribe_mailto=settings.mail_from,
        templates=Home(settings.home).templates,
    )
    if made.broken:
        typer.echo(f"template broken, the one that ships is used: {made.broken}", err=True)
    return made
