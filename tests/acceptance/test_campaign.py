"""A small crash campaign; benchmarks/crashes.py runs the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.campaign import campaign

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_kills_over_composing_and_sending_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = campaign(tmp_path, kills=6, seed=11)
    print(figures)  # noqa: T201 (figures)

    assert figures.problems == ()
    assert figures.stories > 10
    assert figures.killed_at_work > 0
    assert figures.repeats > 0
