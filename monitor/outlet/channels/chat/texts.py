"""Texts cut and joined to the limits of a chat, before anything in them is escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import takewhile

from monitor.core.digest import Marked
from monitor.outlet.marks import ELLIPSIS, tidy

_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


def short(whole: Marked, limit: int) -> Marked:
    """`whole` cut to `limit` code points, and never inside what a reader sees as one character."""
    text = whole.text
    while 1 < limit < len(text) and _joined(text, limit - 1):
        limit -= 1
    return tidy(whole, limit)


def short_text(text: str, limit: int) -> str:
    """`short` for a text without marks."""
    return short(Marked(text=text), limit).text


def pieces(text: str, limit: int = 500) -> list[str]:
    """The lines of `text`, longer ones in pieces of at most `limit` characters, cut at spaces."""
    found: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        rest = line.strip()
        while len(rest) > limit:
            at = rest.rfind(" ", limit // 2, limit)
            at = at if at > 0 else limit
            while at > 1 and _joined(rest, at):
                at -= 1
            found.append(rest[:at].rstrip())
            rest = rest[at:].lstrip()
        found.append(rest)
    return found


def packed(parts: list[str], limit: int, between: str = "\n\n") -> list[str]:
    """`parts`, each within `limit` itself, joined into as few texts within `limit` as their order allows."""
    texts: list[str] = []
    for part in parts:
        joined = f"{texts[-1]}{between}{part}" if texts else part
        if texts and len(joined) <= limit:
            texts[-1] = joined
        else:
            texts.append(part)
    return texts


def kept(lines: list[str], fits: Callable[[list[str]], bool]) -> list[str]:
    """As many of `lines` as fit, with an ellipsis for the rest."""
    if fits(lines):
        return lines
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits([*lines[:middle], ELLIPSIS]) else (low, middle - 1)
    return [*lines[:low], ELLIPSIS]


def _joined(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the one before it: accents, joined emoji, flags."""
    char, before = text[at], text[at - 1]
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    if char in _JOINERS or before == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    # Two letters make a flag: the second belongs to the first.
    return _flag(char) and len(list(takewhile(_flag, reversed(text[:at])))) % 2 == 1


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
