"""Many compiled queries: those that the keys of a reading leave in question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from monitor.core.query.node import Node
from monitor.core.query.rule import Keys
from monitor.core.query.terms import Key
from monitor.core.reading import Reading
from monitor.core.text import STEMS

_CAP = 100_000
_Numbers = tuple[int, ...]


class _Woken:
    """What a key does to the queries, by their places.

    `sure`: those of which it meets all the needs; `pairs`: those that need one key more, with that;
    `asking`: those that need more than that; `barred`: those that it shuts out.
    """

    __slots__ = ("asking", "barred", "pairs", "sure")

    def __init__(self) -> None:
        self.sure: list[int] = []
        self.pairs: list[tuple[int, int]] = []
        self.asking: list[tuple[int, tuple[frozenset[int], ...]]] = []
        self.barred: list[int] = []

    def add(self, place: int, rest: tuple[frozenset[int], ...]) -> None:
        """A query that needs the `rest` besides."""
        if not rest:
            self.sure.append(place)
        elif len(rest) == 1 and len(rest[0]) == 1:
            self.pairs.append((place, min(rest[0])))
        else:
            self.asking.append((place, rest))


class RuleIndex:
    """The rules of queries, by the keys that few of them need."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._keys = KeyIndex()
        self._always: list[int] = []
        self._wakes: dict[int, _Woken] = {}
        rules = [node.rule() for node in nodes]
        self._exact = [rule.exact for rule in rules]
        usage = Counter(key for rule in rules for keys in rule.needs for key in keys)
        for place, rule in enumerate(rules):
            # What fewest queries need wakes this one seldom; the others are looked up then.
            needs = sorted(rule.needs, key=lambda keys: sum(usage[key] for key in keys))
            if not needs:
                self._always.append(place)
                continue
            rest = tuple(map(self._numbers, needs[1:]))
            for woken in self._of(needs[0]):
                woken.add(place, rest)
        for place, rule in enumerate(rules):
            for woken in self._of(rule.bans):
                woken.barred.append(place)

    def candidates(self, reading: Reading) -> list[tuple[int, bool]]:
        """The place of every query that may hold, and whether it is known to; in order."""
        there, wakes = self._keys.present(reading), self._wakes
        awake = [wakes[key] for key in there if key in wakes]
        found = set(chain(self._always, *[woken.sure for woken in awake]))
        pairs = chain.from_iterable([woken.pairs for woken in awake])
        found.update([place for place, key in pairs if key in there])
        for place, needs in chain.from_iterable([woken.asking for woken in awake]):
            for need in needs:
                if need.isdisjoint(there):
                    break
            else:
                found.add(place)
        found.difference_update(*[woken.barred for woken in awake])
        exact = self._exact
        return [(place, exact[place]) for place in sorted(found)]

    def _of(self, keys: Keys) -> list[_Woken]:
        return [self._wakes.setdefault(number, _Woken()) for number in self._numbers(keys)]

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
        there.update(map(concepts.__getitem__, reading.among(concepts)))
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
