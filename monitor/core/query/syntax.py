"""The syntax tree of the query language; what the nodes mean is decided by the evaluator."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Field(StrEnum):
    """A part or a property of an entry that a term can be held against."""

    TITLE = "title"
    SUMMARY = "summary"
    TEXT = "text"
    OUTLET = "outlet"
    AUTHOR = "author"
    CATEGORY = "category"
    LANG = "lang"
    KIND = "kind"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A bare word: the concept of that name, else the word in any inflection and spelling."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """`"exact phrase"`: these words in this order, without concept or inflection; case is free."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """`=Visible`: exactly these letters, case kept."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """`licens*`: any word that begins so; `text` comes without the star."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """`/pattern/` in RE2 syntax, held against the original text; case is free."""

    pattern: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """`entity:orange`: the concept of this id or name, and nothing else."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """`title:part`: the part, held against one field only."""

    field: Field
    part: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Parts written side by side: all of them near each other, in any order."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """`left NEAR/5 right`: at most `distance` words between them, in any order."""

    left: Query
    right: Query
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Every part, anywhere in the entry."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """At least one part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Entries without the part."""

    part: Query


Term = Word | Phrase | Literal | Prefix | Regex | Entity
Query = Term | Within | Together | Near | And | Or | Not


def is_local(query: Query) -> bool:
    """Whether the query says *where* in the text it is met, so that it can stand near another."""
    match query:
        case Or(parts=parts) | Together(parts=parts):
            return all(is_local(part) for part in parts)
        case Near():
            return True
        case And() | Not() | Within():
            return False
        case _:
            return True


def terms(query: Query) -> tuple[Term, ...]:
    """Every term of the query, in the order in which they are written."""
    match query:
        case And(parts=parts) | Or(parts=parts) | Together(parts=parts):
            return tuple(term for part in parts for term in terms(part))
        case Near(left=left, right=right):
            return terms(left) + terms(right)
        case Not(part=part) | Within(part=part):
            return terms(part)
        case _:
            return (query,)
