"""A digest says which of its watchlists are told of more than usual."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.core.digest import Issue
from tests.flow.house import START, Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
WORDS = ("sued", "fined", "banned", "praised", "split", "heard", "named", "raided", "freed")
MAIL = {"watchlists": ["huawei"], "channels": ["mail"]}
DIGESTS = (
    {"id": "morning", "schedule": "daily 07:30", **MAIL},
    {"id": "flash", "schedule": "immediate", **MAIL},
)


class Outlet:
    """A wire service that tells of a laboratory at noon of each day."""

    def __init__(self, server: FeedServer) -> None:
        self._server = server
        self._told: list[str] = []
        self.url = server.serve("/wire", feed())

    def tell(self, at: datetime, *titles: str) -> None:
        """Publishes these at a moment."""
        for title in titles:
            guid = f"n{len(self._told)}"
            self._told.append(entry(title, guid=guid, published=format_datetime(at)))
        self._server.serve("/wire", feed(*self._told))

    def laboratory(self, day: int) -> None:
        """Publishes that day's report."""
        noon = START + day * DAY - timedelta(hours=21)
        self.tell(noon, f"Huawei opens laboratory number {day} in town {day}")


async def _weeks(home: House, outlet: Outlet, days: int) -> None:
    """So many days with one report each, polled every day."""
    await home.once()
    for day in range(1, days + 1):
        outlet.laboratory(day)
        await home.once(days=1)


async def _last(home: House, digest: str) -> Issue:
    issues = [one.issue for one in await home.digests() if one.digest_id == digest]
    return max(issues, key=lambda one: one.composed_at)


async def test_digest_tells_of_a_watchlist_that_is_hit_far_more_than_usual(tmp_path: Path) -> None:
    with FeedServer() as server:
        outlet = Outlet(server)
        files = Files(feeds=[wire(outlet.url)], digests=DIGESTS)
        async with house(tmp_path, files) as home:
            await _weeks(home, outlet, 10)
            outlet.tell(home.clock.now, *(f"Huawei {what} in court {what}" for what in WORDS))
            await home.once(hours=23)
            last, flash = await _last(home, "morning"), await _last(home, "flash")

    assert [(rise.watchlist, rise.reports) for rise in last.rises] == [("huawei", len(WORDS))]
    assert last.rises[0].usual == pytest.approx(1.0, abs=0.3)
    assert flash.stories
    assert flash.rises == ()


async def test_what_is_found_at_once_after_a_stop_is_no_rise(tmp_path: Path) -> None:
    with FeedServer() as server:
        outlet = Outlet(server)
        async with house(tmp_path, Files(feeds=[wire(outlet.url)])) as home:
            await _weeks(home, outlet, 10)
            for day in range(11, 17):
                outlet.laboratory(day)
            await home.once(days=6)

            last = await _last(home, "morning")
            found = [hit for hit in await home.hits() if hit.found_at == home.clock.now]

    assert len(found) == 6
    assert last.stories
    assert last.rises == ()
