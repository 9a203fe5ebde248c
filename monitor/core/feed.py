"""A feed: what the operator wrote of it, and what polls found of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Who speaks in a feed."""

    NEWS = "news"
    ANALYST = "analyst"
    VENDOR = "vendor"
    OPERATOR = "operator"
    REGULATOR = "regulator"
    STANDARDS = "standards"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of feeds.yaml. `language` is BCP 47, `country` ISO 3166; `weight` is trust, 1 = usual."""

    id: str
    url: str
    name: str
    kind: Kind = Kind.NEWS
    language: str | None = None
    country: str | None = None
    weight: float = 1.0
    enabled: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    auth: tuple[str, str] | None = field(default=None, repr=False)
    encoding: str | None = None
    article: bool = False
    was: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What a poll says of its feed's health. The values are shown to people as they are.

    Reading a body says OK; with the feed's rhythm and address that becomes one of the five after it.
    """

    PENDING = "pending"  # never polled
    OK = "ok"
    FRESH = "fresh"
    QUIET = "quiet as usual"
    SILENT = "unusually silent"
    MOVED = "moved"  # it answers, under another address for good (301, 308)
    SALVAGED = "broken XML"  # what could be saved of it was read
    CUT = "cut at a cap"  # it lists more entries than are read
    EMPTY = "empty"  # a sound feed without entries
    UNDATED = "undated"  # entries, but none has a date
    EMPTY_BODY = "empty body"  # 200 with nothing
    PAGE = "page instead of feed"
    NOT_A_FEED = "not a feed"  # neither page nor feed: text, image, other JSON or XML
    BROKEN = "broken"  # nothing could be saved, or reading it took too long
    BLOCKED = "blocked"  # 401, 403, 451
    NOT_FOUND = "not found"  # 404
    GONE = "gone"  # 410
    LIMITED = "rate limited"  # 429
    REJECTED = "rejected"  # any other 4xx
    SERVER_ERROR = "server error"  # 5xx
    TIMEOUT = "timed out"
    UNREACHABLE = "unreachable"  # no address, no connection, cut off, bad TLS
    REFUSED = "refused by egress"
    TOO_LARGE = "over a cap"  # more bytes than are taken
    REDIRECTS = "redirect error"  # a loop, too many, or without a target

    @property
    def healthy(self) -> bool:
        """Whether the poll that said this reached a feed that can be read."""
        return self in _HEALTHY

    @property
    def troubled(self) -> bool:
        """Whether something is amiss that the operator should hear of: it fails, is empty or silent."""
        return self is not Verdict.PENDING and (
            self in (Verdict.EMPTY, Verdict.SILENT) or self not in _HEALTHY
        )


_HEALTHY = frozenset(
    {
        Verdict.OK,
        Verdict.FRESH,
        Verdict.QUIET,
        Verdict.SILENT,
        Verdict.MOVED,
        Verdict.SALVAGED,
        Verdict.CUT,
        Verdict.EMPTY,
        Verdict.UNDATED,
    }
)
