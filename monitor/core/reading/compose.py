"""Subjects that follow from others: through their parts, and through narrower subjects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from monitor.core.concept import Concept, Concepts
from monitor.core.reading.blocks import Blocks, mention_at
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


_Here = dict[str, Mention | Place]


class _Step(NamedTuple):
    """Where the need is met that it is filed under, `target` follows if `other` and the `rest` are there.

    `other` is that need itself where the rule needs nothing else.
    """

    other: str
    target: str
    rest: tuple[str, ...]
    rule: Rule
    voidable: bool


class _Steps(NamedTuple):
    """What may follow where one need is met, if one of `others` is there."""

    whole: tuple[_Step, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, steps: list[_Step]) -> _Steps:
        """The steps of one need."""
        return cls(tuple(steps), frozenset(step.other for step in steps))


_Filed = dict[str, list[_Step]]


class Composer:
    """Applies the rules of the glossary until nothing new follows.

    Rules of one need (`_alone`) come first. A rule of several is filed under its rarest need, by which
    it is found among what is there then (`_at_first`), and under each need that follows from others,
    by which it is found when that need is met later (`_later`).
    """

    def __init__(self, concepts: Concepts) -> None:
        made = {concept.id for concept in concepts if concept.parts}
        self._derived = made | {broader for concept in concepts for broader in concept.broader}
        self._sizes = {concept.id: len(concept.forms) for concept in concepts}
        self._keys = {
            concept.id: (concept.id,)
            if concept.is_subject
            else (concept.id, f"{_KIND}{concept.kind}")
            for concept in concepts
        }
        alone: _Filed = {}
        at_first: _Filed = {}
        later: _Filed = {}
        for rule in _rules(concepts):
            rare = sorted(dict.fromkeys(rule.needs), key=self._commonness)
            if len(rare) == 1:
                alone.setdefault(rare[0], []).append(_step(rule, rare[0], rare))
                continue
            at_first.setdefault(rare[0], []).append(_step(rule, rare[0], rare))
            for need in rare:
                if need in self._derived:
                    later.setdefault(need, []).append(_step(rule, need, rare))
        self._alone = {need: _Steps.of(steps) for need, steps in alone.items()}
        self._at_first = {need: _Steps.of(steps) for need, steps in at_first.items()}
        self._later = {need: _Steps.of(steps) for need, steps in later.items()}

    def _commonness(self, need: str) -> float:
        """How often a need will be met: what follows from others and kinds of company most often."""
        size = self._sizes.get(need, 1000)
        return size + 200 if need in self._derived else size

    def compose(self, made: Outline, mentions: list[Mention], blocks: Blocks) -> list[Mention]:
        """The mentions and those that follow from them and from `blocks`, in the order of the text."""
        units: dict[int, _Here] = {unit: dict(here) for unit, here in blocks.near.items()}
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
        alone, at_first, later = self._alone, self._at_first, self._later
        met = list(here)
        waiting = list(filter(alone.__contains__, met))
        for key in waiting:  # which grows meanwhile
            new = _follow(alone[key], made, unit, here, found)
            met += new
            waiting += filter(alone.__contains__, new)
        late: list[str] = []
        keys = here.keys()
        for key in filter(at_first.__contains__, met):
            steps = at_first[key]
            if not keys.isdisjoint(steps.others):
                late += _follow(steps, made, unit, here, found)
        while late:
            key = late.pop()
            for filed in (alone, later):
                if key in filed:
                    late += _follow(filed[key], made, unit, here, found)
        return found


def _rules(concepts: Concepts) -> Iterator[Rule]:
    for concept in concepts:
        for parts in concept.parts:
            yield Rule(concept, parts, Reason.PARTS)
        for broader in concept.broader:
            if above := concepts.get(broader):
                yield Rule(above, (concept.id,), Reason.BROADER)


def _step(rule: Rule, need: str, rare: list[str]) -> _Step:
    other, *rest = [one for one in rare if one != need] or [need]
    concept = rule.concept
    voidable = bool(concept.against or (concept.unless and rule.reason is Reason.PARTS))
    return _Step(other, concept.id, tuple(rest), rule, voidable)


def _follow(
    steps: _Steps, made: Outline, unit: int, here: _Here, found: list[Mention]
) -> list[str]:
    """Adds to `here` and `found` what follows; gives the concepts that are new."""
    new, is_here = [], here.__contains__
    for other, target, rest, rule, voidable in steps.whole:
        if other not in here or target in here:
            continue
        if rest and not all(map(is_here, rest)):
            continue
        if voidable and _is_void(rule, made, unit, here):
            continue
        made_of = _made_of(rule, here, unit)
        here[target] = made_of
        found.append(made_of)
        new.append(target)
    return new


def _is_void(rule: Rule, made: Outline, unit: int, here: _Here) -> bool:
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
    return at if isinstance(at, Mention) else mention_at(concept, at, unit)
