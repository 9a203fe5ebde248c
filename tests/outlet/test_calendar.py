"""Deadlines as iCalendar: what RFC 5545 asks of lines, and that equal input gives equal bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.outlet.calendar import Appointment, calendar


def appointment(
    summary: str = "Comments: the 6 GHz band",
    description: str = "Due.",
    url: str | None = "https://authority.example/6ghz",
    moved: int = 0,
) -> Appointment:
    return Appointment(
        uid="story-7-comments@telemon",
        day=date(2026, 12, 14),
        stamp=datetime(2026, 11, 10, 8, tzinfo=UTC),
        summary=summary,
        description=description,
        url=url,
        moved=moved,
    )


def test_calendar_holds_a_whole_day_under_a_lasting_id() -> None:
    lines = calendar("telemon: 6 GHz, deadlines", [appointment()]).decode().split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert "X-WR-CALNAME:telemon: 6 GHz\\, deadlines" in lines
    assert "UID:story-7-comments@telemon" in lines
    assert "DTSTART;VALUE=DATE:20261214" in lines
    assert "DTEND;VALUE=DATE:20261215" in lines
    assert "URL:https://authority.example/6ghz" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_gives_lines_within_the_limit_that_unfold_to_it(
    summary: str, description: str
) -> None:
    made = calendar("x", [appointment(summary, description)])

    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    unfolded = made.decode().replace("\r\n ", "")
    assert unfolded.count("BEGIN:") == unfolded.count("END:") == 2
    assert len([one for one in unfolded.split("\r\n") if one.startswith("SUMMARY:")]) == 1
    assert made == calendar("x", [appointment(summary, description)])


def test_a_day_that_moved_says_so_to_programs_that_have_the_old_one() -> None:
    lines = calendar("x", [appointment(moved=2)]).decode().split("\r\n")

    assert "SEQUENCE:2" in lines
    assert "LAST-MODIFIED:20261110T080000Z" in lines


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://authority.example/a b?q=ü#§", "https://authority.example/a%20b?q=%C3%BC#%C2%A7"),
        ("https://behörde.example/x", "https://xn--behrde-yxa.example/x"),
        ("https://authority.example/a%20b", "https://authority.example/a%20b"),
        ("/relative", None),
        ("javascript:alert(1)", None),
        ("https://[broken/x", None),
    ],
)
def test_an_address_keeps_to_the_signs_of_addresses_or_is_left_out(
    url: str, written: str | None
) -> None:
    lines = calendar("x", [appointment(url=url)]).decode().replace("\r\n ", "").split("\r\n")

    assert [line for line in lines if line.startswith("URL:")] == (
        [f"URL:{written}"] if written else []
    )
