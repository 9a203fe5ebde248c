"""Events of the trade: what a sentence says plainly is found, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compiled import shipped_reader
from monitor.core.event import Event, Kind, combine, events_of, kinds_in, standing
from monitor.core.reading import Document

PUBLISHED = date(2026, 11, 10)


def events(title: str, summary: str = "", language: str = "en") -> tuple[Event, ...]:
    reader = shipped_reader()
    reading = reader.read(Document(title=title, summary=summary, language=language))
    return events_of(reading, reader.concepts, PUBLISHED)


@pytest.mark.parametrize(
    ("language", "sentence", "about", "due"),
    [
        ("en", "Comments are due by 14 December 2026.", "comments", date(2026, 12, 14)),
        ("en", "Responses must arrive no later than 5pm on January 8.", "comments", date(2027, 1, 8)),
        ("en", "The consultation closes on Friday, 4 December.", "consultation", date(2026, 12, 4)),
        ("en", "Its consultation on masts runs until 2026-12-18.", "consultation", date(2026, 12, 18)),
        ("de", "Die Konsultation endet am 18. Dezember 2026.", "consultation", date(2026, 12, 18)),
        ("de", "Stellungnahmen sind bis zum 15.12.2026 möglich.", "comments", date(2026, 12, 15)),
        ("fr", "La consultation publique dure jusqu'au 15 janvier 2027.", "consultation", date(2027, 1, 15)),
        ("fr", "Contributions attendues au plus tard le 1er décembre.", "comments", date(2026, 12, 1)),
        ("es", "La consulta pública sigue hasta el 20 de diciembre.", "consultation", date(2026, 12, 20)),
        ("es", "Los comentarios se reciben hasta el lunes 14 de diciembre.", "comments", date(2026, 12, 14)),
    ],
)  # fmt: skip
def test_deadline_is_found(language: str, sentence: str, about: str, due: date) -> None:
    (found,) = events("The regulator asks the market", sentence, language)

    assert (found.kind, found.about, found.due) == (Kind.DEADLINE, about, due)
    assert found.quote == sentence


def test_reply_comments_have_a_deadline_of_their_own() -> None:
    found = events("FCC sets dates", "Comments are due December 7 and reply comments January 4.")

    assert [(one.about, one.due) for one in found] == [
        ("comments", date(2026, 12, 7)),
        ("reply comments", date(2027, 1, 4)),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Comments were due by 3 March 2026.",
        "The consultation closes in December.",
        "After the consultation a decision is due by 14 December.",
        "The network will cover the coast by 14 December.",
        "The consultation closes on 31 November.",
        "His comments on Tuesday moved shares; trading resumes on 14 December.",
    ],
)
def test_no_deadline_is_guessed(sentence: str) -> None:
    assert events("The regulator asks the market", sentence) == ()


@pytest.mark.parametrize(
    ("title", "about", "parties", "stage", "money"),
    [
        ("Ericsson to acquire Vonage for $6.2bn", "acquisition", ("ericsson", "vonage"), None, "usd:6.2e+09"),
        ("Verizon completes acquisition of Frontier", "acquisition", ("verizon", "frontier"), "done", None),
        ("Orange in talks to buy Vodafone", "acquisition", ("orange", "vodafone"), "in talks", None),
        ("Watchdog clears merger of Vodafone and Three", "merger", ("vodafone", "three"), "approved", None),
        ("Nokia signs a 5G contract with Vodafone", "agreement", ("nokia", "vodafone"), "done", None),
    ],
)  # fmt: skip
def test_deal_is_found(
    title: str, about: str, parties: tuple[str, ...], stage: str | None, money: str | None
) -> None:
    (found,) = events(title)

    assert (found.kind, found.about, found.parties) == (Kind.DEAL, about, parties)
    assert (found.stage, found.money) == (stage, money)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("de", "Ericsson übernimmt Vonage"),
        ("fr", "Ericsson rachète Vonage"),
        ("es", "Ericsson compra Vonage"),
    ],
)  # fmt: skip
def test_deal_is_found_in_other_languages(language: str, title: str) -> None:
    (found,) = events(title, "", language)

    assert found.parties == ("ericsson", "vonage")


@pytest.mark.parametrize(
    "title",
    [
        "Ericsson denies plan to acquire Vonage",
        "Ericsson rival may buy chips as Vodafone waits",
        "Ericsson and Vodafone test a merger of two antennas",
        "Vodafone customers buy Nokia phones",
        "Verizon to buy EchoStar spectrum for $9bn",
        "Orange compra torres de Vodafone",
        "Orange compra a Vodafone una filial",
        "Orange completes the buyout of Vodafone Holdings Limited's stake in a venture",
        "Orange buys 3 per cent from Vodafone",
        "Orange kauft 3 Prozent von Vodafone",
    ],
)
def test_no_deal_is_guessed(title: str) -> None:
    assert events(title) == ()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Vodafone won 40 MHz of spectrum in the 700 MHz band in Spain for €350 million"),
        ("de", "Vodafone ersteigert 40 MHz im 700-MHz-Band an Frequenzen in Spanien für 350 Millionen Euro"),
        ("es", "Vodafone ganó 40 MHz de espectro en la banda de 700 MHz en España por 350 millones de euros"),
        ("fr", "Vodafone remporte 40 MHz de fréquences à 700 MHz en Espagne pour 350 millions d'euros"),
    ],
)  # fmt: skip
def test_award_is_found(language: str, title: str) -> None:
    (found,) = events(title, "", language)

    assert (found.kind, found.stage, found.mhz) == (Kind.AWARD, "won", "40")
    assert (found.bands, found.country) == (("700",), "country-es")
    assert (found.parties, found.money) == (("vodafone",), "eur:3.5e+08")


@pytest.mark.parametrize(
    "title",
    [
        "Vodafone hopes it won spectrum at 700 MHz",
        "Vodafone will be awarded 700 MHz spectrum in Spain",
        "Vodafone won approval to test 700 MHz spectrum",
        "Vodafone wins order as 700 MHz network grows",
    ],
)
def test_no_award_is_guessed(title: str) -> None:
    assert [one for one in events(title) if one.kind is Kind.AWARD] == []


@pytest.mark.parametrize(
    ("language", "title", "stage", "country", "bands"),
    [
        ("en", "Norway to auction 3.6 GHz spectrum next spring", "planned", "country-no", ("3600",)),
        ("en", "FCC will auction spectrum at 2.5 GHz in June", "planned", "country-us", ("2500",)),
        ("en", "Spain delays auction of 26 GHz frequencies", "delayed", "country-es", ("26000",)),
        ("en", "India scraps auction of 700 MHz airwaves", "cancelled", "country-in", ("700",)),
        ("en", "Canada's auction of 3800 MHz spectrum begins", "under way", "country-ca", ("3800",)),
        ("de", "Österreich verschiebt Auktion bei 2600 MHz Frequenzen", "delayed", "country-at", ("2600",)),
    ],
)  # fmt: skip
def test_an_auction_is_told_with_how_far_it_has_come(
    language: str, title: str, stage: str, country: str, bands: tuple[str, ...]
) -> None:
    (found,) = events(title, "", language)

    assert (found.kind, found.stage, found.parties) == (Kind.AWARD, stage, ())
    assert (found.country, found.bands) == (country, bands)


@pytest.mark.parametrize(
    "title",
    [
        "Norway will not auction 3.6 GHz spectrum",
        "Norway delays auction of 3.6 GHz spectrum, then begins it",
        "Operators want an auction of 3.6 GHz spectrum",
        "An auction of 3.6 GHz spectrum begins",
        "Norway to auction paintings near a 700 MHz mast",
    ],
)
def test_how_far_an_auction_has_come_is_not_guessed(title: str) -> None:
    assert events(title) == ()


def test_sentence_is_placed_in_the_text_as_stored() -> None:
    summary = "<p>Masts &amp; poles.</p><p>Comments are due by 14 December 2026.</p>"
    (found,) = events("A title", summary)

    assert found.field == "summary"
    assert summary[found.start : found.end].startswith("Comments are due by 14 December 2026.")


def test_what_most_reports_say_wins_and_a_draw_stays_empty() -> None:
    (six,), (seven,) = (
        events("Ericsson to buy Vonage for $6bn"),
        events("Ericsson to buy Vonage for $7bn"),
    )

    (agreed,) = combine([(1, six), (2, seven), (3, six)])
    assert (agreed.event.money, agreed.disputed) == ("usd:6e+09", ())
    (drawn,) = combine([(1, six), (2, seven)])
    assert (drawn.event.money, drawn.disputed) == (None, ("money",))


def test_an_agreement_and_a_purchase_of_the_same_two_are_two_deals() -> None:
    (bought,), (agreed,) = (
        events("Nokia to acquire Vodafone"),
        events("Nokia signs a 5G contract with Vodafone"),
    )

    found = combine([(1, bought), (2, agreed)])

    assert [(one.event.about, one.disputed) for one in found] == [
        ("acquisition", ()),
        ("agreement", ()),
    ]


def _due(day: str, more: str = "") -> list[Event]:
    return list(events("The regulator asks the market", f"Comments are due by {day} 2026.{more}"))


def test_a_deadline_that_a_later_report_moves_stands_once() -> None:
    (first,), (moved,), (again,) = _due("1 December"), _due("14 December"), _due("20 December")

    found = standing(combine([(1, first), (2, moved), (3, again), (4, again)]))

    assert [(one.event.due, times) for one, times in found] == [(date(2026, 12, 20), 2)]


def test_days_that_one_report_tells_both_stand_side_by_side() -> None:
    both = _due("1 December", " Comments are due by 14 December 2026 on masts.")
    (first,) = _due("1 December")

    found = standing(combine([(1, first), *((2, one) for one in both)]))

    assert [(one.event.due, times) for one, times in found] == [
        (date(2026, 12, 1), 0),
        (date(2026, 12, 14), 0),
    ]


@given(st.text(max_size=60))
def test_whatever_stands_around_it_an_event_lies_in_its_text(text: str) -> None:
    title, summary = "Comments due by " + text, text + " Ericsson to buy Vonage for $6bn"
    for event in events(title, summary):
        source = {"title": title, "summary": summary}[event.field]
        assert 0 <= event.start < event.end <= len(source)
        assert event.kind in kinds_in(event.quote)
