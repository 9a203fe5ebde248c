"""Many compiled queries: those that the keys of a reading leave in question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from monitor.core.query.node import Node
from monitor.core.query.rule import Keys
from monitor.core.query.terms import Key
from monitor.core.reading import Reading
from monitor.core.text import STEMS

_CAP = 100_000
_Numbers = tuple[int, ...]


_Candidate = tuple[int, Node, bool]


class _Waiting(NamedTuple):
    """A query that waits for one of its keys; the keys it needs besides, and those it bars."""

    candidate: _Candidate
    needs: tuple[frozenset[int], ...]
    bans: frozenset[int]


class _Woken:
    """The queries that a key wakes: those that it makes candidates by itself, and the others."""

    __slots__ = ("others", "sure")

    def __init__(self) -> None:
        self.sure: list[_Candidate] = []
        self.others: list[_Waiting] = []

    def add(self, one: _Waiting) -> None:
        if one.needs or one.bans:
            self.others.append(one)
        else:
            self.sure.append(one.candidate)


class RuleIndex:
    """The rules of queries, by the keys that few of them need."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._keys = KeyIndex()
        self._always = _Woken()
        self._wakes: dict[int, _Woken] = {}
        rules = [node.rule() for node in nodes]
        usage = Counter(key for rule in rules for keys in rule.needs for key in keys)
        for place, (node, rule) in enumerate(zip(nodes, rules, strict=True)):
            # What fewest queries need wakes this one seldom; the others are looked up then.
            needs = sorted(rule.needs, key=lambda keys: sum(usage[key] for key in keys))
            rest = tuple(map(self._numbers, needs[1:]))
            waiting = _Waiting((place, node, rule.exact), rest, self._numbers(rule.bans))
            if not needs:
                self._always.add(waiting)
            for number in self._numbers(needs[0]) if needs else ():
                self._wakes.setdefault(number, _Woken()).add(waiting)

    def candidates(self, reading: Reading) -> list[_Candidate]:
        """Place, query, and whether it is known to hold, of all that may; in order."""
        there, wakes = self._keys.present(reading), self._wakes
        awake = [self._always, *[wakes[key] for key in there if key in wakes]]
        found = [candidate for woken in awake for candidate in woken.sure]
        for candidate, needs, bans in chain.from_iterable([woken.others for woken in awake]):
            if bans and not bans.isdisjoint(there):
                continue
            for need in needs:
                if need.isdisjoint(there):
                    break
            else:
                found.append(candidate)
        by_place = {candidate[0]: candidate for candidate in found}
        return [by_place[place] for place in sorted(by_place)]

    def _numbers(self, keys: Keys) -> frozenset[int]:
        return frozenset(map(self._keys.number, keys))


class KeyIndex:
    """Numbers the keys that are asked for, and finds those that a reading has."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {"c": {}, "w": {}, "s": {}, "p": {}}
        self._words: dict[tuple[str, ...], _WordKeys] = {}
        self._count = 0

    def number(self, key: Key) -> int:
        """The number of a key, given when it is first asked for."""
        numbers = self._numbers[key.sort]
        found = numbers.get(key.text)
        if found is None:
            found = numbers[key.text] = self._count
            self._count += 1
            self._words.clear()
        return found

    def present(self, reading: Reading) -> set[int]:
        """The numbers of the keys that the reading has."""
        made = reading.outline
        languages = tuple([stream.language or "" for stream in made.stems])
        words = self._words.get(languages)
        if words is None:
            words = self._words[languages] = _WordKeys(self._numbers, languages)
        there = set(chain.from_iterable(map(words.__getitem__, made.folds)))
        concepts = self._numbers["c"]
        there.update([concepts[one] for one in reading.by_concept if one in concepts])
        return there


class _WordKeys(dict[str, _Numbers]):
    """Folded word -> the numbers of its keys; found out when the word is first met."""

    def __init__(self, numbers: dict[str, dict[str, int]], languages: tuple[str, ...]) -> None:
        super().__init__()
        self._plain, self._begun = numbers["w"], numbers["p"]
        self._widths = sorted({len(beginning) for beginning in self._begun})
        self._stems = [
            (STEMS[language], _by_stem(numbers["s"], language)) for language in languages
        ]

    def __missing__(self, word: str) -> _Numbers:
        if len(self) > _CAP:
            self.clear()
        found = {self._begun.get(word[:width]) for width in self._widths}
        found.add(self._plain.get(word))
        for stems, numbers in self._stems:
            found.update(numbers.get(stems[word], ()))
        keys = self[word] = tuple([one for one in found if one is not None])
        return keys


def _by_stem(numbers: dict[str, int], language: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for word, number in numbers.items():
        found.setdefault(STEMS[language][word], []).append(number)
    return found
