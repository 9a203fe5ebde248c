"""A reading: what one pass over an entry found."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core.reading.mention import Mention, Place
from monitor.core.reading.outline import Outline


@dataclass(slots=True)
class Reading:
    """Tokens, sentences and mentions of a document. Treat it as frozen.

    `mentions` count; `rejected` looked like mentions and tell why they do not. `blocks`: where building
    blocks of subjects stand, by concept; they are no mentions until somebody asks for one by `of`.
    """

    outline: Outline
    mentions: tuple[Mention, ...] = ()
    rejected: tuple[Mention, ...] = ()
    blocks: dict[str, list[Place]] = field(default_factory=dict)
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
        found, places = self.by_concept.get(concept, []), self.blocks.get(concept)
        if places is None:
            return found
        units = self.outline.units
        return found + [
            Mention(concept, alias, first, last, units[first]) for alias, first, last in places
        ]

    def place(self, mention: Mention) -> tuple[str, int, int]:
        """Field and characters [start, end) of the mention in the original text."""
        return self.outline.place(mention.first, mention.last)
