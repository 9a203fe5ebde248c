"""Where the parts of a list stand in a file, line by line, so that one is edited and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import yaml

from config.source import YamlLoader
from monitor.core.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One item of a list: lines [first, last] from 0, its dash, and where its text begins.

    Comments after its last value belong to what follows.
    """

    id: str | None
    url: str | None
    first: int
    last: int
    dash: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of a file: the line of its key (None: no such key yet) and its parts.

    `empty_value`: where an empty value `[]` stands in that line, start and end.
    """

    key_line: int | None
    parts: tuple[Part, ...] = ()
    empty_value: tuple[int, int] | None = None


def find_list(file: str, text: str, key: str) -> Listed:
    """The list `key` of a file that parses; UsageError for a form that cannot be edited by line."""
    root = yaml.compose(text, Loader=YamlLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for name, node in pairs:
        if name.value == key:
            line = int(name.start_mark.line)
            if _is_nothing(node):
                return _without_parts(file, key, line, node)
            if not isinstance(node, yaml.SequenceNode) or node.flow_style:
                _refuse(file, key)
            lines = text.split("\n")
            parts = tuple(_part(lines, item, file, key) for item in node.value)
            return Listed(key_line=line, parts=parts)
    return Listed(key_line=None)


def _without_parts(file: str, key: str, line: int, node: yaml.Node) -> Listed:
    if isinstance(node, yaml.ScalarNode) and node.value == "":
        return Listed(key_line=line)
    start, end = node.start_mark, node.end_mark
    if start.line != line or end.line != line:
        _refuse(file, key)
    return Listed(key_line=line, empty_value=(int(start.column), int(end.column)))


def _is_nothing(node: yaml.Node) -> bool:
    if isinstance(node, yaml.SequenceNode):
        return not node.value
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _part(lines: list[str], node: yaml.Node, file: str, key: str) -> Part:
    if not isinstance(node, yaml.MappingNode):
        _refuse(file, key)
    column, first = int(node.start_mark.column), int(node.start_mark.line)
    while not lines[first].lstrip().startswith("-"):
        first -= 1
    last = _last_line(node)
    while last > first and not lines[last].strip():
        last -= 1
    values = {
        str(name.value): str(value.value)
        for name, value in node.value
        if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }
    return Part(
        id=values.get("id"),
        url=values.get("url"),
        first=first,
        last=last,
        dash=len(lines[first]) - len(lines[first].lstrip()),
        column=column,
    )


def _last_line(node: yaml.Node) -> int:
    """The last line with something of `node`; block nodes end where the next one begins."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return max(max(_last_line(name), _last_line(value)) for name, value in node.value)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return max(_last_line(item) for item in node.value)
    end, start = node.end_mark, node.start_mark
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null") and not node.value:
        return 0
    return int(end.line) - 1 if end.column == 0 and end.line > start.line else int(end.line)


def _refuse(file: str, key: str) -> NoReturn:
    raise UsageError(
        f"{file}: {key} is not written as one block for each part; edit it by hand, "
        f"or begin each part on a line of its own with a hyphen"
    )
