"""Whose a pattern is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple


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
    `block`: a form of a building block of subjects, of which only the unit matters that it stands in.
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
    block: bool = False


class Owners(NamedTuple):
    """Whose a pattern is: those to be looked at one by one, and building blocks, `english` ones apart."""

    each: tuple[Owner, ...] = ()
    blocks: tuple[Owner, ...] = ()
    english: tuple[Owner, ...] = ()

    @classmethod
    def of(cls, owners: Iterable[Owner]) -> Owners:
        """The owners, sorted into the three."""
        found = tuple(owners)
        return cls(
            each=tuple(owner for owner in found if not owner.block),
            blocks=tuple(owner for owner in found if owner.block and not owner.english),
            english=tuple(owner for owner in found if owner.block and owner.english),
        )

    @property
    def all(self) -> tuple[Owner, ...]:
        """All of them."""
        return (*self.each, *self.blocks, *self.english)


NOBODY = Owners()
