"""The fixed words of a message in the reader's language, its dates and numbers (strings.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from monitor.outlet.marks import RTL_LANGUAGES

FALLBACK = "en"

Text = str | Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language of the catalogue. `language` is the one found, not the one asked for."""

    language: str
    texts: Mapping[str, Text]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    one_is: frozenset[int]
    group: str

    def __call__(self, key: str, **values: object) -> str:
        """The text `key` with `values` filled in; `count` chooses between one and other."""
        text = self.texts[key]
        if not isinstance(text, str):
            text = text["one" if values.get("count") in self.one_is else "other"]
        return text.format(**{name: self._show(value) for name, value in values.items()})

    @property
    def direction(self) -> str:
        """Which way this language runs: ltr or rtl."""
        return "rtl" if self.language.split("-")[0] in RTL_LANGUAGES else "ltr"

    def day(self, moment: datetime, zone: ZoneInfo) -> str:
        """The date in full: Monday, 23 November 2026."""
        here = moment.astimezone(zone)
        return self(
            "date_long",
            weekday=self.weekdays[here.weekday()],
            day=here.day,
            month=self.months[here.month - 1],
            year=str(here.year),
        )

    def moment(self, moment: datetime, zone: ZoneInfo, today: datetime) -> str:
        """The time of day, with the date unless it is that of `today`: 06:12, or 22 Nov 18:40."""
        here, now = moment.astimezone(zone), today.astimezone(zone)
        clock = here.strftime("%H:%M")
        if here.date() == now.date():
            return clock
        short = self("date_short", day=here.day, month=self.months_short[here.month - 1])
        year = f" {here.year}" if here.year != now.year else ""
        return f"{short}{year} {clock}"

    def number(self, value: int) -> str:
        """The number with its thousands apart: 1,204."""
        return f"{value:,}".replace(",", self.group)

    def _show(self, value: object) -> str:
        return self.number(value) if isinstance(value, int) else str(value)


def wording(language: str) -> Wording:
    """The wording of a BCP 47 language (of `de-AT` that of `de`), English for an unknown one."""
    catalogue = _catalogue()
    for name in (language.lower(), language.lower().split("-")[0]):
        if name in catalogue:
            return catalogue[name]
    return catalogue[FALLBACK]


def languages() -> tuple[str, ...]:
    """The languages of the catalogue."""
    return tuple(_catalogue())


@cache
def _catalogue() -> Mapping[str, Wording]:
    file = resources.files("monitor.outlet").joinpath("strings.toml")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return {language: _wording(language, {**raw[FALLBACK], **raw[language]}) for language in raw}


def _wording(language: str, raw: Mapping[str, object]) -> Wording:
    def names(key: str) -> tuple[str, ...]:
        value = raw[key]
        return tuple(str(name) for name in value) if isinstance(value, list) else ()

    ones = raw["one_is"]
    return Wording(
        language=language,
        texts={key: _text(value) for key, value in raw.items()},
        months=names("months"),
        months_short=names("months_short"),
        weekdays=names("weekdays"),
        one_is=frozenset(n for n in ones if isinstance(n, int))
        if isinstance(ones, list)
        else frozenset(),
        group=str(raw["group"]),
    )


def _text(value: object) -> Text:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else str(value)
