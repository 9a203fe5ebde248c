"""What is proposed for words that mean no concept."""

from __future__ import annotations

import pytest

from config.concepts import load_concepts
from monitor.core.suggest import near_concepts

CONCEPTS = load_concepts()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("licencing", "licensing"),
        ("Ericson", "Ericsson"),
        ("undersea cabel", "submarine cable"),
        ("number porting", "number portability"),
    ],
)
def test_what_was_meant_is_among_the_proposals(typed: str, meant: str) -> None:
    assert meant.casefold() in " ".join(c.name.casefold() for c in near_concepts(CONCEPTS, typed))


@pytest.mark.parametrize("typed", ["", "zzzzzz", "qwertyuiop asdfgh"])
def test_nothing_is_near_to_nonsense(typed: str) -> None:
    assert near_concepts(CONCEPTS, typed) == []
