"""A mention: a concept met in the text, and why it counts or does not."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a mention counts or does not; the values are what `explain` shows."""

    CLEAR = "the name is unmistakable"
    CONTEXT = "the words near by speak for the company"
    ELSEWHERE = "the company is named unmistakably elsewhere in the entry"
    PARTS = "its parts stand near each other"
    BROADER = "a narrower subject is named"
    CASE = "written in another case than the company's name"
    OTHER_SENSE = "words near by speak for another sense"
    OTHER_PHRASE = "part of a phrase that means something else"
    NO_CONTEXT = "nothing near by speaks for the company"
    NAMESAKE = "another company of this name fits better"
    LONGER = "part of a longer name"
    OTHER_TRADE = "nothing in the entry tells of the trade"


# A tuple, the commonest first: to look into a set, Python would have to hash the reason.
COUNTING = (Reason.CLEAR, Reason.PARTS, Reason.BROADER, Reason.CONTEXT, Reason.ELSEWHERE)


# The form by which a building block was found, and its tokens [first, last).
Place = tuple[str, int, int]


class Mention(NamedTuple):
    """Tokens [first, last) of a reading that mean `concept`; `alias` is the form it was found by.

    `unit` numbers the stretch of text that counts as near: title and first sentence, then each
    sentence. `through`: the mentions of its parts, where the parts make it.
    """

    concept: str
    alias: str
    first: int
    last: int
    unit: int
    reason: Reason = Reason.CLEAR
    through: tuple[Mention, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a mention of the concept, or only looked like one."""
        return self.reason in COUNTING
