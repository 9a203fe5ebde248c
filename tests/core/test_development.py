"""Whether a told story has developed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.core.development import developed
from monitor.core.digest import Development
from tests.core.test_composition import NOW, report, story

HALTED = replace(report(1), title="Regulator halts the auction", seen_at=NOW)
LATER = replace(
    report(2, "Courier"), title="Regulator resumes the auction", seen_at=NOW + timedelta(hours=2)
)


def test_another_stage_is_a_development() -> None:
    found = developed(story(1, HALTED, LATER), NOW)

    assert found is not None
    assert found.update.what is Development.STAGE
    assert [source.outlet for source in found.update.outlets] == ["Courier"]


def test_the_same_stage_in_other_words_is_none() -> None:
    again = replace(LATER, title="Auction suspended by the regulator")

    assert developed(story(1, HALTED, again), NOW) is None


def test_stage_that_was_told_before_is_none() -> None:
    both = replace(HALTED, title="Regulator halts the auction, resumes it in May")

    assert developed(story(1, both, LATER), NOW) is None


def test_copy_tells_of_no_other_stage() -> None:
    assert developed(story(1, HALTED, replace(LATER, copy=True)), NOW) is None


def test_title_that_names_a_stage_after_one_without_is_none() -> None:
    plain = replace(HALTED, title="Regulator and the auction")

    assert developed(story(1, plain, LATER), NOW) is None
