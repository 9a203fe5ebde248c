"""Worker processes for reading pages."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Self

import anyio.to_thread

from monitor.core.article import Page
from monitor.intake.article.values import PageOrder
from monitor.intake.workers import Trouble, Workers

DEADLINE = timedelta(seconds=10)
RENEWED_AFTER = 200  # pages: the memory of long lives grows


class PagePool:
    """`processes` workers that read pages; none is started before there is a page to read.

    0: a thread of this process, no deadline.
    """

    def __init__(self, *, processes: int = 1, deadline: timedelta = DEADLINE) -> None:
        self._here = processes == 0
        self._workers = Workers(
            "monitor.intake.article.worker:main",
            processes=max(processes, 1),
            deadline=deadline.total_seconds(),
            renewed_after=RENEWED_AFTER,
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
        """The process ids of the workers that wait for a page."""
        return self._workers.waiting

    async def read(self, body: bytes | str, *, url: str) -> Page | Trouble:
        """The title and text of a page; a Trouble when it cannot be read, or not in time."""
        order = PageOrder(body=body, url=url)
        if self._here:
            return await anyio.to_thread.run_sync(_read_here, order)
        answer = await self._workers.ask(order)
        assert isinstance(answer, Page | Trouble)
        return answer


def _read_here(order: PageOrder) -> Page | Trouble:
    from monitor.intake.article.worker import read_page_text  # what it imports takes a second

    return read_page_text(order)
