"""When a model is asked, what it is given, and which answer may stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.summary.asking import (
    FRESH,
    LONGEST_QUOTE,
    MOST_TRIES,
    PAUSE,
    Asked,
    Outcome,
    is_worth_asking,
    prompt_of,
    sources_of,
    usable,
)
from tests.core.summaries import NOW, POST, WIRE, report

REPORTS = [report(1, "Wire", WIRE), report(2, "Post", POST)]
ASKED = Asked(
    story_id=1,
    language="en",
    sources=sources_of(REPORTS),
    entries=(1, 2),
    outcome=Outcome.WRITTEN,
    model="small-1",
    asked_at=NOW,
    text="Text.",
)
FAILED = replace(ASKED, outcome=Outcome.FAILED, text="", reason="no answer")
MORE = [*REPORTS, report(3, "Herald", WIRE)]
LATER = NOW + timedelta(days=1)


def _worth(*asked: Asked, language: str = "en", minutes: float = 1) -> bool:
    now = NOW + timedelta(minutes=minutes)
    return is_worth_asking(REPORTS, asked, language=language, now=now)


def test_same_reports_are_asked_about_once_in_a_language() -> None:
    assert _worth()
    assert not _worth(ASKED)
    assert not _worth(replace(ASKED, outcome=Outcome.DROPPED), minutes=9999)
    assert _worth(replace(ASKED, language="de"))


def test_failure_is_tried_again_after_a_pause_three_times_in_all() -> None:
    assert not _worth(FAILED, minutes=4.9)
    assert _worth(FAILED, minutes=PAUSE / timedelta(minutes=1))
    assert not _worth(replace(FAILED, tries=MOST_TRIES), minutes=9999)


def test_more_reports_are_asked_about_when_the_answer_is_an_hour_old_or_the_story_was_told() -> (
    None
):
    soon, later = NOW + timedelta(minutes=30), NOW + FRESH

    assert not is_worth_asking(MORE, [ASKED], language="en", now=soon)
    assert is_worth_asking(MORE, [ASKED], language="en", now=later)
    assert is_worth_asking(
        MORE, [ASKED], language="en", now=soon, told_at=NOW + timedelta(minutes=1)
    )


@pytest.mark.parametrize(("language", "text"), [("tr", WIRE), ("en", "Short.")])
def test_other_languages_and_short_stories_are_not_asked_about(language: str, text: str) -> None:
    assert not is_worth_asking([report(1, "Wire", text)], [], language=language, now=NOW)


def test_answer_stands_for_its_own_reports_and_for_an_hour_for_more() -> None:
    soon = NOW + timedelta(minutes=30)

    assert usable(REPORTS, [ASKED], language="en", now=LATER) == ASKED
    assert usable(MORE, [ASKED], language="en", now=soon) == ASKED
    assert usable(MORE, [ASKED], language="en", now=LATER) is None
    assert usable(REPORTS[:1], [ASKED], language="en", now=soon) is None
    assert usable(REPORTS, [ASKED], language="de", now=soon) is None
    assert usable(REPORTS, [FAILED], language="en", now=soon) is None
    assert usable(REPORTS, [ASKED], language="en", now=soon, told_at=NOW) is None


def test_newest_of_several_answers_is_taken() -> None:
    newer = replace(ASKED, asked_at=NOW + timedelta(minutes=2), sources="other", text="Newer.")

    assert usable(REPORTS, [newer, ASKED], language="en", now=newer.asked_at) == newer


def test_hash_of_the_sources_knows_their_words_and_no_order() -> None:
    revised = replace(REPORTS[0], summary=WIRE.replace("1,900", "2,900"))

    assert sources_of(REPORTS) == sources_of(REPORTS[::-1])
    assert sources_of(REPORTS) != sources_of([revised, REPORTS[1]])
    assert sources_of(REPORTS) != sources_of(MORE)


def test_prompt_quotes_the_beginning_of_a_few_reports_and_names_the_language() -> None:
    many = [report(n, f"Outlet {n}", f"Number {n}. " + "x" * 9000) for n in range(1, 20)]
    prompt = prompt_of(many, "de")

    assert "in German" in prompt.order
    assert "Number 8." in prompt.reports
    assert "Number 9." not in prompt.reports
    assert len(prompt.reports) < 8 * (LONGEST_QUOTE + 100)


def test_body_that_begins_with_the_summary_is_quoted_once() -> None:
    body = f"{WIRE} And more of it."
    prompt = prompt_of([report(1, "Wire", WIRE, body=body)], "en")

    assert prompt.reports.count("1,900 masts") == 1
    assert prompt.reports.endswith("And more of it.")
