"""What became of the page of an entry."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

_WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)


class PageState(StrEnum):
    """The values are shown to people as they are."""

    WAITING = "waiting"
    READ = "read"
    NOT_READ = "not read"


def next_attempt(attempts: int, asked: timedelta | None) -> timedelta | None:
    """How long to wait after the n-th failed attempt (from 1); None: not tried again.

    `asked` is what the server asks to wait; it is kept to, up to a day.
    """
    if not 0 < attempts <= len(_WAITS):
        return None
    return max(_WAITS[attempts - 1], min(asked or timedelta(), timedelta(days=1)))
