"""Terms that are no words: concepts, regular expressions, properties of the entry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import re2

from monitor.core.concept import Meaning, spoken
from monitor.core.query.node import Found, Node
from monitor.core.query.occurrence import Occurrence, in_scope
from monitor.core.query.plan import AnyOf, Lexeme, Plan
from monitor.core.query.rule import Rule
from monitor.core.query.syntax import Field
from monitor.core.query.terms import Key
from monitor.core.reading import Reading

# A name that means one form of a concept is held against every alias met, time and again.
_spoken = lru_cache(maxsize=10_000)(spoken)


@dataclass(frozen=True, slots=True)
class ConceptNode(Node):
    """A concept is mentioned; several where the typed name is shared."""

    label: str
    meanings: tuple[Meaning, ...]
    parts: tuple[Node, ...] = ()

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        found = []
        for meaning in self.meanings:
            for mention in reading.of(meaning.concept):
                if meaning.form is not None and _spoken(mention.alias) != meaning.form:
                    continue
                occurrence = Occurrence(
                    self.label, mention.first, mention.last, mention.unit, mention
                )
                if scope is None or in_scope(reading, occurrence, scope):
                    found.append(occurrence)
        return tuple(found) or None

    def rule(self) -> Rule:
        keys = frozenset(Key("c", meaning.concept) for meaning in self.meanings)
        return Rule((keys,), exact=all(meaning.form is None for meaning in self.meanings))

    def plan(self) -> Plan:
        return AnyOf(parts=tuple(Lexeme(text=f"c:{one.concept}") for one in self.meanings))


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
