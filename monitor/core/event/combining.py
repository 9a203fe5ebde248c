"""What several reports of one story say of an event, as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.core.event.deals import AGREEMENT
from monitor.core.event.event import Event, Kind

_VOTED = ("about", "mhz", "country", "stage", "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """An event with the reports that tell it: `sources` are (entry id, event), the first told first.

    `disputed` names what they disagree on; it is None in `event`, which else is the first report's
    with what the others add.
    """

    event: Event
    sources: tuple[tuple[int, Event], ...]
    disputed: tuple[str, ...] = ()


def combine(told: Iterable[tuple[int, Event]]) -> tuple[Combined, ...]:
    """Puts together what (entry id, event) pairs of one story, in order of time, tell of one thing."""
    groups: dict[Hashable, list[tuple[int, Event]]] = {}
    for entry, event in told:
        groups.setdefault(_key(event), []).append((entry, event))
    return tuple(_one(group) for group in groups.values())


def _key(event: Event) -> Hashable:
    if event.kind is Kind.DEADLINE:
        return event.kind, event.about, event.due
    if event.kind is Kind.DEAL:
        return event.kind, event.about == AGREEMENT, frozenset(event.parties)
    return event.kind, event.stage, event.parties, event.country if not event.parties else None


def _one(group: Sequence[tuple[int, Event]]) -> Combined:
    event = group[0][1]
    disputed = []
    for name in _VOTED:
        value, agreed = _vote([(entry, getattr(one, name)) for entry, one in group])
        event = _with(event, name, value)
        if not agreed:
            disputed.append(name)
    bands = tuple(dict.fromkeys(band for _, one in group for band in one.bands))
    return Combined(
        event=replace(event, bands=bands), sources=tuple(group), disputed=tuple(disputed)
    )


def _with(event: Event, name: str, value: str | None) -> Event:
    changed: dict[str, Any] = {name: value}
    return replace(event, **changed)


def _vote(said: Iterable[tuple[int, str | None]]) -> tuple[str | None, bool]:
    """What more entries say than say anything else, and whether it could be told."""
    counts = Counter(value for _, value in dict.fromkeys(said) if value is not None)
    best = counts.most_common(2)
    if len(best) == 2 and best[0][1] == best[1][1]:
        return None, False
    return (best[0][0] if best else None), True


def standing(told: Iterable[Combined]) -> tuple[tuple[Combined, int], ...]:
    """Of a story's deadlines those that stand, with the number of days each had before.

    A later report that tells another day moves a deadline, where none tells both days.
    """
    groups: dict[str | None, list[Combined]] = {}
    for one in told:
        if one.event.kind is Kind.DEADLINE:
            groups.setdefault(one.event.about, []).append(one)
    found: list[tuple[Combined, int]] = []
    for group in groups.values():
        stands: list[tuple[Combined, int]] = []
        for one in group:  # in the order in which the reports were told
            entries = {entry for entry, _ in one.sources}
            beside = [pair for pair in stands if entries & {e for e, _ in pair[0].sources}]
            moved = sum(before + 1 for old, before in stands if (old, before) not in beside)
            stands = [*beside, (one, moved)]
        found += stands
    return tuple(found)
