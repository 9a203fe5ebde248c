"""The words of a document in one row: as folded, or as the stems of a language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from monitor.core.text import LANGUAGES

BREAK = "\n"
EXACT = " "
_MARKS = {
    language: chr(1 + number) for number, language in enumerate(sorted(LANGUAGES)) if number < 9
}
_MARKS |= {
    language: chr(0x0E + number)
    for number, language in enumerate(sorted(set(LANGUAGES) - set(_MARKS)))
}


def mark_of(language: str) -> str:
    """The separator of a language's stems in the searched text; " " is that of folded words."""
    return _MARKS[language]


def joined(words: list[str], mark: str) -> str:
    """Words as the searched text has them: the separator before, between and behind."""
    return mark + mark.join(words) + mark


class Stream:
    """One word for each token. `language`: whose stems they are; None: the folded words."""

    def __init__(self, words: list[str], language: str | None = None) -> None:
        self.words = words
        self.language = language
        self.mark = EXACT if language is None else _MARKS[language]
        self._text: str | None = None
        self._starts: list[int] = []

    @property
    def text(self) -> str:
        """The words with their separator before, between and behind."""
        if self._text is None:
            self._text = joined(self.words, self.mark)
        return self._text

    def slice(self, first: int, last: int) -> str:
        """The text of tokens [first, last), separators around it included."""
        starts = self.starts
        return self.text[starts[first] : starts[last] + 1]

    @property
    def starts(self) -> list[int]:
        """Where in the text the separator before each token stands, and the last one."""
        if not self._starts:
            self._starts = list(accumulate([len(word) + 1 for word in self.words], initial=0))
        return self._starts

    def at(self, start: int) -> int:
        """The token that holds the character of the text."""
        return bisect_right(self.starts, start) - 1

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The tokens that are a word, in order."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            if word in found:
                found[word].append(at)
            else:
                found[word] = [at]
        return found

    def rows(self, row: Sequence[str]) -> list[int]:
        """The tokens at which these words stand in a row; not to be changed."""
        found = self.places.get(row[0], [])
        if len(row) == 1 or not found:
            return found
        words, size, wanted = self.words, len(row), list(row)
        return [at for at in found if words[at : at + size] == wanted]

    def find(self, needle: str) -> list[int]:
        """The tokens at which a row of words begins; it begins with the separator."""
        text = self.text
        at = text.find(needle)
        if at < 0:
            return []
        starts, found = self.starts, []
        while at >= 0:
            found.append(bisect_right(starts, at) - 1)
            at = text.find(needle, at + 1)
        return found
