"""Which ids stories keep when they are folded anew."""

from __future__ import annotations

from monitor.core.story.refolding import kept_ids


def test_story_that_is_folded_as_before_keeps_its_id() -> None:
    assert kept_ids([[1, 2], [3]], {1: 7, 2: 7, 3: 8}, ()) == [7, 8]


def test_of_a_story_that_falls_apart_the_larger_part_keeps_the_id() -> None:
    assert kept_ids([[1], [2, 3]], {1: 7, 2: 7, 3: 7}, ()) == [None, 7]


def test_of_stories_that_meet_the_one_that_was_sent_keeps_its_id() -> None:
    was = {1: 7, 2: 7, 3: 8}

    assert kept_ids([[1, 2, 3]], was, ()) == [7]
    assert kept_ids([[1, 2, 3]], was, {8}) == [8]


def test_id_that_another_story_keeps_is_not_given_again() -> None:
    assert kept_ids([[1], [2]], {1: 7, 2: 7}, (), taken={7}) == [None, None]


def test_new_entries_get_a_new_id() -> None:
    assert kept_ids([[9]], {}, ()) == [None]
