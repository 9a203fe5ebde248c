"""Matching: the evaluator, its candidates, its marks, its explanations."""

from __future__ import annotations

import re

import pytest

from monitor.core.query import Matcher, index_lexemes, parse_query
from monitor.core.reading import Document, Reader
from tests.core.concepts import concepts

CONCEPTS = concepts()
READER = Reader(CONCEPTS)
ENTRY = Document(
    title="Regulators fined Huawei and ZTE over Open RAN deals",
    summary="The satellite's chairman said a fiber <b>network</b> was Visible. 公司公告称 5G auction.",
    body="Vodafone has no part in it.",
    language="en",
    outlet="Light Reading",
    author="Ann Example",
    kind="news",
    country="US",
    categories=("5G Core",),
)


def matches(query: str, document: Document = ENTRY) -> bool:
    matcher = Matcher(CONCEPTS, {"one": parse_query(query)}, reader=READER)
    return bool(matcher.match(matcher.read(document)))


@pytest.mark.parametrize(
    "query",
    [
        "Huawei",
        "华为",
        "fine",
        "fibre network",
        "regulator* fines",
        '"open ran"',
        "=Visible",
        '="Open RAN"',
        "/fin(e|ed) hua/",
        "Huawei NEAR/1 ZTE",
        "ZTE NEAR/1 Huawei",
        "title:Huawei",
        "summary:chairman",
        "text:satellite",
        "outlet:light",
        'outlet:"Light Reading"',
        "outlet:lig*",
        "author:example",
        "category:5G",
        "lang:en",
        "kind:news",
        "country:us",
        "entity:zte",
        "Huawei -summary:Huawei",
        "Ericsson OR ZTE",
        "(Huawei OR Ericsson) AND (chairman OR boss)",
        "公司公告",
        "NOT Ericsson",
        "fifth generation auction",
        "Huawei open ran",
    ],
)
def test_a_query_finds_the_entry(query: str) -> None:
    assert matches(query)


@pytest.mark.parametrize(
    "query",
    [
        "Ericsson",
        '"ran open"',
        '"regulator fined"',
        "=visible",
        "Huawei NEAR/1 deals",
        "title:chairman",
        "summary:Huawei",
        "outlet:reading lang:de",
        "outlet:ight",
        "kind:new",
        "Huawei -title:Huawei",
        "Huawei NOT Huawei",
        "Huawei AND Ericsson",
        "regulators 5G",
        "rip and replace",
        "entity:nobody",
    ],
)
def test_a_query_leaves_the_entry(query: str) -> None:
    assert not matches(query)


def test_unknown_words_have_to_stand_within_twelve_tokens() -> None:
    near = Document(title="Alpha " + "x " * 11 + "beta")
    far = Document(title="Alpha " + "x " * 13 + "beta")

    assert matches("beta alpha", near)
    assert not matches("beta alpha", far)


def test_known_subjects_stand_together_anywhere_in_title_and_first_sentence() -> None:
    title = Document(title="5G " + "word " * 20, summary="Licences are sold. Auction follows.")

    assert matches("5G licensing", title)
    assert not matches("5G auction", title)


def test_marks_show_the_written_characters() -> None:
    document = Document(title="AT&amp;T’s licences", summary="für 华为")
    matcher = Matcher(CONCEPTS, {"a": parse_query("AT&T OR licence OR Huawei")}, reader=READER)

    spans = matcher.match(matcher.read(document))[0].spans

    assert [getattr(document, span.field)[span.start : span.end] for span in spans] == [
        "AT&amp;T", "licences", "华为",
    ]  # fmt: skip
    assert [span.concept for span in spans] == ["att", "licensing", "huawei"]


def test_a_match_only_in_the_body_is_weak() -> None:
    matcher = Matcher(CONCEPTS, {"v": parse_query("Vodafone")}, reader=READER)

    assert matcher.match(matcher.read(ENTRY))[0].weak


def test_a_query_of_the_moment_uses_the_same_evaluator() -> None:
    matcher = Matcher(CONCEPTS, {}, reader=READER)
    reading = matcher.read(ENTRY)

    assert matcher.evaluate(parse_query("Huawei"), reading) is not None
    assert matcher.evaluate(parse_query("Ericsson"), reading) is None


def test_matches_come_in_the_order_of_the_watchlists() -> None:
    lists = {name: parse_query(name) for name in ("ZTE", "Huawei", "chairman", "NOT Nokia")}
    matcher = Matcher(CONCEPTS, lists, reader=READER)

    found = matcher.match(matcher.read(ENTRY))

    assert [match.watchlist_id for match in found] == list(lists)


def test_an_explanation_names_the_guard() -> None:
    matcher = Matcher(CONCEPTS, {"o": parse_query("Orange")}, reader=READER)
    reading = matcher.read(Document(title="The van is orange"))

    explanation = matcher.explain("o", reading)

    assert not explanation.holds
    assert "another case" in explanation.reason
    assert explanation.near_misses[0].start == len("The van is ")


def test_an_explanation_names_what_shut_the_entry_out() -> None:
    matcher = Matcher(CONCEPTS, {"h": parse_query("Huawei NOT ZTE")}, reader=READER)

    explanation = matcher.explain("h", matcher.read(ENTRY))

    assert not explanation.holds
    assert [part.reason for part in explanation.parts] == ["", "shut out by ZTE"]
    assert explanation.parts[1].parts[0].excludes


def test_lexemes_hold_no_blank() -> None:
    lexemes = index_lexemes(READER.read(ENTRY))

    assert {"w:huawei", "c:huawei", "w:公司", "s:satellit"} <= set(lexemes)
    assert not any(re.search(r"\s", lexeme) for lexeme in lexemes)
