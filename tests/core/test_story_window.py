"""Folding: which reports become one story, and which stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.story.prints import Fingerprint
from monitor.core.story.similarity import Rule, similarity
from monitor.core.story.window import Fold, Reason, Window
from tests.core.story_cases import MONDAY, told

SALE = told(
    "Nordtel wins most of Norway's 5G auction",
    "The operator pays $1.9 bln for 700 MHz airwaves; Fjordcom left the bidding on Friday.",
    outlet="Wire",
    url="https://wire.example/sale",
)
REWRITE = told(
    "Fjordcom walks away as Nordtel takes the 700 MHz band",
    "Oslo's auction is over. The hammer fell at $1.9bn.",
    outlet="Mast News",
    hours=3,
)
OTHER = told(
    "Radiowerk closes a plant in Ulm",
    "Some 400 people made filters there.",
    outlet="Mast News",
    hours=1,
)


def window_of(*reports: Fingerprint, rule: Rule | None = None) -> Window:
    """A window that folded the reports; a story has the number of its first report."""
    window = Window(rule)
    for number, report in enumerate(reports):
        put(window, number, report)
    return window


def put(window: Window, number: int, report: Fingerprint) -> Fold:
    decision = window.fold(report)
    story = number if decision.story_id is None else decision.story_id
    window.add(number, report, story)
    return decision


def test_titles_that_differ_in_a_number_only_are_two_events() -> None:
    one = told("Radiowerk opens office number 4 in Norway", outlet="Wire")
    other = told("Radiowerk opens office number 5 in Norway", outlet="Mast News", hours=1)

    assert window_of(OTHER, one).fold(other).story_id is None
    assert similarity(other, one, dict.fromkeys(other.keys, 5.0), Rule()).veto == "another number"


def test_first_report_begins_a_story() -> None:
    decision = Window().fold(SALE)

    assert (decision.story_id, decision.reason, decision.parts) == (None, Reason.FIRST, ())


def test_rewrite_of_an_event_joins_its_story_and_says_why() -> None:
    decision = window_of(OTHER, SALE).fold(REWRITE)

    assert (decision.story_id, decision.reason, decision.like) == (1, Reason.SAME_EVENT, 1)
    assert decision.similarity >= decision.bar
    shared = {part.name: part.keys for part in decision.parts}
    assert set(shared["entities"]) == {"e:nordtel", "e:fjordcom"}
    assert "v:band:700" in shared["values"]
    assert not decision.is_copy


def test_report_in_another_language_joins_by_names_and_values() -> None:
    german = told(
        "Nordtel ersteigert Frequenzen in Norwegen",
        "Die Auktion brachte 1,9 Milliarden Dollar; Fjordcom stieg bei 700 MHz aus.",
        language="de",
        outlet="Funkblatt",
        hours=5,
    )

    assert window_of(OTHER, SALE).fold(german).story_id == 1


def test_unlike_report_of_the_same_day_stays_apart_and_tells_what_came_nearest() -> None:
    other = told("Nordtel opens a shop in Bergen", outlet="Mast News", hours=2)

    decision = window_of(SALE).fold(other)

    assert decision.story_id is None
    assert decision.like == 0
    assert decision.similarity < decision.bar


@pytest.mark.parametrize(
    "copy",
    [
        told("Wholly rewritten headline of it", outlet="Wire", url="https://wire.example/sale"),
        told("Nordtel wins most of Norway's 5G auction - Wire", outlet="Daily Post", hours=2),
        told("UPDATE 1-Nordtel wins most of Norway's 5G auction", outlet="Wire", hours=2),
        told(
            "Auction goes to Nordtel",
            "OSLO (Wire) - The operator pays $1.9 bln for 700 MHz airwaves; Fjordcom left the "
            "bidding on Friday. Via Wire.",
            outlet="Daily Post",
        ),
    ],
)
def test_copies_are_known_as_such(copy: Fingerprint) -> None:
    decision = window_of(SALE).fold(copy)

    assert (decision.story_id, decision.is_copy, decision.like) == (0, True, 0)


def test_text_with_a_word_changed_is_a_copy_too() -> None:
    passed_on = told(
        "Nordtel wins most of the 5G auction in Norway, pays $1.9 bln",
        "The operator spends $1.9 bln for 700 MHz airwaves; rival Fjordcom left the bidding Friday.",
        outlet="Daily Post",
        hours=2,
    )

    decision = window_of(OTHER, SALE).fold(passed_on)

    assert (decision.story_id, decision.reason) == (1, Reason.SAME_TEXT)
    assert decision.parts


def test_an_outlets_column_is_no_copy_of_last_weeks() -> None:
    column = told("The week in the mobile trade", "Nordtel talked.", outlet="Wire")
    next_one = told("The week in the mobile trade", "Radiowerk sang.", outlet="Wire", hours=120)

    assert window_of(column).fold(next_one).story_id is None


def test_standing_text_of_an_outlet_makes_no_copies() -> None:
    standing = "Our editors choose the best of the day's reports and send it to you each morning."
    one = told("Nordtel hires a cook", standing, outlet="Wire")
    other = told("Sudafone paints its masts", standing, outlet="Wire", hours=1)

    assert window_of(one).fold(other).story_id is None


@pytest.mark.parametrize(
    ("one", "other", "veto"),
    [
        ("Nordtel second-quarter profit up 9%", "Nordtel third-quarter profit up 13%", "quarter"),
        ("3GPP freezes Release 18", "3GPP freezes Release 19", "release"),
        (
            "Telekontor names winners of Auction 107",
            "Telekontor names winners of Auction 110",
            "case",
        ),
    ],
)
def test_other_values_of_a_kind_are_other_events(one: str, other: str, veto: str) -> None:
    first, second = told(one), told(other, outlet="Mast News", hours=1)

    assert similarity(second, first, dict.fromkeys(second.keys, 9.0), Rule()).veto.endswith(veto)
    assert window_of(first).fold(second).story_id is None


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Telekontor halts the 5G auction", "Telekontor resumes the 5G auction", "other stage"),
        ("5G auction opens in Norway", "5G auction opens in Italy", "other country"),
        ("Nordtel buys masts for $2 bln", "Nordtel pays $7 bln for masts", "other value"),
        ("Radiowerk equips Nordtel", "Radiowerk equips Sudafone", "other party"),
    ],
)
def test_what_differs_speaks_against(one: str, other: str, reason: str) -> None:
    first, second = told(one), told(other, outlet="Mast News", hours=1)

    found = similarity(second, first, dict.fromkeys(second.keys, 5.0), Rule())

    assert reason in {part.name for part in found.parts if part.bits < 0}


def test_rounded_amounts_and_other_currencies_do_not_differ() -> None:
    first = told("Nordtel buys masts for $2.95 bln")

    for title in ("Nordtel buys masts for $3 bln", "Nordtel buys masts for €2.5 bln"):
        second = told(title, outlet="Mast News", hours=1)
        found = similarity(second, first, dict.fromkeys(second.keys, 5.0), Rule())
        assert "other value" not in {part.name for part in found.parts}


def test_series_of_an_outlet_is_no_story() -> None:
    one = told("Drive test: Nordtel fastest in Bergen, Fjordcom most reliable", hours=0)
    other = told("Drive test: Nordtel fastest in Tromsö, Fjordcom most reliable", hours=1)

    one_label = window_of(one).fold(other)

    assert one.label == "drive test"
    assert one_label.story_id is None


def test_outlet_tells_an_event_twice_only_in_its_editions_of_two_languages() -> None:
    told_again = told(
        "Nordtel gewinnt Auktion", "Norwegen: 5G", outlet="Wire", hours=1, language="de"
    )
    same = replace(told_again, language="en")
    first = told("Nordtel wins auction", "Norway: 5G", outlet="Wire")

    assert window_of(first).fold(told_again).similarity > window_of(first).fold(same).similarity


def test_roundup_neither_joins_nor_attracts() -> None:
    roundup = told("Trade notes: Nordtel, Fjordcom, Norway", SALE.outlet, outlet="Notes", hours=1)

    assert window_of(SALE).fold(roundup).story_id is None
    assert window_of(roundup).fold(SALE).story_id is None


def test_stories_are_stars_a_report_must_resemble_the_lead() -> None:
    lead = told("Nordtel hires Ole Brumm", "", outlet="A")
    bridge = told("Nordtel hires Ole Brumm, Radiowerk Kari Nordmann", "", outlet="B", hours=1)
    far = told("Radiowerk hires Kari Nordmann", "", outlet="C", hours=2)
    window = Window()
    window.add(1, lead, 1)
    window.add(2, bridge, 1)

    assert window.fold(far).story_id is None
    window.move(2, 2)
    assert window.fold(far).story_id == 2


def test_full_story_takes_no_more_than_copies() -> None:
    window = window_of(SALE, rule=Rule(most_reports=1))

    assert window.fold(REWRITE).story_id is None
    copy = told("Nordtel wins most of Norway's 5G auction", outlet="Daily Post")
    assert window.fold(copy).story_id == 0


def test_reports_leave_after_the_days_of_the_window() -> None:
    window = window_of(SALE)
    late = told("Sudafone paints its masts", outlet="Wire", hours=24 * 8)
    put(window, 1, late)

    assert len(window) == 1
    assert 0 not in window
    copy = told("Nordtel wins most of Norway's 5G auction", outlet="Post", hours=24 * 8)
    assert window.fold(copy).story_id is None


def test_more_is_asked_where_more_is_told() -> None:
    few, many = Window(), Window()
    for number in range(40):
        many.add(number, told(f"Mast number {number} painted", outlet=str(number)), number)

    assert few.bar(MONDAY) < many.bar(MONDAY)
    assert many.bar(MONDAY + timedelta(days=5)) == few.bar(MONDAY)


def test_order_of_arrival_within_the_hour_changes_nothing() -> None:
    forth, back = Window(), Window()
    for number, report in ((1, SALE), (2, OTHER)):
        put(forth, number, report)
    for number, report in ((2, OTHER), (1, SALE)):
        put(back, number, report)

    assert forth.fold(REWRITE).story_id == back.fold(REWRITE).story_id == 1


def test_entry_added_again_is_in_once() -> None:
    window = window_of(SALE)
    window.add(0, SALE, 7)

    assert len(window) == 1
    assert window.fold(REWRITE).story_id == 7
    window.remove(0)
    assert window.fold(REWRITE).story_id is None


def test_same_title_over_a_text_of_its_own_is_no_copy() -> None:
    own = told(
        "Nordtel wins most of Norway's 5G auction",
        "What the airwaves are worth: a comparison with three earlier sales shows a fair price for all.",
        outlet="Mast News",
        hours=2,
    )
    decision = window_of(SALE).fold(own)

    assert (decision.story_id, decision.reason) == (0, Reason.SAME_HEADLINE)
    assert not decision.is_copy


def test_talks_and_a_signed_agreement_are_two_stages_in_any_script() -> None:
    assert told("Radiowerk in talks over a licence").stages == {"in talks"}
    assert told("Radiowerk签署许可协议").stages == {"done"}


def test_another_language_makes_up_for_words_only_where_a_subject_is_shared() -> None:
    german = told("Nordtel und 5G in Norwegen", outlet="Netz", language="de", hours=1)
    names_alone = told("Nordtel in Norwegen", outlet="Netz", language="de", hours=1)
    english = told("Nordtel talks of 5G in Norway")
    bits = dict.fromkeys((*german.keys, *names_alone.keys), 6.0)

    def reasons(one: Fingerprint) -> dict[str, float]:
        return {part.name: part.bits for part in similarity(one, english, bits, Rule()).parts}

    assert reasons(german)["other language"] == Rule().across
    assert "names alone" not in reasons(german)
    assert "other language" not in reasons(names_alone)
    assert reasons(names_alone)["names alone"] == -Rule().names_alone


def test_makers_that_no_registry_knows_are_known_by_how_they_are_written() -> None:
    first = told(
        "Agency picks two makers of radars",
        "The contracts went to Umbrix and Halden.",
        outlet="Wire",
    )
    title = "Umbrix and Halden win radar contracts"
    again = told(title, "The awards of the agency total $20 mln.", outlet="Mast News", hours=4)
    plain = replace(first, names=frozenset())

    assert window_of(OTHER, first).fold(again).story_id == 1
    assert window_of(OTHER, plain).fold(replace(again, names=frozenset())).story_id is None
