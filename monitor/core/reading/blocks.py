"""Where building blocks of subjects stand. They are no mentions until somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.core.reading.mention import Mention, Place


@dataclass(slots=True)
class Blocks:
    """The places of building blocks in the order of the scan, and by unit the first of each.

    `near`: unit -> concept -> its first place there.
    """

    near: dict[int, dict[str, Place]] = field(default_factory=dict)
    places: list[tuple[int, Place]] = field(default_factory=list)

    def add_all(self, places: list[tuple[int, Place]]) -> None:
        """Notes places with their units, in the order in which they count."""
        self.places += places
        near = self.near
        for unit, place in reversed(places):  # so that the first of each is written last
            here = near.get(unit)
            if here is None:
                near[unit] = dict.fromkeys(place[2], place)
            else:
                here.update(dict.fromkeys(place[2], place))

    def __iter__(self) -> Iterator[str]:
        """The building blocks that are there, each once."""
        return iter(dict.fromkeys(concept for here in self.near.values() for concept in here))

    def of(self, concept: str) -> list[Mention]:
        """All places of one, as mentions."""
        return [
            mention_at(concept, place, unit) for unit, place in self.places if concept in place[2]
        ]


def mention_at(concept: str, place: Place, unit: int) -> Mention:
    """The mention of a building block at its place."""
    first, last, forms = place
    return Mention(concept, forms[concept], first, last, unit)
