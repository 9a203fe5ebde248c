"""Dates with a day, in the languages that are read, relative to the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

from monitor.core.story.units import ENGLISH_MONTHS, MONTH

RECENT = timedelta(days=7)
AHEAD = timedelta(days=300)
_FAR = timedelta(days=730)

_NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
_ENGLISH = "|".join(sorted(set(ENGLISH_MONTHS), key=len, reverse=True))
DATE = (
    rf"(?:(?P<iso>20\d\d-\d\d-\d\d)\b|(?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.\s?20\d\d)\b"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?\s(?:de\s|of\s)?(?P<name>{_NAMES})\b\.?"
    rf"(?:,?\s(?:de\s|del\s)?(?P<year>20\d\d)\b)?"
    rf"|(?P<month>{_ENGLISH})\b\.?\s(?P<last>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)"
    rf"(?:,?\s(?P<of>20\d\d)\b)?)"
)


def date_of(found: re.Match[str], published: date) -> date | None:
    """The day a match of `DATE` names; None where there is none, or it is long past or far ahead.

    Without a year it is the next such day, or one of the last 7 days.
    """
    if found["iso"]:
        return _near(_made(*map(int, found["iso"].split("-"))), published, _FAR)
    if found["dotted"]:
        day, month, year = map(int, found["dotted"].split("."))
        return _near(_made(year, month, day), published, _FAR)
    month = MONTH[(found["name"] or found["month"]).lower()]
    day, said = int(found["day"] or found["last"]), found["year"] or found["of"]
    if said:
        return _near(_made(int(said), month, day), published, _FAR)
    years = (published.year - 1, published.year, published.year + 1)
    made = (_near(_made(year, month, day), published, AHEAD) for year in years)
    return next((one for one in made if one), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near(day: date | None, published: date, ahead: timedelta) -> date | None:
    return day if day and published - RECENT <= day <= published + ahead else None
