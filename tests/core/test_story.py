"""Folding: which reports become one story, and which stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.story import Candidate, FoldReason, Report, bare_title, fingerprint, fold

NOW = datetime(2026, 11, 2, tzinfo=UTC)
REPORT = Report(
    entry_id=1,
    title="Norland sells four 5G licences",
    canonical_url="https://wire.example/1",
    outlet="Wire",
    seen_at=NOW,
)


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


def _candidate(report: Report, kind: str, story: int, days: float = 0) -> Candidate:
    key = next(key for key in fingerprint(report).keys if key.startswith(kind))
    return Candidate(story_id=story, key=key, last_seen=NOW - timedelta(days=days))


def test_short_title_alone_is_no_key() -> None:
    short = replace(REPORT, title="Market update", canonical_url=None)

    assert fingerprint(short).keys == ()


def test_report_without_candidates_begins_a_story() -> None:
    assert fold(REPORT, ()).reason is FoldReason.FIRST


def test_address_outweighs_title() -> None:
    same_title, same_url = _candidate(REPORT, "title", 1), _candidate(REPORT, "url", 2, days=1)

    decision = fold(REPORT, (same_title, same_url))

    assert (decision.story_id, decision.reason) == (2, FoldReason.SAME_URL)


def test_story_told_last_wins_whatever_the_order() -> None:
    old, new = _candidate(REPORT, "title", 1, days=2), _candidate(REPORT, "title", 5, days=1)

    assert fold(REPORT, (old, new)) == fold(REPORT, (new, old))
    assert fold(REPORT, (old, new)).story_id == 5


def test_story_older_than_a_week_is_not_joined() -> None:
    assert fold(REPORT, (_candidate(REPORT, "title", 1, days=8),)).story_id is None
