"""A hit: an entry matched a watchlist, and the characters that say so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A watchlist that an entry matches. `weak`: nothing of it stands in title or summary."""

    watchlist_id: str
    spans: tuple[Span, ...] = ()
    weak: bool = False
