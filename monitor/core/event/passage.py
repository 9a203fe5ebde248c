"""A sentence of a reading with what was found in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from monitor.core.concept import Concepts
from monitor.core.reading.mention import Mention
from monitor.core.reading.outline import Sentence
from monitor.core.reading.reading import Reading
from monitor.core.story.stages import stages
from monitor.core.story.values import values

COMPANIES = frozenset(
    "operator vendor company tower satellite cable wholesale chipmaker industry".split()
)
_AUTHORITIES = frozenset({"regulator", "ministry"})


@dataclass(frozen=True)
class Passage:
    """One sentence; positions are characters of its plain `text`."""

    reading: Reading
    sentence: Sentence
    concepts: Concepts

    @cached_property
    def text(self) -> str:
        """The sentence as plain text; what belongs to other entries is blank."""
        return self.reading.outline.texts[self.sentence.field][
            self.sentence.start : self.sentence.end
        ]

    @cached_property
    def place(self) -> tuple[int, int]:
        """Characters [start, end) of the field as stored."""
        return self.reading.outline.cleans[self.sentence.field].original(
            self.sentence.start, self.sentence.end
        )

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions that lie in the sentence."""
        first, last = self.sentence.first, self.sentence.last
        return tuple(m for m in self.reading.mentions if first <= m.first and m.last <= last)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Its bands, amounts and so on, as `story.values` writes them."""
        return values(self.text)

    @property
    def stage(self) -> str | None:
        """The one stage that its words name; None where they name none or several."""
        found = stages(self.reading.outline.folds[self.sentence.first : self.sentence.last])
        return next(iter(found)) if len(found) == 1 else None

    @property
    def money(self) -> str | None:
        """The only amount of money in it."""
        return only([v.removeprefix("money:") for v in self.values if v.startswith("money:")])

    @property
    def country_of_regulator(self) -> str | None:
        """The country of the one regulator or ministry that the sentence names."""
        codes = {
            concept.countries[0]
            for name, _, _ in self.of_kinds(_AUTHORITIES)
            if (concept := self.concepts.get(name)) and len(concept.countries) == 1
        }
        return self.concepts.country(codes.pop()) if len(codes) == 1 else None

    def of_kinds(self, kinds: frozenset[str]) -> Iterator[tuple[str, int, int]]:
        """Concept and characters [start, end) of the entities of some kinds, in order."""
        for mention in sorted(self.mentions, key=lambda m: m.first):
            concept = self.concepts.get(mention.concept)
            if concept and concept.kind in kinds:
                start, end = self._span(mention)
                yield concept.id, start, end

    def _span(self, mention: Mention) -> tuple[int, int]:
        """The mention's place in the text, by its words as written."""
        tokens = self.reading.outline.tokens
        at = 0
        for token in tokens[self.sentence.first : mention.first]:
            at = self._after(token, at)
        start = max(self.text.find(tokens[mention.first], at), at)
        for token in tokens[mention.first : mention.last]:
            at = self._after(token, at)
        return start, at

    def _after(self, token: str, at: int) -> int:
        found = self.text.find(token, at)
        return at if found < 0 else found + len(token)


def only(found: list[str]) -> str | None:
    """The value of a list that holds no other one."""
    return found[0] if len(set(found)) == 1 else None
