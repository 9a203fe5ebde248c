"""Concepts that are told of more than usual, and those that meet, from what is stored."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from monitor.core.trend import Pace
from monitor.trending import concept_trends
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio

DAY = 24 * 60
LATELY = tuple(
    f"{what} about Iliad and Telia in {town}"
    for what, town in (
        ("Rumours", "Paris"),
        ("A letter", "Oslo"),
        ("Questions", "Rome"),
        ("An inquiry", "Bern"),
        ("Doubts", "Riga"),
    )
)


async def _tell(home: House, server: FeedServer, told: list[str], *titles: str) -> None:
    """One more day on which the outlet publishes these."""
    number = len(told)
    told += [entry(title, guid=f"n{number + n}", published=None) for n, title in enumerate(titles)]
    server.serve("/wire", feed(*told))
    await home.once(minutes=DAY)


async def test_concepts_that_suddenly_meet_are_told(tmp_path: Path) -> None:
    with FeedServer() as server:
        files = Files(feeds=[wire(server.serve("/wire", feed()))])
        async with house(tmp_path, files) as home:
            told: list[str] = []
            await home.once()
            for day in range(10):
                await _tell(home, server, told, f"Nokia opens hall {day}", f"Telia shop {day}")
            await _tell(home, server, told, *LATELY)
            concepts, now = home.app.live.concepts, home.app.desk.clock()

            trending = await home.app.desk.read(partial(concept_trends, concepts=concepts, now=now))

    spikes = {one.series.name for one in trending.concepts if one.pace is Pace.SPIKE}
    assert "iliad" in spikes
    assert "nokia" not in spikes
    assert ("iliad", "telia") in {(one.one, one.other) for one in trending.pairs}
