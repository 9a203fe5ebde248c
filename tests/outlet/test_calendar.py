"""Deadlines as iCalendar: what RFC 5545 asks of lines, and that equal input gives equal bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.outlet.calendar import Appointment, calendar


def appointment(
    summary: str = "Comments: the 6 GHz band", description: str = "Due."
) -> Appointment:
    return Appointment(
        uid="story-7-comments-2026-12-14@telemon",
        day=date(2026, 12, 14),
        stamp=datetime(2026, 11, 10, 8, tzinfo=UTC),
        summary=summary,
        description=description,
        url="https://authority.example/6ghz",
    )


def test_calendar_holds_a_whole_day_under_a_lasting_id() -> None:
    lines = calendar("telemon: 6 GHz, deadlines", [appointment()]).decode().split("\r\n")

    assert lines[0] == "BEGIN:VCALENDAR"
    assert "X-WR-CALNAME:telemon: 6 GHz\\, deadlines" in lines
    assert "UID:story-7-comments-2026-12-14@telemon" in lines
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
