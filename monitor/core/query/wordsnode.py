"""Words in a row, looked for in a reading."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.query.node import Found, Node
from monitor.core.query.occurrence import Occurrence, in_scope
from monitor.core.query.plan import Plan
from monitor.core.query.rule import Rule
from monitor.core.query.syntax import Field
from monitor.core.query.terms import Key, lexemes
from monitor.core.reading import Reading
from monitor.core.reading.outline import Outline
from monitor.core.reading.stream import EXACT, Stream
from monitor.core.text import STEMS

_ENGLISH = STEMS["en"]


@dataclass(frozen=True, eq=False, slots=True)
class WordsNode(Node):
    """Words in a row: exactly so, or in any inflection; with `open_end` the last is a prefix.

    `written`: the words as they must be written, None = in any case.
    """

    label: str
    words: tuple[str, ...]
    inflected: bool = False
    open_end: bool = False
    written: tuple[str, ...] | None = None
    parts: tuple[Node, ...] = ()

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        if len(self.words) == 1 and not self.open_end and self.written is None:
            found = self._alone(reading.outline)
        else:
            found = self._row(reading)
        if scope is not None:
            found = tuple([one for one in found if in_scope(reading, one, scope)])
        return found or None

    def _alone(self, made: Outline) -> Found:
        """A single word, which is found as quickly as what was found of it before."""
        if not self.inflected:
            places = made.exact.places.get(self.words[0])
        elif len(made.stems) == 1:
            places = made.stems[0].places.get(_ENGLISH[self.words[0]])
        else:
            places = self._places(made)
        if not places:
            return ()
        label, units = self.label, made.units
        if len(places) == 1:
            at = places[0]
            return (Occurrence(label, at, at + 1, units[at]),)
        return tuple([Occurrence(label, at, at + 1, units[at]) for at in places])

    def _row(self, reading: Reading) -> Found:
        if not self.words:
            return ()
        known = reading.cache.get(self)
        if known is None:
            known = reading.cache[self] = self._search(reading.outline)
        assert isinstance(known, tuple)
        return known

    def _search(self, made: Outline) -> Found:
        places = self._places(made)
        if not places:
            return ()
        label, count, units = self.label, len(self.words), made.units
        if self.written is not None:
            places = [at for at in places if self._is_written(made.tokens[at : at + count])]
        return tuple([Occurrence(label, at, at + count, units[at]) for at in places])

    def _places(self, made: Outline) -> list[int]:
        """The tokens at which the row begins. Words that are equal have one stem."""
        if self.open_end:
            return made.exact.find(EXACT + EXACT.join(self.words))
        if not self.inflected:
            return made.exact.rows(self.words)
        if len(made.stems) == 1:
            return self._inflections(made.stems[0])
        return sorted({at for stream in made.stems for at in self._inflections(stream)})

    def _inflections(self, stream: Stream) -> list[int]:
        stems = STEMS[stream.language or "en"]
        return stream.rows([stems[word] for word in self.words])

    def _is_written(self, tokens: list[str]) -> bool:
        return tuple(token.removesuffix("'s") for token in tokens) == self.written

    def rule(self) -> Rule:
        alone = len(self.words) == 1
        if alone and self.open_end:
            return Rule((frozenset((Key("p", self.words[0]),)),), exact=True)
        closed = self.words[:-1] if self.open_end else self.words
        sort = "s" if self.inflected else "w"
        needs = tuple(frozenset((Key(sort, word),)) for word in closed)
        return Rule(needs, exact=alone and self.written is None)

    def plan(self) -> Plan:
        return lexemes(self.words, self.inflected, self.open_end)
