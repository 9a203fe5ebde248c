"""The numbers of a text: in digits, in words, and with what they count."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.core.reading import Reading
from monitor.core.story.units import MONTH
from monitor.core.story.values import values
from monitor.core.summary.wording import written

# Not the digits of a name (O2, Q3, 5G), but those before a scale or unit (6.1B, 12km).
_BEHIND = r"(?!\d|[.,]\d|(?![BMK]\b)[A-Z])"
_DIGITS = re.compile(
    rf"(?<![^\W_])(?:\d{{1,3}}(?:[.,'\u00a0\u202f ]\d{{3}})+(?:[.,]\d{{1,2}})?|\d+(?:[.,]\d+)?){_BEHIND}"
)
_THOUSANDS = re.compile(r"[\s\u00a0\u202f']")
_UNTYPED = frozenset(("number", "year"))
_SPELLED = {
    "en": "two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 "
    "thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 "
    "thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 dozen=12 "
    "half=0.5 double=2 doubled=2 doubles=2 twice=2 triple=3 tripled=3 third=3 fourth=4 fifth=5 "
    "sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 trillion=1e12",
    "de": "zwei=2 drei=3 vier=4 funf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwolf=12 "
    "zwanzig=20 dreissig=30 dreißig=30 vierzig=40 funfzig=50 sechzig=60 siebzig=70 achtzig=80 "
    "neunzig=90 hundert=100 dutzend=12 halfte=0.5 doppelt=2 verdoppelt=2 dreifach=3 verdreifacht=3 "
    "dritte=3 dritten=3 drittes=3 vierte=4 vierten=4 viertes=4 funfte=5 funften=5",
    "fr": "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 "
    "quinze=15 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60 cent=100 douzaine=12 "
    "moitie=0.5 double=2 triple=3 troisieme=3 quatrieme=4 cinquieme=5",
    "es": "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 "
    "quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 "
    "noventa=90 cien=100 docena=12 mitad=0.5 doble=2 triple=3 tercer=3 tercera=3 tercero=3 "
    "cuarta=4 cuarto=4 quinto=5 quinta=5",
}
_WORDS = {
    language: {word: float(number) for word, number in (one.split("=") for one in text.split())}
    for language, text in _SPELLED.items()
}
_DAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday montag lundi lunes", "tuesday dienstag mardi martes",
            "wednesday mittwoch mercredi miercoles", "thursday donnerstag jeudi jueves",
            "friday freitag vendredi viernes", "saturday samstag sonnabend samedi sabado",
            "sunday sonntag dimanche domingo",
        )
    )
    for word in words.split()
}  # fmt: skip
# Names of months that are no other words: may, mars and set are.
_MONTHS = {name: number for name, number in MONTH.items() if len(name) > 4 and name.isascii()} | {
    "july": 7,
    "juni": 6,
    "juli": 7,
    "juin": 6,
    "aout": 8,
    "abril": 4,
    "marz": 3,
}
# The folded names of days and months that `invented` looks at.
TIMES = frozenset((*_DAYS, *_MONTHS))


def invented(summary: Reading, sources: Iterable[Reading]) -> str | None:
    """The first number, amount, date, month or day of the summary that no source has; None: all have.

    A value with a unit (€6.1 billion, 700 MHz, 12 %, 3 December) must be the same value in a source;
    a bare number must stand in one, in digits or as a word, with the same scale.
    """
    readings = list(sources)
    theirs = {value for reading in readings for value in _values(reading)}
    amounts = {value.rsplit(":", 1)[-1] for value in theirs}
    for value in sorted(_values(summary)):
        kind, _, amount = value.rpartition(":")
        if value not in theirs and not (kind in _UNTYPED and amount in amounts):
            return written(_text(summary), value) or value
    numbers = {number for reading in readings for number in _numbers(reading)}
    for number in sorted(_numbers(summary)):
        if number not in numbers:
            return f"{number:g}"
    times = {time for reading in readings for time in _times(reading)}
    return min(_times(summary) - times, default=None)


def _text(reading: Reading) -> str:
    return "\n".join(reading.outline.texts.values())


def _values(reading: Reading) -> set[str]:
    return {value for text in reading.outline.texts.values() for value in values(text)}


def _numbers(reading: Reading) -> set[float]:
    """The numbers in digits, and those in words."""
    words = _WORDS.get(reading.language, {})
    spelled = {words[fold] for fold in reading.outline.folds if fold in words}
    digits = {
        _number(match.group())
        for text in reading.outline.texts.values()
        for match in _DIGITS.finditer(text)
    }
    return spelled | digits


def _number(text: str) -> float:
    """1,234.5 and 1.234,5 -> 1234.5; 3,5 -> 3.5; 14.000 -> 14000."""
    text = _THOUSANDS.sub("", text)
    marks = [sign for sign in text if sign in ".,"]
    last = max(text.rfind("."), text.rfind(","))
    if marks and len(text) - last == 4 and (len(set(marks)) == 1) and not text.startswith("0"):
        return float(text.replace(",", "").replace(".", ""))
    if marks:
        whole, part = text[:last], text[last + 1 :]
        return float(f"{whole.replace(',', '').replace('.', '')}.{part}")
    return float(text)


def _times(reading: Reading) -> set[str]:
    """The months and days of the week that are named."""
    folds = reading.outline.folds
    months = {f"month {_MONTHS[fold]}" for fold in folds if fold in _MONTHS}
    return months | {f"day {_DAYS[fold]}" for fold in folds if fold in _DAYS}
