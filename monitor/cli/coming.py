"""When a digest comes next, and why then: the rows of `telemon digests next`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from config import edit
from monitor.cli.common import checker, config_dir, settings_of, tell
from monitor.cli.output import Row
from monitor.core.agenda import Planned, agenda_of, parse_until
from monitor.core.digest import DigestPlan

COUNT = 5

Id = Annotated[str, typer.Argument(help="The digest's id in digests.yaml.")]


def pause(
    context: typer.Context,
    digest: Id,
    until: Annotated[
        str,
        typer.Option(
            help="A day or a time in the digest's zone, as 2027-01-04 or '2027-01-04 07:00'."
        ),
    ],
) -> None:
    """Writes into digests.yaml that a digest pauses; what it would have told waits (at most 30 days).

    Example: `telemon digests pause morning --until 2027-01-04`
    """
    end = parse_until(until)
    settings = settings_of(context)
    tell(edit.pause_digest(config_dir(settings), digest, until, check=checker(settings)))
    typer.echo(f"{digest} pauses until {end:%Y-%m-%d %H:%M}; see `telemon digests next`")


def resume(context: typer.Context, digest: Id) -> None:
    """Takes the pause of a digest out of digests.yaml.

    Example: `telemon digests resume morning`
    """
    settings = settings_of(context)
    tell(edit.pause_digest(config_dir(settings), digest, None, check=checker(settings)))


def coming(plan: DigestPlan, now: datetime) -> Iterator[Row]:
    """The next five moments of `plan` in its own zone; `note` says what moved or held each."""
    agenda, zone = agenda_of(plan), ZoneInfo(plan.timezone)
    resumes = agenda.resumes_at
    paused = resumes if resumes is not None and resumes > now else None
    moments = agenda.planned(now, COUNT)
    for number, planned in enumerate(moments):
        held = paused if number == 0 else None
        yield _row(plan, zone, planned, held)
    if not moments:
        yield {**_empty(plan), "note": "holidays leave no moment in the years ahead"}


def _row(plan: DigestPlan, zone: ZoneInfo, planned: Planned, paused: datetime | None) -> Row:
    moved = planned.moved_from.astimezone(zone) if planned.moved_from else None
    resumes = paused.astimezone(zone) if paused else None
    return {
        **_empty(plan),
        "at": planned.at.astimezone(zone),
        "note": "; ".join(_notes(planned, moved, resumes)),
        "paused_until": resumes,
        "moved_from": moved,
        "holidays": [day.isoformat() for day in planned.holidays],
    }


def _empty(plan: DigestPlan) -> dict[str, object]:
    return {
        "digest": plan.id,
        "at": None,
        "zone": plan.timezone,
        "note": "",
        "paused_until": None,
        "moved_from": None,
        "holidays": [],
    }


def _notes(planned: Planned, moved: datetime | None, paused: datetime | None) -> Iterator[str]:
    if paused is not None:
        yield f"paused until {paused:%Y-%m-%d %H:%M}"
    if planned.holidays:
        days = ", ".join(day.isoformat() for day in planned.holidays)
        yield f"none on {days} (holiday{'s' * (len(planned.holidays) > 1)})"
    if moved is not None:
        yield f"moved from {moved:%a %H:%M} by quiet hours"
    if planned.skipped is not None:
        yield f"the clocks skip {planned.skipped:%H:%M}"
