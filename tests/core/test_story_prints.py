"""Fingerprints: what they hold of a reading, and their text form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.core.story.copies import lead_of, title_of
from monitor.core.story.prints import IMPLIED, TEXT, TITLE, from_text
from tests.core.story_cases import told

SALE = told(
    "Norwegian 5G auction: Nordtel pays $19 bln",
    "Fjordcom left the bidding for 700 MHz on Tuesday, sighed its boss Ole Brumm.",
    url="https://wire.example/1",
)


def test_keys_tell_where_they_stand() -> None:
    assert SALE.keys["e:nordtel"] == TITLE
    assert SALE.keys["e:fjordcom"] == TEXT
    assert SALE.keys["c:NO"] == TITLE
    assert SALE.keys["s:auction"] == TITLE
    assert SALE.keys["v:money:usd:1.9e+10"] == TITLE
    assert SALE.keys["v:band:700"] == TEXT


def test_a_company_implies_its_seat() -> None:
    assert told("Nordtel sells masts").keys["c:NO"] == IMPLIED


def test_words_are_stems_without_common_ones_and_names_of_companies() -> None:
    words = {key for key in SALE.keys if key.startswith("w:")}

    assert {"w:sigh", "w:boss", "w:ole", "w:brumm"} <= words
    assert not words & {"w:nordtel", "w:tuesday", "w:the", "w:fjordcom"}


def test_names_are_alike_in_all_latin_languages() -> None:
    german = told("Radiowerk: Jörg Fröhlich geht", language="de")

    assert "w:frohlich" in german.keys


def test_chinese_words_are_pairs_of_characters() -> None:
    assert "w:频谱" in told("挪威拍卖频谱", language="zh").keys


def test_text_form_gives_the_same_fingerprint() -> None:
    again = from_text(SALE.text(), outlet=SALE.outlet, seen_at=SALE.seen_at)

    assert again == SALE
    assert len(SALE.text()) < 600


def test_another_form_is_not_read() -> None:
    other = "0" + SALE.text()[1:]

    assert from_text(other, outlet="Wire", seen_at=SALE.seen_at) is None
    assert from_text("", outlet="Wire", seen_at=SALE.seen_at) is None


def test_title_and_lead_are_the_same_whatever_passing_on_adds() -> None:
    title = "Nordtel buys the masts of Fjordcom for cash"
    text = "Nordtel will pay in two parts, the first of them at Easter, and keeps all the staff."

    assert title_of(f"UPDATE 2-{title} - Daily Wire", "") == title_of(title, "Wire")
    assert lead_of(f"OSLO, March 3 (Wire) - {text} Via Wire.") == lead_of(text)
    assert lead_of(f"{text} The post {title} appeared first on Mast News.") == lead_of(text)


def test_too_little_text_is_no_copy_of_anything() -> None:
    assert title_of("Market update", "Wire") == ""
    assert lead_of("More to come.") == ""


def test_stage_is_read_from_the_title() -> None:
    assert told("Telekontor halts the auction").stages == {"halted"}
    assert told("Nordtel opens a shop", "It was approved in May.").stages == frozenset()


def test_a_list_of_names_is_a_roundup() -> None:
    assert told("Telecom notes: Nordtel, Fjordcom, Radiowerk").roundup
    assert not told("Telekontor: no auction before May, says chief").roundup


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (
            "Nordtel sells its masts",
            "Also in today's Nordic notes: Fjordcom hires; Radiowerk moves.",
        ),
        ("Nordtel verkauft seine Masten", "Außerdem: Fjordcom stellt ein, Radiowerk zieht um."),
        ("Nordtel cède ses pylônes", "Également au menu : Fjordcom recrute."),
        ("Deal tracker - who buys whom", ""),
        ("En bref : Nordtel, les pylônes et le reste", ""),
        ("通信业早报：北电出售铁塔", ""),
    ],
)
def test_what_says_that_it_tells_of_several_events_is_a_roundup(title: str, summary: str) -> None:
    assert told(title, summary).roundup


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Nordtel sells its masts", "The operator said so today. Also today it hires."),
        ("Our roundup of the new licence rules", "What the regulator decided on Monday."),
        ("GPS tracker of Nordtel lasts a year", ""),
        ("Nordtel in brief trading halt on Oslo exchange, officials say", "Masts are to be sold."),
    ],
)
def test_one_event_is_no_roundup_for_a_word(title: str, summary: str) -> None:
    assert not told(title, summary).roundup


def test_fingerprint_of_nothing_holds_nothing() -> None:
    empty = replace(told(""), outlet="")

    assert not empty.keys
    assert (empty.url, empty.title, empty.lead) == ("", "", "")


def test_titles_that_differ_in_a_number_only_have_one_shape_and_other_numbers() -> None:
    four = told("Nordtel opens office number 4 in 12,000 villages").shape.split("/")
    five = told("Nordtel opens office number 5 in 12000 villages").shape.split("/")

    assert four[0] == five[0]
    assert (four[1], five[1]) == ("4-12000", "5-12000")
    assert told("Nordtel opens an office").shape == ""
