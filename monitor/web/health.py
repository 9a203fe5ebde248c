"""Health: whether telemon works, for `/healthz` and the head of each page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.app import App
from storage.engine import Session
from storage.status import Status, status

PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How everything stands, and what is wrong in words, empty when all is well."""

    status: Status
    problems: list[str]


def health_of(session: Session, *, app: App) -> Health:
    """The health of `app`: the files, the feeds as a whole, the deliveries, the poll's pace."""
    found = status(session)
    problems = [f"configuration: {problem}" for problem in app.reloader.problems]
    parked = found.deliveries.get("parked", 0)
    if parked:
        problems.append(f"{parked} deliveries are parked: telemon deliveries list --state parked")
    if found.next_poll_at is not None and app.desk.clock() - found.next_poll_at > PATIENCE:
        problems.append(f"polling is behind: a feed is due since {found.next_poll_at:%H:%M} UTC")
    return Health(status=found, problems=problems)
