"""Where sentences begin."""

from __future__ import annotations

import re

from monitor.core.text.words import CJK

# It begins with one set of signs, so that the search can skip all other characters.
_END = re.compile(
    rf"[.!?。｡؟\n|»•·](?:(?<=[.!?])[.!?]*[\"')\]]*\s+|(?<=[!?])(?=[{CJK}])|(?<=[。｡])[。｡\"')\]」』]*"
    r"|(?<=\n)\s*|(?<=؟)\s*|(?<=\s[|»•·])\s)"
)
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col st no nos inc corp co ltd vs etc approx dept jan feb mar "
    "apr jun jul aug sep sept oct nov dec fig al bzw ca usw nr art av vol jr sr i.e e.g sdn bhd ltda "
    "pte pty cia bros mt ft hon ggf inkl vgl ho".split()
)
_LAST = re.compile(r"([\w.]+)$")
# A month is written with a capital in German: am 18. Dezember.
_GOES_ON = re.compile(
    r"[a-zà-ÿ,;:%)]|(?<=\d\. )(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober"
    r"|November|Dezember)\b"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The [start, end) of each sentence of plain text, in order; blank ones are left out."""
    found, start = [], 0
    for mark in _END.finditer(text):
        if not _ends_here(text, mark):
            continue
        if text[start : mark.end()].strip():
            found.append((start, mark.end()))
        start = mark.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def _ends_here(text: str, mark: re.Match[str]) -> bool:
    sign = mark.group()
    if sign[0] != "." or sign.startswith("..."):
        return not (sign[0] in ".!?" and _GOES_ON.match(text, mark.end()))
    if _GOES_ON.match(text, mark.end()):
        return False
    last = _LAST.search(text, max(0, mark.start() - 12), mark.start())
    if not last or mark.group().strip() != ".":
        return True
    word = last.group(1).lower()
    return not (
        word in _ABBREVIATIONS
        or (len(word) == 1 and word.isalpha())
        or _dotted(word)
        or (_is_doubled(last.group(1)) and _is_doubled(text[mark.end() : mark.end() + 2]))
    )


def _is_doubled(word: str) -> bool:
    """Plurals of Spanish abbreviations: EE. UU., JJ. OO."""
    return len(word) == 2 and word[0] == word[1] and word.isalpha() and word.isupper()


def _dotted(word: str) -> bool:
    return "." in word and all(len(part) == 1 for part in word.split("."))
