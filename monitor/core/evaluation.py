"""How well readings agree with labels: precision, recall and F1."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An entry's id and the watchlists that it ought to hit, in a person's judgement."""

    id: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of right hits, false hits and misses, and what follows from them (0 to 1)."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of the hits that are right; 1 where there is no hit."""
        hits = self.right + self.false
        return self.right / hits if hits else 1.0

    @property
    def recall(self) -> float:
        """The share of the labels that were found; 1 where there is no label."""
        labels = self.right + self.missed
        return self.right / labels if labels else 1.0

    @property
    def f1(self) -> float:
        """2PR / (P + R); 1 where there is neither hit nor label."""
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            right=self.right + other.right,
            false=self.false + other.false,
            missed=self.missed + other.missed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A hit that no label asks for (`false`), or a label without a hit."""

    item: str
    watchlist: str
    false: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Scores of each watchlist, of each tag, and of all together.

    `micro` counts every hit alike; `macro` is the mean F1 of the watchlists.
    """

    watchlists: Mapping[str, Score]
    tags: Mapping[str, Score]
    micro: Score
    macro: float
    mistakes: tuple[Mistake, ...]


def scores(
    items: Iterable[Labelled],
    results: Mapping[str, Collection[str]],
    watchlists: Mapping[str, Collection[str]],
) -> Evaluation:
    """Labels held against hits.

    `results`: item id -> watchlists that it hit; an item that is not there hit none. `watchlists`:
    id -> its tags; labels and hits of others are left out.
    """
    each = {name: Score() for name in watchlists}
    mistakes: list[Mistake] = []
    for item in items:
        hits = results.get(item.id, ())
        for name in watchlists:
            hit, label = name in hits, name in item.relevant
            each[name] += Score(
                right=int(hit and label),
                false=int(hit and not label),
                missed=int(label and not hit),
            )
            if hit != label:
                mistakes.append(Mistake(item=item.id, watchlist=name, false=hit))
    return Evaluation(
        watchlists=each,
        tags=_by_tag(each, watchlists),
        micro=sum(each.values(), Score()),
        macro=sum(score.f1 for score in each.values()) / len(each) if each else 1.0,
        mistakes=tuple(mistakes),
    )


def _by_tag(
    each: Mapping[str, Score], watchlists: Mapping[str, Collection[str]]
) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for name, tags in watchlists.items():
        for tag in tags:
            found[tag] = found.get(tag, Score()) + each[name]
    return dict(sorted(found.items()))
