"""What import-linter cannot see: core may import datetime, but must not ask it for the time."""

from __future__ import annotations

import ast

import pytest

from tests.packaging.project import ROOT

IMPURE_CALLS = {"now", "utcnow", "today", "getenv", "uuid1", "uuid4", "read_text", "read_bytes"}
IMPURE_NAMES = {"open", "print", "input"}


def impure_calls(source: str) -> list[str]:
    """Return the calls in `source` that ask a clock, a file, a terminal or the dice."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in IMPURE_CALLS:
            found.append(f"line {node.lineno}: .{called.attr}()")
        if isinstance(called, ast.Name) and called.id in IMPURE_NAMES:
            found.append(f"line {node.lineno}: {called.id}()")
    return found


def test_core_asks_neither_clock_nor_file_nor_dice() -> None:
    found = {
        path.name: calls
        for path in (ROOT / "monitor" / "core").rglob("*.py")
        if (calls := impure_calls(path.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "open('a')", "Path('a').read_text()"])
def test_an_impure_call_is_seen(line: str) -> None:
    assert len(impure_calls(line)) == 1
