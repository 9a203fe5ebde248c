"""What a model wrote is shown only where every name and number of it stands in the reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading import Reading
from monitor.core.summary import key_sentences
from monitor.core.summary.checking import (
    LONGEST,
    Flaw,
    Objection,
    objection,
    prose_of,
    summary_document,
)
from tests.core.summaries import TITLE, read, reader, report, story

GOOD = (
    "Orange and Vodafone signed an agreement to share 1,900 masts in rural Romania. The operators "
    "expect to save 140 million euros over five years."
)


def _checked(
    text: str, language: str = "en", sources: list[Reading] | None = None
) -> Objection | None:
    summary = reader().read(summary_document(text, language))
    told = sources if sources is not None else [one.reading for one in story()]
    return objection(text, summary, told, reader().concepts)


def _flaw(text: str, language: str = "en") -> Flaw | None:
    found = _checked(text, language)
    return found.flaw if found else None


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "Vodafone and Orange will share 1900 masts in Romania; Ancom has three months to object.",
        "Vodafone and Orange will share masts in Romania. Ancom has 3 months to object to the agreement.",
        "Under an agreement signed on Monday, Orange and Vodafone expect to save €140m over 5 years.",
        "Orange's agreement with Vodafone about 1,900 masts in the Romanian countryside was signed.",
    ],
)
def test_what_stands_in_the_reports_passes_in_other_words(text: str) -> None:
    assert _checked(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (GOOD.replace("1,900", "2,900"), "2,900"),
        (GOOD.replace("140 million euros", "140 million dollars"), "140 million dollars"),
        (GOOD.replace("140 million", "140 billion"), "140 billion euros"),
        (GOOD.replace("five years", "six years"), "6"),
        (GOOD.replace("over five years", "by 2031"), "2031"),
        (f"{GOOD} The saving is 12 % of costs.", "12 %"),
        (f"{GOOD} The masts carry 700 MHz.", "700 MHz"),
        (f"{GOOD} Ancom decides on 3 December.", "3 December"),
        (GOOD.replace("1,900 masts", "masts of 7 kinds"), "7"),
        (f"{GOOD} Ancom decides in December.", "month 12"),
        (f"{GOOD} Ancom decides on Friday.", "day 4"),
        (f"{GOOD} The cost is halved to half.", "0.5"),
    ],
)
def test_invented_number_is_found(text: str, what: str) -> None:
    assert _checked(text) == Objection(Flaw.NUMBER, what)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{GOOD} Ericsson supplies the radios.", "Ericsson"),
        (GOOD.replace("Romania", "Bulgaria"), "Bulgaria"),
        (GOOD.replace("Vodafone", "Digi"), "Digi"),
        (f"{GOOD} The masts belong to Zyxotel.", "Zyxotel"),
        (f"Zyxotel objects. {GOOD}", "Zyxotel"),
        (f"{GOOD} The masts belong to ZXQ.", "ZXQ"),
        (f"{GOOD} Masts carry 6G.", "6G"),
        (f"{GOOD} The agreement was praised by Jane Doe.", "Jane"),
        (f"{GOOD} The masts belong to 华为.", "华为"),
        (f"{GOOD} The masts belong to 某塔.", "某"),
    ],
)
def test_invented_name_is_found(text: str, what: str) -> None:
    assert _checked(text) == Objection(Flaw.NAME, what)


def test_names_put_together_from_two_people_are_found() -> None:
    told = [
        one.reading
        for one in read(
            report(1, "Wire", "Anna Berg of Orange met Peter Stein of Vodafone to sign.")
        )
    ]
    good, torn = (
        f"Orange said that {name} met Vodafone to sign." for name in ("Anna Berg", "Anna Stein")
    )

    assert _checked(good, sources=told) is None
    assert _checked(torn, sources=told) == Objection(Flaw.NAME, "Anna Stein")


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.EMPTY),
        ("Orange.", Flaw.EMPTY),
        (f"- {GOOD}\n- {GOOD}", Flaw.NO_PROSE),
        (f"**{GOOD}**", Flaw.NO_PROSE),
        (f"{GOOD} See https://orange.example.", Flaw.NO_PROSE),
        (f"<p>{GOOD}</p>", Flaw.NO_PROSE),
        (GOOD.rstrip("."), Flaw.NO_PROSE),
        ("Orange und Vodafone nutzen die Masten in Rumänien jetzt zusammen, das ist neu.", Flaw.LANGUAGE),
        ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor.", Flaw.NAME),
        ("Orange has what people want when it rains outside and everybody stays indoors.", Flaw.ELSEWHERE),
    ],
)  # fmt: skip
def test_garbage_is_told_from_a_summary(text: str, flaw: Flaw) -> None:
    assert _flaw(text) is flaw


@pytest.mark.parametrize(
    ("language", "text", "good", "bad"),
    [
        (
            "fr",
            "Orange et Vodafone s’allient et comptent économiser 140 millions d’euros, ont-ils dit lundi.",
            "Après l’annonce de lundi, Orange et Vodafone comptent économiser 140 millions d'euros.",
            "en août",
        ),
        (
            "es",
            "Orange y Vodafone prevén ahorrar 140 millones de euros en cinco años, dijeron el lunes.",
            "Según dijeron el lunes, Vodafone y Orange prevén ahorrar 140 millones de euros en 5 años.",
            "con seis socios",
        ),
        (
            "de",
            "Mit gemeinsamen Masten wollen Orange und Vodafone in fünf Jahren 140 Millionen Euro sparen.",
            "Für die gemeinsamen Masten wollen Orange und Vodafone in 5 Jahren 140 Mio. Euro sparen.",
            "mit der Firma Zyxotel",
        ),
    ],
)  # fmt: skip
def test_other_languages_of_digests_are_checked_too(
    language: str, text: str, good: str, bad: str
) -> None:
    told = [
        one.reading for one in read(report(1, "Blatt", text, title="Orange", language=language))
    ]

    assert _checked(good, language, told) is None
    assert _checked(f"{good[:-1]}, {bad}.", language, told) is not None


def test_summary_in_the_digests_language_is_held_against_reports_in_another() -> None:
    told = [story()[0].reading]
    good = "Orange und Vodafone nutzen in Rumänien künftig 1.900 Masten gemeinsam."
    # A German noun has a capital, too, and no English report has it: dropped rather than believed.
    noun = good.replace("gemeinsam", "laut einer Mitteilung gemeinsam")

    assert _checked(good, "de", told) is None
    assert _checked(good.replace("Vodafone", "Ericsson"), "de", told) == Objection(
        Flaw.NAME, "Ericsson"
    )
    assert _checked(noun, "de", told) == Objection(Flaw.NAME, "Mitteilung")


def test_key_sentences_of_the_reports_always_pass() -> None:
    reads = story()
    for language in ("en", "de"):
        for one in key_sentences(reads, title=TITLE, language=language, fallback="en"):
            if len(one.text.text) >= 40:
                assert _checked(one.text.text, language) is None


@given(st.text(max_size=1500))
def test_any_answer_is_shortened_and_judged(answer: str) -> None:
    text = prose_of(answer)

    assert len(text) <= LONGEST
    assert _checked(text) is not None


@given(
    st.lists(st.sampled_from("Orange Vodafone masts share Nokia 12 1,900 Peru in the of €".split()))
)
def test_no_name_or_number_gets_through_in_any_order(words: list[str]) -> None:
    text = f"The operators said {' '.join(words)} on Monday and that was all."
    found = _checked(text)

    if {"Nokia", "Peru", "12"} & set(words):
        assert found is not None


def test_digit_of_a_name_is_no_number_of_its_source() -> None:
    told = [one.reading for one in read(report(1, "Wire", "Orange opens a 7G laboratory at last."))]
    name, number = (
        f"Orange opens {what} at long last, it said."
        for what in ("a 7G laboratory", "7 laboratories")
    )

    assert _checked(name, sources=told) is None
    assert _checked(number, sources=told) == Objection(Flaw.NUMBER, "7")


def test_thoughts_of_a_model_are_no_part_of_its_answer() -> None:
    assert prose_of(f"<think>Zyxotel?\nNo.</think>\n\n{GOOD}\n") == GOOD


def test_too_long_an_answer_ends_with_its_last_whole_sentence() -> None:
    text = prose_of(" ".join([GOOD] * 9))

    assert len(text) <= LONGEST
    assert text.endswith("years.")
