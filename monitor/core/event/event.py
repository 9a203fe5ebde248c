"""An event of the trade as one sentence tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of event it is."""

    AWARD = "award"
    DEAL = "deal"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one sentence says; None and empty mean that it does not say it plainly.

    The sentence is characters [start, end) of the entry's `field` as stored; `quote` is its plain
    text. `about`: of a deadline comments, reply comments or consultation; of a deal acquisition,
    merger or agreement. `parties` are concept ids: of an award who won, of an acquisition the buyer
    first. `bands` and `mhz` (the width) are in MHz, `money` is usd:19000000000, `country` a concept.
    """

    kind: Kind
    field: str
    start: int
    end: int
    quote: str
    about: str | None = None
    parties: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    mhz: str | None = None
    country: str | None = None
    stage: str | None = None
    money: str | None = None
    due: date | None = None
