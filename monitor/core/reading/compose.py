"""Subjects that follow from others: through their parts, and through narrower subjects."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from monitor.core.concept import Concept, Concepts
from monitor.core.reading.context import Context
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import Outline

_FIRST_LAST = attrgetter("first", "last")


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all of `needs` stand in one unit, `concept` is there too, unless one of `unless` is."""

    concept: Concept
    needs: tuple[str, ...]
    reason: Reason


class _Step(NamedTuple):
    """Where one of its needs is met, `target` follows from a rule if the `others` are there."""

    target: str
    others: tuple[str, ...]
    rule: Rule
    voidable: bool


class Composer:
    """Applies the rules of the glossary until nothing new follows."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._steps: dict[str, list[_Step]] = {}
        self._keys = {
            concept.id: (concept.id,)
            if concept.is_subject
            else (concept.id, f"kind:{concept.kind}")
            for concept in concepts
        }
        for concept in concepts:
            for parts in concept.parts:
                self._add(Rule(concept, parts, Reason.PARTS))
            for broader in concept.broader:
                if above := concepts.get(broader):
                    self._add(Rule(above, (concept.id,), Reason.BROADER))

    def _add(self, rule: Rule) -> None:
        needs, concept = dict.fromkeys(rule.needs), rule.concept
        voidable = bool(concept.against or (concept.unless and rule.reason is Reason.PARTS))
        for need in needs:
            others = tuple(other for other in needs if other != need)
            step = _Step(concept.id, others, rule, voidable)
            self._steps.setdefault(need, []).append(step)

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
        return sorted(found, key=_FIRST_LAST)

    def _unit(self, made: Outline, unit: int, here: dict[str, list[Mention]]) -> list[Mention]:
        found: list[Mention] = []
        steps = self._steps
        waiting = [key for key in here if key in steps]
        while waiting:
            for target, others, rule, voidable in steps[waiting.pop()]:
                if target in here:
                    continue
                for other in others:
                    if other not in here:
                        break
                else:
                    if voidable and self._is_void(rule, made, unit, here):
                        continue
                    made_of = _made_of(rule, here)
                    here[target] = [made_of]
                    found.append(made_of)
                    if target in steps:
                        waiting.append(target)
        return found

    def _is_void(
        self, rule: Rule, made: Outline, unit: int, here: dict[str, list[Mention]]
    ) -> bool:
        if rule.reason is Reason.PARTS and any(name in here for name in rule.concept.unless):
            return True
        against = rule.concept.against
        return bool(against) and Context.of_unit(made, unit).first_of(against) is not None


def _made_of(rule: Rule, here: dict[str, list[Mention]]) -> Mention:
    if len(rule.needs) == 1:
        only = here[rule.needs[0]][0]
        return Mention(
            rule.concept.id, only.alias, only.first, only.last, only.unit, rule.reason, (only,)
        )
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
