"""Values as reports write them: the key money:eur:6.1e9 was written "€6.1 billion"."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from monitor.core.story.values import values
from monitor.core.summary.sources import Read

MOST_FIGURES = 4
# Kinds that tell by themselves what they are; a bare number or year does not.
_TELLING = frozenset("money band share lots release date".split())
_PIECE = re.compile(r"\S+")
_LONGEST = 6  # words of a value
_AROUND = ".,;:!?()[]\"'"


def figures(reads: Sequence[Read], known: Container[str]) -> tuple[str, ...]:
    """The values of the reports that are not among the keys `known`, as first written; at most four."""
    found: dict[str, str] = {}
    for read in reads:
        outline = read.reading.outline
        for sentence in outline.sentences:
            text = outline.texts[sentence.field][sentence.start : sentence.end]
            for value in values(text):
                kind = value.partition(":")[0]
                if kind in _TELLING and f"v:{value}" not in known and value not in found:
                    found[value] = written(text, value) or ""
    return tuple(dict.fromkeys(filter(None, found.values())))[:MOST_FIGURES]


def written(text: str, value: str) -> str | None:
    """The fewest words of `text` that give the value; None where no six words in a row do."""
    for piece in _pieces(text):
        if value in values(piece):
            return piece
    return None


def _pieces(text: str) -> Iterator[str]:
    """Words in a row that hold a digit, the shortest first, without the signs around them."""
    places = [match.span() for match in _PIECE.finditer(text)]
    for count in range(1, _LONGEST + 1):
        for first in range(len(places) - count + 1):
            piece = text[places[first][0] : places[first + count - 1][1]].strip(_AROUND)
            if any(sign.isdigit() for sign in piece):
                yield piece
