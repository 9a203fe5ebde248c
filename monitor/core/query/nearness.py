"""Parts that stand near each other: a row of bare words, and NEAR."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.query.node import Found, Node
from monitor.core.query.occurrence import Occurrence
from monitor.core.query.plan import AllOf, Plan
from monitor.core.query.rule import Rule, all_of
from monitor.core.query.syntax import Field
from monitor.core.reading import Reading

WORDS_BETWEEN = 12


@dataclass(frozen=True, slots=True)
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

    def rule(self) -> Rule:
        return all_of([part.rule() for part in self.parts])._replace(exact=False)

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


@dataclass(frozen=True, slots=True)
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

    def rule(self) -> Rule:
        return all_of([part.rule() for part in self.parts])._replace(exact=False)

    def plan(self) -> Plan:
        return AllOf(parts=tuple(part.plan() for part in self.parts))
