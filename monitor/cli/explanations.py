"""An explanation of the matcher as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.query import Explanation


def lines_of(explanation: Explanation, depth: int = 0) -> Iterator[str]:
    """The tree of a query, a line each part, indented: found or not, and what almost counted."""
    yield "  " * depth + _said(explanation)
    for miss in explanation.near_misses:
        yield (
            "  " * (depth + 1)
            + f"{miss.alias!r} in the {miss.field} is not {miss.concept}: {miss.reason}"
        )
    for part in explanation.parts:
        yield from lines_of(part, depth + 1)


def leaves_of(explanation: Explanation) -> Iterator[Explanation]:
    """The parts that have no parts: what was typed, term by term."""
    if not explanation.parts:
        yield explanation
    for part in explanation.parts:
        yield from leaves_of(part)


def _said(explanation: Explanation) -> str:
    verdict = "found" if explanation.holds else "not found"
    if explanation.excludes:
        verdict = "found, and shuts the entry out"
    reason = f" ({explanation.reason})" if explanation.reason else ""
    return f"{explanation.term}: {verdict}{reason}"
