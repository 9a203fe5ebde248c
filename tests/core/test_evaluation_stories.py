"""Scores of stories against labels, reckoned by hand."""

from __future__ import annotations

import pytest

from monitor.core.evaluation_stories import Told, b_cubed, story_scores

LABELS = (
    Told(id="a", story="sale", language="en"),
    Told(id="b", story="sale", language="de"),
    Told(id="c", story="sale", language="en"),
    Told(id="d", story="halt", language="en"),
    Told(id="e", story="fire", language="ja"),
)


def test_stories_as_labelled_score_one() -> None:
    scores = story_scores(LABELS, {told.id: told.story for told in LABELS})

    assert (scores.pairs.precision, scores.pairs.recall, scores.b_cubed.f1) == (1.0, 1.0, 1.0)
    assert scores.wrong == scores.missed == ()


def test_entries_left_alone_are_pairs_missed_and_none_wrong() -> None:
    scores = story_scores(LABELS, {})

    assert scores.missed == (("a", "b"), ("a", "c"), ("b", "c"))
    assert (scores.pairs.precision, scores.pairs.recall) == (1.0, 0.0)
    assert scores.b_cubed.precision == 1.0


def test_pairs_are_counted_and_named() -> None:
    scores = story_scores(LABELS, {"a": "1", "b": "1", "c": "2", "d": "2", "e": "3"})

    assert scores.wrong == (("c", "d"),)
    assert scores.missed == (("a", "c"), ("b", "c"))
    assert scores.pairs.f1 == pytest.approx(2 * 1 / (2 * 1 + 1 + 2))


def test_pairs_of_two_languages_are_counted_apart() -> None:
    scores = story_scores(LABELS, {"a": "1", "b": "1", "c": "2", "d": "3", "e": "3"})

    assert (scores.across.right, scores.across.missed, scores.across.false) == (1, 1, 1)


def test_b_cubed_is_the_mean_over_the_entries() -> None:
    labels = {"a": "x", "b": "x", "c": "y"}

    scores = b_cubed(labels, {"a": "1", "b": "1", "c": "1"})

    assert scores.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert scores.recall == 1.0


def test_b_cubed_of_nothing_is_one() -> None:
    assert b_cubed({}, {}).f1 == 1.0


def test_near_misses_put_together_are_named() -> None:
    together = {"a": "1", "b": "2", "c": "3", "d": "3", "e": "4"}
    pairs = (("sale", "halt"), ("sale", "fire"), ("sale", "unknown"))

    assert story_scores(LABELS, together, pairs).near_misses == (("sale", "halt"),)
