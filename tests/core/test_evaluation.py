"""Precision, recall and F1, counted by hand."""

from __future__ import annotations

import pytest

from monitor.core.evaluation import Labelled, Mistake, Score, scores

ITEMS = [
    Labelled(id="1", relevant=frozenset(("a", "b"))),
    Labelled(id="2", relevant=frozenset(("a",))),
    Labelled(id="3", relevant=frozenset()),
]
RESULTS = {"1": {"a"}, "2": {"a", "other"}, "3": {"b"}}
WATCHLISTS = {"a": ("entity",), "b": ("topic", "entity")}


def test_hits_and_misses_are_counted_for_each_watchlist() -> None:
    found = scores(ITEMS, RESULTS, WATCHLISTS)

    assert found.watchlists == {"a": Score(right=2), "b": Score(false=1, missed=1)}
    assert found.mistakes == (
        Mistake(item="1", watchlist="b", false=False),
        Mistake(item="3", watchlist="b", false=True),
    )


def test_micro_counts_every_hit_alike_and_macro_every_watchlist() -> None:
    found = scores(ITEMS, RESULTS, WATCHLISTS)

    assert found.micro.f1 == pytest.approx(2 / 3)
    assert found.macro == pytest.approx(0.5)
    assert found.tags == {
        "entity": Score(right=2, false=1, missed=1),
        "topic": Score(false=1, missed=1),
    }


def test_nothing_asked_and_nothing_found_is_no_mistake() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (1.0, 1.0, 1.0)
