"""Whose a pattern is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

# Concept -> the form that it is found by.
Forms = Mapping[str, str]
NO_FORMS: Forms = {}


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
    """Whose a pattern is: those to be looked at one by one, and building blocks with the form of each.

    `own` are the blocks in a text of another Latin language than English, `every` those elsewhere.
    """

    each: tuple[Owner, ...] = ()
    blocks: tuple[Owner, ...] = ()
    own: Forms = NO_FORMS
    every: Forms = NO_FORMS

    @classmethod
    def of(cls, owners: Iterable[Owner]) -> Owners:
        """The owners, sorted."""
        found = tuple(owners)
        blocks = tuple(owner for owner in found if owner.block)
        return cls(
            each=tuple(owner for owner in found if not owner.block),
            blocks=blocks,
            own=_forms(owner for owner in blocks if not owner.english),
            every=_forms(blocks),
        )

    @property
    def all(self) -> tuple[Owner, ...]:
        """All of them."""
        return (*self.each, *self.blocks)


NOBODY = Owners()


def _forms(owners: Iterable[Owner]) -> Forms:
    found: dict[str, str] = {}
    for owner in owners:
        found.setdefault(owner.concept, owner.alias)
    return found
