"""How a concept is said: its forms, and the guard of those that are words as well."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a form is to its concept."""

    NAME = "name"
    ALIAS = "alias"
    NATIVE = "native"
    TICKER = "ticker"
    UNIT = "unit"
    BRAND = "brand"
    FORMER = "former"
    TERM = "term"


class Case(StrEnum):
    """How a doubtful name is written when it means the company."""

    TITLE = "title"
    UPPER = "upper"
    LOWER = "lower"
    EXACT = "exact"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to say a concept. `language` None: the same in every language, never inflected.

    `exact`: only in this very case. `prefix`: any word that begins so.
    """

    text: str
    role: Role
    language: str | None = None
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """When a doubtful name counts. `against` and `favour` hold words and phrases, as written.

    `rare`: the other sense is rare (Nokia the town), so that the name counts unless something
    speaks against it; otherwise (Three, Free) something has to speak for it. `word_in`: the
    languages in which the name is a word; empty where not known. `strict`: the word is so common in
    the trade (Partner, Metro) that only its home, its kin or a word of `favour` proves the company.
    """

    names: frozenset[str]
    case: Case = Case.TITLE
    rare: bool = False
    favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    word_in: tuple[str, ...] = ()
    strict: bool = False
