"""Processes that read beside this one; they cost a second and 100 MB each, so they come and go."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

import anyio.to_thread

from monitor.core.gist import Gist, Unread
from monitor.core.query import Matcher
from monitor.core.watchlist import Watchlist
from monitor.flow.readers.worker import Answer, Opening
from monitor.intake.workers import Workers

MANY = 500  # entries at once that are worth a start: as many as one process reads in half a second
MOST, LEAST = 100, 8  # entries of one order: four orders for each who reads, within these
DEADLINE = 60.0
IDLE = 300.0  # seconds without work after which the processes end

Watched = Mapping[str, Watchlist]
ReadHere = Callable[[Unread], Gist | None]


class Readers:
    """At most `processes` processes that help reading once `many` entries come in together.

    Entered once. What a helper fails at is read here: with helpers or without, the gists are the same.
    """

    def __init__(self, *, processes: int, many: int = MANY) -> None:
        self._processes, self._many = processes, many
        self._helpers: _Helpers | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._dismiss()

    @property
    def helping(self) -> tuple[int, ...]:
        """The process ids of the helpers that wait for work."""
        return self._helpers.workers.waiting if self._helpers else ()

    async def rest(self) -> None:
        """Ends helpers that had nothing to do for five minutes; to be called now and then."""
        if self._helpers is not None and time.monotonic() - self._helpers.used_at > IDLE:
            await self._dismiss()

    async def call(self, matcher: Matcher, watchlists: Watched) -> None:
        """Has helpers started for these watchlists, where there are none; does not wait for them."""
        if not self._processes or (self._helpers and self._helpers.matcher is matcher):
            return
        await self._dismiss()
        self._helpers = _Helpers(matcher, watchlists, self._processes)
        await self._helpers.start()

    async def read(
        self, matcher: Matcher, watchlists: Watched, unread: Sequence[Unread], here: ReadHere
    ) -> list[Gist | None]:
        """The gist of each entry, in order; `here` reads one in this process, in a thread."""
        if len(unread) >= self._many:
            await self.call(matcher, watchlists)
        helpers = self._helpers
        if helpers is None or helpers.matcher is not matcher or len(unread) < 2 * LEAST:
            return await anyio.to_thread.run_sync(lambda: list(map(here, unread)))
        helpers.used_at = time.monotonic()
        work = _Work(unread, here, readers=helpers.ready + 1)
        async with asyncio.TaskGroup() as group:
            for _ in range(helpers.ready):
                group.create_task(work.beside(helpers.workers, matcher.version))
            group.create_task(work.here())
        await work.here()
        return work.gists

    async def _dismiss(self) -> None:
        if self._helpers is not None:
            helpers, self._helpers = self._helpers, None
            await helpers.end()


class _Helpers:
    """Processes for one matcher; each is at work once it has compiled what to look for."""

    def __init__(self, matcher: Matcher, watchlists: Watched, processes: int) -> None:
        opening = Opening(concepts=matcher.concepts, watchlists=dict(watchlists))
        self.matcher, self.ready, self.used_at = matcher, 0, time.monotonic()
        self.workers = Workers(
            "monitor.flow.readers.worker:main",
            processes=processes,
            deadline=DEADLINE,
            opening=opening,
        )
        self._processes = processes
        self._starts: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Has the processes started, without waiting for them."""
        await self.workers.__aenter__()
        self._starts = [asyncio.create_task(self._prepare()) for _ in range(self._processes)]

    async def _prepare(self) -> None:
        if await self.workers.prepare():
            self.ready += 1

    async def end(self) -> None:
        """Ends the processes, also those that are only starting."""
        for start in self._starts:
            start.cancel()
        for start in self._starts:
            with suppress(asyncio.CancelledError):
                await start
        await self.workers.__aexit__(None, None, None)


class _Work:
    """Entries in parts, which helpers take from the front and this process from the end."""

    def __init__(self, unread: Sequence[Unread], here: ReadHere, *, readers: int) -> None:
        self._unread, self._read_here = unread, here
        size = min(max(len(unread) // (4 * readers), LEAST), MOST)
        self._parts = deque(
            range(at, min(at + size, len(unread))) for at in range(0, len(unread), size)
        )
        self._failed: list[Sequence[int]] = []
        self.gists: list[Gist | None] = [None] * len(unread)

    async def here(self) -> None:
        """Reads parts in a thread of this process until none is left."""
        while self._failed or self._parts:
            part = self._failed.pop() if self._failed else self._parts.pop()
            await anyio.to_thread.run_sync(self._read, part)

    def _read(self, part: Sequence[int]) -> None:
        for at in part:
            self.gists[at] = self._read_here(self._unread[at])

    async def beside(self, workers: Workers, version: str) -> None:
        """Has one helper read parts until none is left; what it fails at is read here."""

        def answered(answer: object) -> None:
            part = taken.popleft()
            if not isinstance(answer, Answer) or answer.version != version:
                self._failed.append(part)
                return
            for at, gist in zip(part, answer.gists, strict=True):
                self.gists[at] = gist
            if failed := [at for at in part if self.gists[at] is None]:
                self._failed.append(failed)

        def orders() -> Iterator[object]:
            while self._parts:
                taken.append(self._parts.popleft())
                yield [self._unread[at] for at in taken[-1]]

        taken: deque[Sequence[int]] = deque()
        await workers.converse(orders(), answered)
