"""Tokens -> syntax tree: a Pratt parser. Side by side binds tightest, then NEAR, AND, OR.

vodafone three OR o2 AND uk  =  (vodafone three) OR (o2 AND uk)
"""

from __future__ import annotations

import re2

from monitor.core.errors import QueryError
from monitor.core.query.lexer import Sort, Token, tokens
from monitor.core.query.syntax import (
    And,
    Entity,
    Field,
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
    is_local,
    terms,
)

MAX_BYTES = 2048
MAX_TERMS = 64
MAX_DEPTH = 32
_STARTS = frozenset(
    (Sort.WORD, Sort.PHRASE, Sort.LITERAL, Sort.PREFIX, Sort.REGEX, Sort.FIELD, Sort.ENTITY,
     Sort.OPEN)
)  # fmt: skip
_NEGATIONS = frozenset((Sort.NOT, Sort.MINUS))
_EXPECTED = "a word, phrase or ("


def parse_query(text: str) -> Query:
    """The syntax tree of a query.

    Raises QueryError, with position and suggestion, for text that is no query or that is longer
    than 2 kB, 64 terms or 32 levels.
    """
    if len(text.encode()) > MAX_BYTES:
        raise QueryError(
            text, 0, f"the query is longer than {MAX_BYTES} bytes", "split it into two watchlists"
        )
    if not text.strip():
        raise QueryError(text, 0, "the query is empty", "write a name, such as Huawei")
    query = _Parser(text).parse()
    if (count := len(terms(query))) > MAX_TERMS:
        raise QueryError(
            text, 0, f"the query has {count} terms, {MAX_TERMS} are allowed", "split it"
        )
    return query


class _Parser:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at, self._depth = text, tokens(text), 0, 0

    def parse(self) -> Query:
        query = self._either()
        if self._peek.sort is not Sort.END:
            raise self._error(f"{self._peek.text} at column {self._peek.position + 1} is too much",
                              self._peek, "remove it, or add the missing (")  # fmt: skip
        return query

    @property
    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._peek
        self._at += 1
        return token

    def _error(self, message: str, token: Token, hint: str | None = None) -> QueryError:
        return QueryError(self._text, token.position, message, hint)

    def _either(self) -> Query:
        parts = [self._all()]
        while self._peek.sort is Sort.OR:
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(parts=_flat(Or, parts))

    def _all(self) -> Query:
        parts = [self._near()]
        while self._peek.sort is Sort.AND or self._peek.sort in _NEGATIONS | _STARTS:
            if self._peek.sort is Sort.AND:
                self._take()
            parts.append(self._near())
        return parts[0] if len(parts) == 1 else And(parts=_flat(And, parts))

    def _near(self) -> Query:
        if self._peek.sort in _NEGATIONS:
            return self._negation()
        left = self._row()
        while self._peek.sort is Sort.NEAR:
            near = self._take()
            right = self._row()
            for side in (left, right):
                if not is_local(side):
                    raise self._error(
                        f"NEAR at column {near.position + 1} needs words or phrases on both sides",
                        near, "use AND instead",
                    )  # fmt: skip
            left = Near(left=left, right=right, distance=near.distance)
        return left

    def _negation(self) -> Query:
        self._deeper()
        sign = self._take()
        part = self._negation() if self._peek.sort in _NEGATIONS else self._single(sign)
        self._depth -= 1
        return Not(part=part)

    def _single(self, sign: Token) -> Query:
        """What a minus or NOT takes: one operand; `-sport news` leaves news wanted."""
        return self._operand() if sign.sort is Sort.MINUS else self._row()

    def _row(self) -> Query:
        parts = [self._operand()]
        while self._peek.sort in _STARTS and is_local(parts[-1]):
            before = self._at
            part = self._operand()
            if not is_local(part):
                self._at = before
                break
            parts.append(part)
        return parts[0] if len(parts) == 1 else Together(parts=tuple(parts))

    def _operand(self) -> Query:
        token = self._take()
        match token.sort:
            case Sort.WORD:
                return Word(text=token.text, position=token.position)
            case Sort.PHRASE:
                return Phrase(text=token.text, position=token.position)
            case Sort.LITERAL:
                return Literal(text=token.text, position=token.position)
            case Sort.PREFIX:
                return Prefix(text=token.text, position=token.position)
            case Sort.REGEX:
                return self._regex(token)
            case Sort.ENTITY:
                return self._entity(token)
            case Sort.FIELD:
                return self._field(token)
            case Sort.OPEN:
                return self._brackets(token)
            case _:
                raise self._unexpected(token)

    def _unexpected(self, token: Token) -> QueryError:
        before = self._tokens[self._at - 2] if self._at >= 2 else None
        place = f"after {before.text} at column {before.position + 1}" if before else "at the start"
        found = "the query ends" if token.sort is Sort.END else f"there is {token.text}"
        hint = (
            f'write "{token.text}" in quotes to search the word' if token.text.isalpha() else None
        )
        return self._error(f"{place} I expected {_EXPECTED}, but {found}", token, hint)

    def _regex(self, token: Token) -> Query:
        try:
            re2.compile(token.text)
        except re2.error as error:
            cause = error.args[0] if error.args else ""
            reason = cause.decode() if isinstance(cause, bytes) else str(cause)
            raise self._error(
                f"the regular expression at column {token.position + 1} is wrong: {reason}",
                token, "RE2 knows no look-around and no back-references",
            ) from error  # fmt: skip
        return Regex(pattern=token.text, position=token.position)

    def _entity(self, token: Token) -> Query:
        name = self._take()
        if name.sort not in (Sort.WORD, Sort.PHRASE):
            raise self._error(
                f"entity: at column {token.position + 1} needs a name", name, "write entity:orange"
            )
        return Entity(name=name.text, position=token.position)

    def _field(self, token: Token) -> Query:
        self._deeper()
        part = self._operand()
        self._depth -= 1
        if isinstance(part, Within):
            raise self._error(
                f"{token.text}: at column {token.position + 1} holds another field", token,
                "join them with AND",
            )  # fmt: skip
        return Within(field=Field(token.text), part=part)

    def _brackets(self, token: Token) -> Query:
        self._deeper()
        query = self._either()
        if self._take().sort is not Sort.CLOSE:
            raise self._error(
                f"the ( at column {token.position + 1} is not closed", token, "add ) at the end"
            )
        self._depth -= 1
        return query

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(
                f"the query is nested deeper than {MAX_DEPTH} levels", self._peek,
                "remove brackets",
            )  # fmt: skip


def _flat(kind: type[And] | type[Or], parts: list[Query]) -> tuple[Query, ...]:
    """(a AND b) AND c is one AND: the tree that the printed form gives back."""
    flat: list[Query] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    return tuple(flat)
