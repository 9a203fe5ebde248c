"""Subjects that follow from others: through their parts, and through narrower subjects."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from monitor.core.concept import Concept, Concepts
from monitor.core.reading.context import Context
from monitor.core.reading.mention import Mention, Place, Reason
from monitor.core.reading.outline import Outline

_FIRST_LAST = attrgetter("first", "last")
_KIND, _TWO = "kind:", "two:"


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all of `needs` stand in one unit, `concept` is there too, unless one of `unless` is."""

    concept: Concept
    needs: tuple[str, ...]
    reason: Reason


# Unit -> building block -> its first place in the unit.
Blocks = dict[int, dict[str, Place]]
_Here = dict[str, Mention | Place]


class _Step(NamedTuple):
    """Where one of its needs is met, `target` follows from a rule if `other` and the `rest` are there.

    `other` is that need itself where the rule needs nothing else.
    """

    other: str
    target: str
    rest: tuple[str, ...]
    rule: Rule
    voidable: bool


class _Steps(NamedTuple):
    """What may follow where one need is met: `whole` in order, `alone` those that need no other.

    Only `alone` need be tried where none of `others` is there; None: what follows from `alone` may
    be among them.
    """

    whole: tuple[_Step, ...]
    alone: tuple[_Step, ...]
    others: frozenset[str] | None

    @classmethod
    def of(cls, need: str, steps: list[_Step]) -> _Steps:
        """The steps of one need."""
        alone = tuple(step for step in steps if step.other == need)
        others = frozenset(other for step in steps for other in (step.other, *step.rest)) - {need}
        feeding = any(step.target in others for step in alone)
        return cls(tuple(steps), alone, None if feeding else others)


class Composer:
    """Applies the rules of the glossary until nothing new follows."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._adding: dict[str, list[_Step]] = {}
        made = {concept.id for concept in concepts if concept.parts}
        self._derived = made | {broader for concept in concepts for broader in concept.broader}
        self._sizes = {concept.id: len(concept.forms) for concept in concepts}
        self._keys = {
            concept.id: (concept.id,)
            if concept.is_subject
            else (concept.id, f"{_KIND}{concept.kind}")
            for concept in concepts
        }
        for concept in concepts:
            for parts in concept.parts:
                self._add(Rule(concept, parts, Reason.PARTS))
            for broader in concept.broader:
                if above := concepts.get(broader):
                    self._add(Rule(above, (concept.id,), Reason.BROADER))
        self._steps = {need: _Steps.of(need, steps) for need, steps in self._adding.items()}

    def _add(self, rule: Rule) -> None:
        """Files a rule under those of its needs that may follow from others; else under one of them."""
        needs, concept = dict.fromkeys(rule.needs), rule.concept
        voidable = bool(concept.against or (concept.unless and rule.reason is Reason.PARTS))
        rare = sorted(needs, key=self._commonness)
        for need in [one for one in needs if one in self._derived] or rare[:1]:
            other, *rest = [one for one in rare if one != need] or [need]
            step = _Step(other, concept.id, tuple(rest), rule, voidable)
            self._adding.setdefault(need, []).append(step)

    def _commonness(self, need: str) -> float:
        """How often a need will be met: what follows from others and kinds of company most often."""
        size = self._sizes.get(need, 1000)
        return size + 200 if need in self._derived else size

    def compose(self, made: Outline, mentions: list[Mention], blocks: Blocks) -> list[Mention]:
        """The mentions and those that follow from them and from `blocks`, in the order of the text."""
        units: dict[int, _Here] = {unit: dict(here) for unit, here in blocks.items()}
        keys = self._keys
        for mention in mentions:
            here = units.setdefault(mention.unit, {})
            for key in keys[mention.concept]:
                first = here.setdefault(key, mention)
                if first is not mention and isinstance(first, Mention):
                    _second(here, key, first, mention)
        found = list(mentions)
        for unit, here in units.items():
            found += self._unit(made, unit, here)
        return sorted(found, key=_FIRST_LAST)

    def _unit(self, made: Outline, unit: int, here: _Here) -> list[Mention]:
        found: list[Mention] = []
        steps = self._steps
        waiting = [key for key in here if key in steps]
        while waiting:
            whole, alone, asked = steps[waiting.pop()]
            tried = alone if asked is not None and asked.isdisjoint(here) else whole
            for other, target, rest, rule, voidable in tried:
                if other not in here or target in here:
                    continue
                if rest and not here.keys() >= set(rest):
                    continue
                if voidable and self._is_void(rule, made, unit, here):
                    continue
                made_of = _made_of(rule, here, unit)
                here[target] = made_of
                found.append(made_of)
                if target in steps:
                    waiting.append(target)
        return found

    def _is_void(self, rule: Rule, made: Outline, unit: int, here: _Here) -> bool:
        if rule.reason is Reason.PARTS and any(name in here for name in rule.concept.unless):
            return True
        against = rule.concept.against
        return bool(against) and Context.of_unit(made, unit).first_of(against) is not None


def _second(here: _Here, key: str, first: Mention, mention: Mention) -> None:
    """Notes under "two:KIND" the second company of a kind; Sky Italia is one, though it means Sky."""
    apart = mention.first >= first.last or mention.last <= first.first
    if apart and first.concept != mention.concept and key.startswith(_KIND):
        here.setdefault(_TWO + key.removeprefix(_KIND), mention)


def _made_of(rule: Rule, here: _Here, unit: int) -> Mention:
    through = tuple(_mention(need, here[need], unit) for need in rule.needs)
    if len(through) == 1:
        only = through[0]
        return Mention(
            rule.concept.id, only.alias, only.first, only.last, unit, rule.reason, (only,)
        )
    return Mention(
        concept=rule.concept.id,
        alias=" + ".join(part.alias for part in through),
        first=min(part.first for part in through),
        last=max(part.last for part in through),
        unit=unit,
        reason=rule.reason,
        through=through,
    )


def _mention(concept: str, at: Mention | Place, unit: int) -> Mention:
    return at if isinstance(at, Mention) else Mention(concept, *at, unit)
