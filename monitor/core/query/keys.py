"""Which of the keys that any watchlist asks for an entry has."""

from __future__ import annotations

from collections.abc import Set

from monitor.core.query.terms import Key, language_of_mark
from monitor.core.reading import Reading
from monitor.core.reading.outline import EXACT
from monitor.core.text import STEMS


class KeyIndex:
    """Numbers the keys that are asked for, and finds those that a reading has."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {"c": {}, "w": {}, "s": {}, "p": {}}
        self._stems: dict[str, dict[str, list[int]]] = {}
        self._widths: set[int] = set()
        self._count = 0

    def number(self, key: Key) -> int:
        """The number of a key, given when it is first asked for."""
        numbers = self._numbers[key.sort]
        found = numbers.get(key.text)
        if found is None:
            found = numbers[key.text] = self._count
            self._count += 1
            self._stems.clear()
            if key.sort == "p":
                self._widths.add(len(key.text))
        return found

    def present(self, reading: Reading) -> set[int]:
        """The numbers of the keys that the reading has."""
        made, words = reading.outline, set(reading.outline.folds)
        there: set[int] = set()
        _add(there, self._numbers["c"], reading.by_concept.keys())
        _add(there, self._numbers["w"], words)
        for width in self._widths:
            _add(there, self._numbers["p"], {word[:width] for word in words})
        if self._numbers["s"]:
            for mark, stream in made.streams.items():
                if mark != EXACT:
                    stems = self._of_stems(language_of_mark(mark))
                    for stem in stems.keys() & set(stream.words):
                        there.update(stems[stem])
        return there

    def _of_stems(self, language: str) -> dict[str, list[int]]:
        found = self._stems.get(language)
        if found is None:
            found = {}
            for word, number in self._numbers["s"].items():
                found.setdefault(STEMS[language][word], []).append(number)
            self._stems[language] = found
        return found


def _add(there: set[int], numbers: dict[str, int], texts: Set[str]) -> None:
    there.update([numbers[text] for text in numbers.keys() & texts])
