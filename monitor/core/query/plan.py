"""What a query asks of the search index: a superset of what the evaluator accepts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """One lexeme of the index ("w:licence", "c:huawei"); with `prefix` any that begins so."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Every part; no part means everything."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """No lexeme narrows this down (negations, regular expressions)."""


Plan = Lexeme | AllOf | AnyOf | Everything
