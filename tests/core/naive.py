"""A query held against a text in the plainest way, to check the matcher by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import Stemmer

from monitor.core.query.syntax import (
    And,
    Field,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Together,
    Within,
    Word,
)

_STEM = Stemmer.Stemmer("english", 0).stemWord
_APART = "."
_NEAR_WORDS = 12
_Place = tuple[int, int]


class Naive:
    """A text of plain English words, none of them a concept; sentences end with a full stop."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        found = [
            (name, word)
            for name, text in fields.items()
            for word in re.findall(r"\w+|\.", text)
        ]  # fmt: skip
        self._fields = [name for name, _ in found]
        self._words = [word for _, word in found]

    def holds(self, query: Query, field: Field | None = None) -> bool:
        """Whether the query holds, in the field or anywhere."""
        match query:
            case And(parts=parts):
                return all(self.holds(part, field) for part in parts)
            case Or(parts=parts):
                return any(self.holds(part, field) for part in parts)
            case Not(part=part):
                return not self.holds(part, field)
            case Within(field=inner, part=part):
                return self.holds(part, inner)
            case _:
                return bool(self._places(query, field))

    def _places(self, query: Query, field: Field | None) -> list[_Place]:
        match query:
            case Near(left=left, right=right, distance=distance):
                firsts, seconds = self._places(left, field), self._places(right, field)
                return [one for one in firsts if _beside(one, seconds, distance)]
            case Together(parts=parts):
                return self._together([self._places(part, field) for part in parts])
            case _:
                return self._rows(query, field)

    def _rows(self, term: Query, field: Field | None) -> list[_Place]:
        same, words = _compared(term)
        return [
            (at, at + len(words))
            for at in range(len(self._words) - len(words) + 1)
            if (field is None or self._fields[at] == field)
            and all(map(same, self._words[at : at + len(words)], words))
        ]

    def _together(self, lists: list[list[_Place]]) -> list[_Place]:
        return [
            one
            for one in lists[0]
            if all(
                _beside(
                    one, [two for two in others if self._unit(two) == self._unit(one)], _NEAR_WORDS
                )
                for others in lists[1:]
            )
        ]

    def _unit(self, place: _Place) -> int:
        """Title's last sentence and the first that follows are one unit; then each is its own."""
        starts = [0] + [at + 1 for at, word in enumerate(self._words) if word == _APART]
        names = [self._fields[at] for at in starts if at < len(self._words)]
        unit, units, opened = -1, [], False
        for name in names:
            if unit < 0 or not (name == "title" or opened):
                unit += 1
            opened = name == "title"
            units.append(unit)
        return units[sum(start <= place[0] for start in starts) - 1]


def _compared(term: Query) -> tuple[Callable[[str, str], bool], list[str]]:
    match term:
        case Word(text=text):
            return lambda met, word: _STEM(met.lower()) == _STEM(word), [text]
        case Phrase(text=text):
            return lambda met, word: met.lower() == word, text.split()
        case Prefix(text=text):
            return lambda met, word: met.lower().startswith(word), [text]
        case Literal(text=text):
            return lambda met, word: met == word, text.split()
        case _:
            raise AssertionError(term)


def _beside(one: _Place, others: list[_Place], distance: int) -> bool:
    return any(
        max(one[0], other[0]) - min(one[1], other[1]) <= distance and one != other
        for other in others
    )
