"""Text: plain characters with the way back, tokens, sentences, stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text import (
    STEMS,
    clean,
    folded_words,
    is_inflection,
    language_of,
    sentences,
    tokenize,
)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("AT&amp;T", ["at", "&", "t"]),
        ("AT&amp;amp;T’s", ["at", "&", "t"]),
        ("O\u2011RAN", ["o", "ran"]),
        ("Hua\u00adwei", ["huawei"]),
        ("T\u200bIM", ["tim"]),
        ("Telefónica", ["telefonica"]),
        ("İstanbul", ["istanbul"]),
        ("ﬁbre\u00a0line", ["fibre", "line"]),
        ("#5G-licensing", ["5g", "licensing"]),
        ("3.5GHz", ["3.5ghz"]),
        ("5G频谱", ["5g", "频", "谱"]),
        ("ソフトバンク", list("ソフトバンク")),
        ("e&", ["e", "&"]),
        ("HSPA+", ["hspa", "+"]),
        ("أُورنج", ["اورنج"]),
        ("<b>Orange</b>", ["orange"]),
    ],
)
def test_spellings_fold_to_the_same_words(written: str, words: list[str]) -> None:
    assert folded_words(clean(written).text) == words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A &amp;amp; AT&amp;T deal", "AT&amp;T"),
        ("wo\u00adrd Hua\u00adwei gear", "Hua\u00adwei"),
        ("<p>Orange</p>", "Orange"),
        ("Te\u0301le\u0301com", "Te\u0301le\u0301com"),
        ("3㎓ band", "3㎓"),
    ],
)
def test_a_place_in_plain_text_leads_back_to_the_original(text: str, word: str) -> None:
    plain = clean(text)
    inner = clean(word).text
    start = plain.text.index(inner)

    begin, end = plain.original(start, start + len(inner))

    assert text[begin:end] == word


@given(st.text(max_size=80))
def test_every_character_of_plain_text_has_a_place_in_the_original(text: str) -> None:
    plain = clean(text)

    places = [plain.original(at, at + 1) for at in range(len(plain.text))]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("U.S. carriers pay. Regulators wait.", 2),
        ("Inc. and Corp. are names.", 1),
        ("Vodafone plc. Three follows", 2),
        ("频谱拍卖结束。华为没有参加。", 2),
        ("Rates rose 3.5 percent to $4.2 bln", 1),
        ("first line\nsecond line", 2),
    ],
)
def test_sentences_are_told_apart(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "licenses"),
        ("licensing", "license"),
        ("fibre", "fiber"),
        ("organisation", "organization"),
        ("centres", "center"),
    ],
)
def test_british_and_american_words_share_a_stem(one: str, other: str) -> None:
    assert STEMS["en"][one] == STEMS["en"][other]


def test_words_of_one_stem_that_mean_different_things_are_no_inflections() -> None:
    assert is_inflection("licence", "licensing")
    assert not is_inflection("private", "privatisation")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Netzbetreiber hat die Frequenzen nicht ersteigert", "de"),
        ("L'opérateur annonce une hausse des tarifs pour les clients", "fr"),
        ("The carrier said that it will appeal", "en"),
        ("华为公布年报", "zh"),
        ("ソフトバンクの決算", "ja"),
        ("أعلنت الشركة عن الأرباح", "ar"),
    ],
)
def test_a_language_is_found_where_none_is_declared(text: str, language: str) -> None:
    assert language_of(None, text, folded_words(text)) == language


def test_the_declared_language_is_believed() -> None:
    assert language_of("en-GB", "Der die das", ["der", "die", "das"]) == "en"


def test_a_possessive_belongs_to_its_word() -> None:
    assert tokenize("Sweden's plan") == ["Sweden's", "plan"]
    assert folded_words("Sweden's plan") == ["sweden", "plan"]
