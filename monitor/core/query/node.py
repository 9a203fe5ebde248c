"""A part of a compiled query, to be held against readings."""

from __future__ import annotations

from abc import ABC, abstractmethod

from monitor.core.query.occurrence import Occurrence
from monitor.core.query.plan import Everything, Plan
from monitor.core.query.rule import Rule
from monitor.core.query.syntax import Field
from monitor.core.reading import Reading

Found = tuple[Occurrence, ...]


class Node(ABC):
    """A part of a compiled query; `label` is how it was typed."""

    __slots__ = ()

    label: str
    parts: tuple[Node, ...]

    @abstractmethod
    def find(self, reading: Reading, scope: Field | None) -> Found | None:
        """Where it is met; empty where it holds without a place; None where it does not hold."""

    def marks(self, reading: Reading) -> Found:
        """Where it is met in a reading that it is known to hold for."""
        return self.find(reading, None) or ()

    def rule(self) -> Rule:
        """What the keys of an entry say of it."""
        return Rule()

    def plan(self) -> Plan:
        """A superset of what it accepts, for the search index."""
        return Everything()
