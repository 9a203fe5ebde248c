"""Which of the keys that any watchlist asks for an entry has."""

from __future__ import annotations

from itertools import chain

from monitor.core.query.terms import Key
from monitor.core.reading import Reading
from monitor.core.text import STEMS

_CAP = 100_000
_Numbers = tuple[int, ...]


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
        self._stems = [(STEMS[language], _by_stem(numbers["s"], language)) for language in languages]

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
