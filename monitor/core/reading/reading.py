"""A reading: what one pass over an entry found."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.core.reading.mention import Mention
from monitor.core.reading.outline import Outline


@dataclass(slots=True)
class Reading:
    """Tokens, sentences and mentions of a document. Treat it as frozen.

    `mentions` count; `rejected` looked like mentions and tell why they do not.
    """

    outline: Outline
    mentions: tuple[Mention, ...] = ()
    rejected: tuple[Mention, ...] = ()
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

    def place(self, mention: Mention) -> tuple[str, int, int]:
        """Field and characters [start, end) of the mention in the original text."""
        return self.outline.place(mention.first, mention.last)
