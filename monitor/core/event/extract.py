"""All events of a reading, after a look that costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.core.concept import Concepts
from monitor.core.event import awards, deadlines, deals
from monitor.core.event.event import Event, Kind
from monitor.core.event.passage import Passage
from monitor.core.reading.reading import Reading

_SIGNS = {Kind.AWARD: awards.SIGNS, Kind.DEAL: deals.SIGNS, Kind.DEADLINE: deadlines.SIGNS}


def kinds_in(text: str) -> frozenset[Kind]:
    """The kinds of event that a text can hold at all; most text holds none."""
    lower = text.lower()
    return frozenset(kind for kind, signs in _SIGNS.items() if any(sign in lower for sign in signs))


def events_of(reading: Reading, concepts: Concepts, published: date) -> tuple[Event, ...]:
    """The events that the entry tells, in order; each fact once.

    `published`: the day that days without a year are counted from.
    """
    found: dict[object, Event] = {}
    for sentence in reading.outline.sentences:
        text = reading.outline.texts[sentence.field][sentence.start : sentence.end]
        kinds = kinds_in(text)
        if kinds:
            for event in _of_passage(Passage(reading, sentence, concepts), kinds, published):
                key = (event.kind, event.about, event.due, event.parties, event.bands, event.mhz)
                found.setdefault(key, event)
    return tuple(found.values())


def _of_passage(passage: Passage, kinds: frozenset[Kind], published: date) -> Iterator[Event]:
    if Kind.AWARD in kinds:
        yield from awards.awards(passage)
    if Kind.DEAL in kinds:
        yield from deals.deals(passage)
    if Kind.DEADLINE in kinds:
        yield from deadlines.deadlines(passage, published)
