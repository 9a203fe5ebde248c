"""A reading: what one pass over an entry found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.core.reading.blocks import Blocks
from monitor.core.reading.mention import Mention
from monitor.core.reading.outline import Outline


@dataclass(slots=True)
class Reading:
    """Tokens, sentences and mentions of a document. Treat it as frozen.

    `mentions` count; `rejected` looked like mentions and tell why they do not. `asked`: the building
    blocks of subjects that a query may ask for.
    """

    outline: Outline
    mentions: tuple[Mention, ...] = ()
    rejected: tuple[Mention, ...] = ()
    blocks: Blocks = field(default_factory=Blocks)
    asked: frozenset[str] = frozenset()
    by_concept: dict[str, list[Mention]] = field(default_factory=dict)
    cache: dict[object, object] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        found = self.by_concept
        for mention in self.mentions:
            if mention.concept in found:
                found[mention.concept].append(mention)
            else:
                found[mention.concept] = [mention]

    @property
    def language(self) -> str:
        """ISO 639-1, declared or found out."""
        return self.outline.language

    @property
    def concepts(self) -> tuple[str, ...]:
        """The ids of all concepts that count, in order of first mention."""
        return tuple(self.by_concept)

    def of(self, concept: str) -> list[Mention]:
        """The mentions of a concept, be it a building block."""
        found = self.by_concept.get(concept, [])
        return found + self.blocks.of(concept) if concept in self.asked else found

    @property
    def known(self) -> list[str]:
        """The ids of what a query may ask for and this reading has."""
        asked = self.asked
        return [*self.by_concept, *(one for one in self.blocks if one in asked)]

    def among(self, wanted: Mapping[str, object]) -> set[str]:
        """Those of the wanted concepts that this reading has."""
        keys = wanted.keys()
        found = keys & self.by_concept.keys()
        for here in self.blocks.near.values():
            found |= keys & here.keys()
        return found

    def place(self, mention: Mention) -> tuple[str, int, int]:
        """Field and characters [start, end) of the mention in the original text."""
        return self.outline.place(mention.first, mention.last)
