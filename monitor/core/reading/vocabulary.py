"""Rows of words, in the streams that they are looked for in, by the word that they begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from monitor.core.reading.owner import NOBODY, Owner, Owners, Sort
from monitor.core.reading.stream import EXACT, Stream, mark_of
from monitor.core.text import STEMS, is_inflection, is_regular

_CAP = 200_000
_Found = tuple[int, int, Owners]
_IsForm = Callable[[str, str], bool]


class _Branch:
    """Where the words so far lead: whose row they are, and to longer rows."""

    __slots__ = ("following", "owners")

    def __init__(self) -> None:
        self.owners = NOBODY
        self.following: dict[str, _Branch] = {}


class _Start(NamedTuple):
    """Whose a word is by itself, and what may follow it in a row, by the number of the stream."""

    owners: tuple[tuple[int, Owners], ...]
    longer: tuple[tuple[int, dict[str, _Branch]], ...]


class Vocabulary:
    """Rows by the separator of their stream: words joined by it, and whose they are."""

    def __init__(self, rows: Mapping[str, Mapping[str, Owners]]) -> None:
        self._roots = {mark: _tree(mark, here) for mark, here in rows.items()}
        self._starts: dict[tuple[str, ...], _Starts] = {}

    def scan(self, exact: Stream, stems: list[Stream]) -> list[tuple[int, int, Owners]]:
        """Every occurrence: tokens [first, last) and whose they are; those of a stream together.

        The last of the words must be in no row.
        """
        languages = tuple([stream.language or "" for stream in stems])
        starts = self._starts.get(languages)
        if starts is None:
            starts = self._starts[languages] = _Starts(self._roots, languages)
        streams = [exact.words, *[stream.words for stream in stems]]
        found: list[list[_Found]] = [[] for _ in streams]
        met = enumerate(map(starts.__getitem__, exact.words))
        for first, start in [(at, start) for at, start in met if start is not None]:
            for number, owners in start.owners:
                found[number].append((first, first + 1, owners))
            for number, following in start.longer:
                branch = following.get(streams[number][first + 1])
                if branch is not None:
                    found[number] += _walk(branch, streams[number], first)
        for here in found:
            here.sort(key=itemgetter(1, 0))
        return list(chain.from_iterable(found))


def _walk(branch: _Branch | None, words: list[str], first: int) -> list[_Found]:
    """The rows that run on from the first two words."""
    found, last = [], first + 2
    while branch is not None:
        if branch.owners is not NOBODY:
            found.append((first, last, branch.owners))
        branch = branch.following.get(words[last]) if branch.following else None
        last += 1
    return found


class _Starts(dict[str, _Start | None]):
    """Folded word -> what begins with it in the languages; found out when it is first met."""

    def __init__(self, roots: Mapping[str, _Branch], languages: tuple[str, ...]) -> None:
        super().__init__()
        self._roots = roots
        self._marks = [EXACT, *[mark_of(language) for language in languages]]
        self._stems = [STEMS[language] for language in languages]

    def __missing__(self, word: str) -> _Start | None:
        if len(self) > _CAP:
            self.clear()
        words = [word, *[stems[word] for stems in self._stems]]
        branches = [
            (number, self._roots[mark].following[key])
            for number, (mark, key) in enumerate(zip(self._marks, words, strict=True))
            if mark in self._roots and key in self._roots[mark].following
        ]
        sure: set[str] = set()
        whose = (
            (
                number,
                _single(word, branch.owners, sure, is_regular if number == 1 else is_inflection),
            )
            for number, branch in branches
        )
        owners = tuple((number, here) for number, here in whose if here is not NOBODY)
        longer = tuple((number, one.following) for number, one in branches if one.following)
        found = self[word] = _Start(owners, longer) if owners or longer else None
        return found


def _single(word: str, owners: Owners, sure: set[str], is_form: _IsForm) -> Owners:
    """Whose a single word is; of a concept that is `sure` no more, and what is so now is added.

    `is_form`: whether a term and a word of one stem are forms of one word.
    """
    found: list[Owner] = []
    for owner in owners.all:
        if owner.sort is Sort.FORM:
            if owner.concept in sure:
                continue
            if owner.lone is not None and not is_form(owner.lone, word):
                continue
            if owner.written is None and not owner.kana and not owner.english:
                sure.add(owner.concept)
        found.append(owner)
    return Owners.of(found) if found else NOBODY


def _tree(mark: str, rows: Mapping[str, Owners]) -> _Branch:
    root = _Branch()
    for row, owners in rows.items():
        branch = root
        for word in row.split(mark):
            branch = branch.following.setdefault(word, _Branch())
        branch.owners = owners
    return root
