"""The inverted index: which of the reports told lately share a report's rarest keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# How many of the newest reports with a key are looked at, how many in all, how many are kept.
_POSTINGS, _LOOKS, _KEPT = 32, 240, 192
_SHORT = 16
# A key this common proves nothing by itself.
_COMMON_BITS = 2.0
# Reports that share less than this part of what the nearest shares are no candidates.
_LEAST = 0.35


class Index:
    """Key -> the newest reports that hold it."""

    def __init__(self) -> None:
        self._postings: dict[str, list[int]] = {}

    def add(self, entry_id: int, keys: Iterable[str]) -> None:
        """Takes a report in."""
        postings = self._postings
        for key in keys:
            found = postings.get(key)
            if found is None:
                postings[key] = [entry_id]
            else:
                found.append(entry_id)
                if len(found) > _KEPT:
                    del found[: _KEPT // 2]

    def remove(self, entry_id: int, keys: Iterable[str]) -> None:
        """Takes a report out. In the middle of a long list it stays: what is asked for is the end."""
        for key in keys:
            found = self._postings.get(key)
            if not found:
                continue
            if found[0] == entry_id:
                del found[0]
            elif len(found) <= _SHORT and entry_id in found:
                found.remove(entry_id)
            if not found:
                del self._postings[key]

    def nearest(
        self, rarity: Mapping[str, float], worth: Mapping[str, float], count: int
    ) -> list[int]:
        """The reports that share most `worth`, most first; the rarest keys are looked at first.

        Some of them may have been taken out.
        """
        scores: dict[int, float] = {}
        looks = 0
        for key in sorted(rarity, key=rarity.__getitem__, reverse=True):
            if looks >= _LOOKS or rarity[key] < _COMMON_BITS:
                break
            found = self._postings.get(key)
            if found:
                bits = worth[key]
                for entry_id in found[-_POSTINGS:]:
                    scores[entry_id] = scores.get(entry_id, 0.0) + bits
                looks += min(len(found), _POSTINGS)
        if not scores:
            return []
        least = _LEAST * max(scores.values())
        near = [one for one in scores if scores[one] >= least]
        near.sort(key=lambda one: (-scores[one], one))
        return near[:count]
