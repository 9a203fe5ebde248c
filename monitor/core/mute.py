"""Mutes: a story or a concept that no digest tells until a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.concept import Concepts


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Either a story (its id) or a concept (its id, or a name until `resolved`), until a time in UTC.

    What is found before that time brings nothing, even when the mute is over.
    """

    story: int | None = None
    concept: str | None = None
    until: datetime

    def __str__(self) -> str:
        what = f"concept {self.concept}" if self.story is None else f"story {self.story}"
        return f"{what} until {self.until:%Y-%m-%d %H:%M} UTC"


def resolved(mutes: Iterable[Mute], concepts: Concepts) -> tuple[Mute, ...]:
    """The mutes with ids in the place of names; a name that means several concepts mutes them all."""
    found = []
    for mute in mutes:
        ids = concept_ids(mute.concept, concepts) if mute.concept is not None else ()
        found += [replace(mute, concept=one) for one in ids] or [mute]
    return tuple(found)


def concept_ids(typed: str, concepts: Concepts) -> tuple[str, ...]:
    """The ids of the concepts that `typed` names by id or by any form; empty for an unknown one."""
    if concepts.get(typed) is not None:
        return (typed,)
    return tuple(dict.fromkeys(meaning.concept for meaning in concepts.resolve(typed)))


def muted_by(
    mutes: Sequence[Mute], *, story: int, concepts: Iterable[str], found_at: datetime
) -> Mute | None:
    """The mute that silences a hit on `story` that stands on `concepts`; None where none does."""
    named = frozenset(concepts)
    for mute in mutes:
        if found_at < mute.until and (mute.story == story or mute.concept in named):
            return mute
    return None
