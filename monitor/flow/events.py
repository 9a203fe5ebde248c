"""Events of the trade in stored entries. They are read from the text where they are shown, never stored:
so they follow each revision of an entry, of the registry and of the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.core.concept import Concepts
from monitor.core.event import Combined, Event, Kind, combine, events_of, kinds_in, standing
from monitor.core.reading import Document, Reading
from monitor.core.story import COPIES, told_at
from monitor.flow.matching import document_of_stored
from storage import entries, hits
from storage.engine import Session
from storage.entries import Entry
from storage.hits import HitFilter

Read = Callable[[Document], Reading | None]
LOOKED_AT = 2000
BEHIND = timedelta(days=30)
_WINDOW = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A deadline ahead or lately past. `lead`: the entry that told this day first.

    `uid` stays when the day moves; `moved` counts how often it did.
    """

    uid: str
    due: date
    about: str
    lead: Entry
    quote: str
    moved: int = 0


def events_told(
    told: Iterable[Entry], read: Read, concepts: Concepts, kinds: Iterable[Kind] = Kind
) -> tuple[Combined, ...]:
    """The events that reports of one story tell. Copies add no voice where any other report is there."""
    wanted, found = frozenset(kinds), list[tuple[int, Event]]()
    reports = sorted(told, key=_told_at)
    own = [entry for entry in reports if entry.fold_reason not in COPIES]
    for entry in own or reports[:1]:
        if kinds_in(f"{entry.title}\n{entry.summary}\n{entry.body}") & wanted:
            reading = read(document_of_stored(entry))
            day = _told_at(entry).date()
            events = events_of(reading, concepts, day) if reading else ()
            found += [(entry.id, event) for event in events if event.kind in wanted]
    return combine(found)


def deadlines_of(
    session: Session, watchlists: Sequence[str], now: datetime, read: Read, concepts: Concepts
) -> list[Deadline]:
    """The deadlines in the newest 2,000 hits of some watchlists, those due first first.

    Hits of the last 120 days count; a deadline stays for 30 days after it passed.
    """
    wanted = HitFilter(watchlists=tuple(watchlists), since=now - _WINDOW)
    hit = hits.listing(session, wanted, LOOKED_AT)
    by_story: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries.get_many(session, [one.entry_id for one in hit]).values():
        key = ("entry", entry.id) if entry.story_id is None else ("story", entry.story_id)
        by_story.setdefault(key, []).append(entry)
    found = [
        one
        for (kind, number), told in by_story.items()
        for one in _standing(f"{kind}-{number}", told, read, concepts)
        if one.due >= (now - BEHIND).date()
    ]
    return sorted(found, key=lambda one: (one.due, one.uid))


def _standing(of: str, told: list[Entry], read: Read, concepts: Concepts) -> list[Deadline]:
    """The deadlines that stand of one story, under ids that tell those of one sort apart by number."""
    found, numbers = list[Deadline](), Counter[str]()
    entry_of = {entry.id: entry for entry in told}
    for one, moved in standing(events_told(told, read, concepts, (Kind.DEADLINE,))):
        event = one.event
        if event.due is None or event.about is None:
            continue
        numbers[event.about] += 1
        number = numbers[event.about]
        uid = f"{of}-{event.about.replace(' ', '-')}" + (f"-{number}" if number > 1 else "")
        lead = entry_of[one.sources[0][0]]
        found.append(
            Deadline(
                uid=uid,
                due=event.due,
                about=event.about,
                lead=lead,
                quote=event.quote,
                moved=moved,
            )
        )
    return found


def _told_at(entry: Entry) -> datetime:
    return told_at(entry.published_at, entry.first_seen_at)
