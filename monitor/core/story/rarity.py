"""How rare a key is: what was seen, and before that what the trade's news usually holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log2

# The share of reports that hold a key of the kind, where nothing is known of the key.
_USUAL = {"e": 0.002, "c": 0.004, "s": 0.004, "v": 0.0007, "w": 0.0015}
_PRIOR = 300.0


class Rarity:
    """Bits of a key: -log2 of the share of the reports that hold it.

    The usual shares count as much as 300 reports seen.
    """

    def __init__(self, usual: dict[str, float] | None = None) -> None:
        self._usual = usual or {}
        self._seen: Counter[str] = Counter()
        self._reports = 0

    def see(self, keys: Iterable[str]) -> None:
        """Counts a report."""
        self._seen.update(keys)
        self._reports += 1

    def forget(self, keys: Iterable[str]) -> None:
        """Takes a report away that has left the window."""
        self._reports -= 1
        for key in keys:
            if self._seen[key] > 1:
                self._seen[key] -= 1
            else:
                del self._seen[key]

    def seen(self, key: str) -> int:
        """How many reports of the window hold the key."""
        return self._seen.get(key, 0)

    def bits(self, keys: Iterable[str]) -> dict[str, float]:
        """The bits of each key."""
        total, usual, seen = self._reports + _PRIOR, self._usual, self._seen
        return {
            key: -log2((seen.get(key, 0) + _PRIOR * usual.get(key, _USUAL[key[0]])) / total)
            for key in keys
        }
