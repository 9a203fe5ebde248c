"""The labelled sets that ship beside the benchmarks: what was found once stays found."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.compiled import shipped_reader
from monitor.evaluate import judge, predict, read_items, read_watchlists

SETS = Path(__file__).parents[2] / "benchmarks" / "labelled"


@pytest.mark.parametrize(("name", "least"), [("customers", 0.84), ("business", 0.79)])
def test_subjects_of_a_labelled_set_are_found(name: str, least: float) -> None:
    items = read_items(SETS / f"{name}.jsonl")
    configuration = read_watchlists(SETS / f"{name}.yaml")

    found = judge(configuration, items, list(predict(shipped_reader(), configuration, items)))

    assert found is not None
    assert found.micro.f1 >= least
