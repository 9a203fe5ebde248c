"""Whose turn it is: no host is asked by more than a few at once, nor again within a moment."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from urllib.parse import urlsplit

from storage.feeds import FeedState


class Turns:
    """Feeds that wait to be visited, host by host.

    At most `per_host` visits of a host run at once, and they start `spacing` seconds apart. A host
    that has to wait holds up no other. Times are seconds of any clock that does not jump.
    """

    def __init__(self, *, per_host: int, spacing: float) -> None:
        self._per_host, self._spacing = per_host, spacing
        self._waiting: dict[str, deque[FeedState]] = {}
        self._running: Counter[str] = Counter()
        self._free_at: dict[str, float] = {}
        self.waiting = 0

    def add(self, states: Iterable[FeedState]) -> None:
        """Feeds to be visited, the most urgent first."""
        for state in states:
            self._waiting.setdefault(_host(state), deque()).append(state)
            self.waiting += 1

    def take(self, now: float) -> FeedState | None:
        """The next feed whose host may be asked at `now`; None while every host has to wait."""
        host = next((each for each in self._waiting if self._may_start(each, now)), None)
        if host is None:
            return None
        states = self._waiting.pop(host)
        state = states.popleft()
        if states:
            self._waiting[host] = states  # behind the others
        self.waiting -= 1
        self._running[host] += 1
        self._free_at[host] = now + self._spacing
        return state

    def done(self, state: FeedState) -> None:
        """The visit of a feed that was taken is over."""
        host = _host(state)
        self._running[host] -= 1
        if not self._running[host]:
            del self._running[host]

    def pause(self, now: float) -> float | None:
        """In how many seconds the next host may be asked; None: not before a visit is over."""
        moments = [
            self._free_at.get(host, now)
            for host in self._waiting
            if self._running[host] < self._per_host
        ]
        return max(min(moments) - now, 0.0) if moments else None

    def _may_start(self, host: str, now: float) -> bool:
        return self._running[host] < self._per_host and self._free_at.get(host, now) <= now


def _host(state: FeedState) -> str:
    return urlsplit(state.url).netloc.rpartition("@")[2].lower()
