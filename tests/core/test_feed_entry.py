"""Feeds and entries: what is healthy, what is the same, what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.entry import EntryFate, ParsedEntry, fate_of
from monitor.core.feed import Verdict

NOW = datetime(2026, 11, 2, tzinfo=UTC)
ENTRY = ParsedEntry(guid="g1", url="https://wire.example/1", title="Title", published=NOW)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_a_readable_feed_is_healthy(verdict: Verdict) -> None:
    assert verdict.healthy is (
        verdict
        in {
            Verdict.OK,
            Verdict.FRESH,
            Verdict.QUIET,
            Verdict.SILENT,
            Verdict.MOVED,
            Verdict.SALVAGED,
            Verdict.CUT,
            Verdict.EMPTY,
            Verdict.UNDATED,
        }
    )


def test_identity_is_guid_then_address_then_title_and_day() -> None:
    assert ENTRY.identity == "guid:g1"
    assert replace(ENTRY, guid=None).identity == "url:https://wire.example/1"
    assert replace(ENTRY, guid=None, url=None).identity == "title:Title|2026-11-02"


def test_white_space_is_no_revision() -> None:
    assert replace(ENTRY, title=" Title\n").content_hash == ENTRY.content_hash
    assert replace(ENTRY, title="Other").content_hash != ENTRY.content_hash


@pytest.mark.parametrize(
    ("known", "first", "age_hours", "fate"),
    [
        ("same", False, 0, EntryFate.SEEN),
        ("other", False, 0, EntryFate.REVISED),
        (None, False, 900, EntryFate.NEW),
        (None, True, 23, EntryFate.NEW),
        (None, True, 25, EntryFate.BASELINE),
        (None, True, None, EntryFate.BASELINE),
        ("other", True, 900, EntryFate.REVISED),
    ],
)
def test_fate_of_an_entry(
    known: str | None, first: bool, age_hours: int | None, fate: EntryFate
) -> None:
    published = None if age_hours is None else NOW - timedelta(hours=age_hours)
    entry = replace(ENTRY, published=published)
    stored = entry.content_hash if known == "same" else known

    assert fate_of(entry, known_hash=stored, first_poll=first, now=NOW) is fate


def test_demo_has_no_baseline() -> None:
    old = replace(ENTRY, published=NOW - timedelta(days=99))

    assert fate_of(old, known_hash=None, first_poll=True, now=NOW, baseline=False) is EntryFate.NEW
