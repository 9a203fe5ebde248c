"""Worker processes for reading feeds: a body that takes too long costs its worker, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import anyio
import anyio.to_thread

from monitor.core.feed import Verdict
from monitor.intake.parse.values import ParsedFeed
from monitor.intake.parse.worker import Order, perform
from monitor.intake.workers import Trouble, Workers

DEADLINE = timedelta(seconds=5)


class ParsePool:
    """`processes` workers, entered once, asked by many; 0: a thread of this process, no deadline.

    A body has `deadline` from the moment a worker takes it; one that takes longer, or that two
    workers died of, is called broken.
    """

    def __init__(self, *, processes: int = 2, deadline: timedelta = DEADLINE) -> None:
        self._here = anyio.Semaphore(1) if processes == 0 else None
        self._workers = Workers(
            "monitor.intake.parse.worker:main",
            processes=max(processes, 1),
            deadline=deadline.total_seconds(),
        )

    async def __aenter__(self) -> Self:
        await self._workers.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._workers.__aexit__(kind, error, trace)

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that wait for a body."""
        return self._workers.waiting

    async def parse(
        self,
        body: bytes,
        *,
        content_type: str | None,
        url: str,
        encoding: str | None = None,
        known: frozenset[bytes] = frozenset(),
        now: datetime | None = None,
    ) -> ParsedFeed:
        """What parse_feed says of `body`; BROKEN when it takes longer than the deadline."""
        order = Order(
            body=body, content_type=content_type, url=url, encoding=encoding, known=known, now=now
        )
        if self._here is not None:
            async with self._here:
                return await anyio.to_thread.run_sync(partial(perform, order))
        answer = await self._workers.ask(order)
        if isinstance(answer, Trouble):
            return ParsedFeed(verdict=Verdict.BROKEN, detail=answer.detail)
        assert isinstance(answer, ParsedFeed)
        return answer
