"""Characters of a query -> tokens with positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from monitor.core.errors import QueryError
from monitor.core.query.syntax import Field


class Sort(StrEnum):
    """What a token is; the values are the words that error messages use."""

    WORD = "a word"
    PHRASE = "a phrase"
    LITERAL = "a literal"
    PREFIX = "a prefix"
    REGEX = "a regular expression"
    FIELD = "a field"
    ENTITY = "entity:"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MINUS = "-"
    NEAR = "NEAR"
    OPEN = "("
    CLOSE = ")"
    END = "the end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `position` counts characters from 0, `text` is what it stands for."""

    sort: Sort
    text: str
    position: int
    distance: int = 0


QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
OPERATORS = {"AND": Sort.AND, "OR": Sort.OR, "NOT": Sort.NOT}
DEFAULT_DISTANCE = 5
MAX_DISTANCE = 100
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"""[^\s()"“”„«»]+""")
_NEAR = re.compile(r"NEAR(?:/(\d+))?$")
_FIELD = re.compile(r"([A-Za-z]+):")
_NAMES = {str(name): name for name in Field}


def tokens(text: str) -> list[Token]:
    """The tokens of a query, with an END token last.

    Raises QueryError for an open quote, an open regular expression or an unknown field.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token, at = _next(text, at)
        found.append(token)
    found.append(Token(sort=Sort.END, text="", position=len(text)))
    return found


def _next(text: str, at: int) -> tuple[Token, int]:
    sign = text[at]
    if sign in "()":
        return Token(sort=Sort(sign), text=sign, position=at), at + 1
    if sign in QUOTES:
        phrase, end = _quoted(text, at)
        return Token(sort=Sort.PHRASE, text=phrase, position=at), end
    if sign == "/":
        return _regex(text, at)
    if sign == "=" and text[at + 1 : at + 2] in QUOTES:
        phrase, end = _quoted(text, at + 1)
        return Token(sort=Sort.LITERAL, text=phrase, position=at), end
    if sign == "-" and at + 1 < len(text) and not text[at + 1].isspace():
        return Token(sort=Sort.MINUS, text="-", position=at), at + 1
    return _bare(text, at)


def _quoted(text: str, at: int) -> tuple[str, int]:
    closers = {QUOTES[text[at]], '"'} if text[at] == '"' else {QUOTES[text[at]], "”", '"'}
    for end in range(at + 1, len(text)):
        if text[end] in closers:
            phrase = text[at + 1 : end].strip()
            if not phrase:
                raise QueryError(text, at, f"empty quotes at column {at + 1}", "write words inside")
            return phrase, end + 1
    raise QueryError(
        text,
        at,
        f"the quote at column {at + 1} is not closed",
        f"add {QUOTES[text[at]]} at the end",
    )


def _regex(text: str, at: int) -> tuple[Token, int]:
    end = at + 1
    while end < len(text) and text[end] != "/":
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise QueryError(
            text, at, f"the regular expression at column {at + 1} is not closed",
            'add / at its end, or put the word in quotes: "..."',
        )  # fmt: skip
    pattern = text[at + 1 : end].replace("\\/", "/")
    return Token(sort=Sort.REGEX, text=pattern, position=at), end + 1


def _bare(text: str, at: int) -> tuple[Token, int]:
    found = _WORD.match(text, at)
    if not found:
        raise QueryError(
            text, at, f"a closing quote at column {at + 1} has no opening one", 'put " before it'
        )
    word, end = found.group(), found.end()
    if word in OPERATORS:
        return Token(sort=OPERATORS[word], text=word, position=at), end
    if near := _NEAR.match(word):
        return _near(text, at, near), end
    if name := _FIELD.match(word):
        return _field(text, at, name), at + name.end()
    return _word(text, word, at), end


def _near(text: str, at: int, near: re.Match[str]) -> Token:
    distance = int(near.group(1)) if near.group(1) else DEFAULT_DISTANCE
    if not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(
            text, at, f"NEAR/{distance} at column {at + 1} is out of range",
            f"write a number from 1 to {MAX_DISTANCE}",
        )  # fmt: skip
    return Token(sort=Sort.NEAR, text=near.group(), position=at, distance=distance)


def _field(text: str, at: int, name: re.Match[str]) -> Token:
    asked = name.group(1).lower()
    if asked == "entity":
        return Token(sort=Sort.ENTITY, text=asked, position=at)
    if asked in _NAMES:
        return Token(sort=Sort.FIELD, text=asked, position=at)
    near = get_close_matches(asked, [*_NAMES, "entity"], 1)
    hint = f"did you mean {near[0]}:?" if near else f'put it in quotes: "{asked}:..."'
    raise QueryError(text, at, f"unknown field {name.group()} at column {at + 1}", hint)


def _word(text: str, word: str, at: int) -> Token:
    if word.startswith("=") and len(word) > 1:
        return Token(sort=Sort.LITERAL, text=word[1:], position=at)
    if not word.endswith("*"):
        return Token(sort=Sort.WORD, text=word, position=at)
    stem = word.rstrip("*")
    if len(stem) < 2:
        raise QueryError(
            text, at, f"{word} at column {at + 1} would find every word",
            "write at least two letters before the *",
        )  # fmt: skip
    return Token(sort=Sort.PREFIX, text=stem, position=at)
