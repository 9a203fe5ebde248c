"""What is told more than usual: concepts, and concepts together, over all that is stored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from monitor.core.concept import Concepts
from monitor.core.story import keys_among, keys_of_text, spellings
from monitor.core.trend import DAYS, Series, Together, Trend, day_of, known_days, together, trend_of
from storage import trends
from storage.engine import Session
from storage.trends import Told

_KINDS = ("e:", "s:")
_DAY = timedelta(days=1)
Named = Iterable[tuple[Told, frozenset[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trending:
    """Trends of the concepts that the last 24 hours name, least usual first, and of their pairs."""

    concepts: tuple[Trend, ...]
    pairs: tuple[Together, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """Trends as they were at a moment: to reckon them anew takes seconds where much is stored."""

    at: datetime
    trending: Trending

    @classmethod
    def now(cls, session: Session, *, concepts: Concepts, at: datetime) -> Reckoned:
        """The trends at this moment."""
        return cls(at=at, trending=concept_trends(session, concepts, at))


def concept_trends(session: Session, concepts: Concepts, now: datetime) -> Trending:
    """Reckoned from the fingerprints of the last 29 days: those of the last 24 hours say which
    concepts are looked for in the others, which are read once, in order, and not kept.

    Concepts and pairs go by their ids.
    """
    named = [(one, _concepts_of(one, concepts)) for one in _told(session, now, 0, 1)]
    days, company = _Days(), _Company(named)
    days.add(named, now)
    lately = frozenset(name for _, names in named for name in names)
    days.add(company.watched(_looked_for(_told(session, now, 1, DAYS + 1), lately)), now)
    # By when entries came, not by when they were told: first polls bring some that are days old.
    known = known_days(trends.seen_since(session), now)
    found = (trend_of(days.series(name, known), now) for name in lately)
    return Trending(
        concepts=tuple(sorted(found, key=lambda trend: (trend.odds, trend.series.name))),
        pairs=tuple(company.pairs(known)),
    )


class _Days:
    """Reports and stories a day of each concept. A day's reports are added one after another."""

    def __init__(self) -> None:
        self._reports: dict[str, list[int]] = defaultdict(lambda: [0] * (DAYS + 1))
        self._stories: dict[str, list[int]] = defaultdict(lambda: [0] * (DAYS + 1))

    def add(self, named: Named, now: datetime) -> None:
        """Counts reports that come in order of their telling."""
        day, seen = -1, set[tuple[str, int]]()
        for one, names in named:
            age = day_of(one.at, now)
            if age is None:
                continue
            if age != day:
                day, seen = age, set()
            for name in names:
                self._reports[name][DAYS - age] += 1
                if (name, one.story_id) not in seen:
                    seen.add((name, one.story_id))
                    self._stories[name][DAYS - age] += 1

    def series(self, name: str, known: int) -> Series:
        """What was counted of a concept."""
        reports, stories = tuple(self._reports[name]), tuple(self._stories[name])
        return Series(name=name, reports=reports, stories=stories, known=known)


class _Company:
    """Which concepts stood in stories together: in those of the last 24 hours, and before.

    Of what was before only the concepts are kept that make a pair three times lately.
    """

    def __init__(self, lately: Named) -> None:
        new: dict[int, frozenset[str]] = {}
        for one, names in lately:
            new[one.story_id] = new.get(one.story_id, frozenset()) | names
        often = Counter(pair for names in new.values() for pair in combinations(sorted(names), 2))
        self._lately = {pair: count for pair, count in often.items() if count > 2}
        self._members = frozenset(name for pair in self._lately for name in pair)
        self._told = len(new)
        self._old: dict[int, tuple[str, ...]] = {}  # a set would take five times as much

    def watched(self, before: Named) -> Iterator[tuple[Told, frozenset[str]]]:
        """Passes on the earlier reports, and notes what their stories name."""
        old, members = self._old, self._members
        for one, names in before:
            old[one.story_id] = tuple({*old.get(one.story_id, ()), *(names & members)})
            yield one, names

    def pairs(self, days: int) -> list[Together]:
        """The pairs that come together more than usual."""
        before, single = Counter[tuple[str, str]](), Counter[str]()
        for names in self._old.values():
            single.update(names)
            listed = combinations(sorted(names), 2)
            before.update(pair for pair in listed if pair in self._lately)
        shares = {name: count / len(self._old) for name, count in single.items()}
        return together(self._lately, before, shares, self._told, days)


def _told(session: Session, now: datetime, newest: int, oldest: int) -> Iterator[Told]:
    """The reports told between so many days ago."""
    return trends.told_between(session, now - oldest * _DAY, now - newest * _DAY)


def _concepts_of(told: Told, concepts: Concepts) -> frozenset[str]:
    """The companies and subjects that a report names itself, those that others imply apart."""
    ids = (key[2:] for key in keys_of_text(told.print) if key.startswith(_KINDS))
    known = ((name, concepts.get(name)) for name in ids)
    return frozenset(name for name, found in known if found is not None and not found.helper)


def _looked_for(
    told: Iterable[Told], wanted: frozenset[str]
) -> Iterator[tuple[Told, frozenset[str]]]:
    """Each report with those of the wanted concepts that it names itself."""
    forms = spellings(kind + name for kind in _KINDS for name in wanted)
    for one in told:
        yield one, frozenset([key[2:] for key in keys_among(one.print, forms)])
