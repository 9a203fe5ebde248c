"""Concepts near to what was typed, for words that mean none."""

from __future__ import annotations

from difflib import SequenceMatcher

from monitor.core.concept import Concept, Concepts
from monitor.core.text import folded_words

_LEAST = 0.5


def near_concepts(concepts: Concepts, typed: str, count: int = 3) -> list[Concept]:
    """Up to `count` concepts one of whose names shares words with `typed` or looks like it, best first.

    Subjects come before entities where both are as near: who types several words means a subject.
    """
    wanted = frozenset(folded_words(typed))
    bare = " ".join(sorted(wanted))
    scored = []
    for concept in concepts:
        if concept.helper:
            continue
        score = max((_nearness(wanted, bare, form.text) for form in concept.forms), default=0.0)
        if score >= _LEAST:
            scored.append((-score, not concept.is_subject, concept.name, concept))
    return [concept for *_, concept in sorted(scored, key=lambda row: row[:3])[:count]]


def _nearness(wanted: frozenset[str], bare: str, text: str) -> float:
    words = frozenset(folded_words(text))
    shared = len(wanted & words)
    if shared:
        return 2 * shared / (len(wanted) + len(words))
    if not words or abs(len(text) - len(bare)) > 3:
        return 0.0
    matcher = SequenceMatcher(None, bare, " ".join(sorted(words)))
    return matcher.ratio() if matcher.quick_ratio() > 0.8 and matcher.ratio() > 0.8 else 0.0
