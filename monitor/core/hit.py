"""A hit: an entry matched a watchlist, and the characters that say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Span(NamedTuple):
    """Characters [start, end) of one field of an entry that matched a term of a query.

    `field` is title, summary or body. `alias`, `concept` and `guard` say through what: the form found,
    the concept's id, and why its guard passed; None where plain words matched.
    """

    term: str
    field: str
    start: int
    end: int
    alias: str | None = None
    concept: str | None = None
    guard: str | None = None


class Match:
    """A watchlist that an entry matches.

    Its marks are looked up, by the id, when they are first asked for: most who match need none.
    """

    __slots__ = ("_look_up", "_spans", "watchlist_id")

    def __init__(self, watchlist_id: str, look_up: Callable[[str], tuple[Span, ...]]) -> None:
        self.watchlist_id = watchlist_id
        self._look_up = look_up
        self._spans: tuple[Span, ...] | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """What matched, in the order of the text; empty where no term of the query stands in it."""
        if self._spans is None:
            self._spans = self._look_up(self.watchlist_id)
        return self._spans

    @property
    def weak(self) -> bool:
        """Whether something matched, but nothing of it stands in title or summary."""
        return bool(self.spans) and all(span.field == "body" for span in self.spans)
