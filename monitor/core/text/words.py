"""Plain text -> tokens, and each token's folded form."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from sys import intern

CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
HAS_CJK = re.compile(f"[{CJK}]")
# One CJK character is one token, so that names are found in text without spaces; "&" and a "+"
# that follows a word are tokens (AT&T, HSPA+); a possessive 's belongs to its word.
TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)+[^\W_{CJK}]*|[{CJK}]|[^\W_{CJK}]+(?:'[sS](?![^\W_]))?|&|(?<=[^\W_])\+"
)
# A token with the comma, semicolon or bracket behind it: names do not run across these.
RAW_TOKEN = re.compile(rf"(?:{TOKEN.pattern})(?:[,;)、،؛]|\s[(|])?")
# The same for plain ASCII text: a class of bytes is several times faster than Unicode's.
_ASCII_TOKEN = re.compile(
    r"(?:\d+(?:[.,]\d+)+[A-Za-z0-9]*|[A-Za-z0-9]+(?:'[sS](?![A-Za-z0-9]))?|&|(?<=[A-Za-z0-9])\+)"
    r"(?:[,;)]|\s[(|])?"
)
# What a token in its raw form may end with.
CUTS = ",;)(|、،؛ \t\r\f\v\x1c\x1d\x1e\x1f\x85"
_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е",
     "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك"}
)  # fmt: skip
_KEEPS = frozenset("й")
_CAP = 300_000
_LONG_CHUNK = 24


def fold_word(token: str) -> str:
    """The token without case, possessive and accents (Latin, Greek, Cyrillic, Arabic marks)."""
    if token[-2:] in ("'s", "'S"):
        token = token[:-2]
    token = token.lower() if token.isascii() else token.casefold()
    return token if token.isascii() else strip_marks(token)


def strip_marks(word: str) -> str:
    """Without accents; kana, Hangul and the Cyrillic й stay as they are."""
    out = []
    for sign in word.translate(_SPECIAL):
        if sign in _KEEPS or sign > "\u08ff":
            out.append(sign)
            continue
        parts = unicodedata.normalize("NFD", sign)
        out.append("".join(part for part in parts if unicodedata.category(part) != "Mn"))
    return "".join(out)


class Folds(dict[str, str]):
    """Token, with or without the sign behind it -> folded form, computed once.

    Equal strings are one object here and in the other tables of words: fewer places in memory.
    """

    def __missing__(self, token: str) -> str:
        if len(self) > _CAP:
            self.clear()
        folded = self[intern(token)] = intern(fold_word(token.rstrip(CUTS)))
        return folded


FOLDS = Folds()


class Bare(dict[str, str]):
    """Token with the sign behind it -> the token, found out once."""

    def __missing__(self, raw: str) -> str:
        if len(self) > _CAP:
            self.clear()
        token = self[intern(raw)] = intern(raw.rstrip(CUTS))
        return token


BARE = Bare()


def tokenize(text: str) -> list[str]:
    """The tokens of plain text, as written."""
    return TOKEN.findall(text)


class _Chunks(dict[str, tuple[str, ...]]):
    """What stands between blanks -> its raw tokens, found out once."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(map(intern, _raw_tokens(chunk)))
        if len(chunk) <= _LONG_CHUNK:
            if len(self) > _CAP:
                self.clear()
            self[intern(chunk)] = found
        return found


_CHUNKS = _Chunks()


def raw_tokens(text: str) -> list[str]:
    """The tokens of plain text with the comma, semicolon or bracket behind them."""
    if "(" in text or "|" in text:  # behind a blank these belong to the word before it
        return _raw_tokens(text)
    return list(chain.from_iterable(map(_CHUNKS.__getitem__, text.split())))


def _raw_tokens(text: str) -> list[str]:
    return (_ASCII_TOKEN if text.isascii() else RAW_TOKEN).findall(text)


def folded_words(text: str) -> list[str]:
    """The folded tokens of plain text."""
    return [FOLDS[token] for token in TOKEN.findall(text)]
