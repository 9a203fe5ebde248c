"""A digest says which of its watchlists are told of more than usual."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

DAY = 24 * 60


async def _tell(home: House, server: FeedServer, told: list[str], *titles: str) -> None:
    """One more day on which the outlet publishes these."""
    told += [entry(title, guid=f"n{len(told) + n}") for n, title in enumerate(titles)]
    server.serve("/wire", feed(*told))
    await home.once(minutes=DAY)


async def test_digest_tells_of_a_watchlist_that_is_hit_far_more_than_usual(tmp_path: Path) -> None:
    with FeedServer() as server:
        files = Files(feeds=[wire(server.serve("/wire", feed()))])
        async with house(tmp_path, files) as home:
            told: list[str] = []
            await home.once()
            for day in range(10):
                await _tell(
                    home, server, told, f"Huawei opens laboratory number {day} in town {day}"
                )
            await _tell(home, server, told, *(f"Huawei {what} in court {what}" for what in WORDS))

            last = max((one.issue for one in await home.digests()), key=lambda one: one.composed_at)

    assert [(rise.watchlist, rise.reports) for rise in last.rises] == [("huawei", len(WORDS))]
    assert last.rises[0].usual == pytest.approx(1.0, abs=0.3)


WORDS = ("sued", "fined", "banned", "praised", "split", "heard", "named", "raided", "freed")
