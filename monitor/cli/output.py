"""How a listing is printed: a table for people, JSON, JSON lines or CSV for programs."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Cell = str | int | float | bool | datetime | None | list[str] | Mapping[str, object]
Row = Mapping[str, object]


class Format(StrEnum):
    """In which form a listing is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="How to print: for people or for programs.")
]


def console() -> Console:
    """Standard output for people."""
    return Console(highlight=False, soft_wrap=False)


def errors() -> Console:
    """Standard error for people."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_rows(
    rows: Iterable[Row], columns: Sequence[str], form: Format, *, empty: str = "nothing found"
) -> None:
    """Prints `rows`. A table shows `columns` only, the other forms every key of a row.

    An empty listing prints `empty` to standard error as a table, `[]` as JSON and nothing else else.
    """
    listed = [dict(row) for row in rows]
    if form is Format.JSON:
        _write(json.dumps(listed, default=plain, ensure_ascii=False, indent=2) + "\n")
    elif form is Format.JSONL:
        for row in listed:
            _write(json.dumps(row, default=plain, ensure_ascii=False) + "\n")
    elif form is Format.CSV:
        _print_csv(listed, columns)
    elif listed:
        _print_table(listed, columns)
    else:
        errors().print(empty)


def print_object(value: Row, form: Format) -> None:
    """Prints one object: a table of two columns, or as JSON, or as one line of CSV under its head."""
    if form in (Format.JSON, Format.JSONL):
        indent = 2 if form is Format.JSON else None
        _write(json.dumps(dict(value), default=plain, ensure_ascii=False, indent=indent) + "\n")
    elif form is Format.CSV:
        flat = dict(_flat(value))
        _print_csv([flat], list(flat))
    else:
        table = Table(show_header=False, box=None, pad_edge=False)
        for key, item in _flat(value):
            table.add_row(key, escape(_cell(item)))
        console().print(table)


def plain(value: object) -> object:
    """`value` as JSON can hold it: ISO 8601 times, values of enums, fields of dataclasses."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def _flat(value: Row, head: str = "") -> Iterable[tuple[str, object]]:
    for key, item in value.items():
        if isinstance(item, Mapping):
            yield from _flat(item, f"{head}{key}.")
        else:
            yield f"{head}{key}", item


def _print_csv(rows: Sequence[Row], columns: Sequence[str]) -> None:
    names = list(dict.fromkeys((*columns, *(key for row in rows for key in row))))
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_safe(_cell(row.get(name), exact=True)) for name in names])


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: titles come from outside."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _print_table(rows: Sequence[Row], columns: Sequence[str]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(escape(_cell(row.get(column))) for column in columns))
    out = console()
    if not out.is_terminal:
        # A pipe has no width: nothing may be folded for the next program.
        out = Console(highlight=False, width=max(200, 60 * len(columns)))
    out.print(table)


def _cell(value: object, *, exact: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat() if exact else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, default=plain, ensure_ascii=False)
    return str(value)


def _write(text: str) -> None:
    sys.stdout.write(text)
