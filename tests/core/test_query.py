"""The query language: parsing, printing, limits, errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import QueryError
from monitor.core.query import Query, format_query, parse_query
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
    Regex,
    Together,
    Within,
    Word,
    is_local,
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Huawei", Word(text="Huawei")),
        ("5G licensing", Together(parts=(Word(text="5G"), Word(text="licensing")))),
        ('"rip and replace"', Phrase(text="rip and replace")),
        ("“curly quotes”", Phrase(text="curly quotes")),
        ("licens*", Prefix(text="licens")),
        ("=Visible", Literal(text="Visible")),
        ('="Open RAN"', Literal(text="Open RAN")),
        ("/5g[- ]sa/", Regex(pattern="5g[- ]sa")),
        ("entity:orange", Entity(name="orange")),
        ("a OR b AND c", Or(parts=(Word(text="a"), And(parts=(Word(text="b"), Word(text="c")))))),
        ("a -b", And(parts=(Word(text="a"), Not(part=Word(text="b"))))),
        ("a NOT b", And(parts=(Word(text="a"), Not(part=Word(text="b"))))),
        ("a NEAR/5 b", Near(left=Word(text="a"), right=Word(text="b"), distance=5)),
        ("title:a", Within(field=Field.TITLE, part=Word(text="a"))),
        ("rip-and-replace", Word(text="rip-and-replace")),
        ("AT&T", Word(text="AT&T")),
    ],
)
def test_a_query_is_parsed(text: str, tree: Query) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("Huawei OR", 9, "after OR at column 8 I expected a word, phrase or ("),
        ("a OR AND b", 5, "there is AND"),
        ("(a OR b", 0, "is not closed"),
        ("a b)", 3, "is too much"),
        ('"abc', 0, "is not closed"),
        ("tittle:a", 0, "did you mean title:?"),
        ("/(a/", 0, "regular expression"),
        ("/a", 0, "is not closed"),
        ("a NEAR/0 b", 2, "out of range"),
        ("a NEAR/5 title:b", 2, "needs words"),
        ("a*", 0, "at least two letters"),
        ("", 0, "empty"),
        ("   ", 0, "empty"),
    ],
)
def test_an_error_says_where_and_what_to_do(text: str, position: int, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)

    assert caught.value.position == position
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text", ["a" * 2049, " OR ".join(["ab"] * 65), "(" * 33 + "a" + ")" * 33, "-" * 4000 + "a"]
)
def test_limits_hold(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


WORDS = st.from_regex(r"[a-z0-9][a-z0-9&'+]{0,6}", fullmatch=True)
TEXTS = st.from_regex(r"[A-Za-z0-9&]{1,5}( [A-Za-z0-9]{1,4}){0,2}", fullmatch=True)
TERMS = st.one_of(
    st.builds(lambda text: Word(text=text), WORDS),
    st.builds(lambda text: Phrase(text=text), TEXTS),
    st.builds(lambda text: Literal(text=text), TEXTS),
    st.builds(lambda text: Prefix(text=text + "ab"), WORDS),
    st.builds(lambda name: Entity(name=name), TEXTS),
    st.sampled_from([Regex(pattern="a/b"), Regex(pattern=r"\bran\b")]),
)


def _flat(kind: type[And] | type[Or], parts: list[Query]) -> Query:
    inner = [p for part in parts for p in (part.parts if isinstance(part, kind) else (part,))]
    return kind(parts=tuple(inner))


def _row(parts: list[Query]) -> Query:
    near = [part for part in parts if is_local(part)]
    return Together(parts=tuple(near)) if len(near) > 1 else parts[0]


def _near(left: Query, right: Query, distance: int) -> Query:
    if not (is_local(left) and is_local(right)):
        return left
    return Near(left=left, right=right, distance=distance)


def _within(field: Field, part: Query) -> Query:
    return part if isinstance(part, Within) else Within(field=field, part=part)


def _grow(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    some = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(lambda parts: _flat(And, parts), some),
        st.builds(lambda parts: _flat(Or, parts), some),
        st.builds(lambda part: Not(part=part), inner),
        st.builds(_row, some),
        st.builds(_near, inner, inner, st.integers(1, 100)),
        st.builds(_within, st.sampled_from(Field), inner),
    )


QUERIES: st.SearchStrategy[Query] = st.recursive(TERMS, _grow, max_leaves=8)


@given(QUERIES)
def test_a_printed_query_parses_back_to_itself(query: Query) -> None:
    assert parse_query(format_query(query)) == query


def _parsed(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_an_error_with_a_position(text: str) -> None:
    found = _parsed(text)

    if isinstance(found, QueryError):
        assert 0 <= found.position <= len(text)
    else:
        assert parse_query(format_query(found)) == found
