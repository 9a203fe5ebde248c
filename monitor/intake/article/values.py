"""What is told of a page on its way from the server to its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOrder:
    """A page to be read: text where its server names the encoding, else bytes; and its address."""

    body: bytes | str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHad:
    """Why a page could not be had. `again`: another time it may; not before `wait`, if that is known.

    `asked` is False when its server was left in peace: that was no attempt.
    """

    why: str
    again: bool = False
    wait: timedelta | None = None
    asked: bool = True
