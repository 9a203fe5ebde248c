"""YAML 1.2 with places: what is a text, where a character stands, what is told of bad syntax."""

from __future__ import annotations

import re

import pytest

from config.source import Mapping, Place, Scalar, parse, scalars


def value_of(text: str) -> Scalar:
    """The value of `key: text`."""
    document = parse("f.yaml", f"key: {text}\n")
    assert not document.problems
    return next(scalars(document.root))


@pytest.mark.parametrize("text", ["NO", "no", "yes", "on", "off", "y", "07:30", "2026-01-02", "<<"])
def test_what_only_old_yaml_reads_otherwise_is_a_text(text: str) -> None:
    assert value_of(text).value == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("FALSE", False), ("12", 12), ("010", 10), ("0x1F", 31), ("0o17", 15),
     ("1.5", 1.5), ("1e3", 1000.0), ("~", None), ("null", None), ("", None), ('"12"', "12")],
)  # fmt: skip
def test_the_core_schema_is_read(text: str, value: object) -> None:
    found = value_of(text).value

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "offset", "column"),
    [("Huawei (", 7, 13), ("'it''s ('", 5, 13), ('"Huawei ("', 7, 14), (r'"\u0041 ("', 2, 6)],
)
def test_a_character_of_a_value_has_its_column(text: str, offset: int, column: int) -> None:
    assert value_of(text).at(offset) == Place(line=1, column=column)


def test_columns_count_characters_not_bytes() -> None:
    document = parse("f.yaml", "华为: {é: x, b: 日本}\n")

    assert [one.place.column for one in scalars(document.root)] == [9, 15]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [1,\nb: 2\n", "f.yaml:3:1: not YAML: .* begins in line 1 .close the bracket"),
        ("a:\n\t- b\n", "f.yaml:2:1: not YAML: .* .indent with spaces, not with tabs.$"),
        ("a: b: c\n", "f.yaml:1:5: not YAML: .* .put a text with ': ' in it into quotes.$"),
        ("a: 'b\n", "f.yaml:2:1: not YAML: .* .close the quotes.$"),
        ("a: *b\n", "f.yaml:1:4: not YAML: .* .put a text that begins with . into quotes.$"),
        ("a: b\x07\n", "f.yaml:1:5: not YAML: .* .remove the control character.$"),
        ("a: 1\n---\nb: 1\n", "f.yaml:2:1: not YAML: .* .remove the line ---"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: a is written twice, first in line 1 .remove one.$"),
        ("? [a]\n: b\n", "f.yaml:1:3: a list or mapping is no key"),
        ("a: !!python/none x\n", "f.yaml:1:4: .* is not understood .remove the tag.$"),
        ("[" * 100_000, "f.yaml:1:41: is nested too deep .write it out flat.$"),
    ],
)
def test_bad_syntax_is_told_with_its_place_and_a_way_out(text: str, told: str) -> None:
    problems = parse("f.yaml", text).problems

    assert len(problems) == 1
    assert re.match(told, str(problems[0]))


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]

    problems = parse("f.yaml", "\n".join(lines)).problems

    assert [problem.message for problem in problems] == ["is nested too deep or repeats itself"]


def test_an_alias_stands_for_what_it_names() -> None:
    document = parse("f.yaml", "a: &x {k: 1}\nb: *x\n")

    assert isinstance(document.root, Mapping)
    assert [one.value for one in scalars(document.root)] == [1, 1]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\ufeff"])
def test_a_file_with_nothing_in_it_is_no_problem(text: str) -> None:
    document = parse("f.yaml", text)

    assert (document.root, document.problems) == (None, ())


def test_a_broken_character_is_named_with_its_place() -> None:
    (problem,) = parse("f.yaml", "a: b\nc: \udcff\n").problems

    assert (problem.line, problem.column) == (2, 4)
    assert "broken character" in problem.message
