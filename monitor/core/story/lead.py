"""The lead: which of its reports speaks for a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# Longer texts tell no more in a digest.
_ENOUGH_LETTERS = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A report that may be the lead. `official`: the one who acts speaks; `length` in characters."""

    entry_id: int
    official: bool
    weight: float
    length: int
    seen_at: datetime

    @property
    def precedence(self) -> tuple[bool, float, int, float, int]:
        """The greater speaks first: official, then weight, length, and earliness."""
        return (
            self.official,
            self.weight,
            min(self.length, _ENOUGH_LETTERS),
            -self.seen_at.timestamp(),
            -self.entry_id,
        )


def lead_of(speakers: Sequence[Speaker]) -> Speaker:
    """The lead of a story that has at least one report."""
    return max(speakers, key=lambda speaker: speaker.precedence)
