"""Records of deliveries: together where they come together, each for itself where one fails."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from monitor.flow.deliver.ledger import Ledger
from storage import notices
from storage.engine import Session
from tests.flow.house import START, Files, house

pytestmark = pytest.mark.anyio


def _note(session: Session, key: str) -> None:
    notices.raise_once(session, key=key, kind="k", subject=key, text="t", now=START)


async def _known(ledger: Ledger, keys: list[str], broken: str = "") -> tuple[int, list[str]]:
    """How many units of work it took to record `keys` at one time, and those that failed."""
    units, failed = set(), []

    def work(session: Session, key: str) -> None:
        units.add(id(session))
        kept.append(session)
        if key == broken:
            raise ValueError(key)
        _note(session, key)

    async def one(key: str) -> None:
        try:
            await ledger.record(lambda session: work(session, key))
        except ValueError:
            failed.append(key)

    kept: list[Session] = []
    async with anyio.create_task_group() as group:
        for key in keys:
            group.start_soon(one, key)
    return len(units), failed


async def test_what_comes_while_one_is_written_goes_into_one_unit_of_work(tmp_path: Path) -> None:
    keys = [f"key-{number}" for number in range(12)]
    async with house(tmp_path, Files()) as home:
        units, failed = await _known(Ledger(home.app.desk), keys)

        found = await home.app.desk.read(lambda s: notices.listing(s, open_only=True))
        assert sorted(one.key for one in found) == sorted(keys)
        assert (units, failed) == (1, [])


async def test_one_that_cannot_be_written_spoils_no_other(tmp_path: Path) -> None:
    keys = [f"key-{number}" for number in range(5)]
    async with house(tmp_path, Files()) as home:
        _, failed = await _known(Ledger(home.app.desk), keys, broken="key-2")

        found = await home.app.desk.read(lambda s: notices.listing(s, open_only=True))
        assert {one.key for one in found} == {*keys} - {"key-2"}
        assert failed == ["key-2"]
