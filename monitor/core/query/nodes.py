"""The evaluator: a compiled query, held against a reading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from monitor.core.concept import Meaning, spoken
from monitor.core.query.occurrence import Occurrence, in_scope
from monitor.core.query.plan import AllOf, AnyOf, Everything, Lexeme, Plan
from monitor.core.query.syntax import Field
from monitor.core.query.terms import Key, language_of_mark, lexemes, plain_keys, prefix_keys
from monitor.core.reading import Reading
from monitor.core.reading.outline import EXACT, Stream
from monitor.core.text import STEMS

Found = tuple[Occurrence, ...]
WORDS_BETWEEN = 12


class Node(ABC):
    """A part of a compiled query; `label` is how it was typed."""

    label: str
    parts: tuple[Node, ...]

    @abstractmethod
    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        """Where it is met; empty where it holds without a place; None where it does not hold."""

    def needs(self) -> tuple[frozenset[Key], ...]:
        """Sets of keys; an entry that it holds for has at least one key of each set."""
        return ()

    def plan(self) -> Plan:
        """A superset of what it accepts, for the search index."""
        return Everything()


@dataclass(frozen=True)
class ConceptNode(Node):
    """A concept is mentioned; several where the typed name is shared."""

    label: str
    meanings: tuple[Meaning, ...]
    parts: tuple[Node, ...] = ()

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        found = []
        for meaning in self.meanings:
            for mention in reading.by_concept.get(meaning.concept, ()):
                if meaning.form is not None and spoken(mention.alias) != meaning.form:
                    continue
                occurrence = Occurrence(
                    self.label, mention.first, mention.last, mention.unit, mention
                )
                if in_scope(reading, occurrence, scope):
                    found.append(occurrence)
        return tuple(found) or None

    def needs(self) -> tuple[frozenset[Key], ...]:
        return (frozenset(Key("c", meaning.concept) for meaning in self.meanings),)

    def plan(self) -> Plan:
        return AnyOf(parts=tuple(Lexeme(text=f"c:{one.concept}") for one in self.meanings))


@dataclass(frozen=True, eq=False)
class WordsNode(Node):
    """Words in a row: exactly so, or in any inflection; with `open_end` the last is a prefix."""

    label: str
    words: tuple[str, ...]
    inflected: bool = False
    open_end: bool = False
    written: tuple[str, ...] | None = None
    parts: tuple[Node, ...] = ()

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        if not self.words:
            return None
        found = reading.cache.get(self)
        if found is None:
            found = reading.cache[self] = tuple(self._search(reading))
        assert isinstance(found, tuple)
        if scope is not None:
            found = tuple(one for one in found if in_scope(reading, one, scope))
        return found or None

    def _search(self, reading: Reading) -> list[Occurrence]:
        made, found = reading.outline, dict[int, Occurrence]()
        for mark, stream in made.streams.items():
            places = self._places(mark, stream)
            for first in places:
                last = first + len(self.words)
                if first not in found and self._is_written(made.tokens[first:last]):
                    found[first] = Occurrence(self.label, first, last, made.units[first])
        return [found[first] for first in sorted(found)] if len(found) > 1 else [*found.values()]

    def _places(self, mark: str, stream: Stream) -> list[int]:
        """The tokens where the words stand in a row in this stream."""
        wanted = self._forms.get(mark)
        if wanted is None:
            wanted = self._forms[mark] = self._wanted(mark)
        if not wanted:
            return []
        if len(wanted) == 1 and not self.open_end:
            return stream.at(wanted[0])
        if self.open_end:
            return [
                place
                for place in range(len(stream.words) - len(wanted) + 1)
                if stream.words[place : place + len(wanted) - 1] == wanted[:-1]
                and stream.words[place + len(wanted) - 1].startswith(wanted[-1])
            ]
        places = stream.at(wanted[0])
        return [place for place in places if stream.words[place : place + len(wanted)] == wanted]

    def _is_written(self, tokens: list[str]) -> bool:
        if self.written is None:
            return True
        return tuple(token.removesuffix("'s") for token in tokens) == self.written

    def _wanted(self, mark: str) -> list[str]:
        """The words as a stream has them; none where they are not looked for in it."""
        if mark == EXACT:
            return list(self.words)
        if not self.inflected:
            return []
        stems = STEMS[language_of_mark(mark)]
        return [stems[word] for word in self.words]

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        return {}

    def needs(self) -> tuple[frozenset[Key], ...]:
        if not self.words:
            return ()
        if self.open_end and len(self.words) == 1:
            return (frozenset(prefix_keys(self.words[0])),)
        closed = self.words[:-1] if self.open_end else self.words
        return tuple(frozenset(plain_keys(word, self.inflected)) for word in closed)

    def plan(self) -> Plan:
        return lexemes(self.words, self.inflected, self.open_end)


@dataclass(frozen=True)
class RegexNode(Node):
    """A regular expression, held against the plain text of each field."""

    label: str
    pattern: str
    parts: tuple[Node, ...] = ()

    @cached_property
    def _compiled(self) -> Any:
        options = re2.Options()
        options.case_sensitive = False
        return re2.compile(self.pattern, options)

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        found = []
        made = reading.outline
        for sentence in made.sentences:
            plain = made.cleans[sentence.field]
            for match in self._compiled.finditer(plain.text[sentence.start : sentence.end]):
                start, end = (sentence.start + place for place in match.span())
                if start < end:
                    first, last = made.tokens_at(sentence, start, end)
                    chars = (sentence.field, *plain.original(start, end))
                    found.append(Occurrence(self.label, first, last, sentence.unit, chars=chars))
        return tuple(one for one in found if in_scope(reading, one, scope)) or None


@dataclass(frozen=True)
class TogetherNode(Node):
    """All parts near each other: in one unit, and words that are no concepts within 12 tokens."""

    label: str
    parts: tuple[Node, ...]

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        lists = []
        for part in self.parts:
            found = part.find(reading, scope)
            if not found:
                return None
            lists.append(found)
        together = [
            one for unit in _common_units(lists) for one in _in_unit([
                [one for one in found if one.unit == unit] for found in lists
            ])
        ]  # fmt: skip
        return tuple(together) or None

    def needs(self) -> tuple[frozenset[Key], ...]:
        return tuple(keys for part in self.parts for keys in part.needs())

    def plan(self) -> Plan:
        return AllOf(parts=tuple(part.plan() for part in self.parts))


def _common_units(lists: list[Found]) -> list[int]:
    units = [{one.unit for one in found} for found in lists]
    return sorted(set.intersection(*units))


def _in_unit(lists: list[list[Occurrence]]) -> list[Occurrence]:
    """For each part those occurrences of a unit that stand near all the others."""
    for number, found in enumerate(lists):
        if any(one.mention is None for one in found):
            others = [other for place, other in enumerate(lists) if place != number]
            lists[number] = [one for one in found if _is_near(one, others)]
    return [one for found in lists for one in found] if all(lists) else []


def _is_near(one: Occurrence, others: list[list[Occurrence]]) -> bool:
    if one.mention is not None:
        return True
    return all(
        any(_between(one, other) <= WORDS_BETWEEN and not _same(one, other) for other in found)
        for found in others
    )


def _between(one: Occurrence, other: Occurrence) -> int:
    return max(one.first, other.first) - min(one.last, other.last)


def _same(one: Occurrence, other: Occurrence) -> bool:
    return (one.first, one.last) == (other.first, other.last)


@dataclass(frozen=True)
class NearNode(Node):
    """Left and right with at most `distance` words between them."""

    label: str
    parts: tuple[Node, ...]
    distance: int

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        left = self.parts[0].find(reading, scope)
        right = self.parts[1].find(reading, scope) if left else None
        if not left or not right:
            return None
        pairs = [
            (one, other)
            for one in left
            for other in right
            if _between(one, other) <= self.distance and not _same(one, other)
        ]
        joined = [
            Occurrence(self.label, min(one.first, other.first), max(one.last, other.last), one.unit)
            for one, other in pairs
        ]
        return tuple(dict.fromkeys((*(o for pair in pairs for o in pair), *joined[:0]))) or None

    def needs(self) -> tuple[frozenset[Key], ...]:
        return tuple(keys for part in self.parts for keys in part.needs())

    def plan(self) -> Plan:
        return AllOf(parts=tuple(part.plan() for part in self.parts))


@dataclass(frozen=True)
class AndNode(Node):
    """Every part, anywhere."""

    label: str
    parts: tuple[Node, ...]

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        found: list[Occurrence] = []
        for part in self.parts:
            here = part.find(reading, scope)
            if here is None:
                return None
            found.extend(here)
        return tuple(found)

    def needs(self) -> tuple[frozenset[Key], ...]:
        return tuple(keys for part in self.parts for keys in part.needs())

    def plan(self) -> Plan:
        return AllOf(parts=tuple(part.plan() for part in self.parts))


@dataclass(frozen=True)
class OrNode(Node):
    """At least one part."""

    label: str
    parts: tuple[Node, ...]

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        found: list[Occurrence] = []
        holds = False
        for part in self.parts:
            here = part.find(reading, scope)
            if here is not None:
                holds = True
                found.extend(here)
        return tuple(found) if holds else None

    def needs(self) -> tuple[frozenset[Key], ...]:
        each = [part.needs() for part in self.parts]
        if not all(each):
            return ()
        # Any set of each part will do; as many unions as there are sets keep a phrase with a common
        # word from waking the query wherever that word stands.
        ranked = [sorted(sets, key=len) for sets in each]
        return tuple(
            frozenset[Key]().union(*(sets[min(place, len(sets) - 1)] for sets in ranked))
            for place in range(max(map(len, ranked)))
        )

    def plan(self) -> Plan:
        return AnyOf(parts=tuple(part.plan() for part in self.parts))


@dataclass(frozen=True)
class NotNode(Node):
    """The part does not hold."""

    label: str
    parts: tuple[Node, ...]

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        return None if self.parts[0].find(reading, scope) is not None else ()


@dataclass(frozen=True)
class FieldNode(Node):
    """The part, held against one field of the text."""

    label: str
    parts: tuple[Node, ...]
    field: Field

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        return self.parts[0].find(reading, self.field)

    def needs(self) -> tuple[frozenset[Key], ...]:
        return self.parts[0].needs()

    def plan(self) -> Plan:
        return self.parts[0].plan()


@dataclass(frozen=True)
class PropertyNode(Node):
    """A property of the entry (outlet, author, category, lang, kind, country) is what was typed."""

    label: str
    field: Field
    words: tuple[str, ...]
    open_end: bool = False
    parts: tuple[Node, ...] = ()

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        wanted = " ".join(self.words) + ("" if self.open_end else " ")
        values = _values(reading, self.field)
        if self.field in (Field.LANG, Field.KIND, Field.COUNTRY):
            holds = any(
                value.startswith(wanted.strip() if self.open_end else wanted) for value in values
            )
        else:
            holds = any(f" {value}".find(f" {wanted}") >= 0 for value in values)
        return () if holds and self.words else None


def _values(reading: Reading, field: Field) -> list[str]:
    document = reading.outline.document
    values = {
        Field.OUTLET: (document.outlet, document.feed),
        Field.AUTHOR: (document.author,),
        Field.CATEGORY: document.categories,
        Field.LANG: (reading.language, document.language),
        Field.KIND: (document.kind,),
        Field.COUNTRY: (document.country,),
    }[field]
    return [spoken(value) + " " for value in values if value]
