"""Values in a text: bands, amounts, shares, releases, lots, quarters, cases, dates, other numbers.

A value is written kind:number (band:700, money:usd:19000000000, quarter:2, date:09-12), the same in
every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.story.units import CURRENCY, ENGLISH_MONTHS, MONTH, SCALES

_NUMBER = r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d+(?:[.,]\d+)?"


def _ends_apart(word: str) -> bool:
    """Whether a letter may follow: signs, and scripts that write no blanks."""
    return not word[-1].isalpha() or word[-1] >= "\u3000"


_WORDS_OF_MONEY = sorted(CURRENCY, key=len, reverse=True)
_SIGN = "|".join(
    re.escape(word) + ("" if _ends_apart(word) else r"(?:l[ıi]k)?(?![^\W\d_])")
    for word in _WORDS_OF_MONEY
)
_SCALE = "|".join(re.escape(word) for word in sorted(SCALES, key=len, reverse=True))
_VALUE = re.compile(_NUMBER)
_BEFORE = re.compile(
    rf"(?<![^\W_])({'|'.join(map(re.escape, _WORDS_OF_MONEY))})\s?$", re.IGNORECASE
)
_AFTER = re.compile(
    rf"(?:(?P<cjk>[万萬亿億兆만억조]+)(?:(?P<rest>\d+)(?P<lower>[万萬亿億]))?"
    rf"|[\s\u00a0-]?(?P<scale>{_SCALE})(?![^\W\d_]))?"
    rf"(?:[\s\u00a0-]?(?:de\s|d['’]|di\s)?(?P<sign>{_SIGN}))?",
    re.IGNORECASE,
)
_BAND = re.compile(
    rf"((?:(?:{_NUMBER})(?:\s?[-–/]\s?|,\s|\s(?:and|und|et|y|e|ve|or|to|bis)\s))*(?:{_NUMBER}))"
    r"[\s\u00a0-]?([GM])(?:Hz|hz|HZ|赫兹)"
)
_SHARE = re.compile(
    rf"(?P<a>{_NUMBER})[\s\u00a0]?(?:%|％|٪|percent\b|per cent\b|prozent\b|por ciento\b|pour cent\b)"
    rf"|[%٪](?P<b>{_NUMBER})|yüzde (?P<c>{_NUMBER})",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"\b(?:3GPP\s)?(?:Release|Rel\.?|R)[\s-]?(1[0-9]|2[0-9])\b", re.IGNORECASE)
_LOTS = re.compile(
    r"(?<![\w.,-])(\d{1,3}[.,]\d{3}|\d{1,5}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
    r"(?:lots|blocks|licen[cs]es|packages|paket\w*|lotes|lots|blöcke|lotti|lizenzen)\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\b(?:auction|docket|case|no\.|rm-?|gn|wc|wt|et|ib)\s?(?:docket\s)?(?:no\.\s?)?"
    r"((?:\d{2,3}-\d{1,4})|\d{2,5})\b|\b([CT]-\d{1,4}/\d{2})\b",
    re.IGNORECASE,
)
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_QUARTER = re.compile(
    r"\b(?:q([1-4])|([1-4])q|([1-4])[tc](?=\d\d\b)|t([1-4])\b"
    r"|(first|second|third|fourth|erste[ns]?|zweite[ns]?|dritte[ns]?|vierte[ns]?"
    r"|premier|deuxième|troisième|quatrième|primer|segundo|tercer|cuarto|primeiro|terceiro|quarto"
    r"|primo|secondo|terzo)[\s-](?:fiscal\s)?(?:quarter|quartals?|trimestre)"
    r"|([1-4])\.\s?quartal)|第?([一二三四1-4])(?:季度|四半期)",
    re.IGNORECASE,
)
_ORDINALS = (
    "first erste ersten erstes premier primer primeiro primo 一".split(),
    "second zweite zweiten zweites deuxième segundo secondo 二".split(),
    "third dritte dritten drittes troisième tercer terceiro terzo 三".split(),
    "fourth vierte vierten viertes quatrième cuarto quarto 四".split(),
)
_NAMES = "|".join(sorted(MONTH, key=len, reverse=True))
_ENGLISH = "|".join(sorted(set(ENGLISH_MONTHS), key=len, reverse=True))
_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er|º)?\s(?:de\s)?(?P<name>{_NAMES})\b"
    rf"|\b(?=[jfmasond])(?P<month>{_ENGLISH})\.?\s(?P<last>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.,]\d)"
    r"|(?P<cjk>\d{1,2})月(?P<end>\d{1,2})日",
    re.IGNORECASE,
)
_SEED = re.compile(
    r"\d[\d.,\s]*|quart|trimest|季度|四半期|\b(?:lot|block|licen[cs]e|package)s\b", re.IGNORECASE
)
_BEHIND, _AHEAD = 14, 24
_CASE_END = re.compile("(?<=dolar)l[ıi]k$")
_CJK_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


def values(text: str) -> tuple[str, ...]:
    """The values of a plain text, each once, in no order that means anything."""
    found: dict[str, None] = {}
    for piece in _pieces(text):
        found.update(dict.fromkeys(_of_piece(piece)))
    return tuple(found)


def _of_piece(text: str) -> Iterator[str]:
    """What one pattern has found the next ones do not see."""
    lower = text.lower()
    for finder, signs in _FINDERS:
        if any(sign in lower for sign in signs):
            for start, end, value in list(finder(text)):
                yield value
                text = text[:start] + "\n" * (end - start) + text[end:]
    for start, end, value in list(_dates(text)):
        yield value
        text = text[:start] + "\n" * (end - start) + text[end:]
    yield from _amounts(text)


def _pieces(text: str) -> Iterator[str]:
    """The text around its numbers: the patterns are slow, and most text holds none."""
    first = last = -1
    for match in _SEED.finditer(text):
        if match.start() > last:
            if last >= 0:
                yield text[first:last]
            first = max(last, match.start() - _BEHIND, 0)
        last = match.end() + _AHEAD
    if last >= 0:
        yield text[first:last]


_Found = Iterator[tuple[int, int, str]]


def _bands(text: str) -> _Found:
    for match in _BAND.finditer(text):
        scale = 1000.0 if match[2] == "G" else 1.0
        for number in re.findall(_NUMBER, match[1]):
            yield match.start(), match.end(), f"band:{_plain(_number(number) * scale)}"


def _shares(text: str) -> _Found:
    for match in _SHARE.finditer(text):
        number = match["a"] or match["b"] or match["c"]
        yield match.start(), match.end(), f"share:{_plain(_number(number))}"


def _releases(text: str) -> _Found:
    for match in _RELEASE.finditer(text):
        yield match.start(), match.end(), f"release:{match[1]}"


def _cases(text: str) -> _Found:
    for match in _CASE.finditer(text):
        yield match.start(), match.end(), f"case:{(match[1] or match[2]).lower()}"


def _lots(text: str) -> _Found:
    for match in _LOTS.finditer(text):
        word = match[1].lower().replace(",", "").replace(".", "")
        yield match.start(), match.end(), f"lots:{_WORDS.get(word, word)}"


def _quarters(text: str) -> _Found:
    for match in _QUARTER.finditer(text):
        said = next(group for group in match.groups() if group)
        number = said
        if not said.isdigit():
            word = said.lower()
            number = str(next(n for n, words in enumerate(_ORDINALS, 1) if word in words))
        yield match.start(), match.end(), f"quarter:{number}"


def _dates(text: str) -> _Found:
    for match in _DATE.finditer(text):
        name = match["name"] or match["month"]
        month = MONTH[name.lower()] if name else int(match["cjk"])
        day = int(match["day"] or match["last"] or match["end"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield match.start(), match.end(), f"date:{month:02}-{day:02}"


def _amounts(text: str) -> Iterator[str]:
    past = 0
    for match in _VALUE.finditer(text):
        if match.start() < past:
            continue
        number, start = _number(match[0]), match.start()
        after = _AFTER.match(text, match.end())
        assert after is not None
        past = after.end()
        if after["scale"]:
            number *= SCALES[after["scale"].lower()]
        elif after["cjk"]:
            for sign in after["cjk"]:
                number *= SCALES[sign]
            if after["rest"]:
                number += float(after["rest"]) * SCALES[after["lower"]]
        before = _BEFORE.search(text[max(0, start - 5) : start])
        money = before[1] if before else after["sign"]
        if money:
            yield f"money:{CURRENCY[_CASE_END.sub('', money.lower())]}:{_plain(number)}"
        elif 1990 <= number <= 2060 and number == int(number) and not after["scale"]:
            yield f"year:{_plain(number)}"
        elif number >= 100 or number != int(number):
            yield f"number:{_plain(number)}"


def _number(text: str) -> float:
    """1,234.5 and 1.234,5 and 1 234,5 -> 1234.5; 3,5 -> 3.5; 14.000 -> 14000."""
    text = re.sub(r"[\s\u00a0\u202f']", "", text)
    marks = [sign for sign in text if sign in ".,"]
    if len(marks) == 1 and len(text) - text.index(marks[0]) != 4:
        return float(text.replace(",", "."))
    if len(marks) > 1 and marks[0] != marks[-1]:
        return float(text.replace(marks[0], "").replace(",", "."))
    if marks and text.startswith("0"):
        return float(text.replace(",", "."))
    return float(text.replace(",", "").replace(".", ""))


def _plain(number: float) -> str:
    return f"{number:.6g}" if number < 1e6 else f"{number:.4g}"


# Each with signs of which one stands in any text that it finds something in: patterns are slow.
_FINDERS = (
    (_bands, ("hz", "赫")),
    (_shares, ("%", "％", "٪", "cent", "zent", "cien", "yüzde")),
    (_releases, ("rel", "r1", "r2")),
    (_cases, ("auction", "docket", "case", "no.", "gn", "wc", "wt", "et", "ib", "rm", "c-", "t-")),
    (_lots, ("lot", "block", "licen", "pack", "paket", "lizenz", "blöck")),
    (_quarters, ("q", "trimest", "季", "四半期", *(f"{n}t" for n in "1234"),
                 *(f"{n}c" for n in "1234"), *(f"t{n}" for n in "1234"))),
)  # fmt: skip
