"""What folding remembers between its runs: the reports of the last days, kept in step with the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from monitor.core.story import (
    DAYS,
    Fingerprint,
    Told,
    Window,
    bare_fingerprint,
    fingerprint,
    from_text,
    told_at,
)
from monitor.flow.desk import Live
from monitor.flow.matching import document_of_stored, read_safely
from storage import entries, folds
from storage.engine import Session
from storage.entries import Entry
from storage.folds import Placed, Turn


class Memory:
    """The window of one process. The tables are the truth: it may be thrown away at any time."""

    def __init__(self) -> None:
        self.window = Window()
        self._seen = Turn(step=0, epoch=-1)

    @contextmanager
    def turn(self, session: Session, live: Live) -> Iterator[Turn]:
        """A turn at changing stories, in which the window holds what the tables say.

        Whatever goes wrong in it, the window is loaded anew next time.
        """
        try:
            turn = folds.take_turn(session)
            self._keep_up(session, live, turn)
            yield turn
        except BaseException:
            self.forget()
            raise
        self._seen = turn

    def forget(self) -> None:
        """Has the window loaded anew: what it took in was not recorded."""
        self.window = Window()
        self._seen = Turn(step=0, epoch=-1)

    def _keep_up(self, session: Session, live: Live, turn: Turn) -> None:
        if self._seen.epoch != turn.epoch:
            self.window = Window()
            newest = folds.newest(session)
            changed = folds.placed_since(session, newest - DAYS) if newest else []
        else:
            changed = folds.placed_after(session, self._seen.step)
        for placed, mark in prints_of(session, live, changed):
            self.window.add(placed.entry_id, mark, placed.story_id)


def prints_of(
    session: Session, live: Live, placed: Sequence[Placed]
) -> Iterator[tuple[Placed, Fingerprint]]:
    """The fingerprints that were stored; what an older form holds is taken anew from the entry."""
    known = {
        one.entry_id: from_text(one.print, outlet=one.outlet, seen_at=one.told_at) for one in placed
    }
    lost = entries.get_many(session, [key for key, mark in known.items() if mark is None])
    for one in placed:
        mark = known[one.entry_id]
        if mark is None:
            mark = print_of_stored(live, lost[one.entry_id])
        yield one, mark


def print_of_stored(live: Live, entry: Entry) -> Fingerprint:
    """The fingerprint of a stored entry as it would be read now."""
    told = Told(
        outlet=entry.outlet,
        canonical_url=entry.canonical_url,
        seen_at=told_at(entry.published_at, entry.first_seen_at),
    )
    reading = read_safely(live, document_of_stored(entry))
    if reading is None:
        return bare_fingerprint(entry.title, told)
    return fingerprint(reading, told, live.concepts)
