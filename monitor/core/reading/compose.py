"""Subjects that follow from others: through their parts, and through narrower subjects."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.concept import Concept, Concepts
from monitor.core.reading.context import Context
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import Outline


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all of `needs` stand in one unit, `concept` is there too, unless one of `unless` is."""

    concept: Concept
    needs: tuple[str, ...]
    all_needs: frozenset[str]
    reason: Reason


class Composer:
    """Applies the rules of the glossary until nothing new follows."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._rules: dict[str, list[Rule]] = {}
        self._keys = {
            concept.id: (concept.id,)
            if concept.is_subject
            else (concept.id, f"kind:{concept.kind}")
            for concept in concepts
        }
        for concept in concepts:
            for parts in concept.parts:
                self._add(Rule(concept, parts, frozenset(parts), Reason.PARTS))
            for broader in concept.broader:
                if above := concepts.get(broader):
                    self._add(Rule(above, (concept.id,), frozenset((concept.id,)), Reason.BROADER))

    def _add(self, rule: Rule) -> None:
        for need in dict.fromkeys(rule.needs):
            self._rules.setdefault(need, []).append(rule)

    def compose(self, made: Outline, mentions: list[Mention]) -> list[Mention]:
        """The mentions and those that follow from them, in the order of the text."""
        units: dict[int, dict[str, list[Mention]]] = {}
        for mention in mentions:
            here = units.setdefault(mention.unit, {})
            for key in self._keys[mention.concept]:
                here.setdefault(key, []).append(mention)
        found = list(mentions)
        for unit, here in units.items():
            found += self._unit(made, unit, here)
        return sorted(found, key=lambda mention: (mention.first, mention.last))

    def _unit(self, made: Outline, unit: int, here: dict[str, list[Mention]]) -> list[Mention]:
        found: list[Mention] = []
        rules, there = self._rules, here.keys()
        waiting = [key for key in here if key in rules]
        while waiting:
            for rule in rules[waiting.pop()]:
                if rule.concept.id in here or not rule.all_needs <= there:
                    continue
                if self._is_void(rule, made, unit, here):
                    continue
                made_of = _made_of(rule, here)
                here[rule.concept.id] = [made_of]
                found.append(made_of)
                if rule.concept.id in rules:
                    waiting.append(rule.concept.id)
        return found

    def _is_void(
        self, rule: Rule, made: Outline, unit: int, here: dict[str, list[Mention]]
    ) -> bool:
        if rule.reason is Reason.PARTS and any(name in here for name in rule.concept.unless):
            return True
        against = rule.concept.against
        return bool(against) and Context.of_unit(made, unit).first_of(against) is not None


def _made_of(rule: Rule, here: dict[str, list[Mention]]) -> Mention:
    through = tuple(here[need][0] for need in rule.needs)
    return Mention(
        concept=rule.concept.id,
        alias=" + ".join(part.alias for part in through),
        first=min(part.first for part in through),
        last=max(part.last for part in through),
        unit=through[0].unit,
        reason=rule.reason,
        through=through,
    )
