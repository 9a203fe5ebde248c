"""YAML 1.2 with the place of every key and value, so that an error can name line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import yaml
from yaml._yaml import Mark as CMark

from monitor.core.errors import Problem

Value = None | bool | int | float | str

_MOST_NODES = 500_000
_DEEPEST = 40
_ADVICE = (
    ("character '\\t'", "indent with spaces, not with tabs"),
    ("character that cannot start any token", "put the text into quotes"),
    ("mapping values are not allowed", "put a text with ': ' in it into quotes"),
    ("undefined alias", "put a text that begins with * into quotes"),
    ("',' or ']'", "close the bracket [ with ]"),
    ("',' or '}'", "close the bracket { with }"),
    ("unexpected end of stream", "close the quotes"),
    ("unexpected document indicator", "close the quotes"),
    ("expected <document start>", "the text before this ends too early: check quotes and brackets"),
    ("did not find expected", "check the indentation, the quotes and the brackets before this"),
    ("could not find expected ':'", "write key: value, with a space after the colon"),
    ("special characters are not allowed", "remove the control character"),
    ("found another document", "remove the line ---: a file is one document"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Line and column, both counted from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One value: `value` as YAML 1.2 reads it, `raw` as it is written, with its quotes.

    `substituted`: a `${ENV}` was filled in. `unknown`: one was not set, so `value` tells nothing.
    """

    place: Place
    value: Value
    raw: str
    substituted: bool = False
    unknown: bool = False

    def at(self, offset: int) -> Place:
        """Where character `offset` (from 0) of the value stands; the start where that is unknown.

        Known for plain, single-quoted and double-quoted values on one line, without escapes (but
        for '') and without `${ENV}`.
        """
        if self.substituted or not isinstance(self.value, str):
            return self.place
        if self.raw == self.value:
            shift = offset
        elif self.raw == "'" + self.value.replace("'", "''") + "'":
            shift = 1 + offset + self.value[:offset].count("'")
        elif self.raw == f'"{self.value}"':
            shift = 1 + offset
        else:
            return self.place
        return Place(line=self.place.line, column=self.place.column + shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A key with its place, and its value."""

    place: Place
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys and values in the order written."""

    place: Place
    pairs: dict[str, Pair]

    def get(self, key: str) -> Node | None:
        """The value of `key`; None where the key is missing or has no value."""
        pair = self.pairs.get(key)
        return None if pair is None or is_empty(pair.node) else pair.node


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The items of a list in order."""

    place: Place
    items: tuple[Node, ...]


Node = Scalar | Mapping | Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file: its root (None when it is empty or cannot be parsed) and what is wrong with it."""

    file: str
    root: Node | None
    problems: tuple[Problem, ...] = ()


def is_empty(node: Node | None) -> bool:
    """Whether nothing was written there."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def parse(file: str, text: str) -> Document:
    """The text of `file` as a tree; syntax errors and keys written twice become problems."""
    text = text.removeprefix("\ufeff")
    try:
        deep = _too_deep(text)
        if deep:
            problem = problem_at(file, deep, "is nested too deep", "write it out flat")
            return Document(file=file, root=None, problems=(problem,))
        root = yaml.compose(text, Loader=YamlLoader)
    except yaml.MarkedYAMLError as error:
        return Document(file=file, root=None, problems=(_syntax_problem(file, text, error),))
    except yaml.reader.ReaderError as error:
        return Document(file=file, root=None, problems=(_unreadable(file, text, error),))
    except UnicodeEncodeError as error:  # a lone surrogate, as a terminal hands over bad UTF-8
        at = _place_of(text, error.start)
        problem = problem_at(file, at, "holds a broken character", "write it again in UTF-8")
        return Document(file=file, root=None, problems=(problem,))
    if root is None:
        return Document(file=file, root=None)
    tree = _Tree(file, text)
    node = tree.node(root, 0)
    return Document(file=file, root=node, problems=tuple(tree.problems))


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Every value under `node`, in the order written."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, Mapping):
        for pair in node.pairs.values():
            yield from scalars(pair.node)


class YamlLoader(yaml.CSafeLoader):
    """Finds null, true, false and numbers as the YAML 1.2 core schema does: `NO` is a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    YamlLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first
    )


class _Tree:
    """Turns the nodes of PyYAML into ours, and notes what is wrong on the way."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.problems: list[Problem] = []
        self.count = 0

    def node(self, found: yaml.Node, depth: int) -> Node:
        """Our node for `found`; aliases are written out, up to a limit."""
        self.count += 1
        place = _place(found.start_mark)
        if depth > _DEEPEST or self.count > _MOST_NODES:
            if self.count <= _MOST_NODES + 1:
                self.note(place, "is nested too deep or repeats itself", "write it out flat")
                self.count = _MOST_NODES + 1
            return Scalar(place=place, value=None, raw="")
        if isinstance(found, yaml.MappingNode):
            return self.mapping(found, place, depth)
        if isinstance(found, yaml.SequenceNode):
            items = tuple(self.node(item, depth + 1) for item in found.value)
            return Listing(place=place, items=items)
        return self.scalar(found, place)

    def mapping(self, found: yaml.MappingNode, place: Place, depth: int) -> Mapping:
        """Its pairs; of a key written twice the first counts, and a problem names both lines."""
        pairs: dict[str, Pair] = {}
        for key_node, value_node in found.value:
            at = _place(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.note(at, "a list or mapping is no key", "put the text into quotes")
                continue
            key = str(key_node.value)
            node = self.node(value_node, depth + 1)
            if key in pairs:
                first = pairs[key].place.line
                self.note(at, f"{key} is written twice, first in line {first}", "remove one")
                continue
            pairs[key] = Pair(place=at, node=node)
        return Mapping(place=place, pairs=pairs)

    def scalar(self, found: yaml.Node, place: Place) -> Scalar:
        """The value by its tag; a tag that is not of the core schema is a problem."""
        raw = self.text[found.start_mark.index : found.end_mark.index]
        text, tag = str(found.value), str(found.tag).rpartition(":")[2]
        try:
            value = _value(tag, text)
        except (ValueError, KeyError):
            self.note(place, f"{found.tag} is not understood", "remove the tag")
            value = text
        return Scalar(place=place, value=value, raw=raw)

    def note(self, place: Place, message: str, hint: str) -> None:
        """Keeps one problem at `place`."""
        self.problems.append(problem_at(self.file, place, message, hint))


def problem_at(file: str, place: Place | None, message: str, hint: str | None = None) -> Problem:
    """A problem at `place`; None means the whole file."""
    problem = Problem(file=file, message=message, hint=hint)
    return replace(problem, line=place.line, column=place.column) if place else problem


def _value(tag: str, text: str) -> Value:
    if tag == "str":
        return text
    if tag == "null":
        return None
    if tag == "bool":
        return {"true": True, "false": False}[text.lower()]
    if tag == "int":
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if tag == "float":
        return float(re.sub(r"\.(inf|nan)$", r"\1", text.lower()))
    raise KeyError(tag)


def _place(mark: yaml.Mark | CMark) -> Place:
    return Place(line=mark.line + 1, column=mark.column + 1)


def _syntax_problem(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    said = error.problem or str(error.context or error)
    mark = error.problem_mark or error.context_mark
    hint = next((advice for sign, advice in _ADVICE if sign in said), None)
    if mark and text[mark.index : mark.index + 1] == "\t":
        hint = "indent with spaces, not with tabs"
    if error.context_mark and mark and error.context_mark.line != mark.line:
        said = f"{said}, {error.context} that begins in line {error.context_mark.line + 1}"
    return problem_at(file, _place(mark) if mark else None, f"not YAML: {said}", hint)


def _unreadable(file: str, text: str, error: yaml.reader.ReaderError) -> Problem:
    at = _place_of(text, error.position)
    return problem_at(file, at, f"not YAML: {error.reason}", "remove the control character")


def _place_of(text: str, position: int) -> Place:
    before = text[:position]
    return Place(line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


def _too_deep(text: str) -> Place | None:
    # Composing recurses in C, where a deep nesting ends the process; reading events does not.
    depth = 0
    for event in yaml.parse(text, Loader=YamlLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST and event.start_mark:
                return _place(event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None
