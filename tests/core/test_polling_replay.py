"""The rule as a whole: on made traces it finds news sooner than a fixed interval, and spends no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.schedule import Fixed, Telemon, equal, replay
from benchmarks.traces import Trace, made

TRACES = {trace.name: trace for trace in made(seed=4)}


def _short(name: str) -> Trace:
    """Every fifth feed, for four weeks (the first two are the warm-up)."""
    trace = TRACES[name]
    days = 28
    feeds = [[hour for hour in feed if hour < days * 24] for feed in trace.feeds[1::5]]
    return replace(trace, days=days, feeds=feeds)


@pytest.mark.parametrize(
    ("name", "share"), [("office", 0.6), ("clocked", 0.5), ("bursts", 0.65), ("no rhythm", 0.85)]
)
def test_news_is_found_sooner_than_by_a_fixed_interval(name: str, share: float) -> None:
    trace = _short(name)
    ours = replay(trace, Telemon(timedelta(hours=1), len(trace.feeds)))
    fixed = equal(trace, Fixed, ours.requests)

    assert ours.mean < share * fixed.mean


def test_budget_is_kept() -> None:
    trace = _short("office")
    allowed = len(trace.feeds) * 14 * 24

    spent = replay(trace, Telemon(timedelta(hours=1), len(trace.feeds))).requests

    assert 0.7 * allowed < spent < 1.05 * allowed
