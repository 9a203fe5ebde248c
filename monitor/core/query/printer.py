"""Syntax tree -> text; what it prints parses back to an equal tree."""

from __future__ import annotations

from monitor.core.query.lexer import DEFAULT_DISTANCE
from monitor.core.query.syntax import (
    And,
    Entity,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Regex,
    Together,
    Within,
    Word,
)

_OR, _AND, _NEAR, _ROW, _OPERAND = range(5)


def format_query(query: Query) -> str:
    """The query as a person would type it."""
    return _print(query, _OR)


def _print(query: Query, room: int) -> str:
    text, strength = _form(query)
    return f"({text})" if strength < room else text


def _form(query: Query) -> tuple[str, int]:
    match query:
        case Or(parts=parts):
            return " OR ".join(_print(part, _AND) for part in parts), _OR
        case And(parts=parts):
            return _conjunction(parts), _AND
        case Near(left=left, right=right, distance=distance):
            sign = "NEAR" if distance == DEFAULT_DISTANCE else f"NEAR/{distance}"
            return f"{_print(left, _NEAR)} {sign} {_print(right, _ROW)}", _NEAR
        case Together(parts=parts):
            return " ".join(_print(part, _OPERAND) for part in parts), _ROW
        case Not(part=part):
            inner = _print(part, _AND) if isinstance(part, Not) else _print(part, _ROW)
            return f"NOT {inner}", _AND
        case Within(field=field, part=part):
            return f"{field}:{_print(part, _OPERAND)}", _OPERAND
        case _:
            return _term(query), _OPERAND


def _conjunction(parts: tuple[Query, ...]) -> str:
    text = _print(parts[0], _NEAR) if not isinstance(parts[0], Not) else _print(parts[0], _AND)
    for part in parts[1:]:
        if isinstance(part, Not):
            text += f" {_print(part, _AND)}"
        else:
            text += f" AND {_print(part, _NEAR)}"
    return text


def _term(query: Word | Phrase | Literal | Prefix | Regex | Entity) -> str:
    match query:
        case Word(text=text):
            return text
        case Phrase(text=text):
            return f'"{text}"'
        case Literal(text=text):
            return (
                f'="{text}"' if any(sign.isspace() or sign in "()" for sign in text) else f"={text}"
            )
        case Prefix(text=text):
            return f"{text}*"
        case Regex(pattern=pattern):
            return "/" + pattern.replace("/", "\\/") + "/"
        case Entity(name=name):
            return (
                f'entity:"{name}"'
                if any(s.isspace() or s in "()" for s in name)
                else f"entity:{name}"
            )
