"""Why an entry matches a query or not: the query's tree, each part with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.hit import Span
from monitor.core.query.leaves import ConceptNode
from monitor.core.query.logic import FieldNode, NotNode
from monitor.core.query.node import Node
from monitor.core.query.occurrence import spans
from monitor.core.query.syntax import Field
from monitor.core.reading import Mention, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Characters [start, end) of a field that looked like a concept, and why they do not count."""

    concept: str
    alias: str
    field: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One part of a query: what was typed, whether it holds, and where or why not.

    `excludes`: it holds, but stands behind NOT, and so shuts the entry out.
    """

    term: str
    holds: bool
    excludes: bool = False
    concepts: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    reason: str = ""
    parts: tuple[Explanation, ...] = ()


def explain(node: Node, reading: Reading) -> Explanation:
    """The explanation of a compiled query."""
    return _explain(node, reading, None, negated=False)


def _explain(node: Node, reading: Reading, scope: Field | None, *, negated: bool) -> Explanation:
    inner = node.field if isinstance(node, FieldNode) else scope
    below = negated != isinstance(node, NotNode)
    parts = tuple(_explain(part, reading, inner, negated=below) for part in node.parts)
    found = node.find(reading, scope)
    meanings = node.meanings if isinstance(node, ConceptNode) else ()
    misses = tuple(
        _near_miss(reading, mention)
        for meaning in meanings
        for mention in reading.rejected
        if mention.concept == meaning.concept
    )
    return Explanation(
        term=node.label,
        holds=found is not None,
        excludes=negated and found is not None and not parts,
        concepts=tuple(dict.fromkeys(meaning.concept for meaning in meanings)),
        spans=spans(reading, found or ()),
        near_misses=misses,
        reason=_reason(node, found is not None, misses, parts),
        parts=parts,
    )


def _near_miss(reading: Reading, mention: Mention) -> NearMiss:
    field, start, end = reading.place(mention)
    return NearMiss(
        concept=mention.concept, alias=mention.alias, field=field, start=start, end=end,
        reason=str(mention.reason),
    )  # fmt: skip


def _reason(
    node: Node, holds: bool, misses: tuple[NearMiss, ...], parts: tuple[Explanation, ...]
) -> str:
    if holds:
        return ""
    if isinstance(node, NotNode):
        return f"shut out by {parts[0].term}"
    if misses:
        return f"{misses[0].alias}: {misses[0].reason}"
    missing = [part.term for part in parts if not part.holds]
    if parts and not missing:
        return "its parts do not stand near each other"
    return f"without {', '.join(missing)}" if missing else "not in the text"
