"""The search index: a superset of what is asked for, newest first, whatever the lexemes hold."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.query.plan import AllOf, AnyOf, Everything, Lexeme, Plan
from storage import search
from storage.engine import Database
from storage.search import Page

DOCUMENTS = {
    1: ("w:huawei", "w:licences", "s:licenc", "c:huawei"),
    2: ("w:ericsson", "w:licence", "s:licenc"),
    3: ("w:华为", "w:华", "c:huawei"),
    4: ("w:at&t", "w:it's", 'w:"quoted"', "w:back\\slash", "w:a:*|b"),
}


def _found(database: Database, plan: Plan, page: Page | None = None) -> list[int]:
    with database.read() as session:
        return search.candidates(session, plan, page or Page(limit=10))


@pytest.fixture
def indexed(database: Database) -> Database:
    with database.write() as session:
        search.write(session, list(DOCUMENTS.items()))
    return database


def _one(text: str, *, prefix: bool = False) -> Lexeme:
    return Lexeme(text=text, prefix=prefix)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (_one("c:huawei"), [3, 1]),
        (_one("w:licen", prefix=True), [2, 1]),
        (_one("w:licen"), []),
        (AllOf(parts=(_one("s:licenc"), _one("w:ericsson"))), [2]),
        (AnyOf(parts=(_one("w:ericsson"), _one("c:huawei"))), [3, 2, 1]),
        (AllOf(parts=(_one("c:huawei"), Everything())), [3, 1]),
        (AllOf(parts=(_one("c:huawei"), AnyOf(parts=(_one("w:nothing"), _one("w:华"))))), [3]),
    ],
)
def test_plan_finds_its_entries_newest_first(
    indexed: Database, plan: Plan, expected: list[int]
) -> None:
    assert _found(indexed, plan) == expected


@pytest.mark.parametrize("lexeme", DOCUMENTS[4])
def test_no_lexeme_is_taken_for_syntax(indexed: Database, lexeme: str) -> None:
    assert _found(indexed, _one(lexeme)) == [4]
    assert _found(indexed, _one(lexeme[:-1], prefix=True)) == [4]


def test_pages_follow_each_other(indexed: Database) -> None:
    first = _found(indexed, _one("c:huawei"), Page(limit=1))
    second = _found(indexed, _one("c:huawei"), Page(limit=1, before_id=first[-1]))

    assert first + second == [3, 1]


def test_writing_again_replaces_and_deleting_removes(indexed: Database) -> None:
    with indexed.write() as session:
        search.write(session, [(1, ("w:nokia",))])
        search.delete(session, [3])

    assert _found(indexed, _one("c:huawei")) == []
    assert _found(indexed, _one("w:nokia")) == [1]


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    text=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
        lambda text: text == text.casefold()
    )
)
def test_any_folded_text_finds_itself(database: Database, text: str) -> None:
    lexeme = f"w:{text}"
    with database.write() as session:
        search.write(session, [(7, (lexeme,))])

    assert _found(database, _one(lexeme)) == [7]
