"""Text on its way out: addresses, directions, lines, cuts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.digest import Mark, Marked
from monitor.outlet.marks import direction, hung, isolated, plain, safe_url, tidy, wrapped


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("https://例え.example/新聞", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/a", False),
        ("/a", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://example.org/a b", False),
        ("https://example.org/\u202eabc", False),
        ("https://example.org/" + "a" * 2000, False),
        ("", False),
        (None, False),
    ],
)
def test_only_whole_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert (safe_url(url) is not None) is safe


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Huawei wins", "en", "ltr"),
        ("هواوي توقع", "ar", "rtl"),
        ("هواوي توقع", None, "rtl"),
        ("5G هواوي", "ar", "rtl"),
        ("Huawei توقع", "ar", "rtl"),
        ("Huawei توقع", None, "ltr"),
        ("Huawei wins", "ar", "ltr"),
        ("שלום", "he-IL", "rtl"),
        ("华为", "zh", "ltr"),
        ("", "fa", "rtl"),
        ("123", None, "ltr"),
    ],
)
def test_direction_follows_language_and_letters(
    text: str, language: str | None, expected: str
) -> None:
    assert direction(text, language) == expected


def test_lines_that_run_the_other_way_are_isolated_each_by_itself() -> None:
    arabic = hung("هواوي توقع اتفاق", "rtl", "ltr", 14, "2. ")

    assert arabic == "2. \u2067هواوي توقع\u2069\n   \u2067اتفاق\u2069"
    assert hung("Huawei signs", "ltr", "ltr", 12, "10. ") == "10. Huawei\n    signs"


def test_word_that_runs_the_other_way_is_isolated() -> None:
    assert isolated("هواوي", "ltr") == "\u2068هواوي\u2069"
    assert isolated("Huawei", "ltr") == "Huawei"


def test_wide_characters_take_two_columns_and_break_anywhere() -> None:
    assert wrapped("华为与海外运营商", 8, "  ") == "  华为与\n  海外运\n  营商"


@given(text=st.text(max_size=300), width=st.integers(10, 80))
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    lines = wrapped(text, width, "  ").split("\n")

    assert "".join("".join(lines).split()) == "".join(text.split())


@given(text=st.text(alphabet="ab c\t\u202e", max_size=200), limit=st.integers(5, 100))
def test_plain_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = plain(text, limit)

    assert len(line) <= limit
    assert line == " ".join(line.split())


def test_cut_keeps_the_marks_before_it_at_their_place() -> None:
    text = "Huawei and ZTE " + "word " * 30
    marks = (Mark(start=0, end=6), Mark(start=11, end=14), Mark(start=100, end=104))

    cut = tidy(Marked(text=text, marks=marks), 60)

    assert cut.text.endswith(" …")
    assert len(cut.text) <= 62
    assert [cut.text[m.start : m.end] for m in cut.marks] == ["Huawei", "ZTE"]
