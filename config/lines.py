"""Surgery on the text of a file: parts found, added and rewritten, every other line left alone."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from config.rules import did_you_mean
from config.source import parse
from config.spans import Listed, Part, find_list
from monitor.core.errors import ConfigError, UsageError

Value = str | float | Sequence[str]


def find_parts(file: str, text: str, key: str) -> Listed:
    """Where the parts of the list `key` stand; ConfigError when the file does not parse."""
    problems = parse(file, text).problems
    if problems:
        raise ConfigError(problems)
    return find_list(file, text, key)


def part_named(listed: Listed, one: str, id_: str) -> Part:
    """The part of that id; UsageError with the one that may be meant. `one` is what parts are."""
    for part in listed.parts:
        if part.id == id_:
            return part
    meant = did_you_mean(id_, [part.id for part in listed.parts if part.id])
    raise UsageError(f"there is no {one} {id_}" + (f"; did you mean {meant}?" if meant else ""))


def escaped(text: str, trusted: bool) -> str:
    """`text` with its `${` escaped, unless it is the operator's own."""
    return text if trusted else text.replace("${", "$${")


def set_keys(part: CommentedMap, keys: dict[str, Value | None]) -> None:
    """Sets keys of a part: None leaves one as it is, an empty value removes it."""
    for key, value in keys.items():
        if value is None:
            continue
        if value in ("", ()):
            part.pop(key, None)
        elif isinstance(value, str | float | bool):
            if part.get(key) != value:
                part[key] = value
        elif part.get(key) != list(value):
            part[key] = CommentedSeq(value)
            part[key].fa.set_flow_style()


def append(text: str, key: str, listed: Listed, parts: Sequence[CommentedMap]) -> str:
    """The file with `parts` at the end of the list, in its indentation."""
    if not parts:
        return text
    lines = text.split("\n")
    if listed.key_line is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [f"{key}:", ""]
        at, indent = len(lines) - 1, 2
    elif not listed.parts:
        at, indent = listed.key_line + 1, 2
        if listed.empty_value:
            start, end = listed.empty_value
            line = lines[listed.key_line]
            lines[listed.key_line] = (line[:start].rstrip() + line[end:]).rstrip()
    else:
        at, indent = listed.parts[-1].last + 1, listed.parts[-1].dash
    if at == len(lines):
        lines.append("")
    new = [line for part in parts for line in _shown(part, " " * indent + "- ", indent + 2)]
    return "\n".join([*lines[:at], *new, *lines[at:]])


def rewrite(text: str, part: Part, file: str, keys: dict[str, Value | None]) -> str:
    """The file with `keys` set in one part; all other lines stay as they are."""
    lines = text.split("\n")
    start = part.first
    while not lines[start][part.column :].strip():
        start += 1
    prefix = lines[start][: part.column]
    body = [lines[start][part.column :]]
    body += [_dedented(line, part.column) for line in lines[start + 1 : part.last + 1]]
    try:
        found = _yaml().load("\n".join(body) + "\n")
    except YAMLError as error:
        raise UsageError(f"{file}: {part.id} cannot be edited here; edit it by hand") from error
    set_keys(found, keys)
    return "\n".join([*lines[:start], *_shown(found, prefix, part.column), *lines[part.last + 1 :]])


def _dedented(line: str, column: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(column, indent) :]


def _shown(part: CommentedMap, prefix: str, column: int) -> list[str]:
    out = io.StringIO()
    _yaml().dump(part, out)
    first, *rest = out.getvalue().rstrip("\n").split("\n")
    return [prefix + first, *(" " * column + line if line else line for line in rest)]


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
