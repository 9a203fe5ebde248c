"""Whether an entry tells of the trade: subjects whose words are those of any trade count only there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.core.concept import Concept
from monitor.core.feed import Kind
from monitor.core.reading.document import Document
from monitor.core.reading.mention import Mention, Reason

# Feeds of these kinds tell of the trade alone.
_OF_THE_TRADE: Final = frozenset(
    (Kind.ANALYST, Kind.VENDOR, Kind.OPERATOR, Kind.REGULATOR, Kind.STANDARDS)
)
_PLACES: Final = frozenset(("country", "court"))


class Setting:
    """Tells mentions of general subjects in news of the trade from those in other news."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        found = tuple(concepts)
        self._general = frozenset(one.id for one in found if one.general)
        self._signs = frozenset(one.id for one in found if _is_sign(one))

    def split(
        self, document: Document, mentions: list[Mention], blocks: Iterable[str]
    ) -> tuple[list[Mention], list[Mention]]:
        """The mentions that count, and those of another trade. `blocks`: the building blocks there."""
        general, signs = self._general, self._signs
        if general.isdisjoint([mention.concept for mention in mentions]):
            return mentions, []
        if document.kind in _OF_THE_TRADE or not signs.isdisjoint(blocks):
            return mentions, []
        if any(one.concept in signs and not _follows(one, general) for one in mentions):
            return mentions, []
        counting, others = [], []
        for mention in mentions:
            if mention.concept in general or _follows(mention, general):
                others.append(mention._replace(reason=Reason.OTHER_TRADE))
            else:
                counting.append(mention)
        return counting, others


def _is_sign(concept: Concept) -> bool:
    if concept.helper:
        return concept.sign
    return not concept.general if concept.is_subject else concept.kind not in _PLACES


def _follows(mention: Mention, general: frozenset[str]) -> bool:
    """Whether it follows from a general subject."""
    return any(one.concept in general or _follows(one, general) for one in mention.through)
