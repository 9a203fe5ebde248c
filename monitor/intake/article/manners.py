"""Manners towards hosts: what their robots.txt forbids, and how long they are left in peace."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from protego import Protego

from monitor.core.feed import Verdict
from monitor.intake.article.values import NotHad
from monitor.intake.client import Client
from monitor.intake.exchange import FetchError, Response

T = TypeVar("T")
AGENT = "telemon"
KEPT = timedelta(hours=24)
UNSURE = timedelta(hours=1)
MOST_BYTES = 500_000  # RFC 9309 wants 500 KiB read; what stands beyond that is not
MOST_HOSTS = 5_000
LONGEST_DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a host's robots.txt says, until when that is believed.

    `rules` None: it cannot be had, `why` says why; `for_good`: nor later, egress refuses its host.
    """

    rules: Protego | None
    until: datetime
    why: str = ""
    for_good: bool = False

    def forbids(self, url: str) -> bool:
        """Whether it asks us to keep away from `url`."""
        return self.rules is not None and not self.rules.can_fetch(url, AGENT)

    @property
    def delay(self) -> float:
        """Seconds it asks to leave between two requests; 0 where it does not ask."""
        asked = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return min(max(float(asked or 0), 0.0), LONGEST_DELAY.total_seconds())


class Manners:
    """Remembers each host's robots.txt for a day, and when it was asked last.

    Requests to one host start `spacing` apart, or as far as its Crawl-delay asks. A robots.txt that
    is missing (4xx) forbids nothing; while it cannot be had (5xx, no answer) nothing is asked of the
    host for an hour. `seconds` is any clock that does not jump.
    """

    def __init__(
        self,
        client: Client,
        *,
        spacing: timedelta = timedelta(seconds=2),
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._spacing, self._seconds = client, spacing.total_seconds(), seconds
        self._robots: OrderedDict[str, Robots] = OrderedDict()
        self._free_at: OrderedDict[str, float] = OrderedDict()

    async def objection(self, url: str, now: datetime) -> NotHad | None:
        """Why `url` may not be asked for, or not yet; None when it may."""
        robots = await self._robots_of(_origin(url), now)
        if robots.rules is None:
            wait = None if robots.for_good else robots.until - now
            return NotHad(why=robots.why, again=not robots.for_good, wait=wait)
        if robots.forbids(url):
            return NotHad(why="robots.txt asks to keep away from the page", asked=False)
        return None

    def pause(self, url: str) -> float:
        """Seconds until the host of `url` may be asked again."""
        return max(self._free_at.get(_origin(url), 0.0) - self._seconds(), 0.0)

    def begin(self, url: str) -> None:
        """Notes that a request to the host of `url` starts now."""
        origin = _origin(url)
        robots = self._robots.get(origin)
        delay = max(self._spacing, robots.delay if robots else 0.0)
        _put(self._free_at, origin, self._seconds() + delay)

    async def _robots_of(self, origin: str, now: datetime) -> Robots:
        known = self._robots.get(origin)
        if known is None or known.until <= now:
            known = await self._ask(origin, now)
            _put(self._robots, origin, known)
        return known

    async def _ask(self, origin: str, now: datetime) -> Robots:
        try:
            answer = await self._client.get(f"{origin}/robots.txt")
        except FetchError as error:
            if error.verdict in (Verdict.REDIRECTS, Verdict.TOO_LARGE, Verdict.NOT_A_FEED):
                return Robots(rules=Protego.parse(""), until=now + KEPT)
            why = f"robots.txt cannot be had: {error.detail}"
            refused = error.verdict is Verdict.REFUSED
            return Robots(rules=None, until=now + UNSURE, why=why, for_good=refused)
        return _read(answer, now)


def _read(answer: Response, now: datetime) -> Robots:
    if answer.status == 429 or answer.status >= 500:
        why = f"robots.txt cannot be had: HTTP {answer.status}"
        return Robots(rules=None, until=now + UNSURE, why=why)
    found = 200 <= answer.status < 300
    text = answer.body[:MOST_BYTES].decode("utf-8-sig", "replace") if found else ""
    return Robots(rules=Protego.parse(text), until=now + KEPT)


def _put(kept: OrderedDict[str, T], key: str, value: T) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST_HOSTS:
        kept.popitem(last=False)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
