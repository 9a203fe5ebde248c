"""An event in words, for people: "award: Vodafone, 40 MHz at 700 MHz, Spain, EUR 350 million"."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.concept import Concepts
from monitor.core.event.combining import Combined
from monitor.core.event.event import Event, Kind

_SCALES = ((1e9, "billion"), (1e6, "million"))


def in_words(told: Combined, concepts: Concepts) -> str:
    """One line: the kind, then what is known; what reports disagree on is named as such."""
    event = told.event
    parts = [*_facts(event, concepts), *(f"{name} disputed" for name in told.disputed)]
    return f"{event.about or event.kind}: {', '.join(parts)}"


def money_in_words(money: str) -> str:
    """usd:1.9e+10 -> USD 19 billion."""
    currency, _, number = money.partition(":")
    amount = float(number)
    for scale, word in _SCALES:
        if amount >= scale:
            return f"{currency.upper()} {amount / scale:g} {word}"
    return f"{currency.upper()} {amount:,.0f}"


def _facts(event: Event, concepts: Concepts) -> Iterator[str]:
    if event.due:
        yield f"due {event.due.isoformat()}"
    names = [concepts.name_of(one) for one in event.parties]
    if names:
        yield (", " if event.kind is Kind.AWARD else " – ").join(names)
    if event.mhz:
        yield f"{event.mhz} MHz"
    if event.bands:
        yield f"in the {', '.join(event.bands)} MHz band"
    if event.country:
        yield concepts.name_of(event.country)
    if event.stage:
        yield event.stage
    if event.money:
        yield money_in_words(event.money)
