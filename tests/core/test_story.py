"""Titles as folding compares them, and when an entry counts as told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.story import bare_title, told_at

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "Huawei in talks over 5G licensing with a US firm",
        "HUAWEI IN TALKS OVER 5G LICENSING WITH A U.S. FIRM",
        "Huawei in talks over 5G-licensing with US firm - Signal Post",
        "Huawei in talks over 5G licensing with the US firm | Carrier Courier",
    ],
)
def test_titles_that_differ_in_dress_only_are_one(title: str) -> None:
    assert bare_title(title) == "huawei in talks over 5g licensing with us firm"


def test_tail_that_is_no_outlet_stays() -> None:
    assert bare_title("Norland sells four licences - and keeps two back") == (
        "norland sells four licences and keeps two back"
    )


def test_own_outlet_is_a_tail_however_it_is_written() -> None:
    assert bare_title("Norland sells four 5G licences - wire", "Wire") == (
        "norland sells four 5g licences"
    )


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (None, NOW),
        (NOW - timedelta(days=2), NOW - timedelta(days=2)),
        (NOW + timedelta(days=2), NOW),
        (NOW - timedelta(days=900), NOW - timedelta(days=6)),
    ],
)
def test_entry_counts_as_told_when_it_was_published_within_the_window(
    published: datetime | None, told: datetime
) -> None:
    assert told_at(published, NOW) == told
