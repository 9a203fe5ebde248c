"""AND, OR, NOT and fields: parts that hold together."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.query.node import Found, Node
from monitor.core.query.occurrence import Occurrence
from monitor.core.query.plan import AllOf, AnyOf, Plan
from monitor.core.query.rule import Rule, all_of, any_of, none_of
from monitor.core.query.syntax import Field
from monitor.core.reading import Reading


@dataclass(frozen=True, slots=True)
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

    def marks(self, reading: Reading) -> Found:
        return tuple([one for part in self.parts for one in part.marks(reading)])

    def rule(self) -> Rule:
        return all_of([part.rule() for part in self.parts])

    def plan(self) -> Plan:
        return AllOf(parts=tuple(part.plan() for part in self.parts))


@dataclass(frozen=True, slots=True)
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

    def rule(self) -> Rule:
        return any_of([part.rule() for part in self.parts])

    def plan(self) -> Plan:
        return AnyOf(parts=tuple(part.plan() for part in self.parts))


@dataclass(frozen=True, slots=True)
class NotNode(Node):
    """The part does not hold."""

    label: str
    parts: tuple[Node, ...]

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        return None if self.parts[0].find(reading, scope) is not None else ()

    def marks(self, reading: Reading) -> Found:
        return ()

    def rule(self) -> Rule:
        return none_of(self.parts[0].rule())


@dataclass(frozen=True, slots=True)
class FieldNode(Node):
    """The part, held against one field of the text."""

    label: str
    parts: tuple[Node, ...]
    field: Field

    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        return self.parts[0].find(reading, self.field)

    def rule(self) -> Rule:
        rule = self.parts[0].rule()
        return rule if self.field is Field.TEXT else Rule(rule.needs)

    def plan(self) -> Plan:
        return self.parts[0].plan()
