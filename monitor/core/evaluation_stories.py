"""How well folding agrees with labels: pairs, B-cubed, pairs across languages, near misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from monitor.core.evaluation import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry of which a person says to what story it belongs. `language` is ISO 639-1."""

    id: str
    story: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BCubed:
    """The mean over the entries of how pure, and how complete, each one's story is (0 to 1)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """2PR / (P + R); 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEvaluation:
    """Scores over all pairs of entries, over those of two languages, and over entries.

    `near_misses`: the pairs of stories that look alike and were put into one, ids in order.
    `wrong` and `missed`: pairs of entry ids, each in the order of the labels.
    """

    pairs: Score
    across: Score
    b_cubed: BCubed
    near_misses: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]


def story_scores(
    labels: Sequence[Told],
    predicted: Mapping[str, str],
    near_misses: Iterable[tuple[str, str]] = (),
) -> StoryEvaluation:
    """Stories as folded held against stories as labelled.

    `predicted`: entry id -> story; an entry that is not there is a story of its own.
    """
    found = {told.id: predicted.get(told.id, f"\0{told.id}") for told in labels}
    right, wrong, missed = _pairs(labels, found)
    languages = {told.id: told.language for told in labels}
    return StoryEvaluation(
        pairs=Score(right=len(right), false=len(wrong), missed=len(missed)),
        across=Score(
            right=_across(right, languages),
            false=_across(wrong, languages),
            missed=_across(missed, languages),
        ),
        b_cubed=b_cubed({told.id: told.story for told in labels}, found),
        near_misses=folded_near_misses(labels, found, near_misses),
        wrong=tuple(wrong),
        missed=tuple(missed),
    )


def b_cubed(labels: Mapping[str, str], predicted: Mapping[str, str]) -> BCubed:
    """B-cubed (Bagga and Baldwin 1998) of two ways to group; both name the same ids."""
    if not labels:
        return BCubed(precision=1.0, recall=1.0)
    both = Counter((labels[one], predicted[one]) for one in labels)
    true, found = Counter(labels.values()), Counter(predicted[one] for one in labels)
    precision = sum(n * n / found[group] for (_, group), n in both.items())
    recall = sum(n * n / true[group] for (group, _), n in both.items())
    return BCubed(precision=precision / len(labels), recall=recall / len(labels))


def folded_near_misses(
    labels: Iterable[Told], predicted: Mapping[str, str], pairs: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Of the pairs of stories those of which any two entries were put together."""
    groups: dict[str, set[str]] = {}
    for told in labels:
        groups.setdefault(told.story, set()).add(predicted[told.id])
    nothing: set[str] = set()
    return tuple((a, b) for a, b in pairs if groups.get(a, nothing) & groups.get(b, nothing))


_Pairs = list[tuple[str, str]]


def _pairs(labels: Sequence[Told], found: Mapping[str, str]) -> tuple[_Pairs, _Pairs, _Pairs]:
    right: _Pairs = []
    wrong: _Pairs = []
    missed: _Pairs = []
    for a, b in combinations(labels, 2):
        together = found[a.id] == found[b.id]
        if a.story == b.story:
            (right if together else missed).append((a.id, b.id))
        elif together:
            wrong.append((a.id, b.id))
    return right, wrong, missed


def _across(pairs: Collection[tuple[str, str]], languages: Mapping[str, str]) -> int:
    return sum(languages[a] != languages[b] for a, b in pairs)
