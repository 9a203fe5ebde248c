"""What became of deliveries, written down at once: those that end while one is written go together."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import anyio

from monitor.flow.desk import Desk
from storage.engine import Session

Work = Callable[[Session], None]


@dataclass(slots=True, eq=False)
class _Page:
    """Records that are written together; `ends` are those of each, where one kept all from being so."""

    works: list[Work] = field(default_factory=list)
    ends: Sequence[BaseException | None] = ()
    written: bool = False


class Ledger:
    """Writes records without a wait of its own: a unit of work costs more than what it holds.

    What cannot be written spoils nothing that went with it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = anyio.Lock()
        self._page = _Page()

    async def record(self, work: Work) -> None:
        """Returns when `work` is recorded; raises what kept it from being so."""
        page, place = self._page, len(self._page.works)
        page.works.append(work)
        async with self._turn:
            if not page.written:
                self._page, page.written = _Page(), True
                await self._write(page)
        end = page.ends[place] if page.ends else None
        if end is not None:
            raise end

    async def _write(self, page: _Page) -> None:
        together = partial(_all, works=page.works)
        (failed,) = await gather(self._desk.write(together), return_exceptions=True)
        if failed is not None:
            # One of them failed, and with it the unit of work: each is written by itself.
            units = (self._desk.write(work) for work in page.works)
            page.ends = await gather(*units, return_exceptions=True)


def _all(session: Session, *, works: Sequence[Work]) -> None:
    for work in works:
        work(session)
