"""The catalogue is complete in each language, and every text fills in."""

from __future__ import annotations

import string
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.outlet.wording import languages, wording

EN = wording("en")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything_with_the_same_places(language: str) -> None:
    words = wording(language)

    assert set(words.texts) == set(EN.texts)
    assert (len(words.months), len(words.months_short), len(words.weekdays)) == (12, 12, 7)
    for key, english in EN.texts.items():
        text = words.texts[key]
        if isinstance(english, str):
            assert isinstance(text, str), key
            assert places(text) == places(english), key
        else:
            assert not isinstance(text, str), key
            assert set(text) == set(english), key
            assert places(text["other"]) == places(english["other"]), key


@pytest.mark.parametrize("language", set(languages()) - {"en"})
def test_no_language_was_left_in_english(language: str) -> None:
    words = wording(language)

    same = [k for k, text in EN.texts.items() if text == words.texts[k] and k not in SHARED]
    assert same == []


SHARED = {"group", "words_more", "subject_more", "date_short", "one_is"}


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 0, "0 stories"),
        ("en", 1, "1 story"),
        ("en", 12345, "12,345 stories"),
        ("fr", 0, "0 sujet"),
        ("fr", 2, "2 sujets"),
        ("de", 1234, "1.234 Meldungen"),
    ],
)
def test_count_chooses_the_form(language: str, count: int, expected: str) -> None:
    assert wording(language)("stories", count=count) == expected


def test_moment_has_a_date_only_where_it_is_another_day() -> None:
    zone, today = ZoneInfo("Europe/Berlin"), datetime(2026, 11, 23, 6, 30, tzinfo=UTC)

    assert EN.moment(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), zone, today) == "00:30"
    assert EN.moment(datetime(2026, 11, 22, 22, 30, tzinfo=UTC), zone, today) == "22 Nov 23:30"
    assert EN.moment(datetime(2025, 11, 22, 22, 30, tzinfo=UTC), zone, today) == "22 Nov 2025 23:30"
