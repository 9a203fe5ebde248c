"""Whose a pattern is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Sort(Enum):
    """What a pattern is to its concept."""

    FORM = auto()
    PART_OF_WORD = auto()
    EXCLUDED = auto()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose pattern it is.

    `written`: the tokens as they must be written, None = in any case. `lent`: the name of a unit or
    brand, which may be an entity of its own as well. `lone`: the folded word of a term of one word.
    `english`: a word of a building block that proves nothing in a text of another Latin language.
    """

    concept: str
    alias: str
    sort: Sort = Sort.FORM
    doubtful: bool = False
    written: tuple[str, ...] | None = None
    kana: bool = False
    subject: bool = False
    lent: bool = False
    lone: str | None = None
    english: bool = False


Owners = tuple[Owner, ...]
