"""Composing an issue: rank, cap, marks, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.composition import Circumstances, Composed, compose
from monitor.core.digest import DigestPlan, Mark, Marked
from monitor.core.feed import Kind
from monitor.core.hit import Span
from monitor.core.marking import excerpt, marked, own_words
from monitor.core.material import ReportHit, StoryMaterial, StoryReport
from monitor.core.ranking import rank_of, rank_parts

NOW = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)
PLAN = DigestPlan(
    id="morning",
    name="Morning",
    watchlists=("huawei", "zte"),
    channels=("mail",),
    schedule="hourly",
)
NOT_NOW = Circumstances(
    period="p", scheduled_at=NOW, composed_at=NOW, late=False, config_revision=3
)


def span(start: int = 0, end: int = 6, field: str = "title") -> Span:
    return Span(term="t", field=field, start=start, end=end)


def report(number: int = 1, outlet: str = "Wire", *spans: Span) -> StoryReport:
    return StoryReport(
        entry_id=number,
        title="Huawei sells radios",
        summary="ZTE does not.",
        url=None,
        outlet=outlet,
        kind=Kind.NEWS,
        weight=1.0,
        language="en",
        published=NOW,
        seen_at=NOW - timedelta(hours=1),
        hits=(ReportHit(watchlist_id="huawei", spans=spans or (span(),)),),
    )


def story(number: int, *reports: StoryReport) -> StoryMaterial:
    return StoryMaterial(story_id=number, reports=reports or (report(number),))


def composed(*stories: StoryMaterial, cap: int = 20) -> Composed:
    return compose(replace(PLAN, max_stories=cap), stories, {"huawei": "Huawei (vendor)"}, NOT_NOW)


def test_what_the_cap_leaves_out_is_counted_by_watchlist() -> None:
    result = composed(*(story(n) for n in range(1, 6)), cap=2)

    assert len(result.issue.stories) == 2
    assert result.issue.left_out.total == 3
    assert result.issue.left_out.by_watchlist == (("Huawei (vendor)", 3),)
    shown = [told.story_id for told in result.issue.stories]
    assert sorted([*shown, *result.cut]) == [1, 2, 3, 4, 5]


def test_same_material_in_any_order_gives_the_same_issue() -> None:
    stories = [story(n) for n in range(1, 6)]

    assert composed(*stories) == composed(*stories[::-1])


def test_outlets_are_named_in_order_of_time_and_copies_behind() -> None:
    told = (
        replace(report(1, "Wire"), weight=9.0),
        replace(report(2, "Third"), published=NOW - timedelta(hours=1)),
        replace(report(3, "Copy"), published=NOW - timedelta(hours=9), copy=True),
        replace(report(4, "First"), published=NOW - timedelta(hours=5)),
        replace(report(5, "Second"), published=None, seen_at=NOW - timedelta(hours=3)),
    )

    (shown,) = composed(story(1, *told)).issue.stories

    assert [source.outlet for source in shown.also_in] == ["First", "Second", "Third", "Copy"]


def test_more_outlets_rank_higher() -> None:
    alone = story(1)
    together = story(2, report(2), report(3, "Courier"), report(4, "Post"))

    assert rank_of(together, NOW) > rank_of(alone, NOW)


def test_title_hit_ranks_above_summary_hit() -> None:
    in_summary = story(1, report(1, "Wire", span(0, 3, "summary")))

    assert rank_of(story(2), NOW) > rank_of(in_summary, NOW)


def test_official_word_ranks_above_the_press() -> None:
    official = story(1, replace(report(1), kind=Kind.REGULATOR))

    assert rank_of(official, NOW) > rank_of(story(2), NOW)


def test_copies_count_less_than_reports_of_their_own() -> None:
    own = story(1, report(1), report(2, "Courier"))
    copied = story(1, report(1), replace(report(2, "Courier"), copy=True))

    assert rank_of(own, NOW) > rank_of(copied, NOW) > rank_of(story(1), NOW)


def test_rank_is_the_sum_of_its_parts_and_each_says_what_it_is_from() -> None:
    told = composed(story(1, report(1), replace(report(2, "Office"), kind=Kind.REGULATOR)))

    (shown,) = told.issue.stories
    assert shown.rank == round(sum(part.points for part in shown.rank_parts), 4)
    notes = {part.name: part.note for part in shown.rank_parts}
    assert notes == {
        "hits": "huawei in title",
        "outlets": "2 with a report of their own",
        "weight": "Wire",
        "official": "Office",
        "novelty": "not told before",
        "recency": "1 h ago",
    }


def test_story_told_before_is_as_novel_as_what_is_new_in_it() -> None:
    fresh = replace(report(2, "Courier"), seen_at=NOW)
    parts = rank_parts(story(1, report(1), fresh), NOW, NOW - timedelta(minutes=30))

    assert {part.name: part.points for part in parts}["novelty"] == 0.5


def test_official_document_leads_before_a_weightier_outlet() -> None:
    office = replace(report(2, "Office"), kind=Kind.REGULATOR)

    (shown,) = composed(story(1, replace(report(1), weight=3.0), office)).issue.stories

    assert (shown.lead.outlet, [source.outlet for source in shown.also_in]) == ("Office", ["Wire"])


def test_report_without_a_hit_does_not_lead() -> None:
    office = replace(report(2, "Office"), kind=Kind.REGULATOR, hits=())

    (shown,) = composed(story(1, report(1), office)).issue.stories

    assert shown.lead.outlet == "Wire"


def test_title_is_in_the_language_of_the_digest_where_there_is_one() -> None:
    office = replace(
        report(2, "Amt"), kind=Kind.REGULATOR, language="de", title="Huawei verkauft Funkgeräte"
    )

    (shown,) = composed(story(1, report(1), office)).issue.stories
    (alone,) = composed(story(1, office)).issue.stories

    assert (shown.lead.outlet, shown.title.text, shown.language) == (
        "Amt", "Huawei sells radios", "en",
    )  # fmt: skip
    assert (alone.title.text, alone.language) == ("Huawei verkauft Funkgeräte", "de")


def test_copies_are_named_behind_reports_of_their_own() -> None:
    copy = replace(report(2, "Copier"), copy=True)

    (shown,) = composed(story(1, report(1), copy, report(3, "Courier"))).issue.stories

    assert [(one.outlet, one.copy) for one in shown.also_in] == [
        ("Courier", False),
        ("Copier", True),
    ]


def test_other_outlets_stand_once_each_without_the_lead() -> None:
    told = composed(story(1, report(1), report(2, "Courier"), report(3, "courier"), report(4)))

    assert [source.outlet for source in told.issue.stories[0].also_in] == ["Courier"]


def test_story_says_which_watchlist_and_which_words() -> None:
    (reason,) = composed(story(1)).issue.stories[0].reasons

    assert (reason.name, reason.words) == ("Huawei (vendor)", ("Huawei",))


def test_words_are_spelt_as_in_the_report_that_leads() -> None:
    loud = replace(report(1, "Courier"), title="HUAWEI SELLS RADIOS")
    trusted = replace(report(2), weight=1.5)

    (reason,) = composed(story(1, loud, trusted)).issue.stories[0].reasons

    assert reason.words == ("Huawei",)


def test_word_that_is_part_of_a_hyphenated_one_is_not_named_again() -> None:
    title = "5G-Lizenzen in 5G, 5G Lizenzen"
    told = replace(report(1, "Wire", span(15, 17), span(0, 11), span(19, 30)), title=title)

    (reason,) = composed(story(1, told)).issue.stories[0].reasons

    assert reason.words == ("5G-Lizenzen",)


def test_plural_of_a_word_is_not_named_beside_it() -> None:
    told = replace(report(1, "Wire", span(0, 8), span(13, 22)), title="operator and operators pass")

    (reason,) = composed(story(1, told)).issue.stories[0].reasons

    assert reason.words == ("operator",)


def test_guard_that_passed_for_several_names_is_told_once() -> None:
    def named(start: int, end: int, alias: str, guard: str) -> Span:
        return Span(
            term="t", field="title", start=start, end=end, alias=alias, concept=alias, guard=guard
        )

    spans = (
        named(0, 5, "Three", "it has its capitals"),
        named(6, 8, "O2", "it has its capitals"),
        named(9, 11, "EE", "a bourse stands beside it"),
    )
    told = replace(report(1, "Wire", *spans), title="Three O2 EE")

    (reason,) = composed(story(1, told)).issue.stories[0].reasons

    assert reason.explanation == "Three, O2: it has its capitals; EE: a bourse stands beside it"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Huawei wins. The post Huawei wins appeared first on Wire.", "Huawei wins."),
        ("Huawei wins. Read more: Nokia loses", "Huawei wins."),
        ("The post Huawei wins appeared first on Wire.", None),
        ("Huawei wins the post. It pays.", None),
        ("", None),
    ],
)
def test_summary_is_shown_without_what_is_not_its_own(text: str, own: str | None) -> None:
    places = [
        Mark(start=at, end=at + 6) for at in range(len(text)) if text[at:].startswith("Huawei")
    ]

    shown = own_words(Marked(text=text, marks=tuple(places)))

    assert shown.text == (text if own is None else own)
    assert {shown.text[mark.start : mark.end] for mark in shown.marks} <= {"Huawei"}
    assert len(shown.marks) == shown.text.count("Huawei")
    told = replace(report(), summary=text)
    assert composed(story(1, told)).issue.stories[0].summary.text == shown.text


def test_signature_that_a_feed_cut_off_is_known_by_the_title() -> None:
    title = "Huawei sells radios to everyone in the north"
    told = replace(report(), title=title, summary=f"It pays. The post {title[:30]}...")

    assert composed(story(1, told)).issue.stories[0].summary.text == "It pays."


def test_marks_behind_a_closing_stay_on_their_words() -> None:
    text = "One. Read more: Nokia loses\nHuawei wins."
    at = text.index("Huawei")

    shown = own_words(Marked(text=text, marks=(Mark(start=at, end=at + 6),)))

    assert "Nokia" not in shown.text
    (mark,) = shown.marks
    assert shown.text[mark.start : mark.end] == "Huawei"


def test_overlapping_spans_become_one_mark_of_both_watchlists() -> None:
    found = marked(
        "Huawei Technologies",
        [
            ReportHit(watchlist_id="a", spans=(span(0, 6),)),
            ReportHit(watchlist_id="b", spans=(span(0, 19),)),
        ],
        "title",
    )

    assert found.marks == (Mark(start=0, end=19, watchlists=("a", "b")),)


@given(
    text=st.text(st.characters(codec="utf-8"), max_size=900),
    start=st.integers(0, 900),
    length=st.integers(1, 30),
)
def test_excerpt_keeps_marks_on_their_words(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    marks = (Mark(start=start, end=end),) if start < end else ()

    short = excerpt(Marked(text=text, marks=marks))

    assert len(short.text) <= 320 + 4
    assert [short.text[m.start : m.end] for m in short.marks] in ([], [text[start:end]])
    if marks and length < 30:
        assert short.marks
