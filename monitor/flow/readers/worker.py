"""What a process that reads entries does: it is told once what to look for, then reads."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.core.concept import Concepts
from monitor.core.gist import Gist, Unread, gist_of
from monitor.core.query import Matcher, parse_query
from monitor.core.watchlist import Watchlist
from monitor.intake.workers import serve


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What to look for: the first order of every worker."""

    concepts: Concepts
    watchlists: Mapping[str, Watchlist]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A gist for each entry of an order, None where it cannot be read; `version` of the reader."""

    version: str
    gists: list[Gist | None]


@dataclass(slots=True)
class Room:
    """Where a worker reads: `perform` answers an Opening with None, a list of Unread with an Answer."""

    _watchlists: Mapping[str, Watchlist] = field(default_factory=dict)
    _matcher: Matcher | None = None

    def perform(self, order: object) -> object:
        """The answer to one order."""
        if isinstance(order, Opening):
            self._open(order)
            return None
        assert self._matcher is not None
        assert isinstance(order, list)
        return Answer(
            version=self._matcher.version, gists=[self._read(self._matcher, one) for one in order]
        )

    def _open(self, opening: Opening) -> None:
        self._watchlists = opening.watchlists
        queries = {name: parse_query(one.query) for name, one in opening.watchlists.items()}
        self._matcher = Matcher(opening.concepts, queries)
        gc.freeze()
        gc.enable()

    def _read(self, matcher: Matcher, unread: Unread) -> Gist | None:
        try:
            reading = matcher.read(unread.document)
        except Exception:  # noqa: BLE001 (who asked tries it again, and logs what happens)
            return None
        return gist_of(matcher, self._watchlists, unread, reading)


def main() -> None:
    """Serves orders until the input ends."""
    gc.disable()  # until the opening is done: what is made of it stays, and need not be walked
    serve(Room().perform, out_of_memory=None)
